import type { FileTree, FileType } from '../../src/verify/image.ts'

const KINDS: Readonly<Record<FileType, string>> = {
  file: '-',
  directory: 'd',
  symlink: 'l',
  'character device': 'c',
  'block device': 'b',
  fifo: 'p',
}

/** What the image of ODD_DOCKERFILE prints when it starts, made from its archive. */
export function oddListing(files: FileTree): readonly string[] {
  const first = new Map<number, string>()
  return [...files]
    .map(([path, entry]) => ({ path: bytesOf(path).toString('hex'), entry }))
    .filter(({ path }) => path.startsWith(bytesOf('/odd/').toString('hex')))
    .sort((left, right) => (left.path < right.path ? -1 : 1))
    .map(({ path, entry }) => {
      const link = first.get(entry.inode) ?? path
      first.set(entry.inode, link)
      return [
        path,
        KINDS[entry.type],
        entry.mode.toString(8),
        `${entry.uid}:${entry.gid}`,
        entry.digest || bytesOf(entry.target).toString('hex') || entry.device || '-',
        /security\.capability=([0-9a-f]+)/.exec(entry.xattrs)?.[1] ?? '-',
        entry.type === 'directory' ? '-' : link,
      ].join(' ')
    })
}

/** Bytes that are no UTF-8 stand in a name as U+DC80 to U+DCFF. */
function bytesOf(name: string): Buffer {
  return Buffer.concat(
    [...name].map((char) => {
      const code = char.codePointAt(0) ?? 0
      return code >= 0xdc80 && code <= 0xdcff ? Buffer.from([code & 0xff]) : Buffer.from(char)
    }),
  )
}
