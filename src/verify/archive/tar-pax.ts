import { ArchiveError } from './archive-error.ts'
import { decodeName } from './names.ts'

/** Records of an extended header by key; the value's bytes are as they stand. */
export type PaxRecords = ReadonlyMap<string, Buffer>

/**
 * Reads "length key=value\n", over and over (POSIX pax, "pax Extended Header"). The length counts the whole record, so a
 * value may hold any byte. @throws ArchiveError
 */
export function parsePax(bytes: Buffer): PaxRecords {
  const records = new Map<string, Buffer>()
  // GNU tar and others pad with NULs.
  for (let at = 0; at < bytes.length && bytes[at] !== 0;) {
    const space = bytes.indexOf(0x20, at)
    const digits = space === -1 ? '' : bytes.toString('latin1', at, space)
    const end = at + Number(digits)
    const equals = bytes.indexOf(0x3d, space)
    if (
      !/^\d{1,9}$/.test(digits) ||
      end > bytes.length ||
      bytes[end - 1] !== 0x0a ||
      equals === -1 ||
      equals >= end
    )
      throw new ArchiveError('has a broken extended header')
    records.set(
      decodeName(bytes.subarray(space + 1, equals)),
      Buffer.from(bytes.subarray(equals + 1, end - 1)),
    )
    at = end
  }
  return records
}

/** A decimal number of an extended header, without its fraction. @throws ArchiveError */
export function paxNumber(records: PaxRecords, key: string): number | undefined {
  const value = records.get(key)?.toString('latin1')
  // An empty value takes the record back.
  if (value === undefined || value === '') return undefined
  const whole = /^(\d+)(?:\.\d*)?$/.exec(value)?.[1]
  if (whole === undefined || !Number.isSafeInteger(Number(whole)))
    throw new ArchiveError(`has an extended header whose ${key} is no number`)
  return Number(whole)
}

/** A name of an extended header. */
export function paxName(records: PaxRecords, key: string): Buffer | undefined {
  const value = records.get(key)
  return value === undefined || value.length === 0 ? undefined : value
}

const SCHILY = 'SCHILY.xattr.'
const LIBARCHIVE = 'LIBARCHIVE.xattr.'

/** Extended attributes as name=hexadecimal value, sorted and joined by commas. */
export function xattrsOf(records: PaxRecords): string {
  const values = new Map<string, string>()
  for (const [key, value] of records) {
    if (key.startsWith(SCHILY)) values.set(key.slice(SCHILY.length), value.toString('hex'))
    if (!key.startsWith(LIBARCHIVE)) continue
    // libarchive writes both, this one with the name as in a URL and the value in base64.
    const name = decodeName(percentDecoded(key.slice(LIBARCHIVE.length)))
    if (!records.has(SCHILY + name))
      values.set(name, Buffer.from(value.toString('latin1'), 'base64').toString('hex'))
  }
  return [...values]
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join(',')
}

function percentDecoded(text: string): Buffer {
  return Buffer.from(
    Buffer.from(text)
      .toString('latin1')
      .replace(/%([0-9a-f]{2})/gi, (_, digits: string) => String.fromCharCode(parseInt(digits, 16))),
    'latin1',
  )
}
