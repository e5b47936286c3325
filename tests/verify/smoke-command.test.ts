import { expect, test } from 'vitest'
import type { RunOutcome, RunRequest } from '../../src/verify/builder.ts'
import { hasShell, smokeArgv, splitCommand } from '../../src/verify/smoke/smoke-argv.ts'
import { smokeTest, type SmokeOutcome, type SmokeWishes } from '../../src/verify/smoke/smoke.ts'
import type { SmokeResult } from '../../src/verify/verification.ts'
import { after, before, ended, fakeBuilder, files, SHELL, wishes } from './smoke-fakes.ts'

interface Script {
  /** One for each run; the last one again and again. */
  readonly before: readonly RunOutcome[]
  readonly after: readonly RunOutcome[]
}

interface Told {
  readonly outcome: SmokeOutcome
  readonly requests: readonly RunRequest[]
  readonly progress: readonly string[]
}

async function play(
  script: Script,
  wish: Partial<SmokeWishes> = { commands: ['app --version'] },
): Promise<Told> {
  const requests: RunRequest[] = []
  const progress: string[] = []
  const run = (request: RunRequest): RunOutcome => {
    requests.push(request)
    const outcomes = request.image.reference === 'before' ? script.before : script.after
    const time = requests.filter(({ image }) => image === request.image).length
    return outcomes[Math.min(time, outcomes.length) - 1] ?? ended(99, '')
  }
  const outcome = await smokeTest(fakeBuilder({ run }), before, after, wishes(wish), LIMITS, (line) => {
    progress.push(line)
  })
  return { outcome, requests, progress }
}

const LIMITS = { seconds: 60, stop: new AbortController().signal }

function resultOf({ outcome }: Told): SmokeResult | undefined {
  return outcome.kind === 'compared' ? outcome.results[0] : undefined
}

test('a command that ends alike and prints alike is the same, and is run once in each image', async () => {
  const told = await play(
    { before: [ended(0, 'v20.1.0\n', { stderr: 'a' })], after: [ended(0, 'v20.1.0\n', { stderr: 'b' })] },
    { commands: ['node --version'], network: 'none' },
  )
  expect(told.outcome).toEqual({
    kind: 'compared',
    results: [
      {
        name: 'node --version',
        outcome: 'same',
        before: 'exit code 0, "v20.1.0"',
        after: 'exit code 0, "v20.1.0"',
        details: [],
      },
    ],
  })
  const argv = ['/bin/sh', '-c', 'node --version']
  expect(told.requests).toEqual([
    { image: before.image, argv, network: 'none' },
    { image: after.image, argv, network: 'none' },
  ])
  expect(told.progress).toEqual([
    'running node --version in the original',
    'running node --version in the rewrite',
  ])
})

test('an exit code other than zero is compared like any other', async () => {
  const same = await play({ before: [ended(3, '')], after: [ended(3, '')] })
  expect(resultOf(same)).toMatchObject({ outcome: 'same', before: 'exit code 3, no output' })
})

test('another exit code is a difference, with what was printed to stderr', async () => {
  const told = await play({
    before: [ended(0, 'ok\n')],
    after: [ended(1, 'ok\n', { stderr: 'Error: Cannot find module\n\u001b[31mred\n' })],
  })
  expect(resultOf(told)).toEqual({
    name: 'app --version',
    outcome: 'different',
    before: 'exit code 0, "ok"',
    after: 'exit code 1, "ok"',
    details: ['stderr: Error: Cannot find module', 'stderr: \\u001b[31mred'],
  })
})

test('127 in the rewrite is its fault', async () => {
  const told = await play({
    before: [ended(0, '')],
    after: [ended(127, '', { stderr: 'sh: app: not found\n' })],
  })
  expect(resultOf(told)).toMatchObject({ outcome: 'different', details: ['stderr: sh: app: not found'] })
})

test.each<readonly [string, RunOutcome, string]>([
  ['does not end', { kind: 'timeout' }, 'still running after 60 s'],
  ['does not start', { kind: 'not started', message: 'no user app' }, 'not started: no user app'],
])('a rewrite that %s is different', async (_, outcome, shown) => {
  const told = await play({ before: [ended(0, 'a\nb\n')], after: [outcome] })
  expect(resultOf(told)).toMatchObject({
    outcome: 'different',
    before: 'exit code 0, 2 lines',
    after: shown,
    details: [],
  })
  expect(told.requests).toHaveLength(2)
})

test.each<readonly [string, RunOutcome, string]>([
  ['is not found', ended(127, '', { stderr: 'sh: 1: app: not found\n' }), 'is not found (exit code 127)'],
  ['cannot be executed', ended(126, ''), 'cannot be executed (exit code 126)'],
  ['does not end', { kind: 'timeout' }, 'does not end within 60 s'],
  ['does not start', { kind: 'not started', message: 'no runtime' }, 'does not start (no runtime)'],
])('an original in which it %s says nothing of the rewrite, which is not run', async (_, outcome, what) => {
  const told = await play({ before: [outcome], after: [ended(0, '')] })
  expect(told.outcome).toMatchObject({
    kind: 'unusable',
    name: 'app --version',
    message: `in the original this ${what}, so there is nothing to compare the rewrite with`,
    details: outcome.kind === 'ended' && outcome.stderr !== '' ? ['stderr: sh: 1: app: not found'] : [],
    results: [],
  })
  expect(told.requests).toHaveLength(1)
})

test('an original that ends now so, now so says nothing of the rewrite', async () => {
  const told = await play({ before: [ended(0, ''), ended(1, '')], after: [ended(1, '')] })
  expect(told.outcome).toMatchObject({
    kind: 'unusable',
    message:
      'the original does not end in the same way twice (exit code 0, no output; then exit code 1, no output), so there is nothing to compare the rewrite with',
  })
})

test('other output than the original prints each time is a difference', async () => {
  const told = await play({
    before: [ended(0, 'start\nport 80\nready\n')],
    after: [ended(0, 'start\nport 81\nready\n')],
  })
  expect(resultOf(told)).toMatchObject({ outcome: 'different', details: ['- port 80', '+ port 81'] })
  expect(told.requests.map(({ image }) => image.reference)).toEqual(['before', 'after', 'before'])
})

test('where the original prints something else each time, what stays has to be there', async () => {
  const original = [ended(0, 'start\nat 10:00\nready\n'), ended(0, 'start\nat 10:02\nready\n')]
  const holds = await play({ before: original, after: [ended(0, 'start\nat 10:01\nready\n')] })
  expect(resultOf(holds)).toEqual({
    name: 'app --version',
    outcome: 'unstable',
    before: 'exit code 0, 3 lines, 2 the same each time',
    after: 'exit code 0, 3 lines',
    details: [],
  })
  const lacks = await play({ before: original, after: [ended(0, 'start\nat 10:01\n')] })
  expect(resultOf(lacks)).toMatchObject({
    outcome: 'different',
    details: ['- at 10:00', '- ready', '+ at 10:01'],
  })
})

test('what the original prints twice by chance and not a third time is not asked for', async () => {
  const original = [ended(0, 'a\n1 ms\n0\n'), ended(0, 'a\n1 ms\n1\n'), ended(0, 'a\n2 ms\n2\n')]
  const told = await play({ before: original, after: [ended(0, 'a\n3 ms\n3\n')] })
  expect(resultOf(told)).toMatchObject({
    outcome: 'unstable',
    before: 'exit code 0, 3 lines, 1 the same each time',
  })
  expect(told.requests).toHaveLength(4)
})

test('lines in an order by chance are compared as a set', async () => {
  const original = [ended(0, 'a\nb\nc\nd\n'), ended(0, 'b\na\nd\nc\n'), ended(0, 'b\na\nd\nc\n')]
  expect(resultOf(await play({ before: original, after: [ended(0, 'd\nc\nb\na\n')] }))).toMatchObject({
    outcome: 'unstable',
  })
  expect(resultOf(await play({ before: original, after: [ended(0, 'd\nc\nb\nx\n')] }))).toMatchObject({
    outcome: 'different',
  })
})

test('of cut outputs that differ each time only the exit code counts', async () => {
  const told = await play({
    before: [ended(0, 'a\n1\n', { cut: true }), ended(0, 'a\n2\n', { cut: true })],
    after: [ended(0, '0\n0\n', { cut: true })],
  })
  expect(resultOf(told)).toMatchObject({
    outcome: 'unstable',
    before: 'exit code 0, 2 and more lines, 0 the same each time',
  })
})

test('a long difference is cut, and long lines are shown where they differ', async () => {
  const many = (word: string): string => Array.from({ length: 40 }, (_, at) => `${word} ${at}\n`).join('')
  const told = await play({ before: [ended(0, many('a'))], after: [ended(0, many('b'))] })
  const details = resultOf(told)?.details ?? []
  expect(details).toHaveLength(20)
  expect(details.at(-1)).toBe('… 61 more lines differ')

  const long = 'x'.repeat(5000)
  const one = await play({ before: [ended(0, `${long}one${long}`)], after: [ended(0, `${long}two${long}`)] })
  const [gone, fresh] = resultOf(one)?.details ?? []
  expect(gone).toMatch(/^- …x{40}onex+…$/)
  expect(fresh).toMatch(/^\+ …x{40}twox+…$/)
})

test('a line end at the end is a difference that is named', async () => {
  const told = await play({ before: [ended(0, 'a\n')], after: [ended(0, 'a')] })
  expect(resultOf(told)?.details).toEqual(['only the line end at the end of the output differs'])
})

test('the image as it starts is run without a command', async () => {
  const told = await play({ before: [ended(0, 'a\n')], after: [ended(0, 'a\n')] }, { start: true })
  expect(resultOf(told)).toMatchObject({ name: 'the image as it starts', outcome: 'same' })
  expect(told.requests.map(({ argv }) => argv)).toEqual([undefined, undefined])
})

test('what was compared before an unusable command is told', async () => {
  const { outcome } = await play(
    { before: [ended(0, ''), ended(127, '')], after: [ended(0, '')] },
    { commands: ['one', 'two', 'three'] },
  )
  expect(outcome).toMatchObject({
    kind: 'unusable',
    name: 'two',
    results: [{ name: 'one', outcome: 'same' }],
  })
})

test('a wish to stop is heeded between the runs and after them', async () => {
  const stop = new AbortController()
  let runs = 0
  const run = (): RunOutcome => {
    runs += 1
    stop.abort()
    return ended(0, '')
  }
  const limits = { seconds: 60, stop: stop.signal }
  const wish = wishes({ commands: ['a', 'b'] })
  expect(await smokeTest(fakeBuilder({ run }), before, after, wish, limits)).toEqual({ kind: 'interrupted' })
  expect(await smokeTest(fakeBuilder({ run }), before, after, wish, limits)).toEqual({ kind: 'interrupted' })
  expect(runs).toBe(1)
})

test('without /bin/sh the words are run, and what needs a shell is refused', async () => {
  const bare = { ...after, files: files({ '/app': 0o755 }) }
  const requests: RunRequest[] = []
  const builder = fakeBuilder({
    run: (request) => {
      requests.push(request)
      return ended(0, '')
    },
  })
  const tried = (commands: readonly string[]): Promise<SmokeOutcome> =>
    smokeTest(builder, before, bare, wishes({ commands }), LIMITS)
  expect(await tried(['/app "a b"'])).toMatchObject({ kind: 'compared' })
  expect(requests.map(({ argv }) => argv)).toEqual([
    ['/bin/sh', '-c', '/app "a b"'],
    ['/app', 'a b'],
  ])
  expect(await tried(['/app | cat'])).toMatchObject({
    kind: 'unusable',
    message: 'the rewritten image has no /bin/sh, and this cannot be run without one: it has a pipe (|)',
  })
  expect(requests).toHaveLength(2)
})

test('/bin/sh is found through symlinks', () => {
  expect(hasShell(SHELL)).toBe(true)
  expect(
    hasShell(files({ '/bin': 'usr/bin', '/usr': undefined, '/usr/bin': undefined, '/usr/bin/sh': 0o755 })),
  ).toBe(true)
  const debian = { '/bin': 'usr/bin', '/usr/bin/sh': 'dash', '/usr/bin/dash': 0o755 }
  expect(hasShell(files({ '/usr': undefined, '/usr/bin': undefined, ...debian }))).toBe(true)
  const busybox = { '/bin': undefined, '/bin/sh': '/bin/busybox', '/bin/busybox': 0o755 }
  expect(hasShell(files(busybox))).toBe(true)
  const upwards = { '/bin': undefined, '/bin/sh': '../../../x/./y', '/x': undefined, '/x/y': 0o111 }
  expect(hasShell(files(upwards))).toBe(true)
})

test.each([
  ['there is none', {}],
  ['it leads nowhere', { '/bin': undefined, '/bin/sh': 'dash' }],
  ['it leads back', { '/bin': undefined, '/bin/sh': 'sh' }],
  ['it is a folder', { '/bin': undefined, '/bin/sh': undefined }],
  ['it is not executable', { '/bin': undefined, '/bin/sh': 0o644 }],
])('there is no /bin/sh where %s', (_, entries) => {
  expect(hasShell(files(entries))).toBe(false)
})

test.each<readonly [string, readonly string[]]>([
  ['a b', ['a', 'b']],
  ['  a\t b ', ['a', 'b']],
  [`a 'b  c' "d 'e'"`, ['a', 'b  c', "d 'e'"]],
  ['a "" \'\'', ['a', '', '']],
  ['a\\ b "c\\"d" "e\\f" \'g\\h\'', ['a b', 'c"d', 'e\\f', 'g\\h']],
  ['a"b"\'c\'d', ['abcd']],
  ['a \\\n b "c\\\nd"', ['a', 'b', 'cd']],
  ['a "|;<>(*#" \'$`\' \\$x', ['a', '|;<>(*#', '$`', '$x']],
  ['a x=1 b#c d~ --x=~ !', ['a', 'x=1', 'b#c', 'd~', '--x=~', '!']],
])('%j is split as a shell splits it', (command, words) => {
  expect(splitCommand(command)).toEqual({ words })
})

test.each([
  ['a | b', 'it has a pipe (|)'],
  ['a && b', 'it has more than one command (&)'],
  ['a\nb', 'it has more than one command (\\n)'],
  ['a > b', 'it has a redirection (>)'],
  ['a "$HOME"', 'it has a variable ($)'],
  ['a `b`', 'it has a command substitution (`)'],
  ['(a)', 'it has a group (()'],
  ['a *.js', 'it has a pattern (*)'],
  ['a #b', 'it has a comment (#)'],
  ['a ~/b', 'it has a home directory (~)'],
  ['! a', 'it has a negation (!)'],
  ['A=1 b', 'it has an assignment (=)'],
  ['a "b', 'a quote (") is not closed'],
  ["a 'b", "a quote (') is not closed"],
  ['a \\', 'it ends with a backslash'],
  [' ', 'it is empty'],
])('%j needs a shell', (command, reason) => {
  expect(splitCommand(command)).toEqual({ reason })
  expect(smokeArgv(command, files({}))).toEqual({ reason })
  expect(smokeArgv(command, SHELL)).toEqual({ argv: ['/bin/sh', '-c', command] })
})
