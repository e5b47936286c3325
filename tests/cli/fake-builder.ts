import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
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

/** What does not depend on the plan is answered by a shell, which starts quicker than node. */
const STANDING_ANSWERS = `#!/bin/sh
case "$*" in
--version) echo 'Docker version 28.0.0, build fake'; exit;;
'version --format '*) echo '28.0.0|28.0.0|Engine '; exit;;
'buildx version') echo 'github.com/docker/buildx v0.20.0 fake'; exit;;
'buildx inspect') echo 'Driver: docker'; exit;;
'context inspect '*) echo unix:///nowhere.sock; exit;;
'buildx build --help') echo --progress --no-cache --load --tag --file --build-arg --target --platform \\
  --secret --ssh --build-context --network --add-host --shm-size --provenance --sbom; exit;;
ps*|container*) exit;;
esac
`

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
  const script = fileURLToPath(new URL('fake-docker.mjs', import.meta.url))
  writeFileSync(docker, `${STANDING_ANSWERS}exec '${process.execPath}' '${script}' "$@"\n`)
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
