import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

/** A Docker engine of a test's own, that may be killed and whose disk may be full. */
export interface OwnEngine {
  readonly env: Readonly<Record<string, string>>
  /** Copies an image out of the engine that the other tests use. */
  load(image: string): void
  docker(...args: readonly string[]): string
  kill(): void
  remove(): Promise<void>
}

/** Why there can be none here; undefined where there can. */
export function noOwnEngine(): string | undefined {
  if (process.getuid?.() !== 0) return 'only root can start an engine'
  if (spawnSync('dockerd', ['--version'], { stdio: 'ignore' }).status !== 0)
    return 'there is no dockerd on PATH'
  return undefined
}

/** @param mebibytes size of its disk, held in memory */
export async function startEngine(mebibytes: number): Promise<OwnEngine> {
  const home = mkdtempSync(join(tmpdir(), 'dfopt-engine-'))
  const data = join(home, 'data')
  mkdirSync(data)
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', data])
  const host = `unix://${join(home, 'socket')}`
  const log = openSync(join(home, 'log'), 'a')
  const engine = spawn(
    'dockerd',
    [
      ...['--iptables=false', '--ip6tables=false', '--bridge=none', '--userland-proxy=false'],
      ...[`--data-root=${data}`, `--exec-root=${join(home, 'exec')}`, `--pidfile=${join(home, 'pid')}`],
      ...['-H', host],
    ],
    { stdio: ['ignore', log, log], detached: true },
  )
  const env = { DOCKER_HOST: host }
  const docker = (...args: readonly string[]): string =>
    execFileSync('docker', args, { env: { ...process.env, ...env }, encoding: 'utf8' })
  for (let tries = 0; tries < 300 && !answers(env); tries += 1) await delay(100)
  return {
    env,
    docker,
    load(image) {
      const archive = execFileSync('docker', ['save', image], { maxBuffer: 1 << 30 })
      execFileSync('docker', ['load', '--quiet'], { env: { ...process.env, ...env }, input: archive })
    },
    kill: () => engine.kill('SIGKILL'),
    async remove() {
      await endOf(engine)
      // Containers' file systems are mounted below; the engine's containerd dies a moment after it.
      spawnSync('pkill', ['-KILL', '-f', home])
      await delay(500)
      spawnSync('sh', ['-c', 'grep -o " $1[^ ]*" /proc/mounts | sort -r | xargs -r umount -l', 'sh', home])
      rmSync(home, { recursive: true, force: true })
    },
  }
}

function answers(env: Readonly<Record<string, string>>): boolean {
  return spawnSync('docker', ['info'], { env: { ...process.env, ...env }, stdio: 'ignore' }).status === 0
}

async function endOf(engine: ChildProcess): Promise<void> {
  const gone = (): boolean => engine.exitCode !== null || engine.signalCode !== null
  if (!gone()) engine.kill('SIGTERM')
  for (let tries = 0; tries < 150 && !gone(); tries += 1) await delay(100)
  if (!gone()) engine.kill('SIGKILL')
}
