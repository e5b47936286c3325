import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach } from 'vitest'

export const FIXTURES = join(dirname(fileURLToPath(import.meta.url)), 'fixtures/scan')

export interface Place {
  /** A folder that is removed after the test, with an empty scratch folder and a folder for programs in it. */
  readonly folder: string
  readonly scratch: string
  readonly environment: Readonly<Record<string, string>>
  /** Puts a program on PATH. */
  install(name: string, script: string): void
  /** What the programs wrote to $LOG. */
  log(): readonly string[]
}

export function usePlace(): () => Place {
  const folders: string[] = []
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
  })
  return () => {
    const folder = mkdtempSync(join(tmpdir(), 'dfopt-scan-'))
    folders.push(folder)
    const [programs, scratch, log] = [join(folder, 'bin'), join(folder, 'scratch'), join(folder, 'log')]
    mkdirSync(programs)
    mkdirSync(scratch)
    writeFileSync(log, '')
    return {
      folder,
      scratch,
      environment: { PATH: `${programs}:/usr/bin:/bin`, FIXTURES, LOG: log },
      install(name, script) {
        writeFileSync(join(programs, name), script)
        chmodSync(join(programs, name), 0o755)
      },
      log: () => readFileSync(log, 'utf8').split('\n').slice(0, -1),
    }
  }
}

/**
 * A scanner in sh: tells its version, writes its arguments to the log, finds archive and report among them, and does the
 * rest with $which (before or after, by what is in the archive), $archive and $report.
 */
export function fakeScanner(rest: string): string {
  return `#!/bin/sh
case "$*" in --version | 'scout version') echo 'Version: 1.2.3'; exit 0;; esac
printf '%s\\n' "$*" >> "$LOG"
archive=$(printf '%s\\n' "$@" | sed -n 's|^\\([a-z-]*:\\)\\{0,1\\}\\(//\\)\\{0,1\\}\\(/.*image\\.tar\\)$|\\3|p')
report=$(printf '%s\\n' "$@" | sed -n 's|^\\([a-z-]*=\\)\\{0,1\\}\\(/.*report\\.json\\)$|\\2|p')
which=after
grep -q 'this is before' "$archive" && which=before
${rest}
`
}
