import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll } from 'vitest'
import { bundleCli } from '../../scripts/bundle.mjs'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

export interface Result {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly cwd?: string
  readonly input?: string | Buffer
  readonly env?: Readonly<Record<string, string>>
  /** Flags of node, before the script. */
  readonly node?: readonly string[]
  /** A user without rights; only root can become another one. */
  readonly unprivileged?: boolean
}

export interface Cli {
  /** A new empty folder that everybody may read. */
  folder(): string
  run(args: readonly string[], options?: RunOptions): Result
  /** The path of the script, for tests that start it in their own way. */
  readonly script: () => string
}

const NOBODY = 65534

/** Builds the command line with the transforms of fixture-transforms.ts, or the real ones, for the tests of one file. */
export function useCli(list: 'fixtures' | 'real' = 'fixtures'): Cli {
  let home = ''
  let next = 0
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'dfopt-cli-'))
    chmodSync(home, 0o755)
    mkdirSync(join(home, 'bin'))
    cpSync(join(root, 'bin/dfopt.js'), join(home, 'bin/dfopt.js'))
    writeFileSync(join(home, 'package.json'), '{ "type": "module" }')
    const transforms = join(root, 'tests/cli/fixture-transforms.ts')
    await bundleCli({ outdir: join(home, 'dist/cli'), ...(list === 'fixtures' && { transforms }) })
  })
  afterAll(() => {
    rmSync(home, { recursive: true, force: true })
  })
  const script = (): string => join(home, 'bin/dfopt.js')
  return {
    script,
    folder() {
      const folder = join(home, `work-${(next += 1)}`)
      mkdirSync(folder)
      return folder
    },
    run(args, { cwd = home, input = '', env = {}, node = [], unprivileged = false } = {}) {
      const { status, signal, stdout, stderr } = spawnSync(process.execPath, [...node, script(), ...args], {
        cwd,
        input,
        env: environment(env),
        encoding: 'utf8',
        maxBuffer: 1 << 28,
        ...(unprivileged && process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}),
      })
      return { code: status, signal, stdout, stderr }
    },
  }
}

/** What this process has, without what changes the output. */
export function environment(more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const { NO_COLOR: _a, FORCE_COLOR: _b, CI: _c, NODE_OPTIONS: _d, ...rest } = process.env
  return { ...rest, ...more }
}

export function git(folder: string, ...args: readonly string[]): string {
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false']
  const { status, stdout, stderr } = spawnSync('git', [...identity, ...args], {
    cwd: folder,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`)
  return stdout
}

/** A repository with these files committed. */
export function repository(folder: string, files: Readonly<Record<string, string | Buffer>>): string {
  writeFiles(folder, files)
  git(folder, 'init', '-q')
  git(folder, 'add', '-A')
  git(folder, 'commit', '-qm', 'start')
  return folder
}

export function writeFiles(folder: string, files: Readonly<Record<string, string | Buffer>>): string {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  return folder
}
