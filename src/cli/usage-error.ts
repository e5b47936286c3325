/** A command line that cannot be understood; its message is the one line that is shown. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
