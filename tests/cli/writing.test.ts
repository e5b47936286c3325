import { chmodSync, lstatSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { git, repository, useCli, writeFiles } from './run-cli.ts'

const cli = useCli()

const BAD = 'FROM a\nRUN bad\n'
const GOOD = 'FROM a\nRUN good\n'

const read = (...parts: readonly string[]): string => readFileSync(join(...parts), 'utf8')

test.each([
  ['a byte order mark and CRLF', '\ufeffFROM a\r\nRUN bad\r\n# é\r\n'],
  ['mixed line ends and none at the end', 'FROM a\r\nRUN bad\n\n\tRUN x \\\r\n y\t'],
  ['a lone carriage return and odd blanks', 'FROM a\nRUN bad \r x\u00a0\f\nRUN \u2028 y'],
])('--write keeps every other byte: %s', (_, text) => {
  const folder = writeFiles(cli.folder(), { Dockerfile: text })
  expect(cli.run(['fix', '--write'], { cwd: folder }).code).toBe(0)
  expect(readFileSync(join(folder, 'Dockerfile')).equals(Buffer.from(text.replace('bad', 'good')))).toBe(true)
})

test('the mode of a file is kept', () => {
  const folder = writeFiles(cli.folder(), { Dockerfile: BAD })
  chmodSync(join(folder, 'Dockerfile'), 0o640)
  expect(cli.run(['fix', '--write'], { cwd: folder }).code).toBe(0)
  expect(statSync(join(folder, 'Dockerfile')).mode & 0o7777).toBe(0o640)
  expect(read(folder, 'Dockerfile')).toBe(GOOD)
})

describe('git', () => {
  test('a file with changes that are not committed needs --allow-dirty', () => {
    const folder = repository(cli.folder(), { Dockerfile: BAD, 'x.Dockerfile': BAD, 'y.Dockerfile': BAD })
    writeFiles(folder, { Dockerfile: `${BAD}# mine\n`, 'new/Dockerfile': BAD, 'y.Dockerfile': `# y\n${BAD}` })
    git(folder, 'add', 'y.Dockerfile')
    const { code, stderr } = cli.run(['fix', '--write'], { cwd: folder })
    expect(code).toBe(2)
    const message =
      'has changes that are not committed, so writing could not be undone; commit it, or pass --allow-dirty'
    expect(stderr).toBe(
      ['Dockerfile', 'new/Dockerfile', 'y.Dockerfile'].map((name) => `${name}: ${message}\n`).join(''),
    )
    expect(read(folder, 'Dockerfile')).toBe(`${BAD}# mine\n`)
    expect(read(folder, 'x.Dockerfile')).toBe(GOOD)
    expect(cli.run(['fix', '--write', '--allow-dirty'], { cwd: folder }).code).toBe(0)
    expect(read(folder, 'Dockerfile')).toBe(`${GOOD}# mine\n`)
    expect(read(folder, 'new/Dockerfile')).toBe(GOOD)
  })

  test('git is asked once per repository', () => {
    const folder = repository(cli.folder(), { Dockerfile: BAD, 'a/Dockerfile': BAD, 'b/Dockerfile': BAD })
    const log = join(folder, '.git/calls')
    const path = writeFiles(cli.folder(), {
      git: `#!/bin/sh\necho "$*" >> ${log}\nPATH=$OLD exec git "$@"\n`,
    })
    chmodSync(join(path, 'git'), 0o755)
    const env = { PATH: `${path}:${process.env['PATH'] ?? ''}`, OLD: process.env['PATH'] ?? '' }
    expect(cli.run(['fix', '--write', 'Dockerfile', 'a/Dockerfile', 'b'], { cwd: folder, env }).code).toBe(0)
    const calls = read(log).trimEnd().split('\n')
    expect(calls.filter((call) => call.includes('status'))).toHaveLength(1)
    expect(calls).toHaveLength(2)
  })

  test('where git is not installed, or the file is in no repository, nothing has to be committed', () => {
    const folder = repository(cli.folder(), { Dockerfile: BAD })
    writeFiles(folder, { Dockerfile: `${BAD}#\n` })
    expect(cli.run(['fix', '--write'], { cwd: folder, env: { PATH: '/nowhere' } }).code).toBe(0)
    expect(read(folder, 'Dockerfile')).toBe(`${GOOD}#\n`)
  })

  test('a repository that git does not trust is not written', () => {
    const folder = repository(cli.folder(), { Dockerfile: BAD })
    writeFileSync(join(folder, '.git/HEAD'), 'broken')
    const { code, stderr } = cli.run(['fix', '--write', 'Dockerfile'], { cwd: folder })
    expect(code).toBe(2)
    expect(stderr).toMatch(
      /^Dockerfile: git cannot tell whether it is committed \(.+\); commit it, or pass --allow-dirty\n$/,
    )
    expect(read(folder, 'Dockerfile')).toBe(BAD)
  })
})

test('a second run of fix --write leaves the file untouched', () => {
  const folder = writeFiles(cli.folder(), { Dockerfile: BAD })
  cli.run(['fix', '--write'], { cwd: folder })
  const { ino, mtimeMs } = lstatSync(join(folder, 'Dockerfile'))
  const { stdout } = cli.run(['fix', '--write'], { cwd: folder })
  expect(stdout).toBe('1 file: 0 written, 1 unchanged\n')
  expect(lstatSync(join(folder, 'Dockerfile'))).toMatchObject({ ino, mtimeMs })
})
