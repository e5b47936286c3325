import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { fakeBuilder, type Plan } from './fake-builder.ts'
import { environment, repository, useCli, writeFiles } from './run-cli.ts'

const cli = useCli()

/** The fixture transforms write good for bad (safe) and new for old. */
const FILE = 'FROM scratch\nRUN keep\nRUN bad\nRUN old\n'
const SAME: Plan = {
  keep: { files: { '/a': 'a' } },
  bad: { files: { '/b': 'b' } },
  good: { files: { '/b': 'b' } },
}

function scene(plan: Plan, files: Readonly<Record<string, string>> = { Dockerfile: FILE }) {
  const folder = repository(cli.folder(), files)
  const builder = fakeBuilder(cli.folder(), plan)
  return {
    folder,
    builder,
    verify: (...args: readonly string[]) => cli.run(['verify', ...args], { cwd: folder, env: builder.env }),
    read: (name = 'Dockerfile') => readFileSync(join(folder, name), 'utf8'),
  }
}

/** The first file of a report in JSON. */
function expectFile(stdout: string, file: object): void {
  const report: unknown = JSON.parse(stdout)
  expect(report).toMatchObject({ files: [file] })
}

describe('verdicts', () => {
  test('a rewrite that gives the same image is proven', () => {
    const { verify, builder } = scene(SAME)
    const { code, stdout, stderr } = verify()
    expect(stdout).toMatch(/^Dockerfile: proven/)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(builder.calls().filter((call) => call.startsWith('buildx build --progress'))).toHaveLength(2)
  })

  test('the original is built first, and when it fails the rewrite is not blamed', () => {
    const { verify, builder } = scene({ ...SAME, bad: { fail: 'no rule to make bad' } })
    const { code, stdout } = verify()
    expect(code).toBe(2)
    expect(stdout).toMatch(/^Dockerfile: unproven/)
    expect(stdout).toContain('RUN bad')
    expect(stdout).toContain('no rule to make bad')
    expect(stdout).not.toContain('write-good')
    expect(builder.calls().filter((call) => call.startsWith('buildx build --progress'))).toHaveLength(1)
  })

  test('a rewrite that does not build is a regression of the transform that touched the instruction', () => {
    const { verify } = scene({ ...SAME, new: { fail: 'new: not found' } })
    const { code, stdout } = verify()
    expect(code).toBe(1)
    expect(stdout).toMatch(/^Dockerfile: regression/)
    expect(stdout).toContain('RUN new')
    expect(stdout).toContain('new: not found')
    expect(stdout).toContain('changed by write-new:')
  })

  test('a file that comes out differently is a regression, and named with its transform', () => {
    const { verify } = scene({ ...SAME, good: { files: { '/b': 'c' } } })
    const { code, stdout } = verify('--format', 'json')
    expect(code).toBe(1)
    expectFile(stdout, {
      verdict: 'regression',
      comparison: { regressions: [{ path: '/b', what: 'content', transforms: ['write-good'] }] },
    })
  })

  test('what the original does not build the same twice is not held against the rewrite', () => {
    const unsteady = { files: { '/b': '%n' } }
    const { verify, builder } = scene({ ...SAME, bad: unsteady, good: unsteady })
    const { code, stdout } = verify('--format', 'json')
    expect(code).toBe(0)
    expectFile(stdout, { comparison: { unstable: [{ path: '/b', what: 'content' }] } })
    expect(builder.calls().filter((call) => call.startsWith('buildx build --progress'))).toHaveLength(3)
  })

  test('a file with nothing to change needs no builder', () => {
    const { verify, builder } = scene({}, { Dockerfile: 'FROM scratch\nRUN keep\n' })
    expect(verify()).toMatchObject({ code: 0, stderr: '' })
    expect(builder.calls()).toEqual([])
  })

  test('a file that does not parse is unproven, the others are still done', () => {
    const { verify } = scene(SAME, { Dockerfile: FILE, 'x.Dockerfile': 'FROM\n' })
    const { code, stdout } = verify()
    expect(code).toBe(2)
    expect(stdout).toMatch(/^Dockerfile: proven/m)
    expect(stdout).toMatch(/^x\.Dockerfile: unproven/m)
  })
})

describe('--bisect', () => {
  test('names the one change that breaks it', () => {
    const { verify } = scene({ ...SAME, new: { files: { '/new': '' } } })
    const { code, stdout } = verify('--bisect', '--format', 'json')
    expect(code).toBe(1)
    expectFile(stdout, {
      culprit: {
        transform: 'write-new',
        line: 4,
        breaks: 'comparison',
      },
    })
  })

  test('also where the build breaks', () => {
    const { verify } = scene({ ...SAME, good: { fail: 'no' } })
    const { stdout } = verify('--bisect', '--format', 'json')
    expectFile(stdout, {
      culprit: {
        transform: 'write-good',
        line: 3,
        breaks: 'build',
      },
    })
  })
})

describe('--apply', () => {
  test('writes what was proven and nothing else', () => {
    const files = { Dockerfile: FILE, 'x.Dockerfile': 'FROM scratch\nRUN old\n' }
    const { verify, read } = scene({ ...SAME, new: { files: {} } }, files)
    expect(verify('--apply', 'Dockerfile').code).toBe(0)
    expect(read()).toBe('FROM scratch\nRUN keep\nRUN good\nRUN new\n')
    expect(read('x.Dockerfile')).toBe(files['x.Dockerfile'])
  })

  test('leaves a regression as it is', () => {
    const { verify, read } = scene({ ...SAME, new: { fail: 'no' } })
    expect(verify('--apply').code).toBe(1)
    expect(read()).toBe(FILE)
  })

  test('a file with changes that git does not have is refused before anything is built', () => {
    const { verify, read, folder, builder } = scene(SAME)
    writeFiles(folder, { Dockerfile: `${FILE}# mine\n` })
    const { code, stdout } = verify('--apply')
    expect(code).toBe(2)
    expect(stdout).toContain('--allow-dirty')
    expect(read()).toBe(`${FILE}# mine\n`)
    expect(builder.calls()).toEqual([])
    expect(verify('--apply', '--allow-dirty').code).toBe(0)
    expect(read()).toContain('RUN good')
  })

  test('a context that changes during the builds proves nothing', () => {
    const folder = cli.folder()
    const builder = fakeBuilder(cli.folder(), {
      ...SAME,
      good: { files: { '/b': 'b' }, write: join(folder, 'note') },
    })
    repository(folder, { Dockerfile: FILE, note: '' })
    const { code, stdout } = cli.run(['verify', '--apply'], { cwd: folder, env: builder.env })
    expect(code).toBe(2)
    expect(stdout).toContain('changed during the builds (note)')
    expect(readFileSync(join(folder, 'Dockerfile'), 'utf8')).toBe(FILE)
  })
})

describe('nothing is left behind', () => {
  test.each([
    ['a proof', SAME, []],
    ['a regression', { ...SAME, good: {} }, ['--bisect']],
    ['a failing build', { ...SAME, good: { fail: 'no' } }, []],
    ['a time-out', { ...SAME, good: { hang: true } }, ['--timeout', '2']],
  ] as const)('after %s', (_, plan, args) => {
    const { verify, builder } = scene(plan)
    verify(...args)
    expect(builder.images()).toEqual([])
    for (const folder of builder.leftovers()) expect(folder).toMatch(/^dfopt-verify-/)
  })

  test('after a proof there is no log, after anything else there is', () => {
    const proven = scene(SAME)
    proven.verify()
    expect(proven.builder.leftovers()).toEqual([])
    const { verify } = scene({ ...SAME, good: { fail: 'no' } })
    const log = /\S+\.log/.exec(verify().stdout)?.[0] ?? ''
    expect(readFileSync(log, 'utf8')).toContain('RUN keep')
  })

  test('--log-dir keeps the logs, there', () => {
    const { verify, builder, folder } = scene(SAME)
    verify('--log-dir', 'logs')
    expect(builder.leftovers()).toEqual([])
    expect(readFileSync(join(folder, 'logs/01-original.log'), 'utf8')).toContain('RUN bad')
  })

  test.each(['SIGINT', 'SIGTERM'] as const)('after %s, with its exit code', async (signal) => {
    const reached = join(cli.folder(), 'reached')
    const { folder, builder, read } = scene({ ...SAME, good: { hang: true, write: reached } })
    const child = spawn(process.execPath, [cli.script(), 'verify', '--apply'], {
      cwd: folder,
      env: environment(builder.env),
      stdio: 'ignore',
    })
    const ended = new Promise((resolve) => child.on('exit', resolve))
    while (!existsSync(reached)) await delay(50)
    child.kill(signal)
    expect(await ended).toBe(signal === 'SIGINT' ? 130 : 143)
    expect(builder.images()).toEqual([])
    expect(read()).toBe(FILE)
  })
})

describe('what cannot be done is one line', () => {
  test('no builder', () => {
    const { folder } = scene({})
    const { code, stdout } = cli.run(['verify'], { cwd: folder, env: { PATH: cli.folder() } })
    expect(code).toBe(2)
    expect(stdout).toContain('docker, podman and buildah are not on PATH')
  })

  test.each([
    [['--builder', 'kaniko'], '--builder takes docker, podman or buildah, not kaniko'],
    [['--build-arg', '=x'], '--build-arg takes NAME=value, not =x'],
    [['--build-context', 'x'], '--build-context takes NAME=place, not x'],
    [['--smoke-http', 'x'], '--smoke-http takes a port and a path, such as 8080/health, not x'],
    [['--timeout', '0'], '--timeout is in seconds and cannot be 0'],
    [['-'], 'verify needs a file, since a build has a context; standard input has none'],
    [
      ['--context', '.', '--definition', 'web'],
      '--context and --definition contradict each other; leave one out',
    ],
    [['--format', 'sarif'], '--format takes auto, human, json or markdown, not sarif'],
  ])('%j', (args, message) => {
    expect(cli.run(['verify', ...args])).toEqual({
      code: 2,
      signal: null,
      stdout: '',
      stderr: `dfopt: ${message}\n`,
    })
  })

  test('no scanner, before anything is built', () => {
    const { verify, builder } = scene(SAME, { Dockerfile: FILE, 'x.Dockerfile': FILE })
    const { code, stdout } = verify('--scan', 'grype')
    expect(code).toBe(2)
    expect(stdout).toMatch(/^Dockerfile: unproven, stopped at scanning the images/)
    expect(stdout).toContain('grype is not on PATH')
    expect(stdout).not.toContain('x.Dockerfile')
    expect(builder.calls()).toEqual([])
  })

  test('a context that is no folder', () => {
    const { verify } = scene(SAME)
    const { code, stdout } = verify('--context', 'nowhere')
    expect(code).toBe(2)
    expect(stdout).toContain('--context nowhere: does not exist')
  })
})

describe('settings', () => {
  test('reach both builds alike', () => {
    const file = FILE.replace('scratch', 'scratch AS web')
    const { verify, builder } = scene(SAME, { Dockerfile: file, 'sub/x': '' })
    const wished = [
      '--build-arg=A=b,c',
      '--target=web',
      '--platform=linux/amd64',
      '--secret=id=x,src=y',
      '--network=host',
    ]
    verify(...wished, '--context', 'sub')
    const builds = builder.calls().filter((call) => call.startsWith('buildx build --progress'))
    for (const build of builds) {
      expect(build).toContain('--no-cache')
      expect(build).toMatch(/\/sub$/)
      for (const flag of ['A=b,c', 'web', 'linux/amd64', 'id=x,src=y', 'host']) expect(build).toContain(flag)
    }
    expect(new Set(builds.map((build) => build.replace(/build-\d|verify-\w+:\d/g, ''))).size).toBe(1)
  })

  test('a stage is built where there is one', () => {
    const stages = 'FROM scratch AS web\nRUN bad\nFROM web AS worker\nRUN keep\n'
    const { verify, builder } = scene(SAME, { Dockerfile: stages, 'x.Dockerfile': FILE })
    const { code, stdout, stderr } = verify('--target', 'web,worker', '--target', 'nowhere')
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'dfopt: --target: no file has a stage nowhere\n' })
    const targets = builder.calls().flatMap((call) => /--target=(\S+)/.exec(call)?.[1] ?? [])
    expect(targets).toEqual(['web', 'web', 'worker', 'worker'])
    expect(stdout).toMatch(/^x\.Dockerfile: proven/m)
  })

  test('come from compose files, and --definition chooses among them', () => {
    const compose = [
      'services:',
      '  web: { build: { context: ., args: { SIDE: front } } }',
      '  worker: { build: { context: ., args: { SIDE: back } } }',
    ].join('\n')
    const { verify, builder } = scene(SAME, { Dockerfile: FILE, 'compose.yaml': compose })
    const { stdout } = verify('--definition', 'worker')
    expect(stdout).toContain('compose.yaml, service worker')
    expect(builder.calls().filter((call) => call.includes('SIDE=back'))).toHaveLength(2)
    expect(builder.calls().filter((call) => call.includes('SIDE=front'))).toHaveLength(0)
    verify()
    expect(builder.calls().filter((call) => call.includes('SIDE=front'))).toHaveLength(2)
    expect(verify('--definition', 'wroker').stdout).toContain('no definition wroker builds this file')
    expect(verify('--definition', 'compose.yaml, service web').code).toBe(0)
  })

  test('that cannot be known are said so, the other definitions are still proven', () => {
    const compose = [
      'services:',
      '  web: { build: { context: ., args: { SIDE: front } } }',
      "  worker: { build: { context: ., args: { SIDE: '${SIDE:?say which}' } } }",
    ].join('\n')
    const { verify, builder } = scene(SAME, { Dockerfile: FILE, 'compose.yaml': compose })
    const { code, stdout } = verify()
    expect(code).toBe(2)
    expect(stdout).toMatch(/^Dockerfile \(compose\.yaml, service web\): proven/m)
    expect(stdout).toMatch(/^Dockerfile \(compose\.yaml, service worker\): unproven/m)
    expect(stdout).toContain('SIDE')
    expect(builder.calls().filter((call) => call.startsWith('buildx build --progress'))).toHaveLength(2)
  })
})
