export function sonames(files: readonly string[]): readonly string[]
export function perlModule(path: string): string | undefined
