import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll } from 'vitest'
import { bundleCli } from '../../scripts/bundle.mjs'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  readonly ended: Promise<Ended>
  kill(signal: NodeJS.Signals): void
}

export interface RealCli {
  /** A new folder with these files. */
  folder(files: Readonly<Record<string, string>>): string
  /** Starts the command line as it is shipped. */
  start(args: readonly string[], cwd: string, env?: Readonly<Record<string, string>>): Running
}

/** Builds the command line for the tests of one file. */
export function useRealCli(): RealCli {
  let home = ''
  let next = 0
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'dfopt-real-'))
    cpSync(join(root, 'bin'), join(home, 'bin'), { recursive: true })
    writeFileSync(join(home, 'package.json'), '{ "type": "module" }')
    await bundleCli({ outdir: join(home, 'dist/cli') })
  })
  afterAll(() => {
    rmSync(home, { recursive: true, force: true })
  })
  return {
    folder(files) {
      next += 1
      const folder = join(home, `work-${next}`)
      mkdirSync(folder)
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, name)), { recursive: true })
        writeFileSync(join(folder, name), text)
      }
      return folder
    },
    start(args, cwd, env = {}) {
      const child = spawn(process.execPath, [join(home, 'bin/dfopt.js'), ...args], {
        cwd,
        env: { ...process.env, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      const texts = { stdout: '', stderr: '' }
      child.stdout.on('data', (chunk: Buffer) => (texts.stdout += chunk.toString()))
      child.stderr.on('data', (chunk: Buffer) => (texts.stderr += chunk.toString()))
      const ended = new Promise<Ended>((resolve) => {
        child.on('close', (code) => resolve({ code, ...texts }))
      })
      return { ended, kill: (signal) => child.kill(signal) }
    },
  }
}
