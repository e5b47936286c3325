import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { buildRequest, limits, openBuilder, plainCall } from './fake-builders.ts'
import { fakePrograms, type Fakes } from './fake-programs.ts'

function images(fakes: Fakes): string {
  return readFileSync(join(fakes.folder, 'images'), 'utf8')
}

/** The folder for temporary files that a build was given, while there is one. */
function temporary({ folder }: Fakes): readonly string[] {
  return readdirSync(folder).filter((name) => name.startsWith('dfopt-verify-'))
}

const THREE_STEPS = `
echo 'STEP 1/3: FROM debian'
echo 'STEP 2/3: RUN one'
made aaaabbbbcccc0001 '<none>:<none>'
echo '--> aaaabbbbccc'
echo 'STEP 3/3: RUN two'
`

describe('build', () => {
  test('as Docker builds: its format, a layer for each instruction, no cache', async () => {
    const fakes = fakePrograms()
    const { builder, calls } = await openBuilder(fakes, 'podman')
    expect(builder.version).toBe('podman 4.3.1')
    const settings = { network: 'default', args: ['A=b'], target: 'app' }
    const ignoreFile = join(fakes.folder, 'ignore')
    expect(await builder.build(buildRequest(fakes, { settings, ignoreFile }), limits())).toMatchObject({
      kind: 'built',
    })
    const builds = calls().map((call) => plainCall(call, fakes))
    expect(builds.filter((call) => call.startsWith('podman build'))).toEqual([
      'podman build --format=docker --layers --no-cache --force-rm --pull=missing --ignorefile=/ignore --build-arg=A=b --target=app --secret=id=OURS,src=/scratch/empty --tag=localhost/OURS:1 --file=/Dockerfile /context',
    ])
  })

  test('both streams come in the order in which they were written', async () => {
    const fakes = fakePrograms()
    fakes.file('build', `for each in 1 2 3 4 5 6; do echo "out $each"; echo "err $each" >&2; done; made 1111`)
    const { builder } = await openBuilder(fakes, 'podman')
    const lines: string[] = []
    await builder.build(buildRequest(fakes, { progress: (line) => lines.push(line) }), limits())
    expect(lines).toEqual([1, 2, 3, 4, 5, 6].flatMap((each) => [`out ${each}`, `err ${each}`]))
  })

  test('a heredoc is refused before it is taken for instructions', async () => {
    const fakes = fakePrograms()
    const { builder, calls } = await openBuilder(fakes, 'podman')
    const request = buildRequest(fakes, {}, 'FROM debian\n\nRUN <<EOF\nrm -rf /\nEOF\n')
    expect(await builder.build(request, limits())).toMatchObject({
      kind: 'broken',
      message: 'podman 4.3.1 does not know heredocs, and takes the lines of one for instructions',
      line: 3,
    })
    expect(calls()).toEqual([])
  })

  test('temporary files have a folder of their own, which goes', async () => {
    const fakes = fakePrograms()
    fakes.file('build', 'echo x > "$TMPDIR/left"; echo "$TMPDIR" > "$FAKES/where"; made 1111')
    const { builder } = await openBuilder(fakes, 'podman')
    await builder.build(buildRequest(fakes), limits())
    const where = readFileSync(join(fakes.folder, 'where'), 'utf8').trim()
    expect(where.startsWith(join(fakes.folder, 'dfopt-verify-'))).toBe(true)
    expect(existsSync(where)).toBe(false)
  })

  test('the images on the way to one go with it, last first; those of others stay', async () => {
    const fakes = fakePrograms()
    fakes.file('images', 'sha256:ffff0000ffff0000 <none>:<none>\n')
    fakes.file('build', `${THREE_STEPS}echo '--> ffff0000fff'; made 1111`)
    const { builder, calls } = await openBuilder(fakes, 'podman')
    const outcome = await builder.build(buildRequest(fakes), limits())
    if (outcome.kind !== 'built') throw new Error(outcome.message)
    await builder.remove(outcome.image)
    const removals = calls()
      .map((call) => plainCall(call, fakes))
      .filter((call) => call.includes(' rm '))
    expect(removals).toEqual([
      'podman image rm --no-prune localhost/OURS:1',
      'podman image rm --no-prune aaaabbbbcccc0001',
    ])
  })

  test('a failure names the line, and leaves no image on the way', async () => {
    const fakes = fakePrograms()
    fakes.file(
      'build',
      `${THREE_STEPS}
echo 'it fails'
echo 'Error: building at STEP "RUN two": while running runtime: exit status 4' >&2
exit 4`,
    )
    const { builder, calls } = await openBuilder(fakes, 'podman')
    const request = buildRequest(fakes, {}, 'FROM debian\n# one\nRUN one\nRUN two\n')
    expect(await builder.build(request, limits())).toMatchObject({
      kind: 'failed',
      message: 'the command ended with exit code 4',
      tail: ['it fails'],
      line: 4,
    })
    expect(calls().at(-1)).toBe('podman image rm --no-prune aaaabbbbcccc0001')
  })
})

describe('a build that is cut short', () => {
  /** A build that dies at once, as podman does, and leaves a container with and one without a mark of its own. */
  const LEAVES = `
secret=''
for each in $all; do case "$each" in --secret=id=dfopt*) secret="\${each#--secret=}" ;; esac; done
store="$FAKES/storage/overlay-containers"
mkdir -p "$store/mine/userdata" "$store/theirs/userdata" "$TMPDIR/buildah42"
printf '{"Secrets":["%s"]}' "$secret" > "$store/mine/userdata/buildah.json"
printf '{"Secrets":["id=dfopt-verify-000000000000,src=x"]}' > "$store/theirs/userdata/buildah.json"
echo '[{"id":"mine"},{"id":"theirs"}]' > "$store/containers.json"
trap 'exit 1' TERM
${THREE_STEPS}
echo begun
sleep 60 & wait
`

  test('leaves nothing: no container, no image, no temporary file', async () => {
    const fakes = fakePrograms()
    fakes.file('build', LEAVES)
    fakes.add('crun', `[ "$1" != list ] || echo "NAME PID STATUS BUNDLE"`)
    fakes.add(
      'runc',
      `[ "$1" != list ] || echo "buildah-buildah42 7 running $(echo "$FAKES"/dfopt-verify-*)/buildah42 now root"`,
    )
    const { builder, calls } = await openBuilder(fakes, 'podman')
    const stop = new AbortController()
    const progress = (line: string): void => {
      if (line === 'begun') stop.abort()
    }
    const request = buildRequest(fakes, { progress }, 'FROM debian\nRUN one\nRUN two\n')
    expect(await builder.build(request, limits({ stop: stop.signal }))).toMatchObject({
      kind: 'interrupted',
      tail: ['begun'],
      line: undefined,
    })
    expect(temporary(fakes)).toEqual([])
    const asked = calls().map((call) => plainCall(call, fakes))
    expect(asked).toContain('runc delete --force buildah-buildah42')
    expect(asked.filter((call) => call.startsWith('podman rm'))).toEqual(['podman rm --force mine'])
    expect(asked).toContain('podman image rm --no-prune aaaabbbbcccc0001')
  })

  test('a container whose settings are gone when it ends is known from before', async () => {
    const fakes = fakePrograms()
    fakes.file(
      'build',
      `${LEAVES.slice(0, LEAVES.indexOf('trap'))}
echo 'STEP 1/2: FROM debian'; echo 'STEP 2/2: RUN big'
sleep 1; rm -r "$store/mine/userdata"
echo 'Error: committing container: no space left on device'; exit 125`,
    )
    const { builder, calls } = await openBuilder(fakes, 'podman')
    expect(await builder.build(buildRequest(fakes), limits())).toMatchObject({
      kind: 'broken',
      message: 'the builder has no space left on its disk',
    })
    expect(calls().filter((call) => call.startsWith('podman rm'))).toEqual(['podman rm --force mine'])
  })
})

describe('save', () => {
  test('streams an archive, and ends as podman does', async () => {
    const fakes = fakePrograms()
    const { builder, calls } = await openBuilder(fakes, 'podman')
    const stream = builder.save({ reference: 'localhost/image:1' }, limits().stop)
    const closed = new Promise((resolve) => stream.once('close', resolve))
    let text = ''
    for await (const chunk of stream) text += String(chunk)
    expect(text).toBe('archive')
    expect(calls()).toEqual(['podman image save --quiet --format=docker-archive localhost/image:1'])
    await closed
    await builder.clear()
    expect(temporary(fakes)).toEqual([])
    fakes.add('podman', 'echo "Error: localhost/image:1: image not known" >&2; exit 125')
    await expect(builder.save({ reference: 'localhost/image:1' }, limits().stop).toArray()).rejects.toThrow(
      'podman cannot export the image: localhost/image:1: image not known',
    )
  })
})

describe('run', () => {
  test('keeps what podman itself has to say out of what the program says', async () => {
    const fakes = fakePrograms()
    fakes.file('run', 'echo out; exit 3')
    fakes.file('state', `echo 'abc "2026-01-02T03:04:05.6Z" false 0 3 '`)
    const { builder, calls } = await openBuilder(fakes, 'podman')
    const request = { image: { reference: 'image:1' }, argv: ['sh'], network: undefined }
    expect(await builder.run(request, limits())).toMatchObject({
      kind: 'ended',
      exitCode: 3,
      stdout: 'out\n',
    })
    expect(plainCall(calls()[0] ?? '', fakes)).toBe(
      'podman --log-level=fatal run --name=OURS-1 --hostname=dfopt --pull=never --network=none --log-driver=none --entrypoint=sh image:1',
    )
    expect(plainCall(calls().at(-1) ?? '', fakes)).toBe('podman rm --force --volumes --time=0 OURS-1')
  })
})

test('settings of Docker that are not there do not keep podman from its work', async () => {
  const fakes = fakePrograms()
  fakes.file('build', 'echo "[$DOCKER_CONFIG]" > "$FAKES/config"; made 1111')
  const missing = {
    ...fakes,
    environment: { ...fakes.environment, DOCKER_CONFIG: join(fakes.folder, 'none') },
  }
  const { builder } = await openBuilder(missing, 'podman')
  await builder.build(buildRequest(fakes), limits())
  expect(readFileSync(join(fakes.folder, 'config'), 'utf8')).toBe('[]\n')
  mkdirSync(join(fakes.folder, 'some'))
  writeFileSync(join(fakes.folder, 'some', 'config.json'), '{}')
  const there = { ...fakes, environment: { ...fakes.environment, DOCKER_CONFIG: join(fakes.folder, 'some') } }
  await (await openBuilder(there, 'podman')).builder.build(buildRequest(fakes), limits())
  expect(readFileSync(join(fakes.folder, 'config'), 'utf8')).toBe(`[${join(fakes.folder, 'some')}]\n`)
  expect(images(fakes)).not.toBe('')
})
