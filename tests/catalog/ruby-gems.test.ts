import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { calledByGem, gemBuildOf, gemSources } from '../../src/catalog/ruby-gems.ts'

const data: unknown = JSON.parse(
  readFileSync(new URL('../../src/catalog/data/ruby-gems.json', import.meta.url), 'utf8'),
)

test('the data has sorted names, each in one list', () => {
  const text = JSON.stringify(data)
  const lists = ['pure', 'native', 'linked'].map(
    (key) => new RegExp(`"${key}":"([^"]*)"`).exec(text)?.[1]?.split(' ') ?? [],
  )
  const all = lists.flat()
  expect(all.length).toBeGreaterThan(1500)
  expect(new Set(all).size).toBe(all.length)
  for (const list of lists) expect([...list].sort()).toEqual(list)
})

test('which gems are compiled', () => {
  for (const name of [
    'rack',
    'sinatra',
    'rake',
    'railties',
    'activesupport',
    'mini_mime',
    'turbo-rails',
    'rexml',
  ])
    expect(gemBuildOf(name, 12), name).toBe('pure')
  for (const name of [
    'bcrypt',
    'puma',
    'nio4r',
    'msgpack',
    'bootsnap',
    'racc',
    'bigdecimal',
    'json',
    'date',
    'stringio',
  ])
    expect(JSON.stringify(gemBuildOf(name, 12)), name).toContain('"make"')
  // Debian links it against a library of the system, and nothing here says which of its own names that is.
  expect(gemBuildOf('gtk3', 12)).toBeUndefined()
  expect(gemBuildOf('no-such-gem', 12)).toBeUndefined()
  expect(gemBuildOf('constructor', 12)).toBeUndefined()
})

test('what gems link against and call, by the release', () => {
  expect([11, 12, 13].map((debian) => calledByGem('ruby-vips', debian))).toEqual([
    ['libvips42'],
    ['libvips42'],
    ['libvips42t64'],
  ])
  expect(gemBuildOf('charlock_holmes', 13)).toMatchObject({ run: ['libicu76'] })
})

test('each row has its source', () => {
  for (const [name, packages, source] of gemSources()) {
    expect(source, name).toMatch(/^(?:debian:[a-z0-9.+-]+|https:\/\/\S+)$/)
    for (const each of packages) expect(each, name).toMatch(/^[a-z0-9][a-z0-9.+|-]+$/)
  }
})
