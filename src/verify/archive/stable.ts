import { createHash } from 'node:crypto'
import type { Sink } from './sink.ts'
import { zipDirectoryDigest } from './zip-directory.ts'

/** A digest of a file's content that is the same in every build, computed as the content comes. */
export interface StableDigest extends Sink {
  /** sha256 in hexadecimal; undefined where the content has nothing in it that every build writes anew. */
  digest(): string | undefined
  /** What it leaves out, in few words. */
  readonly reason: string
}

interface Rule {
  /** Which files, in words. */
  readonly files: string
  readonly applies: (path: string) => boolean
  readonly make: (size: number) => Omit<StableDigest, 'reason'>
  readonly reason: string
}

const MEBIBYTE = 1024 * 1024

export const STABLE_RULES: readonly Rule[] = [
  {
    files: 'compiled Python, `.pyc` and `.pyo`',
    applies: (path) => /\.py[co]$/.test(path),
    make: () => withMaskedHead(maskPyc),
    reason: "compiled Python holds the source file's time",
  },
  {
    files: '`.gz` and `.tgz`',
    applies: (path) => /\.t?gz$/.test(path),
    make: () => withMaskedHead(maskGzip),
    reason: 'the gzip header holds a time',
  },
  {
    files: '`.jar`, `.war`, `.ear`, `.zip`, `.whl`, `.egg` and `.aar`',
    applies: (path) => /\.(?:jar|war|ear|zip|whl|egg|aar)$/i.test(path),
    make: (size) => ofTail(size, 4 * MEBIBYTE, zipDirectoryDigest),
    reason: "the zip archive holds its entries' times",
  },
  {
    files: '`/etc/shadow`, `/etc/shadow-`',
    applies: (path) => path === '/etc/shadow' || path === '/etc/shadow-',
    make: (size) => ofText(size, MEBIBYTE, withoutDays),
    reason: 'holds the day on which each password was set',
  },
  {
    files: '`/var/lib/dpkg/status`, `/var/lib/apt/extended_states`',
    applies: (path) => path === '/var/lib/dpkg/status' || path === '/var/lib/apt/extended_states',
    make: (size) => ofText(size, 16 * MEBIBYTE, withSortedParagraphs),
    reason: 'lists packages in the order of their installation',
  },
]

/** The stable digest of a file by its path in the image; undefined where nothing of the kind is in such files. */
export function stableDigest(path: string, size: number): StableDigest | undefined {
  const rule = STABLE_RULES.find(({ applies }) => applies(path))
  return rule === undefined ? undefined : { ...rule.make(size), reason: rule.reason }
}

const HEAD = 16

/** Hashes everything, with some of the first bytes made zero. `mask` says whether it did so. */
function withMaskedHead(mask: (head: Buffer) => boolean): Omit<StableDigest, 'reason'> {
  const hash = createHash('sha256')
  let head = Buffer.alloc(0)
  let masked: boolean | undefined
  const begin = (): void => {
    masked = mask(head)
    hash.update(head)
  }
  return {
    write: (chunk) => {
      if (masked === false) return
      if (masked === true) {
        hash.update(chunk)
        return
      }
      const missing = HEAD - head.length
      // A copy, since the chunk is not ours to change.
      head = Buffer.concat([head, chunk.subarray(0, missing)])
      if (head.length < HEAD) return
      begin()
      hash.update(chunk.subarray(missing))
    },
    end: () => {
      if (masked === undefined) begin()
    },
    digest: () => (masked === true ? hash.digest('hex') : undefined),
  }
}

/**
 * The time of the source stands behind the magic number, from Python 3.7 on (PEP 552, magic number 3392) behind a field
 * of flags, and only where no flag is set: else the source's hash takes its place. Numbers above 20000 are Python 2's,
 * below 3000 PyPy's.
 */
function maskPyc(head: Buffer): boolean {
  if (head.length < HEAD || head[2] !== 0x0d || head[3] !== 0x0a) return false
  const magic = head.readUInt16LE(0)
  const flagged = magic < 3000 || (magic >= 3392 && magic < 20_000)
  if (flagged && head.readUInt32LE(4) !== 0) return false
  head.fill(0, flagged ? 8 : 4, flagged ? 12 : 8)
  return true
}

/** RFC 1952, section 2.3: MTIME is in bytes 4 to 7. */
function maskGzip(head: Buffer): boolean {
  if (head.length < 10 || head[0] !== 0x1f || head[1] !== 0x8b) return false
  head.fill(0, 4, 8)
  return true
}

/** Keeps the last bytes of a file, and hands them to `digest` with the offset at which they begin. */
function ofTail(
  size: number,
  limit: number,
  digest: (tail: Buffer, start: number) => string | undefined,
): Omit<StableDigest, 'reason'> {
  const start = Math.max(0, size - limit)
  const tail = Buffer.alloc(size - start)
  let at = 0
  return {
    write: (chunk) => {
      const skipped = Math.max(0, start - at)
      if (skipped < chunk.length) chunk.copy(tail, at + skipped - start, skipped)
      at += chunk.length
    },
    end: () => undefined,
    digest: () => digest(tail, start),
  }
}

/** Digest of a whole text with its lines changed by `change`; undefined where it is longer than `limit`. */
function ofText(size: number, limit: number, change: (text: string) => string): Omit<StableDigest, 'reason'> {
  // Every byte is a character of its own, so none is lost.
  return ofTail(size, size > limit ? 0 : limit, (content) =>
    size > limit
      ? undefined
      : createHash('sha256')
          .update(change(content.toString('latin1')), 'latin1')
          .digest('hex'),
  )
}

/** shadow(5): the third field is the date of the last password change; none and 0 mean something else. */
function withoutDays(text: string): string {
  return text.replace(/^([^:\n]*:[^:\n]*:)[1-9]\d*(?=:)/gm, '$1day')
}

/** deb822(5): paragraphs stand apart by empty lines. */
function withSortedParagraphs(text: string): string {
  return text
    .split(/\n{2,}/)
    .map((paragraph) => paragraph.replace(/\n+$/, ''))
    .filter((paragraph) => paragraph !== '')
    .sort()
    .join('\n\n')
}
