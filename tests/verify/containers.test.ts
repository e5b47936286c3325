import { existsSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { BuiltImage } from '../../src/verify/builder.ts'
import { runContainer } from '../../src/verify/builders/container-run.ts'
import { limits, openBuilder, plainCall } from './fake-builders.ts'
import { fakePrograms } from './fake-programs.ts'

const IMAGE: BuiltImage = { reference: 'image:1' }

describe('run', () => {
  const exited = (code: number, error = ''): string =>
    `echo 'abc "2026-01-02T03:04:05.6Z" false 0 ${code} ${error}'`
  const NEVER_STARTED = `echo 'abc "0001-01-01T00:00:00Z" false 0 127 failed to create task: unable to start container process: exec: "/x": no such file'`

  test('gives both streams and the exit code, in a container that is removed', async () => {
    const fakes = fakePrograms()
    fakes.file('run', 'echo out; echo err >&2; exit 3')
    fakes.file('state', exited(3))
    const { builder, calls } = await openBuilder(fakes, 'docker')
    const request = { image: IMAGE, argv: ['sh', '-c', 'exit 3'], network: undefined }
    expect(await builder.run(request, limits())).toEqual({
      kind: 'ended',
      exitCode: 3,
      stdout: 'out\n',
      stderr: 'err\n',
      cut: false,
    })
    expect(
      calls()
        .map((call) => plainCall(call, fakes))
        .filter((call) => !call.includes('inspect')),
    ).toEqual([
      'docker run --name=OURS-1 --hostname=dfopt --pull=never --network=none --log-driver=none --entrypoint=sh image:1 -c exit 3',
      'docker rm --force --volumes OURS-1',
    ])
  })

  test('as the image starts, where no command is given', async () => {
    const fakes = fakePrograms()
    fakes.file('state', exited(0))
    const { builder, calls } = await openBuilder(fakes, 'docker')
    await builder.run({ image: IMAGE, argv: undefined, network: 'host' }, limits())
    expect(plainCall(calls()[0] ?? '', fakes)).toBe(
      'docker run --name=OURS-1 --hostname=dfopt --pull=never --network=host --log-driver=none image:1',
    )
  })

  test('a program that ends with 127 has run; one that is not there has not', async () => {
    const fakes = fakePrograms()
    fakes.file('run', 'exit 127')
    fakes.file('state', exited(127))
    const { builder } = await openBuilder(fakes, 'docker')
    const request = { image: IMAGE, argv: ['/x'], network: undefined }
    expect(await builder.run(request, limits())).toMatchObject({ kind: 'ended', exitCode: 127 })
    fakes.file('state', NEVER_STARTED)
    expect(await builder.run(request, limits())).toEqual({
      kind: 'not started',
      message: 'exec: "/x": no such file',
    })
  })

  test('without a container the complaint of the client is passed on', async () => {
    const fakes = fakePrograms()
    fakes.file(
      'run',
      `printf '%s\n' 'docker: Error response from daemon: No such image: image:1' '' "Run 'docker run --help' for more information" >&2; exit 125`,
    )
    fakes.file('state', 'exit 1')
    const { builder } = await openBuilder(fakes, 'docker')
    expect(await builder.run({ image: IMAGE, argv: undefined, network: undefined }, limits())).toEqual({
      kind: 'not started',
      message: 'No such image: image:1',
    })
  })

  test('a mebibyte of each stream is kept', async () => {
    const fakes = fakePrograms()
    fakes.file('run', 'head -c 3000000 /dev/zero')
    fakes.file('state', exited(0))
    const { builder } = await openBuilder(fakes, 'docker')
    const outcome = await builder.run({ image: IMAGE, argv: undefined, network: undefined }, limits())
    expect(outcome).toMatchObject({ kind: 'ended', cut: true, stderr: '' })
    expect('stdout' in outcome && outcome.stdout.length).toBe(1024 * 1024)
  })

  test('the container goes when the time is up, before its client', async () => {
    const fakes = fakePrograms()
    // As the client does, which hands the signal on to a container that does not care.
    fakes.file('run', `trap '' TERM; while [ ! -f "$FAKES/removed" ]; do sleep 0.1; done`)
    fakes.file('state', 'exit 1')
    fakes.add(
      'docker',
      `case "$1" in rm) touch "$FAKES/removed" ;; run) . "$FAKES/run" ;; container) exit 1 ;; esac`,
    )
    const { environment, folder } = fakes
    const engine = {
      tool: { command: 'docker', environment },
      run: ['run'],
      remove: ['rm', '--force', '--volumes'],
      logFlags: [],
      host: undefined,
      node: process.execPath,
    }
    const request = { image: IMAGE, argv: undefined, network: undefined }
    expect(await runContainer(engine, 'name', request, undefined, limits({ seconds: 0.5 }))).toEqual({
      kind: 'timeout',
    })
    expect(existsSync(join(folder, 'removed'))).toBe(true)
  })
})

describe('serve', () => {
  const RUNNING = `echo 'abc "2026-01-02T03:04:05.6Z" true 1 0 '`

  test('publishes the port on this machine alone, and tells where', async () => {
    const fakes = fakePrograms()
    fakes.file('state', RUNNING)
    fakes.file('port', '127.0.0.1:40123\n')
    const { builder, calls } = await openBuilder(fakes, 'docker')
    const outcome = await builder.serve({ image: IMAGE, port: 8080, network: undefined }, limits())
    if (outcome.kind !== 'serving') throw new Error(outcome.message)
    expect(outcome.service.address).toBe('http://127.0.0.1:40123')
    expect(await outcome.service.running()).toBe(true)
    await outcome.service.remove()
    const asked = calls().map((call) => plainCall(call, fakes))
    expect(asked[0]).toBe(
      'docker run --detach --name=OURS-1 --hostname=dfopt --pull=never --log-driver=json-file --log-opt=max-size=10m --publish=127.0.0.1::8080 image:1',
    )
    expect(asked.at(-1)).toBe('docker rm --force --volumes OURS-1')
  })

  test('of an engine elsewhere the port is published there', async () => {
    const fakes = fakePrograms()
    fakes.file('endpoint', 'echo ssh://me@builder.example:22')
    fakes.file('state', RUNNING)
    fakes.file('port', '0.0.0.0:40123\n')
    const { builder, calls } = await openBuilder(fakes, 'docker')
    const outcome = await builder.serve({ image: IMAGE, port: 8080, network: 'mine' }, limits())
    expect(outcome).toMatchObject({ kind: 'serving', service: { address: 'http://builder.example:40123' } })
    expect(calls()[0]).toContain('--network=mine --publish=8080 image:1')
    await builder.clear()
  })

  test('the log is that of both streams, in order', async () => {
    const fakes = fakePrograms()
    fakes.file('state', RUNNING)
    fakes.file('port', '127.0.0.1:40123\n')
    fakes.file(
      'logs',
      'echo "2026-01-02T03:04:05.1Z first"; echo "2026-01-02T03:04:05.3Z third"; echo "2026-01-02T03:04:05.2Z second" >&2',
    )
    const { builder } = await openBuilder(fakes, 'docker')
    const outcome = await builder.serve({ image: IMAGE, port: 8080, network: undefined }, limits())
    if (outcome.kind !== 'serving') throw new Error(outcome.message)
    expect(await outcome.service.log()).toEqual(['first', 'second', 'third'])
  })

  test('a container that ends at once is told with its last word', async () => {
    const fakes = fakePrograms()
    fakes.file('state', `echo 'abc "2026-01-02T03:04:05.6Z" false 0 1 '`)
    fakes.file('logs', 'echo "2026-01-02T03:04:05.1Z no database" >&2')
    const { builder, calls } = await openBuilder(fakes, 'docker')
    expect(await builder.serve({ image: IMAGE, port: 8080, network: undefined }, limits())).toEqual({
      kind: 'not started',
      message: 'the container ended at once with exit code 1: no database',
    })
    expect(calls().some((call) => call.startsWith('docker rm --force'))).toBe(true)
  })

  test('without a bridge it is started without a network', async () => {
    const fakes = fakePrograms()
    fakes.file(
      'run',
      `case "$all" in *--network=none*) exit 0 ;; esac; echo 'docker: Error response from daemon: network bridge not found.' >&2; exit 125`,
    )
    fakes.file('state', `case "$(cat "$FAKES/calls")" in *--network=none*) ${RUNNING} ;; *) exit 1 ;; esac`)
    const { builder, calls } = await openBuilder(fakes, 'docker')
    const outcome = await builder.serve({ image: IMAGE, port: 8080, network: undefined }, limits())
    // Its process is none of a container: there is no way in.
    expect(outcome.kind === 'not started' && outcome.message).toMatch(/^port 8080 is not reachable: /)
    expect(calls().filter((call) => call.startsWith('docker run '))).toHaveLength(2)
  })

  test("with this machine's network, not where something else answers", async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const fakes = fakePrograms()
    fakes.file('state', RUNNING)
    const { builder, calls } = await openBuilder(fakes, 'docker')
    expect(await builder.serve({ image: IMAGE, port, network: 'host' }, limits())).toEqual({
      kind: 'not started',
      message: `port ${port} of this machine is taken: what answers there is not the container`,
    })
    expect(calls()).toEqual([])
    await new Promise((resolve) => server.close(resolve))
    expect(await builder.serve({ image: IMAGE, port, network: 'host' }, limits())).toMatchObject({
      kind: 'serving',
      service: { address: `http://127.0.0.1:${port}` },
    })
    await builder.clear()
  })

  test('what is left when all is cleared goes', async () => {
    const fakes = fakePrograms()
    fakes.file('state', RUNNING)
    fakes.file('port', '127.0.0.1:40123\n')
    const { builder, calls } = await openBuilder(fakes, 'docker')
    await builder.serve({ image: IMAGE, port: 8080, network: undefined }, limits())
    writeFileSync(join(fakes.folder, 'left'), 'cafe01\n')
    await builder.clear()
    const asked = calls().map((call) => plainCall(call, fakes))
    expect(asked).toContain('docker rm --force --volumes OURS-1')
    expect(asked).toContain('docker ps --all --quiet --filter name=OURS-')
    expect(asked).toContain('docker rm --force --volumes cafe01')
  })
})
