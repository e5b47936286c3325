import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { git, repository, useCli, writeFiles } from './run-cli.ts'

const cli = useCli()

const BAD = 'FROM a\nRUN bad\n'

describe('fix --dry-run', () => {
  test('shows reasons, then the diff, then the summary, and writes nothing', () => {
    const text = 'FROM a\nRUN bad one\nRUN refuse\nUSER root\n'
    const folder = writeFiles(cli.folder(), { Dockerfile: text })
    const { code, stdout, stderr } = cli.run(['fix', '--dry-run'], { cwd: folder })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toBe(`Dockerfile
  line 2  write-good (safe)
      Write good for bad
      good says it better
  line 3  write-new (refused)
      it cannot be known
      to unblock: say more
  line 4  find-root (manual, not written)
      Name a user
      root may do all
diff --git a/Dockerfile b/Dockerfile
--- a/Dockerfile
+++ b/Dockerfile
@@ -1,4 +1,4 @@ write-good
 FROM a
-RUN bad one
+RUN good one
 RUN refuse
 USER root

1 file: 1 would change, 0 unchanged
changes: 1 safe, 1 manual; refusals: 1
next: dfopt fix --write applies this; dfopt explain write-good says more
`)
    expect(readFileSync(join(folder, 'Dockerfile'), 'utf8')).toBe(text)
    expect(cli.run(['fix'], { cwd: folder }).stdout).toBe(stdout)
  })

  test('names in each hunk the changes that touched it', () => {
    const middle = 'RUN x\n'.repeat(20)
    const folder = writeFiles(cli.folder(), { Dockerfile: `FROM a\nRUN bad\n${middle}RUN old\nRUN bad\n` })
    const { stdout } = cli.run(['fix', '--context', '1'], { cwd: folder })
    expect(stdout.split('\n').filter((line) => line.startsWith('@@'))).toEqual([
      '@@ -1,3 +1,3 @@ write-good',
      '@@ -22,3 +22,3 @@ write-good, write-new',
    ])
  })

  test('quiet refusals and verbose', () => {
    const folder = writeFiles(cli.folder(), { Dockerfile: 'FROM a\nRUN quiet\n' })
    expect(cli.run(['fix'], { cwd: folder }).stdout).toBe('1 file: 0 would change, 1 unchanged\n')
    expect(cli.run(['fix', '--verbose'], { cwd: folder }).stdout).toContain('it gains nothing')
  })

  test('--quiet leaves the diff alone', () => {
    const folder = writeFiles(cli.folder(), {
      Dockerfile: BAD,
      'Dockerfile.j2': '',
      'x.Dockerfile': 'FROM a\nRUN x\n',
    })
    const { stdout, stderr } = cli.run(['fix', '--quiet'], { cwd: folder })
    expect(stderr).toBe('')
    expect(stdout).toMatch(/^diff --git [^]*\n\+RUN good\n$/)
  })

  test('what a terminal would obey is shown and not sent when there is colour', () => {
    const folder = writeFiles(cli.folder(), { Dockerfile: 'FROM a\nRUN bad \u001b[2J\r\nRUN y\r\n' })
    const { stdout } = cli.run(['fix', '--color', 'always'], { cwd: folder })
    expect(stdout).toContain('^[[2J')
    expect(stdout).not.toContain('\u001b[2J')
    expect(stdout).not.toContain('\r')
    expect(cli.run(['fix'], { cwd: folder }).stdout).toContain('+RUN good \u001b[2J\r\n')
  })

  test('marks the words that changed when there is colour', () => {
    const folder = writeFiles(cli.folder(), { Dockerfile: 'FROM a\nRUN bad and more\n' })
    const { stdout } = cli.run(['fix', '--color', 'always'], { cwd: folder })
    expect(stdout).toContain('\u001b[31m-RUN \u001b[7mbad\u001b[27m and more\u001b[39m')
    expect(stdout).toContain('\u001b[32m+RUN \u001b[7mgood\u001b[27m and more\u001b[39m')
  })

  test('colour: the flag goes over NO_COLOR, which goes over FORCE_COLOR', () => {
    const folder = writeFiles(cli.folder(), { Dockerfile: BAD })
    const coloured = (args: readonly string[], env: Readonly<Record<string, string>>): boolean =>
      cli.run(['fix', ...args], { cwd: folder, env }).stdout.includes('\u001b[')
    expect(coloured([], {})).toBe(false)
    expect(coloured([], { FORCE_COLOR: '1' })).toBe(true)
    expect(coloured([], { FORCE_COLOR: '0' })).toBe(false)
    expect(coloured([], { FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(false)
    expect(coloured(['--color', 'always'], { NO_COLOR: '1' })).toBe(true)
    expect(coloured(['--color', 'never'], { FORCE_COLOR: '1' })).toBe(false)
  })
})

describe('what is printed is a patch', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['plain', 'Dockerfile', BAD],
    ['blanks in the name', 'my files/Dockerfile.for me', BAD],
    ['letters outside ASCII', 'größe/Dockerfile-日本', BAD],
    ['quotes, backslashes and tabs in the name', 'a "b" \\ c/Dockerfile.\tx', BAD],
    ['CRLF', 'Dockerfile', 'FROM a\r\nRUN x\r\nRUN bad\r\nRUN y\r\n'],
    ['mixed line ends', 'Dockerfile', 'FROM a\r\nRUN x\nRUN bad\r\nRUN old\nRUN y\r\n'],
    ['a byte order mark', 'Dockerfile', '\ufeffFROM a\nRUN bad\n'],
    ['no line end at the end', 'Dockerfile', 'FROM a\nRUN bad'],
    ['no line end at the end, change above', 'Dockerfile', 'FROM a\nRUN bad\nRUN x\nRUN y'],
    ['CRLF and no line end at the end', 'Dockerfile', 'FROM a\r\nRUN bad'],
    ['several hunks', 'Dockerfile', `FROM a\nRUN bad\n${'RUN x\n'.repeat(30)}RUN old\n`],
    ['a form feed and an escape', 'Dockerfile', 'FROM a\n# \f\u001b[1m\nRUN bad\n'],
    ['nearly every line differs', 'Dockerfile', `FROM a\n${'RUN bad\n'.repeat(3000)}`],
  ]

  test.each(cases)('%s', (_, name, text) => {
    const folder = repository(cli.folder(), { [name]: text })
    const json: unknown = JSON.parse(cli.run(['fix', '--format', 'json'], { cwd: folder }).stdout)
    const { stdout } = cli.run(['fix', '--dry-run'], { cwd: folder })
    writeFiles(folder, { '.git/out.patch': stdout })
    git(folder, 'apply', '.git/out.patch')
    expect(json).toMatchObject({ files: [{ path: name, output: readFileSync(join(folder, name), 'utf8') }] })
    expect(git(folder, 'status', '--porcelain')).not.toBe('')
  })

  test('several files, some with refusals only, some failing', () => {
    const folder = repository(cli.folder(), {
      'a/Dockerfile': BAD,
      'b/Dockerfile': 'FROM a\nRUN refuse\n',
      'c/Dockerfile': 'FROM\n',
      'd/Dockerfile': 'FROM a\nRUN old\nUSER root\n',
    })
    const { code, stdout } = cli.run(['fix'], { cwd: folder })
    expect(code).toBe(2)
    writeFiles(folder, { '.git/out.patch': stdout })
    git(folder, 'apply', '.git/out.patch')
    expect(git(folder, 'diff', '--stat')).toContain('2 files changed')
  })

  test('names start at the top of the repository, so git apply takes it there and in the folder', () => {
    const files = { 'one/Dockerfile': BAD, 'two/Dockerfile': BAD }
    const folder = repository(cli.folder(), files)
    const { stdout } = cli.run(['fix', '.'], { cwd: join(folder, 'one') })
    expect(stdout).toContain('--- a/one/Dockerfile\n')
    writeFiles(folder, { '.git/out.patch': stdout })
    git(join(folder, 'one'), 'apply', '../.git/out.patch')
    expect(readFileSync(join(folder, 'one/Dockerfile'), 'utf8')).toBe('FROM a\nRUN good\n')
  })

  test('outside of a repository names start at the current folder', () => {
    const folder = writeFiles(cli.folder(), { 'one/Dockerfile': BAD })
    const { stdout } = cli.run(['fix', join(folder, 'one')], { cwd: folder })
    expect(stdout).toContain('--- a/one/Dockerfile\n')
    writeFiles(folder, { 'out.patch': stdout })
    git(folder, 'apply', 'out.patch')
    expect(readFileSync(join(folder, 'one/Dockerfile'), 'utf8')).toBe('FROM a\nRUN good\n')
  })

  test('--patch writes the same diff without the words around it', () => {
    const folder = repository(cli.folder(), { Dockerfile: BAD })
    const { code } = cli.run(['fix', '--patch', 'out.patch'], { cwd: folder })
    expect(code).toBe(0)
    const patch = readFileSync(join(folder, 'out.patch'), 'utf8')
    expect(patch).toBe(cli.run(['fix', '--quiet'], { cwd: folder }).stdout)
    git(folder, 'apply', 'out.patch')
    expect(cli.run(['check', '--patch', 'out.patch'], { cwd: folder }).code).toBe(0)
    expect(readFileSync(join(folder, 'out.patch'), 'utf8')).toBe('')
  })

  test('--patch does not replace a file that is no patch', () => {
    const folder = writeFiles(cli.folder(), { Dockerfile: BAD })
    const { code, stderr } = cli.run(['fix', '--patch', 'Dockerfile'], { cwd: folder })
    expect(code).toBe(2)
    expect(stderr).toBe(
      'Dockerfile: exists and is no patch; nothing was written; name another file for --patch\n',
    )
    expect(readFileSync(join(folder, 'Dockerfile'), 'utf8')).toBe(BAD)
  })
})

describe('standard input', () => {
  test('the diff is that of a Dockerfile', () => {
    const { code, stdout } = cli.run(['fix', '-'], { input: BAD })
    expect(code).toBe(0)
    expect(stdout).toContain('--- a/Dockerfile\n+++ b/Dockerfile\n')
    expect(stdout).toContain('\n+RUN good\n')
  })

  test('--format json has the new text, and check is a gate', () => {
    const { stdout } = cli.run(['fix', '--format', 'json', '-'], { input: '\ufeffFROM a\r\nRUN bad' })
    expect(JSON.parse(stdout)).toMatchObject({ files: [{ path: '-', output: '\ufeffFROM a\r\nRUN good' }] })
    expect(cli.run(['check', '-'], { input: BAD }).code).toBe(1)
    expect(cli.run(['check', '-'], { input: 'FROM a\nRUN good\n' }).code).toBe(0)
  })
})

describe('--format json', () => {
  test('has exactly these keys', () => {
    const folder = writeFiles(cli.folder(), {
      Dockerfile: 'FROM a\nRUN bad\nRUN refuse\nRUN quiet\nUSER root\n',
      'a.Dockerfile': 'FROM a\nRUN x\n',
      'b.Dockerfile': 'FROM a\nFROM a b\n',
      'c.Dockerfile.j2': '',
    })
    const { code, stdout } = cli.run(['fix', '--format', 'json'], { cwd: folder })
    expect(code).toBe(2)
    const nothing = { changes: [], refusals: [], companions: [], created: [] }
    expect(JSON.parse(stdout)).toStrictEqual({
      schema: 1,
      files: [
        {
          path: 'Dockerfile',
          status: 'changed',
          output: 'FROM a\nRUN good\nRUN refuse\nRUN quiet\nUSER root\n',
          changes: [
            {
              transform: 'write-good',
              level: 'safe',
              line: 2,
              endLine: 2,
              message: 'Write good for bad',
              reason: 'good says it better',
            },
            {
              transform: 'find-root',
              level: 'manual',
              line: 5,
              endLine: 5,
              message: 'Name a user',
              reason: 'root may do all',
            },
          ],
          refusals: [{ transform: 'write-new', line: 3, reason: 'it cannot be known', unblock: 'say more' }],
          companions: [],
          created: [],
        },
        { path: 'a.Dockerfile', status: 'unchanged', ...nothing },
        {
          path: 'b.Dockerfile',
          status: 'failed',
          ...nothing,
          error: {
            message: 'FROM requires either one or three arguments',
            line: 2,
            hint: 'write FROM image or FROM image AS name',
          },
        },
        {
          path: 'c.Dockerfile.j2',
          status: 'skipped',
          ...nothing,
          error: { message: 'its name marks a template (.j2)', hint: 'render it and name the result' },
        },
      ],
      summary: { files: 4, changed: 1, failed: 1, changes: { safe: 1, review: 0, manual: 1 }, refusals: 1 },
    })
    expect(cli.run(['check', '--format', 'json'], { cwd: folder })).toEqual(
      cli.run(['fix', '--format', 'json'], { cwd: folder }),
    )
  })

  test('has quiet refusals with --verbose, and is a document without files', () => {
    const folder = writeFiles(cli.folder(), { Dockerfile: 'FROM a\nRUN quiet\n' })
    const verbose: unknown = JSON.parse(
      cli.run(['fix', '--format', 'json', '--verbose'], { cwd: folder }).stdout,
    )
    expect(verbose).toMatchObject({
      files: [{ refusals: [{ reason: 'it gains nothing' }] }],
      summary: { refusals: 1 },
    })
    const none: unknown = JSON.parse(cli.run(['fix', '--format', 'json'], { cwd: cli.folder() }).stdout)
    expect(none).toMatchObject({ schema: 1, files: [], summary: { files: 0 } })
  })
})

describe('the gate', () => {
  test.each([
    [['check'], BAD, 1],
    [['check'], 'FROM a\nRUN good\n', 0],
    [['check', '--skip', 'write-good'], BAD, 0],
    [['check', '--skip', 'style'], BAD, 0],
    [['check', '--only', 'write-new,size'], BAD, 0],
    [['check', '--only', 'size', '--only', 'style'], BAD, 1],
    [['check'], 'FROM a\nRUN question\n', 0],
    [['check', '--only', 'style'], 'FROM a\nRUN question\n', 0],
    [['check', '--only', 'write-asked'], 'FROM a\nRUN question\n', 1],
    [['check', '--only', 'size', '--also', 'write-asked'], 'FROM a\nRUN question\n', 1],
    [['check', '--also', 'write-asked', '--skip', 'style'], 'FROM a\nRUN question\n', 0],
    [['check', '--safe'], 'FROM a\nRUN old\n', 0],
    [['check'], 'FROM a\nRUN old\n', 1],
    [['check'], 'FROM a\nUSER root\n', 0],
    [['check'], 'FROM a\nRUN refuse\n', 0],
    [['fix', '--exit-code'], BAD, 1],
    [['fix', '--exit-code', '--write'], BAD, 1],
    [['fix'], BAD, 0],
    [['fix', '--write'], BAD, 0],
  ])('%j on %j exits with %i', (args, text, code) => {
    const folder = writeFiles(cli.folder(), { Dockerfile: text })
    expect(cli.run(args, { cwd: folder }).code).toBe(code)
  })
})

test('notes go to stderr and not with --quiet', () => {
  const text = '# dfopt ignore-file=write-new\nFROM a\nLABEL do-throw=1\nRUN x\n'
  const folder = writeFiles(cli.folder(), { Dockerfile: text })
  const { code, stderr } = cli.run(['fix'], { cwd: folder })
  // A defect of dfopt is told by the exit code as well.
  expect(code).toBe(2)
  expect(stderr).toBe(`Dockerfile:1: nothing is suppressed by "# dfopt ignore-file=write-new"
Dockerfile:1: interfere-now failed and was left out: thrown on purpose; this is a defect of dfopt: please report it
`)
  expect(cli.run(['fix', '--quiet'], { cwd: folder }).stderr).toBe('')
})

test('--target names a stage that ships; one that no file has is told', () => {
  const folder = writeFiles(cli.folder(), { Dockerfile: 'FROM a AS One\nRUN x\nFROM b\nRUN y\n' })
  const { code, stderr } = cli.run(['fix', '--target', 'one,Two', '--target', '1'], { cwd: folder })
  expect({ code, stderr }).toEqual({ code: 0, stderr: 'dfopt: --target: no file has a stage Two\n' })
})

test('--stats goes to stderr', () => {
  const folder = writeFiles(cli.folder(), { Dockerfile: BAD })
  expect(cli.run(['fix', '--stats'], { cwd: folder }).stderr).toMatch(
    /^stats: 1 file in \d+ ms, of which \d+ ms on the files\nstats: slowest Dockerfile, [\d.]+ ms\nstats: peak memory \d+ MB\n$/,
  )
})
