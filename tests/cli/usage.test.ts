import { describe, expect, test } from 'vitest'
import { helpPages } from '../../src/cli/help-pages.ts'
import { useCli, writeFiles } from './run-cli.ts'

const cli = useCli()

describe('a command line that cannot be understood is one line on stderr and exit code 2', () => {
  test.each([
    [[], 'a command comes first, such as dfopt fix; dfopt --help lists them'],
    [['fxi'], 'dfopt has no command fxi; did you mean fix?'],
    [['Dockerfile'], 'dfopt has no command Dockerfile; dfopt --help lists the commands'],
    [['--write', 'fix'], 'a command comes first, such as dfopt fix; dfopt --help lists them'],
    [['fix', '--wirte'], 'dfopt fix has no flag --wirte; did you mean --write?'],
    [['fix', '--no-write'], 'dfopt fix has no flag --no-write; dfopt fix --help lists the flags'],
    [['fix', '-w'], 'dfopt fix has no flag -w; dfopt fix --help lists the flags'],
    [['check', '--write'], 'dfopt check has no flag --write; dfopt check --help lists the flags'],
    [['list', '--sfae'], 'dfopt list has no flag --sfae; dfopt list --help lists the flags'],
    [['fix', '--dry-run', '--write'], '--dry-run and --write contradict each other; leave one out'],
    [['check', '--quiet', '--verbose'], '--quiet and --verbose contradict each other; leave one out'],
    [['fix', '--write', '-'], '- and --write contradict each other: standard input cannot be written'],
    [['fix', '-', 'Dockerfile'], '- stands alone: standard input is not read next to paths'],
    [['fix', ''], 'a path is empty; name a file, a folder or a glob'],
    [
      ['fix', '--only', 'write-good', '--skip', 'write-new,write-good'],
      'write-good is both in --only and in --skip; leave one out',
    ],
    [
      ['fix', '--only', 'wirte-good'],
      '--only: there is no transform or category wirte-good; did you mean write-good?',
    ],
    [['fix', '--skip', 'sise'], '--skip: there is no transform or category sise; did you mean size?'],
    [['fix', '--only', 'qqq'], '--only: there is no transform or category qqq; dfopt list shows them'],
    [
      ['fix', '--only', 'write-good', '--skip', 'style'],
      '--only and --skip leave no transform to run; dfopt list shows them',
    ],
    [['fix', '--also', 'wirte-good'], '--also: there is no transform wirte-good; did you mean write-good?'],
    [
      ['fix', '--also', 'write-good', '--skip', 'write-good'],
      'write-good is both in --also and in --skip; leave one out',
    ],
    [['fix', '--only'], '--only needs a value'],
    [['fix', '--only', 'a,,b'], '--only needs a value'],
    [['fix', '--patch'], '--patch needs a value'],
    [['fix', '--patch', '--quiet'], '--patch needs a value'],
    [['fix', '--format', 'jsn'], '--format takes auto, human or json, not jsn; did you mean json?'],
    [['fix', '--format', 'json', '--format', 'human'], '--format was given more than once'],
    [['fix', '--color', 'red'], '--color takes auto, always or never, not red'],
    [['fix', '--context', '-1'], '--context needs a whole number, not -1'],
    [['fix', '--context', '1.5'], '--context needs a whole number, not 1.5'],
    [['list', 'x'], 'dfopt list takes no arguments, such as x'],
    [['explain'], 'dfopt explain needs the id of one transform; dfopt list shows them'],
    [
      ['explain', 'write-good', 'write-new'],
      'dfopt explain needs the id of one transform; dfopt list shows them',
    ],
    [['explain', 'write-god'], 'there is no transform write-god; did you mean write-good?'],
  ])('%j', (args, message) => {
    expect(cli.run(args)).toEqual({ code: 2, signal: null, stdout: '', stderr: `dfopt: ${message}\n` })
  })

  test('nothing is read or written before the command line is understood', () => {
    const folder = writeFiles(cli.folder(), { Dockerfile: 'FROM a\nRUN bad\n' })
    const { code } = cli.run(['fix', '--write', '--only', 'nothing', 'Dockerfile', 'missing'], {
      cwd: folder,
    })
    expect(code).toBe(2)
  })
})

describe('help', () => {
  test('is what yargs prints, for each command and for none', async () => {
    const { root, ...pages } = await helpPages('0.1.0')
    expect(cli.run(['--help'])).toEqual({ code: 0, signal: null, stdout: root, stderr: '' })
    for (const [name, page] of Object.entries(pages)) {
      expect(cli.run([name, '--help']).stdout).toBe(page)
      expect(cli.run(['-h', name]).stdout).toBe(page)
    }
    expect(root).toContain('dfopt fix [paths..]')
    expect(pages.fix).toContain('--allow-dirty')
  })

  test('fits a terminal of 80 columns', async () => {
    const lines = Object.values(await helpPages('0.1.0')).flatMap((page) => page.split('\n'))
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80)
  })

  test('is not asked for behind --', () => {
    expect(cli.run(['fix', '--', '--help']).stderr).toBe('--help: does not exist; check the name\n')
  })

  test('the version is that of the package', () => {
    expect(cli.run(['--version']).stdout).toMatch(/^\d+\.\d+\.\d+\S*\n$/)
  })
})

describe('list and explain', () => {
  test('list has a line for each transform', () => {
    const { code, stdout } = cli.run(['list'])
    expect(code).toBe(0)
    expect(stdout.split('\n')[0]).toBe('write-good     safe    style        Write good for bad')
    expect(stdout).toContain('Write answer for question (off by default)\n')
    expect(stdout.split('\n')).toHaveLength(6)
  })

  test('explain says that a transform is off until it is asked for', () => {
    const { stdout } = cli.run(['explain', 'write-asked'])
    expect(stdout).toContain('style, safe; off by default, --also write-asked runs it beside the others\n')
  })

  test('explain shows what a finding says', () => {
    const { stdout } = cli.run(['explain', 'find-root'])
    expect(stdout).toContain('    USER root\n  is reported: Name a user\n')
  })

  test('explain tells why, at what risk, with examples, and how to ignore it', () => {
    const { code, stdout } = cli.run(['explain', 'write-good'])
    expect(code).toBe(0)
    for (const part of [
      'Because the tests need it.',
      'None.',
      'RUN bad',
      'RUN good',
      'https://example.com/',
      '# dfopt ignore=write-good',
    ])
      expect(stdout).toContain(part)
  })

  test('explain knows the ids of other tools', () => {
    expect(cli.run(['explain', 'xx1']).stdout).toBe(cli.run(['explain', 'write-good']).stdout)
  })
})
