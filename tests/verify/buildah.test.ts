import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { buildRequest, limits, openBuilder, plainCall } from './fake-builders.ts'
import { fakePrograms, type Fakes } from './fake-programs.ts'

const IMAGE = { reference: 'localhost/image:1' }

function images(fakes: Fakes): string {
  return readFileSync(join(fakes.folder, 'images'), 'utf8')
}

function temporary({ folder }: Fakes): readonly string[] {
  return readdirSync(folder).filter((name) => name.startsWith('dfopt-verify-'))
}

describe('build', () => {
  test('as podman builds', async () => {
    const fakes = fakePrograms()
    const { builder, calls } = await openBuilder(fakes, 'buildah')
    expect(builder.version).toBe('buildah 1.28.2')
    expect(await builder.build(buildRequest(fakes, { cache: true }), limits())).toMatchObject({
      kind: 'built',
    })
    const builds = calls().map((call) => plainCall(call, fakes))
    expect(builds.filter((call) => call.startsWith('buildah build'))).toEqual([
      'buildah build --format=docker --layers --force-rm --pull=missing --secret=id=OURS,src=/scratch/empty --tag=localhost/OURS:1 --file=/Dockerfile /context',
    ])
  })

  test('a nameless image of others that an image was built from has a tag while that one is removed', async () => {
    const fakes = fakePrograms()
    fakes.file('images', 'sha256:ffff0000ffff0000 <none>:<none>\n')
    fakes.file('build', `echo 'STEP 1/2: FROM debian'; echo '--> Using cache ffff0000ffff0000'; made 1111`)
    const { builder, calls } = await openBuilder(fakes, 'buildah')
    const outcome = await builder.build(buildRequest(fakes, { cache: true }), limits())
    if (outcome.kind !== 'built') throw new Error(outcome.message)
    const before = calls().length
    await builder.remove(outcome.image)
    const asked = calls()
      .slice(before)
      .map((call) => plainCall(call, fakes))
    expect(asked.map((call) => call.replace(/empty-\w+/g, 'empty'))).toEqual([
      'buildah images --all --no-trunc --noheading --format {{.ID}} {{.Name}}:{{.Tag}}',
      'buildah tag ffff0000ffff0000 localhost/OURS:1-kept-0',
      'buildah rmi localhost/OURS:1',
      'buildah build --layers=false --tag=localhost/OURS:1-kept-0 --file=/scratch/empty/Dockerfile /scratch/empty',
      'buildah rmi localhost/OURS:1-kept-0',
    ])
    expect(images(fakes)).toBe('sha256:ffff0000ffff0000 <none>:<none>\n')
  })
})

describe('save', () => {
  test('streams an archive through a pipe that can be opened by its name', async () => {
    const fakes = fakePrograms()
    const { builder } = await openBuilder(fakes, 'buildah')
    // A socket, which node gives its children, cannot.
    fakes.add('buildah', `for last; do :; done; printf archive > "\${last#docker-archive:}"`)
    let text = ''
    for await (const chunk of builder.save(IMAGE, limits().stop)) text += String(chunk)
    expect(text).toBe('archive')
    expect(fakes.calls().at(-1)).toBe('buildah push --quiet localhost/image:1 docker-archive:/dev/stdout')
  })

  test('fails as buildah does', async () => {
    const fakes = fakePrograms()
    const { builder } = await openBuilder(fakes, 'buildah')
    fakes.add('buildah', 'printf part; echo "Error: reading blob: no space left on device" >&2; exit 125')
    await expect(builder.save(IMAGE, limits().stop).toArray()).rejects.toThrow(
      'buildah cannot export the image: reading blob: no space left on device',
    )
  })
})

describe('run', () => {
  test('what the image starts, or what is given in its place, in a container that is removed', async () => {
    const fakes = fakePrograms()
    fakes.file(
      'run',
      'echo out; echo err >&2; echo "Error: while running runtime: exit status 3" >&2; exit 3',
    )
    const { builder, calls } = await openBuilder(fakes, 'buildah')
    const ended = { kind: 'ended', exitCode: 3, stdout: 'out\n', stderr: 'err\n', cut: false }
    expect(await builder.run({ image: IMAGE, argv: undefined, network: undefined }, limits())).toEqual(ended)
    expect(await builder.run({ image: IMAGE, argv: ['ls', '-l'], network: 'host' }, limits())).toEqual(ended)
    expect(calls().map((call) => plainCall(call, fakes))).toEqual([
      'buildah inspect --type=image localhost/image:1',
      'buildah from --name=OURS-1 --pull=never localhost/image:1',
      'buildah run --network=none --hostname=dfopt OURS-1 -- /start now',
      'buildah rm OURS-1',
      'buildah from --name=OURS-2 --pull=never localhost/image:1',
      'buildah run --network=host --hostname=dfopt OURS-2 -- ls -l',
      'buildah rm OURS-2',
    ])
    expect(temporary(fakes)).toEqual([])
  })

  test('a program that ends with 127 has run; one that is not there has not', async () => {
    const fakes = fakePrograms()
    fakes.file('run', 'echo "Error: while running runtime: exit status 127" >&2; exit 127')
    const { builder } = await openBuilder(fakes, 'buildah')
    const request = { image: IMAGE, argv: ['/x'], network: undefined }
    expect(await builder.run(request, limits())).toMatchObject({ kind: 'ended', exitCode: 127, stderr: '' })
    fakes.file(
      'run',
      `cat >&2 <<'END'
error running container: from /usr/bin/runc creating container for [/x]: time="2026-01-02T03:04:05Z" level=error msg="runc create failed: unable to start container process: exec: \\"/x\\": stat /x: no such file or directory"
: exit status 1
Error: while running runtime: exit status 1
END
exit 1`,
    )
    expect(await builder.run(request, limits())).toEqual({
      kind: 'not started',
      message: 'exec: "/x": stat /x: no such file or directory',
    })
    fakes.file(
      'run',
      'echo "Error: determining run uid: user: unknown user error looking up user \\"x\\"" >&2; exit 125',
    )
    expect(await builder.run(request, limits())).toEqual({
      kind: 'not started',
      message: 'determining run uid: user: unknown user error looking up user "x"',
    })
    fakes.file('from', 'echo "Error: localhost/image:1: image not known" >&2; exit 125')
    expect(await builder.run(request, limits())).toEqual({
      kind: 'not started',
      message: 'localhost/image:1: image not known',
    })
  })

  test('with the isolation that has no network of its own, that of this machine is taken', async () => {
    const fakes = fakePrograms()
    const environment = { ...fakes.environment, BUILDAH_ISOLATION: 'chroot' }
    const { builder, calls } = await openBuilder({ ...fakes, environment }, 'buildah')
    await builder.run({ image: IMAGE, argv: ['true'], network: undefined }, limits())
    expect(plainCall(calls()[1] ?? '', fakes)).toBe(
      'buildah run --network=host --hostname=dfopt OURS-1 -- true',
    )
  })

  test('a program that takes too long is ended, and its container with it', async () => {
    const fakes = fakePrograms()
    fakes.file('run', 'mkdir "$TMPDIR/buildah7"; sleep 60')
    fakes.add('runc', '')
    const { builder, calls } = await openBuilder(fakes, 'buildah')
    const request = { image: IMAGE, argv: ['sleep'], network: undefined }
    expect(await builder.run(request, limits({ seconds: 1 }))).toEqual({ kind: 'timeout' })
    const asked = calls().map((call) => plainCall(call, fakes))
    expect(asked.slice(-3)).toEqual([
      'runc list',
      'runc delete --force buildah-buildah7',
      'buildah rm OURS-1',
    ])
    expect(temporary(fakes)).toEqual([])
  })
})

describe('serve', () => {
  test('a container that ends at once is told with its last word', async () => {
    const fakes = fakePrograms()
    fakes.file(
      'run',
      'echo "no database" >&2; echo "Error: while running runtime: exit status 1" >&2; exit 1',
    )
    const { builder, calls } = await openBuilder(fakes, 'buildah')
    expect(await builder.serve({ image: IMAGE, port: 80, network: undefined }, limits())).toEqual({
      kind: 'not started',
      message: 'the container ended at once with exit code 1: no database',
    })
    expect(plainCall(calls().at(-1) ?? '', fakes)).toBe('buildah rm OURS-1')
    expect(temporary(fakes)).toEqual([])
  })

  test('with the network of this machine it runs until it is removed', async () => {
    const fakes = fakePrograms()
    fakes.file('run', 'echo ready; sleep 60')
    const { builder } = await openBuilder(fakes, 'buildah')
    const outcome = await builder.serve({ image: IMAGE, port: 9, network: 'host' }, limits())
    if (outcome.kind !== 'serving') throw new Error(outcome.message)
    const { service } = outcome
    expect(service.address).toBe('http://127.0.0.1:9')
    expect(await service.running()).toBe(true)
    expect(await service.log()).toEqual(['ready'])
    await service.remove()
    expect(await service.running()).toBe(false)
    expect(temporary(fakes)).toEqual([])
  })

  test('one that shows no process is not waited for longer than it may take', async () => {
    const fakes = fakePrograms()
    fakes.file('run', 'sleep 60')
    const { builder } = await openBuilder(fakes, 'buildah')
    const request = { image: IMAGE, port: 80, network: undefined }
    expect(await builder.serve(request, limits({ seconds: 1 }))).toEqual({
      kind: 'not started',
      message: 'it was not started within 1 s',
    })
  })
})

test('clear removes the containers of this run and no others', async () => {
  const fakes = fakePrograms()
  const { builder, calls } = await openBuilder(fakes, 'buildah')
  await builder.run({ image: IMAGE, argv: ['true'], network: undefined }, limits())
  const name = /--name=(\S+)/.exec(calls()[0] ?? '')?.[1] ?? ''
  fakes.file('left', `debian-working-container\n${name}\n`)
  await builder.clear()
  const asked = calls().map((call) => plainCall(call, fakes))
  expect(asked.filter((call) => call.startsWith('buildah rm '))).toEqual([
    'buildah rm OURS-1',
    'buildah rm OURS-1',
  ])
})
