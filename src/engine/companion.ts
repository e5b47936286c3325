/** A file beside the Dockerfile that a change writes whole: an ignore file, a compose file. */
export interface Companion {
  /** Relative to the build context, inside of it, with `/`. */
  readonly path: string
  /** All of it, as it is to be. */
  readonly text: string
}

/** What a rewrite makes of such a file. */
export interface CompanionFile {
  readonly path: string
  /** Undefined for a file that is new. */
  readonly before: string | undefined
  readonly after: string
  /** Ids of those that wrote it, in their order. */
  readonly transforms: readonly string[]
}

/** True for a path that cannot lead out of the build context. */
export function isInContext(path: string): boolean {
  return path !== '' && path.split('/').every((part) => !/^\.{0,2}$/.test(part)) && !path.includes('\0')
}

/** With one more text for one of them. */
export function withCompanion(
  files: readonly CompanionFile[],
  { path, text }: Companion,
  transform: string,
  before: string | undefined,
): readonly CompanionFile[] {
  const known = files.find((each) => each.path === path)
  const transforms = [...new Set([...(known?.transforms ?? []), transform])]
  const file = { path, before: known ? known.before : before, after: text, transforms }
  return known ? files.map((each) => (each === known ? file : each)) : [...files, file]
}
