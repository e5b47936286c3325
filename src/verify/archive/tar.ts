import { ArchiveError } from './archive-error.ts'
import { decodeName, displayName } from './names.ts'
import type { Sink } from './sink.ts'
import { BLOCK, isZero, parseHeader, type TarHeader } from './tar-header.ts'
import { parsePax, paxName, paxNumber, xattrsOf, type PaxRecords } from './tar-pax.ts'

export type TarType =
  'file' | 'directory' | 'symlink' | 'hard link' | 'character device' | 'block device' | 'fifo'

export interface TarEntry {
  readonly type: TarType
  /** As it stands in the archive, with decodeName. */
  readonly name: string
  /** Permission bits with setuid, setgid and sticky. */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** Bytes of a regular file's content, else 0. */
  readonly size: number
  /** Of a symlink or hard link, as it stands there, else ''. */
  readonly link: string
  /** major:minor of a device, else ''. */
  readonly device: string
  /** name=hexadecimal value, sorted and joined by commas. */
  readonly xattrs: string
}

const TYPES: Readonly<Record<string, TarType>> = {
  '0': 'file',
  '\0': 'file',
  '7': 'file',
  '1': 'hard link',
  '2': 'symlink',
  '3': 'character device',
  '4': 'block device',
  '5': 'directory',
  '6': 'fifo',
}

/** Extended headers and long names: far more than any program writes, far less than would hurt. */
const MAX_EXTENSION = 4 * 1024 * 1024

const NO_RECORDS: PaxRecords = new Map()

/**
 * Reads a tar archive of any of the usual formats as its bytes come. `visit` is told of each entry, and gives what takes
 * a regular file's content, or undefined where nobody wants it. Bytes after the end of the archive do not matter.
 * @throws ArchiveError from `write` and `end`, and whatever a visitor's own sink throws
 */
export function tarReader(visit: (entry: TarEntry) => Sink | undefined): Sink {
  const held = Buffer.alloc(BLOCK)
  let heldBytes = 0
  /** Bytes of content, and then of padding, that are still to come. */
  let content = 0
  let padding = 0
  let sink: Sink | undefined
  let current = ''
  let zeroBlocks = 0
  const extensions = extensionReader()

  function block(bytes: Buffer): void {
    if (isZero(bytes)) {
      zeroBlocks += 1
      return
    }
    if (zeroBlocks > 0) throw new ArchiveError(`has an empty header in the middle, behind ${shown(current)}`)
    const header = parseHeader(bytes)
    const extension = extensions.sinkFor(header)
    if (extension === undefined) {
      const entry = extensions.apply(header)
      current = entry.name
      sink = visit(entry)
      content = entry.size
    } else {
      sink = extension
      content = header.size
    }
    padding = (BLOCK - (content % BLOCK)) % BLOCK
    if (content === 0) finish()
  }

  function finish(): void {
    sink?.end()
    sink = undefined
  }

  /** Takes what it can from `at` on. @returns where it stopped */
  function take(chunk: Buffer, at: number): number {
    const left = chunk.length - at
    if (content > 0) {
      const length = Math.min(content, left)
      sink?.write(length === chunk.length ? chunk : chunk.subarray(at, at + length))
      content -= length
      if (content === 0) finish()
      return at + length
    }
    if (padding > 0) {
      const length = Math.min(padding, left)
      padding -= length
      return at + length
    }
    if (heldBytes === 0 && left >= BLOCK) {
      block(chunk.subarray(at, at + BLOCK))
      return at + BLOCK
    }
    const length = Math.min(BLOCK - heldBytes, left)
    chunk.copy(held, heldBytes, at, at + length)
    heldBytes += length
    if (heldBytes === BLOCK) {
      heldBytes = 0
      block(held)
    }
    return at + length
  }

  return {
    write: (chunk) => {
      for (let at = 0; at < chunk.length && zeroBlocks < 2;) at = take(chunk, at)
    },
    end: () => {
      if (content > 0 || padding > 0 || heldBytes > 0 || extensions.pending())
        throw new ArchiveError(
          `ends in the middle${current === '' ? '' : `, in or behind ${shown(current)}`}`,
        )
    },
  }
}

interface Extensions {
  /** What takes the content of a header that only describes the entry behind it; undefined for an entry. */
  sinkFor(header: TarHeader): Sink | undefined
  /** The entry with all that was said of it. */
  apply(header: TarHeader): TarEntry
  /** Whether something was said of an entry that has not come. */
  pending(): boolean
}

function extensionReader(): Extensions {
  let global = NO_RECORDS
  let local: PaxRecords | undefined
  let longName: Buffer | undefined
  let longLink: Buffer | undefined

  const takers: Readonly<Record<string, (bytes: Buffer) => void>> = {
    g: (bytes) => (global = new Map([...global, ...parsePax(bytes)])),
    x: (bytes) => (local = parsePax(bytes)),
    L: (bytes) => (longName = untilNul(bytes)),
    K: (bytes) => (longLink = untilNul(bytes)),
  }

  return {
    sinkFor: ({ flag, size }) => {
      const taker = takers[flag]
      if (taker === undefined) return undefined
      if (size > MAX_EXTENSION) throw new ArchiveError(`has an extended header of ${size} bytes`)
      const chunks: Buffer[] = []
      return { write: (chunk) => chunks.push(Buffer.from(chunk)), end: () => taker(Buffer.concat(chunks)) }
    },
    apply: (header) => {
      const records = local === undefined ? global : new Map([...global, ...local])
      const name = longName ?? paxName(records, 'path') ?? header.name
      const link = longLink ?? paxName(records, 'linkpath') ?? header.link
      local = longName = longLink = undefined
      return entryOf(header, decodeName(name), decodeName(link), records)
    },
    pending: () => local !== undefined || longName !== undefined || longLink !== undefined,
  }
}

function entryOf(header: TarHeader, name: string, link: string, records: PaxRecords): TarEntry {
  const stated = TYPES[header.flag]
  if (header.flag === 'S' || [...records.keys()].some((key) => key.startsWith('GNU.sparse.')))
    throw new ArchiveError(`stores ${shown(name)} as a sparse file, which is not understood`)
  if (stated === undefined) {
    const flag = JSON.stringify(header.flag)
    throw new ArchiveError(`holds ${shown(name)} of the type ${flag}, which is not understood`)
  }
  // Before directories had a type of their own a slash at the end marked them.
  const type = stated === 'file' && name.endsWith('/') ? 'directory' : stated
  const device = type === 'character device' || type === 'block device'
  const major = paxNumber(records, 'SCHILY.devmajor') ?? header.major
  const minor = paxNumber(records, 'SCHILY.devminor') ?? header.minor
  return {
    type,
    name,
    mode: header.mode & 0o7777,
    uid: paxNumber(records, 'uid') ?? header.uid,
    gid: paxNumber(records, 'gid') ?? header.gid,
    // All others have no content, whatever their header says.
    size: stated === 'file' ? (paxNumber(records, 'size') ?? header.size) : 0,
    link: type === 'symlink' || type === 'hard link' ? link : '',
    device: device ? `${major}:${minor}` : '',
    xattrs: xattrsOf(records),
  }
}

function untilNul(bytes: Buffer): Buffer {
  const end = bytes.indexOf(0)
  return end === -1 ? bytes : bytes.subarray(0, end)
}

function shown(name: string): string {
  return `"${displayName(name)}"`
}
