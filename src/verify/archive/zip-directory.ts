import { createHash } from 'node:crypto'

/** APPNOTE.TXT of PKWARE, sections 4.3.12 to 4.3.16. */
const END = 0x06054b50
const END64 = 0x06064b50
const LOCATOR64 = 0x07064b50
const ENTRY = 0x02014b50

/**
 * sha256 over the entries of a zip archive, with their names, modes, checksums, sizes and methods and without their times
 * and their order. `tail` is the last part of the file, `start` the offset at which it begins.
 * @returns undefined where it does not hold the whole central directory, or where there is more than entries
 */
export function zipDirectoryDigest(tail: Buffer, start: number): string | undefined {
  try {
    const place = directoryPlace(tail, start)
    const entries = place === undefined ? undefined : readEntries(tail, place)
    return entries === undefined
      ? undefined
      : createHash('sha256').update(entries.sort().join('\n')).digest('hex')
  } catch (error) {
    // An offset that leads out of the file: no zip archive.
    if (error instanceof RangeError) return undefined
    throw error
  }
}

interface Place {
  /** Offsets in the tail. */
  readonly from: number
  readonly to: number
  readonly count: number
}

function directoryPlace(tail: Buffer, start: number): Place | undefined {
  const end = endRecord(tail)
  if (end === undefined) return undefined
  const locator = end - 20
  const far = locator >= 0 && tail.readUInt32LE(locator) === LOCATOR64
  const to = far ? Number(tail.readBigUInt64LE(locator + 8)) - start : end
  if (far && (to < 0 || tail.readUInt32LE(to) !== END64)) return undefined
  const count = far ? Number(tail.readBigUInt64LE(to + 32)) : tail.readUInt16LE(to + 10)
  const size = far ? Number(tail.readBigUInt64LE(to + 40)) : tail.readUInt32LE(to + 12)
  const offset = far ? Number(tail.readBigUInt64LE(to + 48)) : tail.readUInt32LE(to + 16)
  const from = offset - start
  // Something in front of the archive shifts all offsets, as in a self-extracting one.
  return from >= 0 && from + size === to ? { from, to, count } : undefined
}

/** Place of the record that ends an archive: the last one whose comment reaches to the end of the file. */
function endRecord(tail: Buffer): number | undefined {
  const signature = Buffer.alloc(4)
  signature.writeUInt32LE(END)
  for (
    let at = tail.lastIndexOf(signature);
    at !== -1;
    at = at === 0 ? -1 : tail.lastIndexOf(signature, at - 1)
  ) {
    if (tail.length - at >= 22 && at + 22 + tail.readUInt16LE(at + 20) === tail.length) return at
    if (tail.length - at > 22 + 0xffff) return undefined
  }
  return undefined
}

function readEntries(tail: Buffer, { from, to, count }: Place): string[] | undefined {
  const entries: string[] = []
  let first = Infinity
  let at = from
  while (at < to) {
    if (tail.readUInt32LE(at) !== ENTRY) return undefined
    const nameEnd = at + 46 + tail.readUInt16LE(at + 28)
    const extraEnd = nameEnd + tail.readUInt16LE(at + 30)
    const next = extraEnd + tail.readUInt16LE(at + 32)
    const facts = {
      name: tail.toString('latin1', at + 46, nameEnd),
      comment: tail.toString('latin1', extraEnd, next),
      method: tail.readUInt16LE(at + 10),
      checksum: tail.readUInt32LE(at + 16),
      size: tail.readUInt32LE(at + 24),
      attributes: tail.readUInt32LE(at + 38),
    }
    entries.push(JSON.stringify(facts))
    first = Math.min(first, tail.readUInt32LE(at + 42))
    at = next
  }
  const whole = at === to && entries.length === count && (count === 0 || first === 0)
  return whole ? entries : undefined
}
