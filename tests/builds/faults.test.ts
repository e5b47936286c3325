// What goes wrong on real machines: builders that hang or die, full disks, large contexts, odd images.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { newKnownLayers } from '../../src/verify/archive/archive.ts'
import { buildAndRead } from '../../src/verify/trial.ts'
import { openWorkshop } from '../../src/verify/workshop.ts'
import { makeManyFiles, ODD_BASE, ODD_DOCKERFILE } from './fault-context.ts'
import { openLab } from './lab.ts'
import { oddListing } from './odd-listing.ts'
import { noOwnEngine, startEngine } from './own-engine.ts'
import { useRealCli } from './real-cli.ts'

const BASE = 'debian:bookworm-slim'
const NETWORK = ['--builder', 'docker', '--network', 'none']
/** Found by its command line; another one in each run of the tests. */
const SLEEP = `sleep 9${process.pid}00`

const lab = await openLab()
const { builder } = lab
const usable = builder?.name === 'docker' && lab.builder !== undefined && lab.has(BASE)
const cli = useRealCli()

afterAll(async () => {
  if (builder) await lab.close()
})

/** Images and containers with a name of ours. */
function leftovers(): readonly string[] {
  const lines = (...args: readonly string[]): readonly string[] =>
    execFileSync('docker', args, { encoding: 'utf8' }).split('\n')
  return [
    ...lines('image', 'ls', '--format', '{{.Repository}}:{{.Tag}}'),
    ...lines('ps', '--all', '--format', '{{.Names}}'),
  ].filter((name) => name.startsWith('dfopt-verify-'))
}

/** Whether a program with this in its command line is running. */
function isRunning(text: string): boolean {
  return spawnSync('pgrep', ['-f', text]).status === 0
}

describe.skipIf(!usable)(usable ? 'a builder' : 'no docker for the faults', () => {
  let before: readonly string[] = []
  beforeEach(() => {
    before = leftovers()
  })
  afterEach(() => {
    expect(leftovers().filter((name) => !before.includes(name))).toEqual([])
  })

  test('that hangs is ended when the time is up, with what it had started', async () => {
    const cwd = cli.folder({ Dockerfile: `FROM ${BASE}\nRUN ${SLEEP}\nRUN true\n` })
    const { code, stdout } = await cli.start(['verify', '--timeout', '4', ...NETWORK], cwd).ended
    expect(code).toBe(2)
    expect(stdout).toMatch(/^Dockerfile: unproven, stopped at building the original/)
    expect(stdout).toContain('--timeout')
    expect(isRunning(SLEEP)).toBe(false)
  })

  test('that is interrupted leaves nothing, and the file as it was', async () => {
    const text = `FROM ${BASE}\nRUN true\nRUN ${SLEEP}\n`
    const cwd = cli.folder({ Dockerfile: text })
    const running = cli.start(['verify', '--apply', '--allow-dirty', ...NETWORK], cwd)
    while (!isRunning(SLEEP)) await delay(100)
    running.kill('SIGINT')
    expect((await running.ended).code).toBe(130)
    expect(isRunning(SLEEP)).toBe(false)
    expect(readFileSync(join(cwd, 'Dockerfile'), 'utf8')).toBe(text)
  })

  test('takes a context of 100,000 files', async () => {
    const cwd = cli.folder({ Dockerfile: `FROM ${BASE}\nCOPY . /srv/\nRUN ls /srv | wc -l > /a\nRUN true\n` })
    makeManyFiles(join(cwd, 'many'), 100_000)
    const { code, stdout } = await cli.start(['verify', '--format', 'json', ...NETWORK], cwd).ended
    const report: unknown = JSON.parse(stdout)
    expect({ code, report }).toMatchObject({ code: 0, report: { files: [{ verdict: 'proven' }] } })
    expect(Number(/"files":(\d+)/.exec(stdout)?.[1])).toBeGreaterThan(100_000)
  })

  test('is told of a full disk for temporary files', async () => {
    const cwd = cli.folder({ Dockerfile: `FROM ${BASE}\nRUN seq 200000\nRUN true\n` })
    const small = join(cwd, 'small')
    mkdirSync(small)
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', small]).status !== 0) return
    try {
      const { code, stdout } = await cli.start(['verify', ...NETWORK], cwd, { TMPDIR: small }).ended
      expect(code).toBe(2)
      expect(stdout).toMatch(/no space is left/)
    } finally {
      spawnSync('umount', ['-l', small])
    }
  })
})

describe.skipIf(!usable || noOwnEngine() !== undefined)(`an engine of its own ${noOwnEngine() ?? ''}`, () => {
  test('that is killed midway is not held against the Dockerfile', async () => {
    const engine = await startEngine(600)
    try {
      engine.load(BASE)
      const cwd = cli.folder({ Dockerfile: `FROM ${BASE}\nRUN ${SLEEP}\nRUN true\n` })
      const running = cli.start(['verify', ...NETWORK], cwd, engine.env)
      while (!isRunning(SLEEP)) await delay(100)
      engine.kill()
      const { code, stdout } = await running.ended
      expect(code).toBe(2)
      expect(stdout).toMatch(/^Dockerfile: unproven, stopped at building the original/)
      expect(stdout).toMatch(/engine/)
    } finally {
      await engine.remove()
      // What an engine that was killed had started has nobody left to end it.
      spawnSync('pkill', ['-KILL', '-f', SLEEP])
    }
  })

  test('whose disk is full says so', async () => {
    const engine = await startEngine(320)
    try {
      engine.load(BASE)
      const cwd = cli.folder({ Dockerfile: `FROM ${BASE}\nRUN head -c 400M /dev/zero > /large\nRUN true\n` })
      const { code, stdout } = await cli.start(['verify', ...NETWORK], cwd, engine.env).ended
      expect(code).toBe(2)
      expect(stdout).toMatch(/no space left on (?:the )?device/i)
      expect(engine.docker('image', 'ls', '--quiet', '--filter', 'reference=dfopt-verify-*')).toBe('')
    } finally {
      await engine.remove()
    }
  })
})

test.skipIf(!builder || !lab.has(ODD_BASE))(
  'an image with everything that is easily read wrong is read right',
  async () => {
    if (!builder) return
    const workshop = await openWorkshop(lab.scratch, undefined)
    const limits = { seconds: 300, stop: new AbortController().signal }
    const context = join(workshop.folder, 'context')
    mkdirSync(context)
    const settings = { args: [], target: undefined, platform: undefined, secrets: [], ssh: [] }
    const bench = {
      ...{ builder, workshop, context, ignoreFile: undefined, cache: false, limits },
      settings: { ...settings, buildContexts: [], network: 'none', hosts: [], shmSize: undefined },
      known: newKnownLayers(),
      progress: { step: () => undefined, line: () => undefined },
    }
    const built = await buildAndRead(bench, 'Dockerfile', ODD_DOCKERFILE, 'original')
    if (built.kind !== 'built') throw new Error(`${built.message}\n${built.tail.join('\n')}`)
    const run = await builder.run({ image: built.image, argv: undefined, network: 'none' }, limits)
    const printed = run.kind === 'ended' ? run.stdout.trimEnd().split('\n') : [run.kind]
    expect(oddListing(built.content.files)).toEqual(printed)
    expect(printed.length).toBeGreaterThan(50)
    await builder.remove(built.image)
    await workshop.close(false)
    expect(existsSync(workshop.folder)).toBe(false)
  },
)
