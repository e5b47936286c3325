import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newKnownLayers } from '../../src/verify/archive/archive.ts'
import type { Builder, Limits } from '../../src/verify/builder.ts'
import { buildAndRead, type Bench } from '../../src/verify/trial.ts'
import { openWorkshop } from '../../src/verify/workshop.ts'

let temporary = ''
beforeAll(() => {
  temporary = mkdtempSync(join(tmpdir(), 'dfopt-trial-'))
})
afterAll(() => {
  rmSync(temporary, { recursive: true })
})

const unused = (): never => {
  throw new Error('not expected to be called')
}

/** Builds at once; exports what it is given. */
function builderThatSaves(save: Builder['save']): Builder {
  return {
    name: 'docker',
    version: 'fake',
    build: () => Promise.resolve({ kind: 'built', image: { reference: 'a:1' }, seconds: 1 }),
    save,
    run: unused,
    serve: unused,
    remove: unused,
    clear: unused,
  }
}

async function benchWith(save: Builder['save'], limits: Limits): Promise<Bench> {
  const settings = {
    args: [],
    target: undefined,
    platform: undefined,
    secrets: [],
    ssh: [],
    buildContexts: [],
  }
  return {
    builder: builderThatSaves(save),
    workshop: await openWorkshop(temporary, undefined),
    context: temporary,
    ignoreFile: undefined,
    settings: { ...settings, network: undefined, hosts: [], shmSize: undefined },
    cache: false,
    limits,
    known: newKnownLayers(),
    progress: { step: () => undefined, line: () => undefined },
  }
}

/** A stream that never says anything, until it is told to stop. */
function silence(stop: AbortSignal): Readable {
  const stream = new Readable({ read: () => undefined })
  stop.addEventListener('abort', () => stream.destroy(new Error('stopped')))
  return stream
}

test('an export that hangs is given up when the time is up', async () => {
  const bench = await benchWith((_, stop) => silence(stop), {
    seconds: 0.2,
    stop: new AbortController().signal,
  })
  expect(await buildAndRead(bench, 'Dockerfile', 'FROM a\n', 'original')).toMatchObject({
    kind: 'not read',
    message: 'the image was not exported within 0.2 s',
    hint: '--timeout gives it longer',
  })
})

test('an export that is interrupted is no fault of the archive', async () => {
  const controller = new AbortController()
  const bench = await benchWith(
    (_, stop) => {
      setTimeout(() => controller.abort(), 50)
      return silence(stop)
    },
    { seconds: 60, stop: controller.signal },
  )
  expect(await buildAndRead(bench, 'Dockerfile', 'FROM a\n', 'original')).toMatchObject({
    kind: 'interrupted',
  })
})

test('an archive that is not understood says what to do', async () => {
  const limits = { seconds: 60, stop: new AbortController().signal }
  const bench = await benchWith(() => Readable.from([Buffer.from('no archive')]), limits)
  const outcome = await buildAndRead(bench, 'Dockerfile', 'FROM a\n', 'original')
  expect(outcome).toMatchObject({ kind: 'not read' })
  expect(outcome.kind === 'built' ? '' : outcome.hint).toContain('export the image again')
})
