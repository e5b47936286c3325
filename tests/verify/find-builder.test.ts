import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Builder, BuilderName } from '../../src/verify/builder.ts'
import { findBuilder, type BuilderMissing } from '../../src/verify/builders/find-builder.ts'
import { addBuilder } from './fake-builders.ts'
import { fakePrograms, type Fakes } from './fake-programs.ts'

function find({ environment, folder }: Fakes, wish?: BuilderName): Promise<Builder | BuilderMissing> {
  return findBuilder(wish, { environment, scratch: join(folder, 'scratch') })
}

async function found(fakes: Fakes, wish?: BuilderName): Promise<string> {
  const builder = await find(fakes, wish)
  return 'message' in builder ? `missing: ${builder.message}` : `${builder.name}: ${builder.version}`
}

const NO_ENGINE =
  'echo "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?" >&2; exit 1'

test('docker comes before podman, and podman before buildah', async () => {
  const fakes = fakePrograms()
  addBuilder(fakes, 'buildah')
  expect(await found(fakes)).toBe('buildah: buildah 1.28.2')
  addBuilder(fakes, 'podman')
  expect(await found(fakes)).toBe('podman: podman 4.3.1')
  addBuilder(fakes, 'docker')
  expect(await found(fakes)).toBe('docker: docker 28.5.2 with buildx 0.29.1')
})

test('the one that is wished for is taken, and no other', async () => {
  const fakes = fakePrograms()
  addBuilder(fakes, 'docker')
  addBuilder(fakes, 'buildah')
  expect(await found(fakes, 'buildah')).toBe('buildah: buildah 1.28.2')
  expect(await find(fakes, 'podman')).toEqual({
    message: 'podman is not on PATH',
    hint: 'install podman, or name another builder with --builder',
  })
})

test('a docker whose engine does not answer is passed over', async () => {
  const fakes = fakePrograms()
  fakes.file('version', NO_ENGINE)
  addBuilder(fakes, 'docker')
  expect(await find(fakes)).toEqual({
    message:
      'docker is installed but its engine does not answer: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
    hint: 'start the engine, or name another builder with --builder',
  })
  addBuilder(fakes, 'podman')
  expect(await found(fakes)).toBe('podman: podman 4.3.1')
  expect(await found(fakes, 'docker')).toMatch(/^missing: docker is installed but its engine does not answer/)
})

test('all that was found and does not work is told', async () => {
  const fakes = fakePrograms()
  fakes.file('version', NO_ENGINE)
  fakes.file('info', 'echo "Error: cannot clone: Operation not permitted" >&2; exit 125')
  addBuilder(fakes, 'docker')
  addBuilder(fakes, 'podman')
  expect(await find(fakes)).toEqual({
    message:
      'docker is installed but its engine does not answer: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?; podman is installed but does not work: cannot clone: Operation not permitted',
    hint: 'start the engine, or name another builder with --builder, or see what podman info says',
  })
})

test('where there is none, it is said what to install', async () => {
  expect(await find(fakePrograms())).toEqual({
    message: 'nothing is installed that builds images: docker, podman and buildah are not on PATH',
    hint: 'install Docker (https://docs.docker.com/engine/install/), or podman from the packages of your system',
  })
})

test('a docker that is podman is taken for podman', async () => {
  const fakes = fakePrograms()
  addBuilder(fakes, 'podman')
  fakes.add('docker', `echo "Emulate Docker CLI using podman." >&2; exec podman "$@"`)
  const builder = await find(fakes, 'docker')
  if ('message' in builder) throw new Error(builder.message)
  expect(`${builder.name}: ${builder.version}`).toBe('podman: podman 4.3.1')
  expect(fakes.calls().some((call) => call.startsWith('docker info'))).toBe(true)
})

test("a docker that talks to podman's service has no BuildKit", async () => {
  const fakes = fakePrograms()
  fakes.file('version', 'echo "28.5.2|4.3.1|Podman Engine Conmon "')
  addBuilder(fakes, 'docker')
  expect(await find(fakes)).toEqual({
    message: "docker is installed but talks to Podman's service, which has no BuildKit",
    hint: 'pass --builder podman',
  })
})

test('a docker without buildx that can build only as of old is refused', async () => {
  const fakes = fakePrograms()
  fakes.file('buildx', `echo "docker: 'buildx' is not a docker command." >&2; exit 1`)
  addBuilder(fakes, 'docker')
  expect(await find(fakes)).toEqual({
    message: 'docker is installed but its buildx plugin, and with it BuildKit, is missing',
    hint: 'install docker-buildx-plugin (docker-buildx on Debian and Ubuntu)',
  })
})
