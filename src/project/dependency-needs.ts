/** One dependency that asks more of an image than its language: `bcrypt 5.1.0`. */
export interface DependencyNeed {
  /** Name and version, as the lock file has them. */
  readonly name: string
  /** Debian's names of the packages that have to be there while it is installed: `python3`, `make`, `g++`, `libpq-dev`, `git`. */
  readonly build: readonly string[]
  /** Debian's names of the packages that have to be there when it runs: `libpq5`. */
  readonly run: readonly string[]
  /** Why it cannot be had with this C library at all: `has no build for musl`. */
  readonly blocked?: string
}

/** What installing the dependencies of a project asks of an image. */
export interface DependencyNeeds {
  readonly needs: readonly DependencyNeed[]
  /** What cannot be told: a lock file that is not there, a package of which nothing is known. Empty where all is known. */
  readonly unknown: readonly Unknown[]
}

export interface Unknown {
  /** What is not known, as the end of a sentence: `whether left-pad 1.0.0 has native code is not known`. */
  readonly reason: string
  /** What the author can do about it. */
  readonly unblock: string
}

/** The C library of an image. */
export type Libc = 'glibc' | 'musl'
