// Plain HTTP, as https://github.com/opencontainers/distribution-spec/blob/main/spec.md#push has it.
import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'

export interface Pushed {
  readonly index: string
  /** Of its two platforms. */
  readonly manifests: readonly string[]
}

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json'
const INDEX = 'application/vnd.oci.image.index.v1+json'
const LAYER = 'application/vnd.oci.image.layer.v1.tar'

/** Puts an image with one file into a registry, for two platforms, blob by blob, and tags its index. */
export async function push(
  host: string,
  repository: string,
  tag: string,
  headers: Readonly<Record<string, string>>,
  text = `${repository}:${tag}`,
): Promise<Pushed> {
  const base = `http://${host}/v2/${repository}`
  const blob = async (content: Buffer): Promise<object> => {
    const digest = digestOf(content)
    const started = await accepted(fetch(`${base}/blobs/uploads/`, { method: 'POST', headers }))
    const place = new URL(started.headers.get('location') ?? '', base)
    place.searchParams.set('digest', digest)
    await accepted(fetch(place, { method: 'PUT', headers, body: content }))
    return { digest, size: content.length }
  }
  const manifest = async (
    name: string,
    type: string,
    content: object,
  ): Promise<{ readonly digest: string; readonly size: number }> => {
    const body = JSON.stringify({ schemaVersion: 2, mediaType: type, ...content })
    const request = { method: 'PUT', headers: { ...headers, 'content-type': type }, body }
    await accepted(fetch(`${base}/manifests/${name === '' ? digestOf(body) : name}`, request))
    return { digest: digestOf(body), size: body.length }
  }
  const tar = archiveOf('pushed', text)
  const layer = { mediaType: `${LAYER}+gzip`, ...(await blob(gzipSync(tar))) }
  const manifests = []
  for (const architecture of ['amd64', 'arm64']) {
    const rootfs = { type: 'layers', diff_ids: [digestOf(tar)] }
    const content = Buffer.from(JSON.stringify({ architecture, os: 'linux', config: {}, rootfs }))
    const config = { mediaType: 'application/vnd.oci.image.config.v1+json', ...(await blob(content)) }
    const pushed = await manifest('', MANIFEST, { config, layers: [layer] })
    manifests.push({ mediaType: MANIFEST, ...pushed, platform: { architecture, os: 'linux' } })
  }
  const index = await manifest(tag, INDEX, { manifests })
  return { index: index.digest, manifests: manifests.map(({ digest }) => digest) }
}

/** A tar archive with one file: POSIX.1-1988. */
function archiveOf(name: string, text: string): Buffer {
  const header = Buffer.alloc(512)
  const octal = (value: number, digits: number): string => `${value.toString(8).padStart(digits, '0')}\0`
  header.write(name, 0)
  header.write(octal(0o644, 7), 100)
  header.write(octal(0, 7), 108)
  header.write(octal(0, 7), 116)
  header.write(octal(text.length, 11), 124)
  header.write(octal(0, 11), 136)
  header.write(' '.repeat(8), 148)
  header.write('0ustar\x0000', 156)
  header.write(
    octal(
      header.reduce((sum, byte) => sum + byte, 0),
      6,
    ),
    148,
  )
  const content = Buffer.alloc(Math.ceil(text.length / 512) * 512)
  content.write(text)
  return Buffer.concat([header, content, Buffer.alloc(1024)])
}

async function accepted(answer: Promise<Response>): Promise<Response> {
  const response = await answer
  if (!response.ok) throw new Error(`${response.url}: ${response.status} ${await response.text()}`)
  return response
}

function digestOf(content: string | Buffer): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`
}
