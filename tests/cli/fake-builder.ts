import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What a RUN leaves or does, by its text; see fake-docker.mjs. */
export type Plan = Readonly<
  Record<
    string,
    {
      readonly files?: Readonly<Record<string, string>>
      readonly fail?: string
      readonly hang?: boolean
      /** A file on this machine that is written to when the RUN is reached. */
      readonly write?: string
    }
  >
>

export interface FakeBuilder {
  /** For the command line that is to find it: nothing else is on PATH but node and git. */
  readonly env: Readonly<Record<string, string>>
  calls(): readonly string[]
  /** Images that are still there. */
  images(): readonly string[]
  /** What is left in the folder for temporary files. */
  leftovers(): readonly string[]
}

/** Puts a docker on PATH that plays builds by a plan, and gives temporary files a folder of their own. */
export function fakeBuilder(folder: string, plan: Plan = {}): FakeBuilder {
  const programs = join(folder, 'programs')
  const temporary = join(folder, 'temporary')
  const state = join(folder, 'state')
  for (const each of [programs, temporary, join(state, 'images')]) mkdirSync(each, { recursive: true })
  const docker = join(programs, 'docker')
  copyFileSync(fileURLToPath(new URL('fake-docker.mjs', import.meta.url)), docker)
  chmodSync(docker, 0o755)
  const path = [programs, dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter)
  const calls = join(state, 'calls')
  return {
    env: {
      PATH: path,
      TMPDIR: temporary,
      FAKE_DOCKER_STATE: state,
      FAKE_DOCKER_PLAN: JSON.stringify(plan),
    },
    calls: () => (existsSync(calls) ? readFileSync(calls, 'utf8').trimEnd().split('\n') : []),
    images: () => readdirSync(join(state, 'images')).map(decodeURIComponent),
    leftovers: () => readdirSync(temporary),
  }
}
