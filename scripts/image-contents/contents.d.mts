export function sonames(files: readonly string[]): readonly string[]
