export function faultsOfBrought(data: unknown): readonly string[]
