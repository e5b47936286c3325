import { createHash } from 'node:crypto'
import type { FileEntry, FileTree, Image, ImageConfig, Layer } from '../../src/verify/image.ts'

/** What a test says of an entry; the rest is that of a plain file of root. */
export interface EntryFacts extends Partial<Omit<FileEntry, 'inode'>> {
  /** Its size and digest follow from it. */
  readonly content?: string
  /** Name for a group of hard links. */
  readonly link?: string
}

export const directory: EntryFacts = { type: 'directory', mode: 0o755 }

export function symlink(target: string): EntryFacts {
  return { type: 'symlink', mode: 0o777, target }
}

/** A tree from paths and what they hold: text for a plain file. */
export function makeTree(entries: Readonly<Record<string, string | EntryFacts>>): FileTree {
  const inodes = new Map<string, number>()
  return new Map(
    Object.entries(entries).map(([path, facts]) => {
      const { content = '', link = path, ...rest } = typeof facts === 'string' ? { content: facts } : facts
      const inode = inodes.get(link) ?? inodes.size + 1
      inodes.set(link, inode)
      const isFile = (rest.type ?? 'file') === 'file'
      const digest = isFile ? createHash('sha256').update(content).digest('hex') : ''
      return [path, { ...PLAIN, size: content.length, digest, stable: digest, ...rest, inode }]
    }),
  )
}

const PLAIN = {
  type: 'file',
  mode: 0o644,
  uid: 0,
  gid: 0,
  unstable: undefined,
  target: '',
  device: '',
  xattrs: '',
  layer: 0,
} as const

export const plainConfig: ImageConfig = {
  platform: 'linux/amd64',
  env: ['PATH=/usr/bin:/bin'],
  entrypoint: undefined,
  cmd: ['sh'],
  workingDir: '',
  user: '',
  exposedPorts: [],
  labels: {},
  volumes: [],
  healthcheck: undefined,
  stopSignal: '',
  onBuild: [],
  shell: undefined,
}

/** @param createdBy of the layers above the base image's single one. */
export function makeImage(
  entries: Readonly<Record<string, string | EntryFacts>> = {},
  config: Partial<ImageConfig> = {},
  createdBy: readonly string[] = [],
): Image {
  return {
    config: { ...plainConfig, ...config },
    layers: [undefined, ...createdBy].map(layer),
    files: makeTree(entries),
  }
}

function layer(createdBy: string | undefined, index: number): Layer {
  return { digest: `sha256:${index}`, createdBy, size: 0, compressed: 0 }
}
