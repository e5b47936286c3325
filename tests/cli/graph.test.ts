import { describe, expect, test } from 'vitest'
import { useCli, writeFiles } from './run-cli.ts'

const cli = useCli()

const TWO = 'FROM a AS build\nRUN bad\nFROM b\nCOPY --from=build /x /y\n'

describe('graph', () => {
  test('draws a file once whose stages fix leaves as they are', () => {
    const folder = writeFiles(cli.folder(), { Dockerfile: TWO })
    const { code, stdout, stderr } = cli.run(['graph'], { cwd: folder })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toBe(
      'Dockerfile\n  build    lines 1-2, stays behind\n      FROM a\n' +
        '  stage 1  lines 3-4, is built\n      FROM b\n      COPY from build: /x to /y\n',
    )
  })

  test('several files, one below the other; targets; standard input', () => {
    const folder = writeFiles(cli.folder(), {
      'a/Dockerfile': 'FROM a AS x\nFROM b\n',
      'b/Dockerfile': 'FROM c\n',
    })
    const { stdout } = cli.run(['graph', '--target', 'x'], { cwd: folder })
    expect(stdout).toMatch(/^a\/Dockerfile\n {2}x {8}line 1, is built, too\n[^]*\n\nb\/Dockerfile\n/)
    const { code, stderr } = cli.run(['graph', '--target', 'z'], { cwd: folder })
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'dfopt: --target: no file has a stage z\n' })
    expect(cli.run(['graph', '-'], { input: 'FROM a\n' }).stdout).toMatch(/^standard input\n/)
  })

  test('pictures and flowcharts', () => {
    const folder = writeFiles(cli.folder(), { Dockerfile: TWO })
    expect(cli.run(['graph', '--format', 'svg'], { cwd: folder }).stdout).toMatch(/^<svg [^]*<\/svg>\n$/)
    expect(cli.run(['graph', '--format', 'mermaid'], { cwd: folder }).stdout).toMatch(/^flowchart TD\n/)
  })

  test.each<readonly [readonly string[], number, string]>([
    [['--format', 'dot'], 2, '--format takes auto, text, mermaid or svg, not dot'],
    [['--format', 'svg'], 2, '--format svg draws one file, and there are 2; name one of them'],
    [['--before', '--after'], 2, '--before and --after contradict each other; leave one out'],
    [['--write'], 2, 'dfopt graph has no flag --write; dfopt graph --help lists the flags'],
    [['none'], 3, 'none: '],
  ])('%j', (flags, code, message) => {
    const folder = writeFiles(cli.folder(), { 'a/Dockerfile': TWO, 'b/Dockerfile': TWO })
    const result = cli.run(['graph', ...flags], { cwd: folder })
    expect(result.code).toBe(code)
    expect(result.stdout).toBe('')
    expect(result.stderr).toContain(message)
  })

  test('a file that does not parse is said to, and the others are drawn', () => {
    const folder = writeFiles(cli.folder(), { 'a/Dockerfile': 'FORM a\n', 'b/Dockerfile': TWO })
    const { code, stdout, stderr } = cli.run(['graph'], { cwd: folder })
    expect(code).toBe(2)
    expect(stderr).toContain('a/Dockerfile')
    expect(stdout).toMatch(/^b\/Dockerfile\n/)
  })
})
