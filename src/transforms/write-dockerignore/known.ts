/** A tool or library of which it is known that it reads something that no COPY names. */
export interface Known {
  /** As in "package.json has …". */
  readonly what: string
  readonly pattern: RegExp
  /** The page that says so. */
  readonly source: string
  /** What keeps it from that, in the same texts. */
  readonly unless?: RegExp
  /** It asks the program git, and does nothing where that is not there. */
  readonly program?: true
}
