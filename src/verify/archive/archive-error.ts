/** An image archive that is broken or of a kind that is not understood: nothing can be said about its image. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError'
  /** What to do about it, in one line. */
  readonly hint: string

  constructor(
    message: string,
    hint = 'export the image again; report it if it stays, with the version of the builder',
  ) {
    super(message)
    this.hint = hint
  }
}
