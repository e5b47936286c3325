/** Why BuildKit would not accept a file: what is wrong, where, and what to do. */
export interface Problem {
  /** BuildKit's own words, so that a search for them finds its documentation. */
  readonly message: string
  /** 1-based. */
  readonly line: number
  readonly hint: string
}
