import { crc32 } from 'node:zlib'

export interface Zipped {
  readonly name: string
  readonly content: string
  /** Of DOS: two bytes of time, two of date. */
  readonly time?: number
  readonly mode?: number
  /** In the central directory. */
  readonly extra?: Buffer
  readonly note?: string
}

export interface ZipForm {
  readonly comment?: string
  /** What stands in front of the archive, with offsets that count it or not. */
  readonly prefix?: { readonly content: string; readonly counted: boolean }
  readonly zip64?: boolean
}

/** A zip archive that stores its entries as they are. */
export function makeZip(entries: readonly Zipped[], form: ZipForm = {}): Buffer {
  const prefix = Buffer.from(form.prefix?.content ?? '')
  const base = form.prefix?.counted === true ? prefix.length : 0
  const locals: Buffer[] = []
  const central: Buffer[] = []
  let offset = base
  for (const entry of entries) {
    const local = Buffer.concat([localHeader(entry), Buffer.from(entry.name), Buffer.from(entry.content)])
    central.push(centralHeader(entry, offset))
    locals.push(local)
    offset += local.length
  }
  const directory = Buffer.concat(central)
  const far = form.zip64 === true ? zip64End(entries.length, directory.length, offset) : Buffer.alloc(0)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(form.zip64 === true ? 0xffff : entries.length, 8)
  end.writeUInt16LE(form.zip64 === true ? 0xffff : entries.length, 10)
  end.writeUInt32LE(form.zip64 === true ? 0xffffffff : directory.length, 12)
  end.writeUInt32LE(form.zip64 === true ? 0xffffffff : offset, 16)
  const comment = Buffer.from(form.comment ?? '')
  end.writeUInt16LE(comment.length, 20)
  return Buffer.concat([prefix, ...locals, directory, far, end, comment])
}

function localHeader({ name, content, time = 0 }: Zipped): Buffer {
  const header = Buffer.alloc(30)
  header.writeUInt32LE(0x04034b50, 0)
  header.writeUInt32LE(time, 10)
  header.writeUInt32LE(crc32(content), 14)
  header.writeUInt32LE(content.length, 18)
  header.writeUInt32LE(content.length, 22)
  header.writeUInt16LE(name.length, 26)
  return header
}

function centralHeader(entry: Zipped, offset: number): Buffer {
  const { name, content, time = 0, mode = 0o100644, extra = Buffer.alloc(0), note = '' } = entry
  const header = Buffer.alloc(46)
  header.writeUInt32LE(0x02014b50, 0)
  header.writeUInt32LE(time, 12)
  header.writeUInt32LE(crc32(content), 16)
  header.writeUInt32LE(content.length, 20)
  header.writeUInt32LE(content.length, 24)
  header.writeUInt16LE(name.length, 28)
  header.writeUInt16LE(extra.length, 30)
  header.writeUInt16LE(note.length, 32)
  header.writeUInt16LE(mode, 40)
  header.writeUInt32LE(offset, 42)
  return Buffer.concat([header, Buffer.from(name), extra, Buffer.from(note)])
}

function zip64End(count: number, size: number, offset: number): Buffer {
  const end = Buffer.alloc(56 + 20)
  end.writeUInt32LE(0x06064b50, 0)
  end.writeBigUInt64LE(44n, 4)
  end.writeBigUInt64LE(BigInt(count), 24)
  end.writeBigUInt64LE(BigInt(count), 32)
  end.writeBigUInt64LE(BigInt(size), 40)
  end.writeBigUInt64LE(BigInt(offset), 48)
  end.writeUInt32LE(0x07064b50, 56)
  end.writeBigUInt64LE(BigInt(offset + size), 64)
  end.writeUInt32LE(1, 72)
  return end
}
