import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** Programs of a few lines of sh in a folder that is all there is on PATH, but for what scripts need. */
export interface Fakes {
  /** For whatever the test needs; gone when it ends. */
  readonly folder: string
  readonly environment: Readonly<Record<string, string>>
  /** Adds a program; it writes its name and arguments down before it does what it is told. */
  add(name: string, script: string): void
  /** Every call of a program so far: its name and arguments, with blanks between. */
  calls(): readonly string[]
  /** Writes a file and returns its path. */
  file(name: string, text: string): string
}

const NEEDED = ['sh', 'sleep', 'cat', 'grep', 'mv', 'head', 'touch', 'env', 'setsid', 'mkdir']

export function fakePrograms(): Fakes {
  const folder = mkdtempSync(join(tmpdir(), 'dfopt-fakes-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const programs = join(folder, 'bin')
  const calls = join(folder, 'calls')
  mkdirSync(programs)
  writeFileSync(calls, '')
  for (const name of NEEDED) symlinkSync(placeOf(name), join(programs, name))
  const file = (name: string, text: string): string => {
    const path = join(folder, name)
    writeFileSync(path, text)
    return path
  }
  return {
    folder,
    environment: { PATH: programs, FAKES: folder, TMPDIR: folder },
    add(name, script) {
      const path = join(programs, name)
      writeFileSync(path, `#!/bin/sh\nprintf '%s\\n' "${name} $*" >> "$FAKES/calls"\n${script}\n`)
      chmodSync(path, 0o755)
    },
    calls: () =>
      readFileSync(calls, 'utf8')
        .split('\n')
        .filter((line) => line !== ''),
    file,
  }
}

function placeOf(name: string): string {
  for (const folder of ['/bin', '/usr/bin', '/usr/sbin'])
    try {
      readFileSync(join(folder, name), { flag: 'r' })
      return join(folder, name)
    } catch {
      continue
    }
  throw new Error(`${name} is needed by the fake programs of the tests`)
}
