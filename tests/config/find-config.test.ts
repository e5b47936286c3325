import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { configFile, configFinder } from '../../src/config/find-config.ts'

let home = ''
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'dfopt-config-'))
})
afterEach(() => {
  rmSync(home, { recursive: true, force: true })
})

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, name)), { recursive: true })
    writeFileSync(join(home, name), text)
  }
}

/** The configuration of a folder, as seen from the top; with what is wrong with it. */
function found(folder: string, find = configFinder()): string | undefined {
  const place = find(join(home, folder))
  const name = place?.file.slice(home.length + 1)
  return place && 'message' in place ? `${name ?? ''}: ${place.message}; ${place.hint}` : name
}

describe('the nearest', () => {
  test.each(['dfopt.config.json', 'dfopt.config.jsonc', 'dfopt.config.yaml'])('%s', (name) => {
    write({ '.git/HEAD': '', [name]: '{}', 'a/b/Dockerfile': '' })
    expect(found('a/b')).toBe(name)
    write({ 'a/dfopt.config.json': '{}' })
    expect(found('a/b')).toBe('a/dfopt.config.json')
    expect(found('')).toBe(name)
  })

  test('no further up than the repository', () => {
    write({ 'dfopt.config.json': '{}', 'repo/.git/HEAD': '', 'repo/a/Dockerfile': '' })
    expect(found('repo/a')).toBeUndefined()
    expect(found('repo')).toBeUndefined()
    expect(found('')).toBe('dfopt.config.json')
  })

  test('a submodule or work tree, whose .git is a file, is a repository of its own', () => {
    write({ '.git/HEAD': '', 'dfopt.config.json': '{}', 'module/.git': 'gitdir: x\n' })
    expect(found('module')).toBeUndefined()
  })

  test('what it says of a folder does not depend on what was asked before', () => {
    write({ '.git/HEAD': '', 'dfopt.config.json': '{}', 'a/dfopt.config.yaml': '', 'a/b/c/x': '', 'd/x': '' })
    const find = configFinder()
    for (const [folder, name] of [
      ['a/b/c', 'a/dfopt.config.yaml'],
      ['d', 'dfopt.config.json'],
      ['a/b', 'a/dfopt.config.yaml'],
      ['', 'dfopt.config.json'],
    ] as const)
      expect(found(folder, find)).toBe(name)
  })
})

describe('package.json', () => {
  test.each([
    ['with settings', '{ "dfopt": { "variant": "slim" } }', true],
    ['with a byte order mark', '\ufeff{\r\n"dfopt":{}\r\n}\r\n', true],
    ['with something that is none', '{ "dfopt": [] }', true],
    ['with dfopt among its dependencies', '{ "devDependencies": { "dfopt": "1.0.0" } }', false],
    ['with dfopt as the name of something else', '{ "pnpm": { "dfopt": { "a": 1 } } }', false],
    ['of another project', '{ "name": "x" }', false],
    ['broken, of another project', '{ "name": ', false],
    ['broken, with settings', '{ "dfopt": { "variant" } }', true],
  ])('%s', (_, text, holds) => {
    write({ '.git/HEAD': '', 'package.json': text })
    expect(found('')).toBe(holds ? 'package.json' : undefined)
  })

  test('without settings lets those further up hold', () => {
    write({ '.git/HEAD': '', 'dfopt.config.json': '{}', 'a/package.json': '{ "name": "a" }' })
    expect(found('a')).toBe('dfopt.config.json')
  })
})

describe('what cannot be told', () => {
  test.each([
    ['dfopt.config.json', 'dfopt.config.jsonc', '{}'],
    ['dfopt.config.json', 'dfopt.config.yaml', '{}'],
    ['dfopt.config.yaml', 'package.json', '{ "dfopt": {} }'],
    ['dfopt.config.jsonc', 'dfopt.config.ts', ''],
  ])('%s and %s in one folder', (first, second, text) => {
    write({ '.git/HEAD': '', [first]: '{}', [second]: text })
    expect(found('')).toBe(
      `${first}: ${second} beside it is a configuration of this folder, too; keep one of them`,
    )
  })

  test.each(['ts', 'mts', 'js', 'cjs', 'mjs', 'toml', 'json5'])('dfopt.config.%s is not run', (ending) => {
    write({ '.git/HEAD': '', [`dfopt.config.${ending}`]: '' })
    expect(found('')).toBe(
      `dfopt.config.${ending}: dfopt reads no configuration of this kind; write it as dfopt.config.json, dfopt.config.jsonc or dfopt.config.yaml`,
    )
  })

  test('dfopt.config.yml', () => {
    write({ '.git/HEAD': '', 'dfopt.config.yml': '' })
    expect(found('')).toBe('dfopt.config.yml: the name of a configuration ends in .yaml; rename it')
  })

  test('a symlink that leads nowhere is not passed over', () => {
    write({ '.git/HEAD': '' })
    symlinkSync('nowhere', join(home, 'dfopt.config.json'))
    expect(found('')).toBe('dfopt.config.json')
  })
})

test.each([
  ['ci/strict.json', 'json'],
  ['x.jsonc', 'jsonc'],
  ['x.yaml', 'yaml'],
  ['a/package.json', 'package.json'],
])('the kind of %s, when it is named, is %s', (file, kind) => {
  expect(configFile(`/${file}`)).toEqual({ file: `/${file}`, kind })
})
