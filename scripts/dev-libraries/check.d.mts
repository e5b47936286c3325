export function faultsOf(data: unknown): readonly string[]
