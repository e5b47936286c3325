// A RUN as it was written and as dfopt leaves it, both run by the shell with the real package manager.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseDocument } from '../../src/dockerfile/document.ts'
import { rewrite } from '../../src/engine/pipeline.ts'
import { transforms } from '../../src/transforms/index.ts'

export interface Ran {
  readonly status: number | null
  readonly output: string
}

export interface Workshop {
  readonly home: string
  readonly folder: string
  run(script: string, env?: Readonly<Record<string, string>>): Ran
  /** The names in a folder below HOME; none where it is not there. */
  names(folder: string): readonly string[]
  remove(): void
}

/** True when the program is here and answers. */
export function isHere(program: string, ...args: readonly string[]): boolean {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0
}

/** A home directory and a work directory in it, for one test. */
export function openWorkshop(): Workshop {
  const home = mkdtempSync(join(tmpdir(), 'tools-'))
  const folder = join(home, 'app')
  mkdirSync(folder)
  return {
    home,
    folder,
    run: (script, env = {}) => {
      const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', script], {
        cwd: folder,
        // Settings of whoever runs the tests are not those of an image.
        env: { PATH: process.env.PATH, HOME: home, ...env },
        encoding: 'utf8',
        timeout: 50_000,
      })
      return { status, output: stdout + stderr }
    },
    names: (below) => {
      const path = join(home, below)
      return existsSync(path) ? readdirSync(path) : []
    },
    remove: () => {
      rmSync(home, { recursive: true, force: true })
    },
  }
}

/** The script of `RUN script` after dfopt kept the caches out of it. */
export function withoutCaches(script: string, base = 'debian:bookworm'): string {
  const { output } = rewrite(`FROM ${base}\nRUN ${script}\n`, {
    transforms: transforms.filter(({ id }) => id === 'clean-package-caches'),
  })
  const run = parseDocument(output).stages[0]?.instructions.find(({ keyword }) => keyword === 'RUN')
  if (!run) throw new Error(`no RUN in ${output}`)
  return run.args.text
}
