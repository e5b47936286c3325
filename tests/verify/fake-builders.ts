import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  NO_SETTINGS,
  type Builder,
  type BuildRequest,
  type BuildSettings,
  type Limits,
} from '../../src/verify/builder.ts'
import { findBuilder } from '../../src/verify/builders/find-builder.ts'
import type { Fakes } from './fake-programs.ts'

// What the three have in common. Images are lines of a file, an id and a name; what a test wants to be otherwise it
// writes into files: build, run, state, port and left.
const COMMON = `
images="$FAKES/images"
touch "$images"
all="$*"
for last; do :; done
tag=''
for each; do case "$each" in --tag=*) tag="\${each#--tag=}" ;; esac; done
given() { [ ! -f "$FAKES/$1" ] || { . "$FAKES/$1"; exit; }; }
shown() { [ ! -f "$FAKES/$1" ] || cat "$FAKES/$1"; }
remove() { grep -v " $1\\$" "$images" | grep -v ":$1 " > "$images.new"; mv "$images.new" "$images"; }
made() { echo "sha256:$1 \${2:-$tag}" >> "$images"; }
`

const DOCKER = `
${COMMON}
case "$1 $2" in
  "--version ") echo "Docker version 28.5.2, build ecc6942" ;;
  "version --format") given version; echo "28.5.2|28.5.2|Engine containerd runc " ;;
  "buildx version") given buildx; echo "github.com/docker/buildx v0.29.1 a32761aeb3debd39be1eca514af3693af0db334b" ;;
  "buildx inspect") echo "Name:          default"; echo "Driver:        $(shown driver)" ;;
  "context inspect") given endpoint; echo unix:///var/run/docker.sock ;;
  "image ls") given list; cat "$images" ;;
  "image rm") remove "$last" ;;
  "image save") printf archive ;;
  "import "*) remove "$3"; made empty "$3" ;;
  "buildx build" | "build "*)
    if [ "$last" = --help ]; then
      given help
      echo '--add-host --build-arg --build-context --load --network --no-cache --platform --progress --provenance --sbom --secret --shm-size --ssh --target'
      exit
    fi
    given build
    made 1111 ;;
  "run "*) given run ;;
  "container inspect") given state ;;
  "port "*) shown port ;;
  "logs "*) given logs ;;
  "ps "*) shown left ;;
esac
exit 0
`

const BUD_HELP =
  '--add-host --build-arg --build-context --force-rm --format --ignorefile --layers --network --no-cache --platform --pull --secret --shm-size --ssh --target'

const PODMAN = `
${COMMON}
[ "$1" != --log-level=fatal ] || shift
case "$1 $2" in
  "--version ") echo "podman version 4.3.1" ;;
  "info --format") given info; echo "4.3.1 1.28.2 /usr/bin/crun $FAKES/storage" ;;
  "image ls") cat "$images" ;;
  "image rm")
    [ "$last" != --help ] || { echo --no-prune; exit; }
    remove "$last" ;;
  "image save") printf archive ;;
  "image tag") id=$(grep ":$3 " "$images" | head -1); made "$3" "$4" ;;
  "import "*) remove "$3"; made empty "$3" ;;
  "build "*)
    [ "$last" != --help ] || { echo '${BUD_HELP}'; exit; }
    given build
    made 1111 ;;
  "run "*) given run ;;
  "container inspect") given state ;;
  "port "*) shown port ;;
  "ps "*) shown left ;;
esac
exit 0
`

const BUILDAH = `
${COMMON}
case "$1 $2" in
  "--version ") echo "buildah version 1.28.2 (image-spec 1.1.0-rc2, runtime-spec 1.0.2-dev)" ;;
  "info --format") given info; printf %s "$FAKES/storage" ;;
  "images --all") cat "$images" ;;
  "rmi "*) remove "$last" ;;
  "push --quiet") printf archive ;;
  "tag "*) made "$2" "$3" ;;
  "build "*)
    [ "$last" != --help ] || { echo '${BUD_HELP}'; exit; }
    case "$last" in "$FAKES"/scratch/empty-*) remove "$tag"; made empty; exit ;; esac
    given build
    made 1111 ;;
  "inspect --type=image") given inspect; echo '{"Docker":{"config":{"Entrypoint":["/start"],"Cmd":["now"]}}}' ;;
  "from "*) given from ;;
  "run "*) given run ;;
  "containers "*) shown left ;;
esac
exit 0
`

const SCRIPTS = { docker: DOCKER, podman: PODMAN, buildah: BUILDAH } as const

export function addBuilder(fakes: Fakes, name: keyof typeof SCRIPTS): void {
  fakes.add(name, SCRIPTS[name])
  const driver = join(fakes.folder, 'driver')
  if (!existsSync(driver)) writeFileSync(driver, 'docker')
  for (const folder of ['scratch', 'storage', 'context'])
    mkdirSync(join(fakes.folder, folder), { recursive: true })
}

/** A builder that is there for a test, and what it was asked since it was found. */
export interface FakeBuilder {
  readonly builder: Builder
  readonly calls: () => readonly string[]
}

export async function openBuilder(fakes: Fakes, name: keyof typeof SCRIPTS): Promise<FakeBuilder> {
  addBuilder(fakes, name)
  const around = {
    environment: fakes.environment,
    scratch: join(fakes.folder, 'scratch'),
    node: process.execPath,
  }
  const builder = await findBuilder(name, around)
  if ('message' in builder) throw new Error(builder.message)
  const before = fakes.calls().length
  return { builder, calls: () => fakes.calls().slice(before) }
}

export function buildRequest(
  fakes: Fakes,
  {
    settings = {},
    ...rest
  }: Partial<Omit<BuildRequest, 'settings'>> & { settings?: Partial<BuildSettings> } = {},
  dockerfile = 'FROM debian\nRUN make\n',
): BuildRequest {
  return {
    dockerfile: fakes.file('Dockerfile', dockerfile),
    context: join(fakes.folder, 'context'),
    ignoreFile: undefined,
    settings: { ...NO_SETTINGS, ...settings },
    cache: false,
    log: join(fakes.folder, 'log'),
    progress: () => undefined,
    ...rest,
  }
}

export function limits(given: Partial<Limits> = {}): Limits {
  return { seconds: 30, stop: new AbortController().signal, ...given }
}

/** Names and hashes of this run put into one form. */
export function plainCall(call: string, { folder }: Fakes): string {
  return call.replaceAll(folder, '').replaceAll(/dfopt-verify-[0-9a-f]{12}/g, 'OURS')
}
