export function faultsOf(data: unknown, dependencies: unknown): readonly string[]
