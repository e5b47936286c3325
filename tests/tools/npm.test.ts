import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { isHere, openWorkshop, withoutCaches, type Workshop } from './tool.ts'

let shop: Workshop

beforeEach(() => {
  shop = openWorkshop()
  const source = join(shop.home, 'package')
  mkdirSync(source)
  writeFileSync(join(source, 'package.json'), '{ "name": "words", "version": "1.0.0", "license": "MIT" }')
  writeFileSync(join(source, 'index.js'), 'module.exports = "words"\n')
  expect(shop.run('tar -C .. -czf words.tgz package').status).toBe(0)
  writeFileSync(join(shop.folder, 'package.json'), '{ "name": "app", "license": "MIT", "private": true }')
})

afterEach(() => {
  shop.remove()
})

const INSTALLED = 'node -p "require(\'words\')"'
// Nothing of these tests comes from a registry; whoever asks one all the same is told so at once.
const OFFLINE = { npm_config_registry: 'http://127.0.0.1:9/', npm_config_update_notifier: 'false' }

describe.skipIf(!isHere('npm', '--version'))('npm', () => {
  test('fills a folder of the home directory, which the rewritten RUN leaves empty', () => {
    const script = 'npm install --no-audit --no-fund ./words.tgz'
    expect(shop.run(script, OFFLINE).status).toBe(0)
    expect(shop.names('.npm/_cacache')).not.toEqual([])

    const cleaned = withoutCaches(script)
    expect(cleaned).not.toBe(script)
    const { status, output } = shop.run(`${cleaned} && ${INSTALLED}`, OFFLINE)
    expect([status, output]).toEqual([0, expect.stringContaining('words\n')])
    expect(shop.names('.npm/_cacache')).toEqual([])
  })

  test('is cleaned where an option puts the cache', () => {
    const script = `npm install --no-audit --no-fund --cache /tmp/of-the-test ./words.tgz`
    const [before, after] = [script, withoutCaches(script)].map((text) =>
      text.replaceAll('/tmp/of-the-test', join(shop.home, 'cache')),
    )
    expect(shop.run(before ?? '', OFFLINE).status).toBe(0)
    expect(shop.names('cache')).toContain('_cacache')
    expect(shop.run(after ?? '', OFFLINE).status).toBe(0)
    expect(shop.names('cache')).not.toContain('_cacache')
  })

  test.each(['npm_config_cache', 'NPM_CONFIG_CACHE'])('%s moves it', (variable) => {
    const env = { ...OFFLINE, [variable]: join(shop.home, 'elsewhere') }
    expect(shop.run('npm install --no-audit --no-fund ./words.tgz', env).status).toBe(0)
    expect(shop.names('elsewhere')).toContain('_cacache')
    expect(shop.names('.npm')).toEqual([])
  })

  test('--no-cache keeps nothing out of it, and verify empties nothing', () => {
    const script = 'npm install --no-audit --no-fund --no-cache ./words.tgz && npm cache verify'
    expect(shop.run(script, OFFLINE).status).toBe(0)
    expect(shop.names('.npm/_cacache')).not.toEqual([])
    expect(withoutCaches(script)).toContain('npm cache clean --force')
  })
})

describe.skipIf(!isHere('yarn', '--version'))('yarn', () => {
  test('fills a folder that the rewritten RUN leaves empty', () => {
    const env = { XDG_CACHE_HOME: join(shop.home, 'caches') }
    const script = 'yarn add --no-progress file:./words.tgz'
    expect(shop.run(script, env).status).toBe(0)
    const cache = `caches/yarn/${shop.names('caches/yarn')[0] ?? ''}`
    expect(shop.names(cache)).not.toEqual([])

    const cleaned = withoutCaches(script)
    expect(cleaned).toContain('yarn cache clean')
    expect(shop.run(`${cleaned} && ${INSTALLED}`, env).status).toBe(0)
    expect(shop.names(cache)).toEqual([])
  })

  test('root has it elsewhere than others', () => {
    const { output } = shop.run('yarn cache dir')
    const root = process.getuid?.() === 0
    expect(output).toContain(root ? '/usr/local/share/.cache/yarn/' : `${shop.home}/.cache/yarn/`)
  })
})

describe.skipIf(!isHere('pnpm', '--version'))('pnpm', () => {
  test('prunes nothing that node_modules has', () => {
    const cleaned = withoutCaches('pnpm add ./words.tgz')
    expect(cleaned).toContain('pnpm store prune')
    const { status, output } = shop.run(`${cleaned} && ${INSTALLED}`, OFFLINE)
    expect([status, output]).toEqual([0, expect.stringContaining('words\n')])
  })
})
