import { ArchiveError } from './archive-error.ts'

export const BLOCK = 512

/** One block of a tar archive that describes an entry, before any extended header is applied to it. */
export interface TarHeader {
  readonly name: Buffer
  readonly link: Buffer
  /** A single character. */
  readonly flag: string
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly size: number
  readonly major: number
  readonly minor: number
}

/**
 * Reads a header of the formats v7, ustar, GNU and star (POSIX pax, "ustar Interchange Format"; GNU tar manual, "Basic
 * Tar Format"). `block` has BLOCK bytes. @throws ArchiveError
 */
export function parseHeader(block: Buffer): TarHeader {
  if (!hasChecksum(block)) throw new ArchiveError('has a header with a wrong checksum')
  const magic = block.toString('latin1', 257, 265)
  const posix = magic.startsWith('ustar\0')
  const gnu = magic === 'ustar  \0'
  const star = posix && block.toString('latin1', 508, 512) === 'tar\0'
  // Elsewhere these bytes have other meanings.
  const prefix = posix ? text(block, 345, star ? 131 : 155) : Buffer.alloc(0)
  const name = text(block, 0, 100)
  return {
    name: prefix.length === 0 ? name : Buffer.concat([prefix, Buffer.from('/'), name]),
    link: text(block, 157, 100),
    flag: String.fromCharCode(block[156] ?? 0),
    mode: number(block, 100, 8),
    uid: number(block, 108, 8),
    gid: number(block, 116, 8),
    size: number(block, 124, 12),
    major: posix || gnu ? number(block, 329, 8) : 0,
    minor: posix || gnu ? number(block, 337, 8) : 0,
  }
}

/** Whether a block is a header by its checksum: the sum of all bytes, with spaces in place of the checksum itself. */
export function hasChecksum(block: Buffer): boolean {
  let unsigned = 0
  let signed = 0
  for (let at = 0; at < BLOCK; at += 1) {
    const byte = at >= 148 && at < 156 ? 0x20 : (block[at] ?? 0)
    unsigned += byte
    // Some old programs added up signed characters.
    signed += byte < 128 ? byte : byte - 256
  }
  const stated = octal(block, 148, 8)
  return stated !== undefined && (stated === unsigned || stated === signed)
}

export function isZero(block: Buffer): boolean {
  return block.every((byte) => byte === 0)
}

/** A field that ends at the first NUL, if there is one. */
function text(block: Buffer, start: number, length: number): Buffer {
  const field = block.subarray(start, start + length)
  const end = field.indexOf(0)
  // A copy: the block belongs to a buffer that is much larger.
  return Buffer.from(end === -1 ? field : field.subarray(0, end))
}

function number(block: Buffer, start: number, length: number): number {
  const first = block[start] ?? 0
  const value = (first & 0x80) === 0 ? octal(block, start, length) : base256(block, start, length)
  if (value === undefined) throw new ArchiveError('has a header with a number that is none')
  return value
}

/** Octal digits, with spaces and NULs around; undefined for anything else. */
function octal(block: Buffer, start: number, length: number): number | undefined {
  const digits = /^[ \0]*([0-7]*)[ \0]/.exec(`${block.toString('latin1', start, start + length)}\0`)?.[1]
  return digits === undefined ? undefined : digits === '' ? 0 : parseInt(digits, 8)
}

/** A binary number, big end first, whose first bit says that it is one. Negative ones mean nothing here. */
function base256(block: Buffer, start: number, length: number): number | undefined {
  let value = (block[start] ?? 0) & 0x7f
  if ((value & 0x40) !== 0) return undefined
  for (let at = start + 1; at < start + length; at += 1) value = value * 256 + (block[at] ?? 0)
  return Number.isSafeInteger(value) ? value : undefined
}
