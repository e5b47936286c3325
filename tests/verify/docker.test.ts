import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { BuiltImage } from '../../src/verify/builder.ts'
import { buildRequest, limits, openBuilder, plainCall } from './fake-builders.ts'
import { fakePrograms, type Fakes } from './fake-programs.ts'

const IMAGE: BuiltImage = { reference: 'image:1' }

function images(fakes: Fakes): string {
  return readFileSync(join(fakes.folder, 'images'), 'utf8')
}

function builds(calls: readonly string[], fakes: Fakes): readonly string[] {
  return calls.map((call) => plainCall(call, fakes)).filter((call) => /^docker (?:buildx )?build /.test(call))
}

describe('build', () => {
  test('with buildx: no cache, no attestations, one tag, the file and the context', async () => {
    const fakes = fakePrograms()
    const { builder, calls } = await openBuilder(fakes, 'docker')
    expect(builder.version).toBe('docker 28.5.2 with buildx 0.29.1')
    const outcome = await builder.build(buildRequest(fakes), limits())
    expect(outcome).toMatchObject({ kind: 'built' })
    expect(builds(calls(), fakes)).toEqual([
      'docker buildx build --progress=plain --no-cache --provenance=false --sbom=false --tag=OURS:1 --file=/Dockerfile /context',
    ])
  })

  test('every setting is handed on', async () => {
    const fakes = fakePrograms()
    const { builder, calls } = await openBuilder(fakes, 'docker')
    const settings = {
      args: ['A=b c', 'FROM_ENVIRONMENT'],
      target: 'app',
      platform: 'linux/arm64',
      secrets: ['id=token,env=TOKEN'],
      ssh: ['default'],
      buildContexts: ['other=/elsewhere'],
      network: 'host',
      hosts: ['db:10.0.0.1'],
      shmSize: '128m',
    }
    await builder.build(buildRequest(fakes, { settings, cache: true }), limits())
    expect(builds(calls(), fakes)).toEqual([
      'docker buildx build --progress=plain --provenance=false --sbom=false --build-arg=A=b c --build-arg=FROM_ENVIRONMENT --target=app --platform=linux/arm64 --secret=id=token,env=TOKEN --ssh=default --build-context=other=/elsewhere --network=host --add-host=db:10.0.0.1 --shm-size=128m --tag=OURS:1 --file=/Dockerfile /context',
    ])
  })

  test('of a builder that keeps images to itself the image is asked for', async () => {
    const fakes = fakePrograms()
    fakes.file('driver', 'docker-container')
    const { builder, calls } = await openBuilder(fakes, 'docker')
    await builder.build(buildRequest(fakes), limits())
    expect(builds(calls(), fakes)[0]).toContain(' --no-cache --load --provenance=false ')
  })

  test('without buildx an old engine builds with its own BuildKit, by a variable', async () => {
    const fakes = fakePrograms()
    fakes.file('buildx', `echo "docker: 'buildx' is not a docker command." >&2; exit 1`)
    fakes.file('version', `echo "20.10.24+dfsg1|20.10.24+dfsg1|Engine containerd "`)
    fakes.file('help', 'echo "--build-arg --no-cache --progress --network --secret"')
    fakes.file('build', 'echo "$DOCKER_BUILDKIT" > "$FAKES/variable"; made 1111')
    const { builder, calls } = await openBuilder(fakes, 'docker')
    expect(builder.version).toBe('docker 20.10.24 with BuildKit')
    await builder.build(buildRequest(fakes), limits())
    expect(builds(calls(), fakes)).toEqual([
      'docker build --progress=plain --no-cache --tag=OURS:1 --file=/Dockerfile /context',
    ])
    expect(readFileSync(join(fakes.folder, 'variable'), 'utf8')).toBe('1\n')
  })

  test('the ignore file goes where BuildKit looks for it', async () => {
    const fakes = fakePrograms()
    const { builder } = await openBuilder(fakes, 'docker')
    const ignoreFile = fakes.file('ignore', 'node_modules\n')
    await builder.build(buildRequest(fakes, { ignoreFile }), limits())
    expect(readFileSync(join(fakes.folder, 'Dockerfile.dockerignore'), 'utf8')).toBe('node_modules\n')
  })

  test('output goes to the log and to the progress, line by line', async () => {
    const fakes = fakePrograms()
    fakes.file('build', 'echo "#1 one" >&2; echo "#1 two" >&2; printf "#1 three" >&2; made 1111')
    const { builder } = await openBuilder(fakes, 'docker')
    const log = fakes.file('log', 'before\n')
    const lines: string[] = []
    await builder.build(buildRequest(fakes, { log, progress: (line) => lines.push(line) }), limits())
    expect(lines).toEqual(['#1 one', '#1 two', '#1 three'])
    expect(readFileSync(log, 'utf8')).toBe('before\n#1 one\n#1 two\n#1 three')
  })

  test('what it cannot do is said before anything is built', async () => {
    const fakes = fakePrograms()
    fakes.file('help', 'echo "--build-arg --no-cache --progress --load"')
    const { builder, calls } = await openBuilder(fakes, 'docker')
    const settings = { buildContexts: ['other=/elsewhere'] }
    expect(await builder.build(buildRequest(fakes, { settings }), limits())).toMatchObject({
      kind: 'broken',
      message: 'this docker cannot build with --build-context',
      hint: 'install or update buildx, or leave the setting out',
    })
    expect(builds(calls(), fakes)).toEqual([])
  })

  test('a failure names the line and says why', async () => {
    const fakes = fakePrograms()
    fakes.file(
      'build',
      `cat >&2 <<'END'
#5 [2/2] RUN make
#5 0.1 make: *** No targets.  Stop.
#5 ERROR: process "/bin/sh -c make" did not complete successfully: exit code: 2
Dockerfile:2
--------------------
   2 | >>> RUN make
--------------------
ERROR: failed to solve: process "/bin/sh -c make" did not complete successfully: exit code: 2
END
exit 1`,
    )
    const { builder } = await openBuilder(fakes, 'docker')
    expect(await builder.build(buildRequest(fakes), limits())).toMatchObject({
      kind: 'failed',
      message: 'the command ended with exit code 2',
      tail: ['make: *** No targets.  Stop.'],
      line: 2,
    })
    expect(images(fakes)).toBe('')
  })

  test('an image that came in spite of a stop is removed', async () => {
    const fakes = fakePrograms()
    fakes.file('build', `trap 'made 2222; exit 1' TERM; echo "#1 begun" >&2; sleep 60 & wait`)
    const { builder } = await openBuilder(fakes, 'docker')
    const stop = new AbortController()
    const request = buildRequest(fakes, { progress: () => stop.abort() })
    expect(await builder.build(request, limits({ stop: stop.signal }))).toMatchObject({ kind: 'interrupted' })
    expect(images(fakes)).toBe('')
  })

  test('a build that takes too long is ended', async () => {
    const fakes = fakePrograms()
    fakes.file('build', 'echo "#5 [2/2] RUN make" >&2; echo "#5 0.1 begun" >&2; sleep 60')
    const { builder } = await openBuilder(fakes, 'docker')
    expect(await builder.build(buildRequest(fakes), limits({ seconds: 1 }))).toMatchObject({
      kind: 'timeout',
      message: 'the build took longer than 1 s',
      line: 2,
      tail: ['begun'],
    })
  })

  test('a build that leaves no image is no success', async () => {
    const fakes = fakePrograms()
    fakes.file('build', 'exit 0')
    const { builder } = await openBuilder(fakes, 'docker')
    expect(await builder.build(buildRequest(fakes), limits())).toMatchObject({
      kind: 'broken',
      message: 'the build left no image',
    })
  })

  test('an engine that is gone by then is told, with what it says', async () => {
    const fakes = fakePrograms()
    const { builder } = await openBuilder(fakes, 'docker')
    fakes.file(
      'list',
      'echo "Cannot connect to the Docker daemon at unix:///s. Is the docker daemon running?" >&2; exit 1',
    )
    expect(await builder.build(buildRequest(fakes), limits())).toMatchObject({
      kind: 'broken',
      message:
        'docker does not answer any more: Cannot connect to the Docker daemon at unix:///s. Is the docker daemon running?',
      hint: 'start the engine and run again',
    })
  })

  test('a log that cannot be written ends the build', async () => {
    const fakes = fakePrograms()
    const { builder } = await openBuilder(fakes, 'docker')
    const log = join(fakes.folder, 'missing', 'log')
    const outcome = await builder.build(buildRequest(fakes, { log }), limits())
    expect(outcome.kind === 'broken' && outcome.message).toContain('missing/log')
  })
})

describe('remove and clear', () => {
  test('take what was built, and leave the rest', async () => {
    const fakes = fakePrograms()
    fakes.file('images', 'sha256:aaaa debian:12\nsha256:bbbb <none>:<none>\n')
    const { builder, calls } = await openBuilder(fakes, 'docker')
    const first = await builder.build(buildRequest(fakes), limits())
    fakes.file('build', 'made 2222')
    await builder.build(buildRequest(fakes), limits())
    if (first.kind !== 'built') throw new Error('it is not built')
    await builder.remove(first.image)
    expect(images(fakes)).toContain('sha256:2222')
    await builder.clear()
    expect(images(fakes)).toBe('sha256:aaaa debian:12\nsha256:bbbb <none>:<none>\n')
    const removals = calls().filter((call) => call.includes(' rm '))
    expect(removals.map((call) => plainCall(call, fakes))).toEqual([
      'docker image rm --no-prune OURS:1',
      'docker image rm --no-prune OURS:2',
    ])
  })

  test('an image without a name that was there before outlives the tag that a build gave it', async () => {
    const fakes = fakePrograms()
    fakes.file('images', 'sha256:bbbb <none>:<none>\n')
    // An engine shows an image once for each name, and one without a name as <none>.
    fakes.file('build', 'echo "sha256:bbbb $tag" > "$images"')
    const { builder, calls } = await openBuilder(fakes, 'docker')
    const outcome = await builder.build(buildRequest(fakes, { cache: true }), limits())
    if (outcome.kind !== 'built') throw new Error('it is not built')
    await builder.remove(outcome.image)
    expect(
      calls()
        .map((call) => plainCall(call, fakes))
        .slice(-2),
    ).toEqual(['docker import /scratch/empty.tar OURS:1', 'docker image rm --no-prune OURS:1'])
  })

  test('never throw', async () => {
    const fakes = fakePrograms()
    const { builder } = await openBuilder(fakes, 'docker')
    await builder.build(buildRequest(fakes), limits())
    fakes.add('docker', 'exit 1')
    await builder.remove(IMAGE)
    await builder.clear()
  })
})

describe('save', () => {
  test('streams the archive', async () => {
    const fakes = fakePrograms()
    const { builder } = await openBuilder(fakes, 'docker')
    const chunks: Buffer[] = []
    for await (const chunk of builder.save(IMAGE, limits().stop)) chunks.push(Buffer.from(String(chunk)))
    expect(Buffer.concat(chunks).toString()).toBe('archive')
  })
})
