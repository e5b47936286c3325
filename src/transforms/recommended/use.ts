// What a package is for that comes only because something recommends it, and how its use shows in a file.

/** What becomes of a recommended package. */
export type Fate =
  /** Not installed any more. */
  | 'leave'
  /** Named in the list from now on. */
  | 'add'
  /** The install stays as it is. */
  | 'refuse'

export interface Use {
  readonly packages: readonly string[]
  /** What they carry. */
  readonly carries: string
  /** Text of the file that shows their use, beside calls of their programs, which always do. */
  readonly shows?: RegExp
  /** What becomes of them where it shows. */
  readonly shown?: 'add' | 'refuse'
  /** What the file does with what brings them, where that tells that they are not needed. */
  readonly unless?: RegExp
  /** Where their use does not show; by default they are left out. */
  readonly otherwise?: Fate
  /** The same in an image of which nothing says what its containers run, so that others build on it. */
  readonly forOthers?: Fate
  /** The same where something runs that the file does not show: a build, a script, a script that installs packages. */
  readonly hidden?: { readonly by: 'build' | 'script' | 'installer'; readonly fate: 'add' | 'refuse' }
  /** The first release of Debian in which they are only recommended. */
  readonly since?: number
  /** Only for what these packages bring. */
  readonly via?: RegExp
}

/** The names in some texts, apart by blanks. */
export function listOf(...texts: readonly string[]): readonly string[] {
  return texts.flatMap((text) => text.split(' '))
}
