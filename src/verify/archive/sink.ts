/** What takes bytes piece by piece. A piece may be part of a larger buffer, and is not written to. */
export interface Sink {
  write(chunk: Buffer): void
  /** There is no more. */
  end(): void
}
