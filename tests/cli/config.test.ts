import { chmodSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { git, useCli, writeFiles, type Result } from './run-cli.ts'

const cli = useCli()

const BAD = 'FROM a\nRUN bad\n'
const GOOD = 'FROM a\nRUN good\n'
const OFF = '{ "transforms": { "write-good": "off" } }'
const REPORT = '{ "transforms": { "write-good": "report" } }'

/** A folder that is a repository, so that what stands above it does not count. */
function folderWith(files: Readonly<Record<string, string | Buffer>>): string {
  const folder = writeFiles(cli.folder(), files)
  git(folder, 'init', '-q')
  return folder
}

function fix(cwd: string, ...args: readonly string[]): Result {
  return cli.run(['fix', '--write', '--allow-dirty', ...args], { cwd })
}

const read = (...parts: readonly string[]): string => readFileSync(join(...parts), 'utf8')

describe('transforms', () => {
  test('off', () => {
    const folder = folderWith({ Dockerfile: BAD, 'dfopt.config.json': OFF })
    expect(fix(folder)).toMatchObject({ code: 0, stderr: '' })
    expect(read(folder, 'Dockerfile')).toBe(BAD)
  })

  test('on, where it is off by default', () => {
    const folder = folderWith({
      Dockerfile: 'FROM a\nRUN question\nRUN bad\n',
      'dfopt.config.yaml': 'transforms:\n  write-asked: on\n',
    })
    expect(fix(folder).code).toBe(0)
    expect(read(folder, 'Dockerfile')).toBe('FROM a\nRUN answer\nRUN good\n')
  })

  test('report: shown and not written, and nothing for the gate', () => {
    const folder = folderWith({ Dockerfile: BAD, 'dfopt.config.json': REPORT })
    const { code, stdout } = fix(folder)
    expect(code).toBe(0)
    expect(stdout).toContain('line 2  write-good (manual, not written)\n      Write good for bad\n')
    expect(stdout).toContain('changes: 1 manual\n')
    expect(read(folder, 'Dockerfile')).toBe(BAD)
    expect(cli.run(['check'], { cwd: folder }).code).toBe(0)
    expect(cli.run(['check', '--no-config'], { cwd: folder }).code).toBe(1)
  })

  test('report is no more than --safe lets be told', () => {
    const folder = folderWith({
      Dockerfile: 'FROM a\nRUN old\n',
      'dfopt.config.json': '{ "transforms": { "write-new": "report" } }',
    })
    const told = (...args: readonly string[]): boolean =>
      cli.run(['fix', ...args], { cwd: folder }).stdout.includes('Write new for old')
    expect(told()).toBe(true)
    expect(told('--safe')).toBe(false)
  })

  test('all that are on beside one that reports', () => {
    const folder = folderWith({ Dockerfile: 'FROM a\nRUN bad\nRUN old\n', 'dfopt.config.json': REPORT })
    expect(fix(folder).stdout).toContain('1 review, 1 manual')
    expect(read(folder, 'Dockerfile')).toBe('FROM a\nRUN bad\nRUN new\n')
  })
})

describe('flags win', () => {
  test.each<[string, readonly string[], string, string]>([
    ['off', ['--only', 'write-good'], OFF, GOOD],
    ['off', ['--also', 'write-good'], OFF, GOOD],
    ['report', ['--only', 'write-good'], REPORT, GOOD],
    ['report', ['--also', 'write-good'], REPORT, GOOD],
    ['report', ['--only', 'style'], REPORT, BAD],
    ['off', ['--only', 'style'], OFF, BAD],
    ['on', ['--skip', 'write-good'], '{ "transforms": { "write-good": "on" } }', BAD],
    ['off', ['--no-config'], OFF, GOOD],
  ])('over %s: %j', (_, flags, config, text) => {
    const folder = folderWith({ Dockerfile: BAD, 'dfopt.config.json': config })
    expect(fix(folder, ...flags)).toMatchObject({ code: 0, stderr: '' })
    expect(read(folder, 'Dockerfile')).toBe(text)
  })

  test('--config over the nearest one', () => {
    const folder = folderWith({ Dockerfile: BAD, 'dfopt.config.json': OFF, 'ci/x.jsonc': '{ /* all */ }' })
    expect(fix(folder, '--config', 'ci/x.jsonc').code).toBe(0)
    expect(read(folder, 'Dockerfile')).toBe(GOOD)
  })
})

describe('which one holds', () => {
  const files = {
    'dfopt.config.json': OFF,
    'a/Dockerfile': BAD,
    'b/dfopt.config.yaml': '# nothing else\n',
    'b/deep/er/Dockerfile': BAD,
    'c/package.json': '{ "name": "c", "dfopt": { "transforms": { "write-new": "off" } } }',
    'c/Dockerfile': 'FROM a\nRUN old\nRUN bad\n',
    'd/package.json': '{ "devDependencies": { "dfopt": "*" } }',
    'd/Dockerfile': BAD,
  }

  test('in a monorepo each file has its own', () => {
    const folder = folderWith(files)
    expect(fix(folder)).toMatchObject({ code: 0, stderr: '' })
    expect(read(folder, 'a/Dockerfile')).toBe(BAD)
    expect(read(folder, 'b/deep/er/Dockerfile')).toBe(GOOD)
    expect(read(folder, 'c/Dockerfile')).toBe('FROM a\nRUN old\nRUN good\n')
    expect(read(folder, 'd/Dockerfile')).toBe(BAD)
  })

  test('whatever folder it is run in', () => {
    const folder = folderWith(files)
    expect(fix(join(folder, 'b/deep/er'), '../../../a/Dockerfile', '.').code).toBe(0)
    expect(read(folder, 'a/Dockerfile')).toBe(BAD)
    expect(read(folder, 'b/deep/er/Dockerfile')).toBe(GOOD)
  })

  test('standard input is a file of the current folder', () => {
    const folder = folderWith(files)
    const run = (...parts: readonly string[]): string =>
      cli.run(['fix', '-'], { cwd: join(folder, ...parts), input: BAD }).stdout
    expect(run('a')).not.toContain('RUN good')
    expect(run('b')).toContain('RUN good')
  })

  test('one with a byte order mark and CRLF', () => {
    const folder = folderWith({ Dockerfile: BAD, 'dfopt.config.json': `\ufeff${OFF}\r\n` })
    expect(fix(folder).code).toBe(0)
    expect(read(folder, 'Dockerfile')).toBe(BAD)
  })
})

describe('errors', () => {
  test('each in one line, with its place, and nothing is written', () => {
    const folder = folderWith({
      Dockerfile: BAD,
      'a/Dockerfile': BAD,
      'a/dfopt.config.json': '{\n  "varient": "slim",\n  "offline": 1\n}\n',
      'b/Dockerfile': BAD,
      'b/package.json': '{ "dfopt": { "transforms": { "write-god": "on" } } }',
      'c/Dockerfile': BAD,
      'c/dfopt.config.jsonc': '{',
      'd/Dockerfile': BAD,
      'd/dfopt.config.json': '{}',
      'd/dfopt.config.yaml': '',
      'e/Dockerfile': BAD,
      'e/dfopt.config.ts': 'export default {}',
      // No Dockerfile has it.
      'f/dfopt.config.json': '{',
    })
    const { code, stdout, stderr } = fix(folder)
    expect({ code, stdout, lines: stderr.trimEnd().split('\n') }).toEqual({
      code: 2,
      stdout: '',
      lines: [
        'a/dfopt.config.json:2:3: there is no setting varient; did you mean variant?',
        'a/dfopt.config.json:3:14: offline has to be true or false, not 1; dfopt schema shows what there is',
        'b/package.json:1:30: there is no transform write-god; did you mean write-good?',
        'c/dfopt.config.jsonc:1:2: this is no JSON: a closing brace is missing here; correct it',
        'd/dfopt.config.json: dfopt.config.yaml beside it is a configuration of this folder, too; keep one of them',
        'e/dfopt.config.ts: dfopt reads no configuration of this kind; write it as dfopt.config.json, dfopt.config.jsonc or dfopt.config.yaml',
      ],
    })
    expect(read(folder, 'Dockerfile')).toBe(BAD)
    expect(fix(folder, '--no-config').code).toBe(0)
  })

  test('seen from within a folder', () => {
    const folder = folderWith({ 'dfopt.config.json': '{', 'a/Dockerfile': BAD })
    expect(fix(join(folder, 'a')).stderr).toMatch(/^\.\.\/dfopt\.config\.json:1:2: this is no JSON: /)
    expect(cli.run(['list'], { cwd: join(folder, 'a') })).toMatchObject({ code: 2, stdout: '' })
    expect(cli.run(['verify'], { cwd: join(folder, 'a') })).toMatchObject({ code: 2, stdout: '' })
  })

  test('a folder of that name', () => {
    const folder = folderWith({ Dockerfile: BAD, 'dfopt.config.json/x': '' })
    expect(fix(folder)).toMatchObject({
      code: 2,
      stderr: 'dfopt.config.json: is no file; name a file, or remove what stands in its place\n',
    })
  })

  test('one that may not be read', () => {
    const folder = folderWith({ Dockerfile: BAD, 'dfopt.config.json': '{}' })
    chmodSync(join(folder, 'dfopt.config.json'), 0o200)
    expect(cli.run(['fix'], { cwd: folder, unprivileged: true })).toMatchObject({
      code: 2,
      stderr:
        'dfopt.config.json: cannot be read: permission denied; check the permissions of the file and of its folders\n',
    })
  })

  test.each<[readonly string[], string]>([
    [['--config', 'gone.json'], 'gone.json: cannot be read: does not exist; check the name\n'],
    [
      ['--config', 'dfopt.toml'],
      'dfopt.toml: dfopt reads no configuration of this kind; write it as dfopt.config.json, dfopt.config.jsonc or dfopt.config.yaml\n',
    ],
    [
      ['--config', 'a.json', '--no-config'],
      'dfopt: --config and --no-config contradict each other; leave one out\n',
    ],
    [['--config', 'a.json', '--config', 'b.json'], 'dfopt: --config was given more than once\n'],
    [['--configg', 'a.json'], 'dfopt: dfopt fix has no flag --configg; did you mean --config?\n'],
  ])('%j', (flags, stderr) => {
    const folder = folderWith({ Dockerfile: BAD })
    expect(cli.run(['fix', ...flags], { cwd: folder })).toMatchObject({ code: 2, stderr })
  })

  test('what no Dockerfile of the run has is not read', () => {
    const folder = folderWith({ 'a/Dockerfile': BAD, 'b/Dockerfile': BAD, 'b/dfopt.config.json': '{' })
    expect(fix(folder, 'a')).toMatchObject({ code: 0, stderr: '' })
  })
})

describe('ignore', () => {
  const files = {
    'dfopt.config.json': '{ "ignore": ["legacy", "**/*.old.Dockerfile"] }',
    Dockerfile: BAD,
    'legacy/a/Dockerfile': BAD,
    'b/x.old.Dockerfile': BAD,
  }

  test('what is found is left alone and not spoken of', () => {
    const folder = folderWith(files)
    const { code, stdout, stderr } = fix(folder)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain('1 file: 1 written')
    expect(read(folder, 'legacy/a/Dockerfile')).toBe(BAD)
    expect(read(folder, 'b/x.old.Dockerfile')).toBe(BAD)
  })

  test('what is named is left alone and said to be', () => {
    const folder = folderWith(files)
    const { code, stderr } = fix(folder, 'Dockerfile', 'legacy/a/Dockerfile')
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr:
        'legacy/a/Dockerfile: skipped: dfopt.config.json ignores it with legacy; --no-config takes it all the same\n',
    })
    expect(read(folder, 'legacy/a/Dockerfile')).toBe(BAD)
    expect(read(folder, 'Dockerfile')).toBe(GOOD)
    expect(fix(folder, '--no-config', 'legacy/a/Dockerfile').code).toBe(0)
    expect(read(folder, 'legacy/a/Dockerfile')).toBe(GOOD)
  })

  test('where all is left alone, that is said', () => {
    const folder = folderWith(files)
    expect(fix(folder, 'legacy')).toMatchObject({
      code: 0,
      stderr: 'dfopt: the configuration ignores every Dockerfile here\n',
    })
  })

  test('globs of a configuration that is named start where dfopt runs', () => {
    const folder = folderWith({ ...files, 'ci/x.json': '{ "ignore": ["legacy"] }' })
    expect(fix(folder, '--config', 'ci/x.json').code).toBe(0)
    expect(read(folder, 'legacy/a/Dockerfile')).toBe(BAD)
    expect(read(folder, 'b/x.old.Dockerfile')).toBe(GOOD)
  })
})

describe('what is loaded', () => {
  /** The parts of dfopt that a run loads, by the beginnings of their names. */
  function loaded(files: Readonly<Record<string, string>>): readonly string[] {
    const folder = folderWith({ Dockerfile: BAD, ...files })
    const coverage = join(folder, '.git/coverage')
    const { code } = cli.run(['fix', 'Dockerfile'], { cwd: folder, env: { NODE_V8_COVERAGE: coverage } })
    expect(code).toBe(0)
    const text = readdirSync(coverage).map((name) => read(coverage, name))
    const names = [...text.join('').matchAll(/"url":"[^"]*\/dist\/cli\/([a-z-]+?)(?:-[A-Z0-9]{8})?\.js"/g)]
    return names.map(([, name = '']) => name).filter((name) => name !== 'chunk')
  }

  test('nothing more where there is no configuration', () => {
    const names = loaded({ 'package.json': '{ "devDependencies": { "dfopt": "*" } }' })
    expect([...names].sort()).toEqual(['main', 'run'])
  })

  test('what one needs where there is one', () => {
    expect([...loaded({ 'dfopt.config.json': '{}' })].sort()).toEqual([
      'json-text',
      'main',
      'run',
      'validate',
    ])
    expect([...loaded({ 'dfopt.config.yaml': 'ignore: [x]' })].sort()).toEqual(
      expect.arrayContaining(['main', 'picomatch', 'run', 'validate', 'yaml-text']),
    )
  })
})

describe('list', () => {
  test('says which transforms run here and who says so', () => {
    const folder = folderWith({
      'dfopt.config.yaml': 'transforms: { write-good: off, write-asked: on, write-new: report }\n',
      'a/x': '',
    })
    const state = (cwd: string, ...args: readonly string[]): readonly string[] =>
      cli
        .run(['list', ...args], { cwd })
        .stdout.trimEnd()
        .split('\n')
        .map((line) => `${/^\S+/.exec(line)?.[0] ?? ''}${/ \(.*\)$/.exec(line)?.[0] ?? ''}`)
    expect(state(folder)).toEqual([
      'write-good (off by dfopt.config.yaml)',
      'write-asked (on by dfopt.config.yaml)',
      'write-new (report only by dfopt.config.yaml)',
      'find-root',
      'interfere-now',
    ])
    expect(state(join(folder, 'a'))).toContain('write-good (off by ../dfopt.config.yaml)')
    expect(state(folder, '--no-config')).toContain('write-asked (off by default)')
    expect(state(folder, '--no-config')).toContain('write-good')
  })
})

test('verify rewrites as the configuration says', () => {
  const folder = folderWith({ Dockerfile: BAD, 'dfopt.config.json': OFF })
  const { code, stdout } = cli.run(['verify'], { cwd: folder })
  expect({ code, unchanged: stdout.includes('unchanged') }).toEqual({ code: 0, unchanged: true })
})

test('schema prints the schema of the transforms that there are', () => {
  const { code, stdout } = cli.run(['schema'])
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    additionalProperties: false,
    properties: {
      transforms: {
        additionalProperties: false,
        properties: { 'write-good': { enum: ['off', 'report', 'on'], description: 'Write good for bad' } },
      },
    },
  })
  expect(cli.run(['schema', 'x'])).toMatchObject({
    code: 2,
    stderr: 'dfopt: dfopt schema takes no arguments, such as x\n',
  })
})
