import { describe, expect, test } from 'vitest'
import { nodeRunsAlone } from '../../../src/project/node/runs-alone.ts'

function alone(words: string, files: Readonly<Record<string, string>> = {}): boolean {
  return nodeRunsAlone(words.split(' '), {
    read: (path) => files[path.replace(/^\.\//, '')],
    installed: new Set(['chalk', 'execa']),
  })
}

describe('a file runs alone', () => {
  test.each([
    ['with what node has', "const fs = require('fs')\nfs.writeFileSync('a', '')"],
    ['with a package', "import chalk from 'chalk'\nconsole.log(chalk.red('a'))"],
    ['with names beginning with node:', "import { join } from 'node:path'"],
    ['with a type of another', "import { a,\n  b } from 'node:fs/promises'"],
  ])('%s', (_, text) => {
    expect(alone('node.js', { 'node.js': text })).toBe(true)
  })

  test('with other files that do', () => {
    const files = { 'scripts/a.js': "require('./b')", 'scripts/b.js': "require('../c.json')", 'c.json': '{}' }
    expect(alone('scripts/a', files)).toBe(true)
    expect(alone('./scripts/a.js', files)).toBe(true)
    expect(alone('scripts/a', { ...files, 'scripts/b.js': "require('child_process')" })).toBe(false)
    expect(alone('scripts/a', { 'scripts/a.js': "require('./b')" })).toBe(false)
  })

  test('that load each other', () => {
    expect(alone('a.js', { 'a.js': "require('./b.js')", 'b.js': "require('./a.js')" })).toBe(true)
  })
})

describe('a file may start others', () => {
  test.each([
    ['with child_process', "require('child_process')"],
    ['with node:child_process', "import { spawn } from 'node:child_process'"],
    ['with a package for it', "import { execa } from 'execa'"],
    ['with a package that is not installed', "require('left-pad')"],
    ['with a name that is worked out', 'require(name)'],
    ['with an import that is worked out', 'await import(`./${name}.js`)'],
    ['with what is evaluated', "eval('1')"],
  ])('%s', (_, text) => {
    expect(alone('a.js', { 'a.js': text })).toBe(false)
  })

  test('where it is not there', () => {
    expect(alone('a.js')).toBe(false)
    expect(nodeRunsAlone([undefined], { read: () => '', installed: new Set() })).toBe(false)
    expect(nodeRunsAlone([], { read: () => '', installed: new Set() })).toBe(false)
  })
})

test('text on the command line counts as a file', () => {
  const files = { read: () => undefined, installed: new Set<string>() }
  expect(nodeRunsAlone(['-e', "console.log('a')"], files)).toBe(true)
  expect(nodeRunsAlone(['-e', "require('child_process').exec('a')"], files)).toBe(false)
  expect(nodeRunsAlone(['-e', undefined], files)).toBe(false)
})

test('a program of a package counts as that package', () => {
  expect(alone('node_modules/chalk/bin.js')).toBe(true)
  expect(alone('./node_modules/execa/bin.js')).toBe(false)
  expect(alone('node_modules/left-pad/bin.js')).toBe(false)
})
