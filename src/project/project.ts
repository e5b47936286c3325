/**
 * The build context of a Dockerfile, as far as a transform may look at it. Paths are relative to its root, with `/`, and nothing
 * that the ignore file hides from the build is there. Each file is read when it is first asked for.
 */
export interface Project {
  /** False where no context is known, as for standard input: then nothing is there, and that says nothing. */
  readonly known: boolean
  /** Undefined where there is no such file, or it is no text. */
  read(path: string): string | undefined
  /** The names in a folder, sorted; undefined where there is no such folder. */
  list(path: string): readonly string[] | undefined
  /** True where the ignore file keeps a path from the build, whether or not it is there; false where that is not known. */
  hides?(path: string): boolean
}

/** The context of a Dockerfile of which nothing but its text is known. */
export const NO_PROJECT: Project = { known: false, read: () => undefined, list: () => undefined }
