import { open, type FileHandle } from 'node:fs/promises'
import { posix } from 'node:path'
import { ArchiveError } from '../archive/archive-error.ts'
import { BLOCK, isZero, parseHeader } from '../archive/tar-header.ts'
import { parsePax, paxName, paxNumber, type PaxRecords } from '../archive/tar-pax.ts'

/** Where the content of a file lies in an archive. */
export interface Extent {
  readonly offset: number
  readonly size: number
}

/** Far more than any builder writes for the names and sizes of an image archive. */
const LONGEST_EXTENSION = 64 * 1024

/**
 * Where the files of an image archive lie, by name; symlinks and hard links lead to what they name. Only headers are
 * read. @throws ArchiveError, and where the file cannot be read
 */
export async function indexArchive(path: string): Promise<ReadonlyMap<string, Extent>> {
  const file = await open(path)
  try {
    return await indexOf(file)
  } finally {
    await file.close()
  }
}

async function indexOf(file: FileHandle): Promise<ReadonlyMap<string, Extent>> {
  const files = new Map<string, Extent>()
  const links = new Map<string, string>()
  let records: PaxRecords = new Map()
  for (let at = 0; ;) {
    const block = await bytesAt(file, at, BLOCK)
    if (!block || isZero(block)) break
    const header = parseHeader(block)
    const offset = at + BLOCK
    // What an extended header says of itself is for the file behind it.
    const extension = header.flag === 'x' || header.flag === 'g' || header.flag === 'L' || header.flag === 'K'
    const size = extension ? header.size : (paxNumber(records, 'size') ?? header.size)
    if (header.flag === 'x') {
      const bytes = size <= LONGEST_EXTENSION ? await bytesAt(file, offset, size) : undefined
      if (!bytes) throw new ArchiveError('has a broken extended header')
      records = parsePax(bytes)
    } else if (!extension) {
      const name = posix.normalize((paxName(records, 'path') ?? header.name).toString('utf8'))
      const link = (paxName(records, 'linkpath') ?? header.link).toString('utf8')
      if (header.flag === '1') links.set(name, posix.normalize(link))
      else if (header.flag === '2') links.set(name, posix.join(posix.dirname(name), link))
      else files.set(name, { offset, size })
      records = new Map()
    }
    at = offset + Math.ceil(size / BLOCK) * BLOCK
  }
  for (const [name, target] of links) {
    const extent = files.get(target)
    if (extent) files.set(name, extent)
  }
  return files
}

/** @returns undefined where the file ends before */
export async function bytesAt(file: FileHandle, offset: number, size: number): Promise<Buffer | undefined> {
  const buffer = Buffer.alloc(size)
  const { bytesRead } = await file.read(buffer, 0, size, offset)
  return bytesRead === size ? buffer : undefined
}
