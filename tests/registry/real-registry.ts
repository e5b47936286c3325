// The registry that Docker wrote, from Debian's package docker-registry, on this machine alone.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

export const hasRegistry = spawnSync('docker-registry', ['--version'], { stdio: 'ignore' }).status === 0

export interface RealRegistry {
  /** As it stands in the name of an image. */
  readonly host: string
  stop(): void
}

/** @param settings the part of its configuration that is about who may do what, in YAML */
export async function startRegistry(settings: (folder: string) => string): Promise<RealRegistry> {
  const folder = mkdtempSync(join(tmpdir(), 'dfopt-registry-'))
  const host = `127.0.0.1:${await freePort()}`
  const config = `version: 0.1
log: { level: error }
storage: { filesystem: { rootdirectory: ${join(folder, 'data')} } }
http: { addr: '${host}' }
${settings(folder)}`
  writeFileSync(join(folder, 'config.yml'), config)
  const child = spawn('docker-registry', ['serve', join(folder, 'config.yml')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (chunk) => (said += String(chunk)))
  for (let tries = 0; !(await answers(host)); tries += 1) {
    if (tries > 100 || child.exitCode !== null) throw new Error(`the registry does not start: ${said}`)
    await delay(100)
  }
  return {
    host,
    stop() {
      child.kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function answers(host: string): Promise<boolean> {
  try {
    await fetch(`http://${host}/v2/`)
    return true
  } catch {
    return false
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (typeof address !== 'object' || !address) throw new Error('no port')
  return address.port
}

export interface Pushed {
  readonly index: string
  /** Of its two platforms. */
  readonly manifests: readonly string[]
}

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json'
const INDEX = 'application/vnd.oci.image.index.v1+json'

/** Puts an image for two platforms into a registry, blob by blob, and tags its index. */
export async function push(
  host: string,
  repository: string,
  tag: string,
  headers: Readonly<Record<string, string>>,
): Promise<Pushed> {
  const base = `http://${host}/v2/${repository}`
  const blob = async (content: string): Promise<object> => {
    const digest = digestOf(content)
    const started = await accepted(fetch(`${base}/blobs/uploads/`, { method: 'POST', headers }))
    const place = new URL(started.headers.get('location') ?? '', base)
    place.searchParams.set('digest', digest)
    await accepted(fetch(place, { method: 'PUT', headers, body: content }))
    return { digest, size: content.length }
  }
  const manifest = async (name: string, type: string, content: object): Promise<string> => {
    const body = JSON.stringify({ schemaVersion: 2, mediaType: type, ...content })
    const request = { method: 'PUT', headers: { ...headers, 'content-type': type }, body }
    await accepted(fetch(`${base}/manifests/${name === '' ? digestOf(body) : name}`, request))
    return digestOf(body)
  }
  const platforms = ['amd64', 'arm64']
  const manifests = []
  for (const architecture of platforms) {
    const config = await blob(
      JSON.stringify({ architecture, os: 'linux', tag, rootfs: { type: 'layers', diff_ids: [] } }),
    )
    const layer = await blob(`a layer of ${repository}:${tag} for ${architecture}`)
    manifests.push(
      await manifest('', MANIFEST, {
        config: { mediaType: 'application/vnd.oci.image.config.v1+json', ...config },
        layers: [{ mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', ...layer }],
      }),
    )
  }
  const index = await manifest(tag, INDEX, {
    manifests: manifests.map((digest, place) => ({
      mediaType: MANIFEST,
      digest,
      size: 1,
      platform: { architecture: platforms[place], os: 'linux' },
    })),
  })
  return { index, manifests }
}

async function accepted(answer: Promise<Response>): Promise<Response> {
  const response = await answer
  if (!response.ok) throw new Error(`${response.url}: ${response.status} ${await response.text()}`)
  return response
}

function digestOf(content: string): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`
}
