// The registry that Docker wrote, from Debian's package docker-registry, on this machine alone.
import { spawn, spawnSync } from 'node:child_process'
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
