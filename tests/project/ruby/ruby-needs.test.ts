import { describe, expect, test } from 'vitest'
import { parseGemfileLock } from '../../../src/project/ruby/gemfile-lock.ts'
import { rubyNeeds, type RubyRequest } from '../../../src/project/ruby/ruby-needs.ts'

const COMPILER = ['g++', 'gcc', 'libc6-dev', 'make']

function lock(gems: readonly string[], more = ''): string {
  const listed = gems.map((each) => `    ${each}\n      rack (>= 1.0)\n`).join('')
  return `${more}GEM\n  remote: https://rubygems.org/\n  specs:\n${listed}\nPLATFORMS\n  ruby\n  x86_64-linux\n\nDEPENDENCIES\n  rack\n\nBUNDLED WITH\n   2.5.6\n`
}

function needs(text: string | undefined, more: Partial<RubyRequest> = {}): ReturnType<typeof rubyNeeds> {
  const files: Readonly<Record<string, string | undefined>> = { 'Gemfile.lock': text }
  return rubyNeeds({
    gemfile: 'Gemfile',
    read: (path) => files[path],
    libc: 'glibc',
    libcVersion: '2.36',
    ...more,
  })
}

const MUSL = { libc: 'musl', libcVersion: '1.2' } as const

describe('Gemfile.lock', () => {
  test('has gems by source and platform', () => {
    const text = lock(
      ['nokogiri (1.16.0)', 'nokogiri (1.16.0-x86_64-linux)', 'rack (3.0.8)', 'x (1.0-java)'],
      'GIT\n  remote: https://github.com/a/b.git\n  revision: 1\n  specs:\n    b (0.1)\n\nPATH\n  remote: engines/c\n  specs:\n    c (0.1)\n\n',
    )
    expect(parseGemfileLock(text)).toEqual({
      gems: [
        { name: 'b', version: '0.1', platforms: ['ruby'], source: 'git', path: undefined },
        { name: 'c', version: '0.1', platforms: ['ruby'], source: 'path', path: 'engines/c' },
        {
          name: 'nokogiri',
          version: '1.16.0',
          platforms: ['ruby', 'x86_64-linux'],
          source: 'index',
          path: undefined,
        },
        { name: 'rack', version: '3.0.8', platforms: ['ruby'], source: 'index', path: undefined },
        { name: 'x', version: '1.0', platforms: ['java'], source: 'index', path: undefined },
      ],
      platforms: ['ruby', 'x86_64-linux'],
      remotes: [],
    })
  })

  test('may be none', () => {
    expect(parseGemfileLock('')).toBeUndefined()
    expect(parseGemfileLock('<<<<<<< HEAD\nGEM\n')).toBeUndefined()
    expect(needs(undefined).unknown[0]?.reason).toBe('Gemfile.lock is not in a known build context')
    expect(needs('{}').unknown[0]?.reason).toBe('Gemfile.lock cannot be read as what bundler writes')
  })
})

describe('gems', () => {
  test('that are pure', () => {
    expect(needs(lock(['rack (3.0.8)', 'sinatra (3.1.0)', 'rake (13.1.0)']))).toEqual({
      needs: [],
      unknown: [],
    })
  })

  test('that are compiled', () => {
    expect(needs(lock(['bcrypt (3.1.20)', 'pg (1.5.4)'])).needs).toEqual([
      { name: 'bcrypt 3.1.20', build: COMPILER, run: [] },
      { name: 'pg 1.5.4', build: [...COMPILER.slice(0, 3), 'libpq-dev', 'make'], run: ['libpq5'] },
    ])
  })

  test('that come compiled', () => {
    const gnu = lock(['nokogiri (1.18.0-x86_64-linux-gnu)'])
    expect(needs(gnu)).toEqual({ needs: [], unknown: [] })
    expect(needs(gnu, MUSL).unknown[0]?.reason).toBe(
      'nokogiri 1.18.0 is locked for other platforms only: x86_64-linux-gnu',
    )
    expect(needs(lock(['nokogiri (1.18.0-x86_64-linux-musl)']), MUSL)).toEqual({ needs: [], unknown: [] })
    // The name says nothing of the C library.
    expect(needs(lock(['grpc (1.60.0)', 'grpc (1.60.0-x86_64-linux)']), MUSL).unknown[0]?.reason).toBe(
      'whether grpc 1.60.0 for x86_64-linux runs with musl is not known',
    )
    expect(needs(gnu, { fromSource: true }).needs[0]?.build).toContain('libxml2-dev')
  })

  test('that call a program', () => {
    expect(needs(lock(['mini_magick (4.12.0)'])).needs).toEqual([
      { name: 'mini_magick 4.12.0', build: [], run: ['imagemagick'] },
    ])
    const zones = ['tzinfo (2.0.6)', 'concurrent-ruby (1.2.2)']
    expect(needs(lock(zones)).needs).toMatchObject([{ run: ['tzdata'] }])
    expect(needs(lock([...zones, 'tzinfo-data (1.2023.3)'])).needs).toEqual([])
  })

  test('of which nothing is known', () => {
    expect(needs(lock(['no-such-gem (1.0)'])).unknown[0]?.reason).toBe(
      'whether no-such-gem 1.0 has code to compile is not known',
    )
    const text = lock([]).replace('https://rubygems.org/', 'https://me:secret@gems.example.com/')
    expect(needs(text).unknown[0]?.reason).toBe(
      'what the gem server https://gems.example.com/ has is not known',
    )
  })

  test('from a repository, and of the project', () => {
    const git = 'GIT\n  remote: https://github.com/rack/rack.git\n  revision: 1\n  specs:\n    rack (3.1)\n\n'
    expect(needs(lock([], git)).needs).toEqual([{ name: 'rack 3.1', build: ['git'], run: [] }])
    const path = lock([], 'PATH\n  remote: engines/c\n  specs:\n    c (0.1)\n\n')
    const read = (spec: string) => (name: string) =>
      name === 'Gemfile.lock' ? path : name === 'engines/c/c.gemspec' ? spec : undefined
    expect(needs('', { read: read('s.name = "c"') })).toEqual({ needs: [], unknown: [] })
    expect(needs('', { read: read('s.extensions = ["ext/c/extconf.rb"]') }).unknown).toHaveLength(1)
  })
})
