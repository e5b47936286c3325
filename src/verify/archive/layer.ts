import { createHash, type Hash } from 'node:crypto'
import { ArchiveError } from './archive-error.ts'
import type { FileEntry } from '../image.ts'
import { displayName } from './names.ts'
import type { Sink } from './sink.ts'
import { stableDigest } from './stable.ts'
import { tarReader, type TarEntry } from './tar.ts'

/** What a layer says of one file; where it stands in the tree is not known yet. */
export type FileFacts = Omit<FileEntry, 'inode' | 'layer'>

/** What a layer does, in the archive's order. Paths are absolute and without dots; '/' is the root. */
export type LayerItem =
  | { readonly kind: 'file'; readonly path: string; readonly facts: FileFacts }
  | { readonly kind: 'hard link'; readonly path: string; readonly target: string }
  /** Takes away what a lower layer has at the path. */
  | { readonly kind: 'whiteout'; readonly path: string }
  /** Takes away what lower layers have below the path. */
  | { readonly kind: 'opaque'; readonly path: string }

export interface LayerContent {
  /** sha256:… of the uncompressed archive. */
  readonly digest: string
  /** Bytes of the regular files in it, each hard link group once. */
  readonly size: number
  readonly items: readonly LayerItem[]
}

export interface LayerReader extends Sink {
  /** What was read; call it after `end`. */
  result(): LayerContent
}

/** Reads a layer as its uncompressed bytes come. @throws ArchiveError from `write` and `end` */
export function layerReader(): LayerReader {
  const hash = createHash('sha256')
  const items: LayerItem[] = []
  let size = 0
  let digest = ''
  const tar = tarReader((entry) => {
    size += entry.size
    const path = absolute(entry.name)
    const mark = markOf(path)
    if (mark !== undefined) {
      items.push(mark)
      return undefined
    }
    if (entry.type === 'hard link') {
      items.push({ kind: 'hard link', path, target: absolute(entry.link) })
      return undefined
    }
    if (entry.type !== 'file') {
      items.push({ kind: 'file', path, facts: factsOf(entry, entry.type, NO_CONTENT) })
      return undefined
    }
    return contentReader(path, entry.size, (content) => {
      items.push({ kind: 'file', path, facts: factsOf(entry, 'file', content) })
    })
  })
  return {
    write: (chunk) => {
      hash.update(chunk)
      tar.write(chunk)
    },
    end: () => {
      tar.end()
      digest = `sha256:${hash.digest('hex')}`
    },
    result: () => ({ digest, size, items }),
  }
}

interface Content {
  readonly digest: string
  readonly stable: string
  readonly unstable: string | undefined
}

const NO_CONTENT: Content = { digest: '', stable: '', unstable: undefined }

function factsOf(entry: TarEntry, type: FileFacts['type'], content: Content): FileFacts {
  const { mode, uid, gid, size, link, device, xattrs } = entry
  return {
    type,
    // Linux gives symlinks no permissions of their own, and programs write there what they like.
    mode: type === 'symlink' ? 0o777 : mode,
    uid,
    gid,
    size: type === 'file' ? size : 0,
    ...content,
    target: type === 'symlink' ? link : '',
    device,
    xattrs,
  }
}

function contentReader(path: string, size: number, take: (content: Content) => void): Sink {
  const hash: Hash = createHash('sha256')
  const normal = stableDigest(path, size)
  return {
    write: (chunk) => {
      hash.update(chunk)
      normal?.write(chunk)
    },
    end: () => {
      normal?.end()
      const digest = hash.digest('hex')
      const stable = normal?.digest() ?? digest
      take({ digest, stable, unstable: stable === digest ? undefined : normal?.reason })
    },
  }
}

const MARK = '.wh.'

/** Image specification, "Whiteouts": names with a prefix of their own, which is AUFS's. */
function markOf(path: string): LayerItem | undefined {
  const slash = path.lastIndexOf('/')
  const name = path.slice(slash + 1)
  if (name === `${MARK}${MARK}.opq`) return { kind: 'opaque', path: path.slice(0, slash) || '/' }
  if (!name.startsWith(MARK) || isHidden(path)) return undefined
  return { kind: 'whiteout', path: path.slice(0, slash + 1) + name.slice(MARK.length) }
}

/** Whether a path is AUFS's own bookkeeping and no part of the image, though hard links may lead to it. */
export function isHidden(path: string): boolean {
  return path.includes(`/${MARK}${MARK}`)
}

/** Path in the image; engines take names for relative to its root, and refuse those that lead out of it. */
function absolute(name: string): string {
  const parts: string[] = []
  for (const part of name.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.pop() === undefined)
      throw new ArchiveError(`holds "${displayName(name)}", which leads out of the image`)
  }
  return `/${parts.join('/')}`
}
