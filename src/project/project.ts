/** Files and folders by their paths: relative to the root of the build context, with `/`. */
export interface Files {
  /** Undefined where there is no such file, or it is no text. */
  read(path: string): string | undefined
  /** The names in a folder, sorted; undefined where there is no such folder. */
  list(path: string): readonly string[] | undefined
}

/**
 * The build context of a Dockerfile, as far as a transform may look at it. Nothing that the ignore file hides from the build is
 * there. Each file is read when it is first asked for.
 */
export interface Project extends Files {
  /** False where no context is known, as for standard input: then nothing is there, and that says nothing. */
  readonly known: boolean
  /** Undefined where no context is known. */
  readonly whole?: WholeContext | undefined
  /** True where the ignore file keeps a path from the build, whether or not it is there; false where that is not known. */
  hides?(path: string): boolean
}

/** The build context as it lies there, with all that the ignore file hides. */
export interface WholeContext extends Files {
  /** Absolute; undefined for one that is in memory alone. */
  readonly folder: string | undefined
  /** The path of the Dockerfile itself; undefined where it lies elsewhere. */
  readonly dockerfile: string | undefined
  /** Undefined where there is one that cannot be written or read: behind a symlink, malformed, outside of the context. */
  readonly ignoreFile: IgnoreFile | undefined
  /** Texts of Dockerfiles of the same repository that lie outside and may be built from here; undefined where not all were found. */
  readonly strangers: () => readonly string[] | undefined
}

/** The ignore file that the build reads, or would read. */
export interface IgnoreFile {
  readonly path: string
  /** Undefined where there is none yet. */
  readonly text: string | undefined
}

/** The context of a Dockerfile of which nothing but its text is known. */
export const NO_PROJECT: Project = { known: false, read: () => undefined, list: () => undefined }

/** A context that is found when it is first asked for: most files are rewritten without a look at it. */
export function deferred(find: () => Project): Project {
  let found: Project | undefined
  const project = (): Project => (found ??= find())
  return {
    get known() {
      return project().known
    },
    get whole() {
      return project().whole
    },
    read: (path) => project().read(path),
    list: (path) => project().list(path),
    hides: (path) => project().hides?.(path) ?? false,
  }
}
