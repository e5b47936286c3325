import { createHash } from 'node:crypto'

/** An entry of a tar archive, with any bytes wherever a field has any. */
export interface Made {
  readonly name: string | Buffer
  /** The type flag; '0' for a regular file. */
  readonly flag?: string
  readonly mode?: number
  readonly uid?: number
  readonly gid?: number
  readonly content?: string | Buffer
  /** What the header says, where that is not the content's length. */
  readonly size?: number | Buffer
  readonly link?: string | Buffer
  readonly major?: number
  readonly minor?: number
  /** ustar with prefix, GNU's magic, or none at all. */
  readonly format?: 'ustar' | 'gnu' | 'v7'
  readonly prefix?: string | Buffer
  /** Records of an extended header in front of it. */
  readonly pax?: Readonly<Record<string, string | Buffer>>
  /** Changes the block after its checksum was set. */
  readonly spoil?: (block: Buffer) => void
}

export function makeTar(entries: readonly Made[]): Buffer {
  return Buffer.concat([...entries.map(entryBytes), Buffer.alloc(1024)])
}

export function entryBytes(made: Made): Buffer {
  const content = bytes(made.content ?? '')
  const parts = [headerBlock(made, content.length), content, padding(content.length)]
  if (made.pax === undefined) return Buffer.concat(parts)
  return Buffer.concat([
    entryBytes({ name: 'PaxHeaders/0', flag: 'x', content: paxRecords(made.pax) }),
    ...parts,
  ])
}

function headerBlock(made: Made, length: number): Buffer {
  const block = Buffer.alloc(512)
  const { format = 'ustar', size = length } = made
  const octal = (value: number, start: number, width: number): void => {
    block.write(`${value.toString(8).padStart(width - 1, '0')}\0`, start, 'latin1')
  }
  bytes(made.name).copy(block, 0, 0, 100)
  octal(made.mode ?? 0o644, 100, 8)
  octal(made.uid ?? 0, 108, 8)
  octal(made.gid ?? 0, 116, 8)
  if (typeof size === 'number') octal(size, 124, 12)
  else size.copy(block, 124)
  octal(1_700_000_000, 136, 12)
  block.write(made.flag ?? '0', 156, 'latin1')
  bytes(made.link ?? '').copy(block, 157, 0, 100)
  if (format === 'ustar') block.write('ustar\x0000', 257, 'latin1')
  if (format === 'gnu') block.write('ustar  \0', 257, 'latin1')
  if (format !== 'v7') octal(made.major ?? 0, 329, 8)
  if (format !== 'v7') octal(made.minor ?? 0, 337, 8)
  bytes(made.prefix ?? '').copy(block, 345, 0, 155)
  setChecksum(block)
  made.spoil?.(block)
  return block
}

export function setChecksum(block: Buffer): void {
  block.fill(0x20, 148, 156)
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
}

export function paxRecords(records: Readonly<Record<string, string | Buffer>>): Buffer {
  return Buffer.concat(Object.entries(records).map(([key, value]) => paxRecord(key, bytes(value))))
}

/** "length key=value\n", whose length counts its own digits. */
function paxRecord(key: string, value: Buffer): Buffer {
  const rest = Buffer.concat([Buffer.from(` ${key}=`), value, Buffer.from('\n')])
  let length = rest.length + 1
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length
  return Buffer.concat([Buffer.from(String(length)), rest])
}

/** An entry of GNU's format that holds a name too long for a header: 'L' for names, 'K' for links. */
export function gnuLong(flag: 'L' | 'K', name: string): Made {
  return { name: '././@LongLink', flag, format: 'gnu', content: `${name}\0` }
}

export function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex')
}

/** Paths that share a number, each group in order and joined by spaces; those that are alone are left out. */
export function groupsOf(
  files: readonly (readonly [path: string, number: number | bigint])[],
): readonly string[] {
  const byNumber = new Map<number | bigint, string[]>()
  for (const [path, number] of files) byNumber.set(number, [...(byNumber.get(number) ?? []), path])
  return [...byNumber.values()]
    .filter((group) => group.length > 1)
    .map((group) => group.sort().join(' '))
    .sort()
}

function bytes(value: string | Buffer): Buffer {
  return typeof value === 'string' ? Buffer.from(value) : value
}

function padding(length: number): Buffer {
  return Buffer.alloc((512 - (length % 512)) % 512)
}
