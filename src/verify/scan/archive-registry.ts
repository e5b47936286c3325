import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { bytesAt, type Extent } from './archive-index.ts'
import { findManifest } from '../archive/manifest.ts'

export interface ArchiveRegistry {
  /** host:port/name:tag, as it stands in FROM. */
  readonly reference: string
  close(): Promise<void>
}

interface Blob {
  readonly type: string
  /** Content, or where it lies in the archive. */
  readonly content: Buffer | Extent
}

const NAME = 'dfopt'
const TAG = 'image'
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json'
const CONFIG = 'application/vnd.oci.image.config.v1+json'
const LAYER = 'application/vnd.oci.image.layer.v1.tar'
const LARGEST_JSON = 16 * 1024 * 1024

/**
 * Serves the image of an archive to programs on this machine, as a registry that can only be read (OCI Distribution
 * Specification 1.1, "Pull").
 *
 * @throws ArchiveError, and where the archive cannot be read
 */
export async function serveArchive(
  archive: string,
  index: ReadonlyMap<string, Extent>,
): Promise<ArchiveRegistry> {
  const blobs = await blobsOf(archive, index)
  const server = createServer((request, response) => answer(request, response, archive, blobs))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    reference: `127.0.0.1:${port}/${NAME}:${TAG}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** All that can be asked for, by path below /v2/NAME/. */
async function blobsOf(
  archive: string,
  index: ReadonlyMap<string, Extent>,
): Promise<ReadonlyMap<string, Blob>> {
  const file = await open(archive)
  try {
    const texts = new Map<string, string>()
    for (const [name, { offset, size }] of index) {
      // JSON is small, and layers are not: what begins otherwise is none.
      const first = size > 0 && size <= LARGEST_JSON ? await bytesAt(file, offset, 1) : undefined
      if (first?.[0] !== 0x7b && first?.[0] !== 0x5b) continue
      texts.set(name, (await bytesAt(file, offset, size))?.toString('utf8') ?? '')
    }
    const { json, layers, digests } = findManifest((name) => parsed(texts.get(name)))
    const config = Buffer.from(JSON.stringify(json))
    const descriptors: Descriptor[] = []
    const blobs = new Map<string, Blob>()
    for (const [at, name] of layers.entries()) {
      const extent = index.get(name) ?? { offset: 0, size: 0 }
      const magic = extent.size > 4 ? await bytesAt(file, extent.offset, 4) : undefined
      // Blobs of an OCI layout are named by their digest; elsewhere layers are not compressed.
      const digest = /^blobs\/sha256\/([0-9a-f]{64})$/.exec(name)?.[1]
      const layer = {
        mediaType: LAYER + compression(magic),
        digest: digest === undefined ? (digests[at] ?? '') : `sha256:${digest}`,
        size: extent.size,
      }
      descriptors.push(layer)
      blobs.set(`blobs/${layer.digest}`, { type: layer.mediaType, content: extent })
    }
    const manifest = Buffer.from(
      JSON.stringify({
        schemaVersion: 2,
        mediaType: MANIFEST,
        config: { mediaType: CONFIG, digest: digestOf(config), size: config.length },
        layers: descriptors,
      }),
    )
    blobs.set(`blobs/${digestOf(config)}`, { type: CONFIG, content: config })
    for (const name of [TAG, digestOf(manifest)])
      blobs.set(`manifests/${name}`, { type: MANIFEST, content: manifest })
    return blobs
  } finally {
    await file.close()
  }
}

interface Descriptor {
  readonly mediaType: string
  readonly digest: string
  readonly size: number
}

function parsed(text: string | undefined): unknown {
  if (text === undefined) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** RFC 1952, 2.3.1; RFC 8878, 3.1.1. */
function compression(magic: Buffer | undefined): '' | '+gzip' | '+zstd' {
  const bytes = magic?.toString('hex') ?? ''
  if (bytes.startsWith('1f8b')) return '+gzip'
  return bytes === '28b52ffd' ? '+zstd' : ''
}

function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`
}

function answer(
  { method, url = '', headers }: IncomingMessage,
  response: ServerResponse,
  archive: string,
  blobs: ReadonlyMap<string, Blob>,
): void {
  if (method !== 'GET' && method !== 'HEAD') return void response.writeHead(405).end()
  if (url === '/v2/' || url === '/v2') return void response.writeHead(200).end('{}')
  const prefix = `/v2/${NAME}/`
  const blob = url.startsWith(prefix) ? blobs.get(url.slice(prefix.length)) : undefined
  if (!blob) return void response.writeHead(404, { 'content-type': 'application/json' }).end('{"errors":[]}')
  const { type, content } = blob
  const size = Buffer.isBuffer(content) ? content.length : content.size
  const range = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? '')
  const from = Number(range?.[1] ?? 0)
  const to = Math.min(size - 1, range?.[2] ? Number(range[2]) : size - 1)
  if (range && from > to) return void response.writeHead(416).end()
  response.writeHead(range ? 206 : 200, {
    'content-type': type,
    'content-length': to - from + 1,
    'accept-ranges': 'bytes',
    ...(range && { 'content-range': `bytes ${from}-${to}/${size}` }),
    ...(Buffer.isBuffer(content) && { 'docker-content-digest': digestOf(content) }),
  })
  if (method === 'HEAD') return void response.end()
  if (Buffer.isBuffer(content)) return void response.end(content.subarray(from, to + 1))
  const { offset } = content
  const stream = createReadStream(archive, { start: offset + from, end: offset + to })
  stream.on('error', () => response.destroy())
  response.on('close', () => stream.destroy())
  stream.pipe(response)
}
