// Runs what dfopt makes of a RUN with the real tools of the machine, in a folder and a home directory of their own.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { rewrite } from '../../src/engine/pipeline.ts'
import { cleanPackageCaches } from '../../src/transforms/clean-package-caches/index.ts'

export function hasTool(...programs: readonly string[]): boolean {
  return programs.every((program) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0)
}

/** True where a command works in a home directory that is empty. */
export function runs(command: string, environment: Readonly<Record<string, string>> = {}): boolean {
  const place = makePlace()
  try {
    place.run(command, environment)
    return true
  } catch {
    return false
  } finally {
    place.remove()
  }
}

export interface Place {
  readonly home: string
  readonly work: string
  /** Runs a script in `work` as a RUN would, with HOME in the place. */
  run(script: string, environment?: Readonly<Record<string, string>>): string
  write(path: string, text: string): void
  /** Every file below a directory of the home directory. */
  files(directory: string): readonly string[]
  remove(): void
}

export function makePlace(): Place {
  const root = mkdtempSync(join(tmpdir(), 'dfopt-tools-'))
  const home = join(root, 'home')
  const work = join(root, 'work')
  mkdirSync(home)
  mkdirSync(work)
  return {
    home,
    work,
    run: (script, environment = {}) =>
      execFileSync('sh', ['-c', script], {
        cwd: work,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { PATH: process.env.PATH ?? '', HOME: home, ...environment },
      }),
    write: (path, text) => {
      mkdirSync(dirname(join(work, path)), { recursive: true })
      writeFileSync(join(work, path), text)
    },
    files: (directory) => {
      const at = join(home, directory)
      if (!existsSync(at)) return []
      return readdirSync(at, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => entry.name)
    },
    remove: () => {
      // What Go keeps is read-only.
      spawnSync('chmod', ['-R', 'u+w', root])
      rmSync(root, { recursive: true, force: true })
    },
  }
}

/** The script of the RUN in a Dockerfile once dfopt has been over it. @throws Error when it was left alone */
export function rewrittenRun(dockerfile: string): string {
  const { output, status } = rewrite(dockerfile, { transforms: [cleanPackageCaches] })
  const script = /^RUN ((?:.*\\\n)*.*)$/m.exec(output)?.[1]
  if (status === 'unchanged' || script === undefined) throw new Error(`nothing is changed in ${dockerfile}`)
  return script
}
