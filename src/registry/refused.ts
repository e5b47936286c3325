/** Why the digest of an image cannot be had. Its message is the reason, in one line. */
export class Refused extends Error {
  override readonly name = 'Refused'
  /** What the author can do about it. */
  readonly unblock: string
  /** True where the next image of that registry would fare no better. */
  readonly lasting: boolean

  constructor(reason: string, unblock: string, lasting = false) {
    super(reason)
    this.unblock = unblock
    this.lasting = lasting
  }
}

/** The run was told to end. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
}
