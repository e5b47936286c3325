// What may take the place of a base image that is given up.

/** The same thing under another name: nothing has to be looked at. */
export interface Renamed {
  readonly kind: 'renamed'
  readonly base: string
  readonly why: string
}

/** Another image that does the same. */
export interface Replaced {
  readonly kind: 'replaced'
  readonly base: string
  readonly why: string
  /** What else is another with it, in a few words; undefined where nothing is. */
  readonly also?: string
  /** What is in the old image that the new one may lack. */
  readonly from:
    | 'java on Debian'
    | 'java on slim Debian'
    | 'java on Ubuntu'
    | 'java on Alpine'
    | 'node on Alpine'
    | 'the same Alpine'
  /** The release of Alpine below the new one. */
  readonly alpine: string | undefined
  /** For which architectures the new one is built; empty where that is not known. */
  readonly architectures: readonly string[]
}

/** What to do is not for dfopt to choose. */
export interface Unclear {
  readonly kind: 'unclear'
  /** In the imperative: `Replace centos by almalinux, rockylinux/rockylinux or another of its kind`. */
  readonly advice: string
  readonly why: string
}

export type Successor = Renamed | Replaced | Unclear
