import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { coversPath, withTilde } from '../../src/shell/covered-path.ts'
import { runIn, shells } from './shells.ts'

const root = mkdtempSync(join(tmpdir(), 'covered-'))
const home = join(root, 'home')
const folders = [
  'var/lib/apt/lists',
  'var/lib/apt/lists/partial',
  'var/cache/apt',
  'home/.cache/pip/http',
  'home/.npm/_cacache',
]

beforeEach(() => {
  rmSync(root, { recursive: true, force: true })
  for (const folder of folders) {
    mkdirSync(join(root, folder), { recursive: true })
    writeFileSync(join(root, folder, 'file'), '')
  }
})

afterAll(() => {
  rmSync(root, { recursive: true, force: true })
})

/** What is left below the directory, in a shell that expands braces and in one that does not. */
function isEmptied(word: string, folder: string, expandsBraces: boolean): boolean {
  const shell = shells.find(({ name }) => (name === 'bash') === expandsBraces)
  if (!shell) throw new Error('no such shell at hand')
  runIn(shell, `rm -rf ${word.replaceAll('/R/', `${root}/`)}`, { cwd: root, env: { HOME: home } })
  return !existsSync(join(root, folder, 'file')) && !existsSync(join(root, folder, 'http/file'))
}

describe('an rm takes a directory along, as the shell that runs it does', () => {
  test.each<readonly [word: string, path: string, folder: string]>([
    ['/R/var/lib/apt/lists', '/R/var/lib/apt/lists', 'var/lib/apt/lists/partial'],
    ['/R/var/lib/apt/lists/', '/R/var/lib/apt/lists', 'var/lib/apt/lists/partial'],
    ['/R/var/lib/apt/lists/*', '/R/var/lib/apt/lists', 'var/lib/apt/lists/partial'],
    ['"/R/var/lib/apt/lists"/*', '/R/var/lib/apt/lists', 'var/lib/apt/lists/partial'],
    ['/R/var/lib/apt', '/R/var/lib/apt/lists', 'var/lib/apt/lists/partial'],
    ['/R/var/lib/*', '/R/var/lib/apt/lists', 'var/lib/apt/lists/partial'],
    ['/R/var/l*', '/R/var/lib/apt/lists', 'var/lib/apt/lists/partial'],
    ['/R/var/li?/apt', '/R/var/lib/apt/lists', 'var/lib/apt/lists/partial'],
    ['/R/var/lib/apt/lists/a*', '/R/var/lib/apt/lists', 'var/lib/apt/lists/partial'],
    ['/R/var/lib/apt/lists/partial', '/R/var/lib/apt/lists', 'var/lib/apt/lists'],
    ['/R/var/lib/apt/li', '/R/var/lib/apt/lists', 'var/lib/apt/lists/partial'],
    ['/R/var/cache', '/R/var/lib/apt/lists', 'var/lib/apt/lists/partial'],
    ['~/.cache', '~/.cache/pip', 'home/.cache/pip'],
    ['~/.cache/*', '~/.cache/pip', 'home/.cache/pip'],
    ['~/.cache/pip/*', '~/.cache/pip', 'home/.cache/pip'],
    ['$HOME/.cache/pip', '~/.cache/pip', 'home/.cache/pip'],
    ['"$HOME"/.cache', '~/.cache/pip', 'home/.cache/pip'],
    ['"${HOME}/.cache/pip"', '~/.cache/pip', 'home/.cache/pip'],
    // An asterisk finds no name that begins with a dot.
    ['~/*', '~/.cache/pip', 'home/.cache/pip'],
    ['~/.c*', '~/.cache/pip', 'home/.cache/pip'],
    ['~/.npm', '~/.cache/pip', 'home/.cache/pip'],
  ])('%s and %s', (word, path, folder) => {
    expect(coversPath(word, path)).toBe(isEmptied(word, folder, false))
  })

  test.each([
    ['/R/var/{lib,cache}/apt', '/R/var/lib/apt/lists', 'var/lib/apt/lists/partial', true],
    ['/R/var/{cache,lib/apt/{lists,x}}', '/R/var/lib/apt/lists', 'var/lib/apt/lists/partial', true],
    ['~/.{npm,cache}', '~/.cache/pip', 'home/.cache/pip', true],
    ['~/.{npm,config}', '~/.cache/pip', 'home/.cache/pip', false],
  ])('%s in a shell that expands braces', (word, path, folder, expected) => {
    expect(isEmptied(word, folder, true)).toBe(expected)
    expect(coversPath(word, path)).toBe(expected)
  })
})

describe('what is not known for sure', () => {
  test('the name of a folder in the path may be any', () => {
    expect(coversPath('/opt/conda/pkgs', '/opt/*/pkgs')).toBe(true)
    expect(coversPath('/opt/conda/envs', '/opt/*/pkgs')).toBe(false)
  })

  test('what empties the root directory is no cleanup', () => {
    expect(coversPath('/*', '/var/lib/apt/lists')).toBe(false)
    expect(coversPath('/', '/var/lib/apt/lists')).toBe(false)
    expect(coversPath('/var', '/var/lib/apt/lists')).toBe(false)
    expect(coversPath('/*', '/cache')).toBe(false)
    expect(coversPath('/cache', '/cache')).toBe(true)
    expect(coversPath('/cache/*', '/cache')).toBe(true)
  })

  test('an asterisk of COPY stands for the dot in front of a name too', () => {
    expect(coversPath('/root/*', '~/.cache/pip', 'COPY')).toBe(true)
    expect(coversPath('/root/*', '~/.cache/pip')).toBe(false)
  })

  test('a relative path, or one in a variable, is another one', () => {
    expect(coversPath('var/lib/apt/lists', '/var/lib/apt/lists')).toBe(false)
    expect(coversPath('$CACHE', '~/.cache/pip')).toBe(false)
  })
})

test.each([
  ['/root', '~'],
  ['/root/.npm', '~/.npm'],
  ['/home/node/.npm', '~/.npm'],
  ['$HOME/.npm', '~/.npm'],
  ['${HOME}', '~'],
  ['~app/.npm', '~/.npm'],
  ['/rooted/.npm', '/rooted/.npm'],
  ['/home', '/home'],
  ['$HOMES/.npm', '$HOMES/.npm'],
  ['/srv/root/.npm', '/srv/root/.npm'],
])('%s is %s below a home directory', (path, expected) => {
  expect(withTilde(path)).toBe(expected)
})
