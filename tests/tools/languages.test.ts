// What the table says of package managers of other languages, by running them without network.
import { homedir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { hasTool, makePlace, rewrittenRun, runs, type Place } from './rewritten.ts'

let place: Place

beforeEach(() => {
  place = makePlace()
})
afterEach(() => {
  place.remove()
})

const GEMSPEC = `Gem::Specification.new do |s|
  s.name = 'hi'; s.version = '0.1'; s.summary = 'x'; s.authors = ['a']; s.files = ['lib/hi.rb']
end
`

function makeGem(): void {
  place.write('hi.gemspec', GEMSPEC)
  place.write('lib/hi.rb', '# Says hi\nclass Hi\n  # Says\n  def hi; end\nend\n')
  place.run('gem build --silent hi.gemspec')
}

describe.skipIf(!hasTool('gem'))('gem', () => {
  const install = 'gem install --local hi-0.1.gem'

  test('keeps the package and makes documentation, unless told otherwise', () => {
    makeGem()
    const environment = { GEM_HOME: `${place.home}/gems` }
    place.run(install, environment)
    expect(place.files('gems/cache')).toEqual(['hi-0.1.gem'])
    expect(place.files('gems/doc')).not.toEqual([])
  })

  test('keeps neither behind the RUN that dfopt writes, and works', () => {
    makeGem()
    const environment = { GEM_HOME: `${place.home}/gems` }
    const script = rewrittenRun(`FROM debian:bookworm\nRUN ${install}\n`)
    expect(script).toContain('--no-document')
    place.run(script, environment)
    expect([...place.files('gems/cache'), ...place.files('gems/doc')]).toEqual([])
    expect(place.run(`ruby -e "require 'hi'; p Hi.new.hi"`, environment)).toBe('nil\n')
    expect(place.run('gem install --help')).toContain('-N, --no-document')
  })
})

// The index is made by a part of RubyGems that newer releases leave out.
describe.skipIf(!hasTool('gem', 'bundle') || !runs('gem generate_index --help'))('bundler', () => {
  const source = (): void => {
    makeGem()
    place.run(
      'mkdir -p source/gems && mv hi-0.1.gem source/gems && rm hi.gemspec && cd source && gem generate_index',
    )
    place.write('Gemfile', `source "file://${place.work}/source"\ngem "hi"\n`)
  }

  test('finds its caches by itself, and needs nothing of them', () => {
    source()
    const environment = { GEM_HOME: `${place.home}/gems` }
    place.run('bundle install', environment)
    expect(place.files('gems/cache')).toEqual(['hi-0.1.gem'])
    const script = rewrittenRun('FROM debian:bookworm\nRUN bundle install\n')
    expect(script).toContain('bundle exec gem env gemdir')
    place.run(script, environment)
    expect([...place.files('gems/cache'), ...place.files('.bundle/cache')]).toEqual([])
    expect(place.run('bundle install --local && bundle check', environment)).toContain('satisfied')
  })

  test('with a path of its own', () => {
    source()
    place.run('bundle install', { BUNDLE_PATH: `${place.home}/bundle` })
    expect(place.files('bundle').filter((name) => name.endsWith('.gem'))).toEqual(['hi-0.1.gem'])
    const script = rewrittenRun('FROM debian:bookworm\nENV BUNDLE_PATH=/bundle\nRUN bundle install\n')
    place.run(script, { BUNDLE_PATH: `${place.home}/bundle` })
    expect(place.files('bundle').filter((name) => name.endsWith('.gem'))).toEqual([])
  })
})

describe.skipIf(!hasTool('composer'))('composer', () => {
  const environment = { COMPOSER_ALLOW_SUPERUSER: '1' }

  test('clear-cache empties the cache, wherever it is', () => {
    place.write('library/composer.json', '{"name": "acme/library", "version": "1.0.0"}')
    const repositories = [{ type: 'path', url: './library' }, { 'packagist.org': false }]
    place.write('composer.json', JSON.stringify({ repositories, require: { 'acme/library': '1.0.0' } }))
    place.run('mkdir -p ~/.composer/cache/files && touch ~/.composer/cache/files/package.zip')
    const script = rewrittenRun('FROM php:8.2-cli\nRUN composer install\n')
    place.run(script, environment)
    expect(place.files('.composer/cache').filter((name) => name !== '.htaccess')).toEqual([])
    expect(place.run('composer show --name-only', environment)).toContain('acme/library')
    expect(place.run('composer cc && composer clearcache', environment)).toBe('')
    expect(place.run('composer config --global cache-dir', { ...environment, COMPOSER_HOME: '/opt/c' })).toBe(
      '/opt/c/cache\n',
    )
  })
})

// rustup looks for its toolchains in the home directory.
const toolchain = { RUSTUP_HOME: process.env.RUSTUP_HOME ?? join(homedir(), '.rustup') }

describe.skipIf(!hasTool('cargo', 'git') || !runs('cargo --version', toolchain))('cargo', () => {
  test('builds what runs without the registry', () => {
    place.write('dep/Cargo.toml', '[package]\nname = "dep"\nversion = "0.1.0"\nedition = "2021"\n')
    place.write('dep/src/lib.rs', 'pub fn hi() -> u8 { 7 }\n')
    place.run(
      'cd dep && git init -q && git add . && git -c user.name=a -c user.email=a@example.com commit -q -m first',
    )
    const dependency = `dep = { git = "file://${place.work}/dep" }`
    place.write(
      'app/Cargo.toml',
      `[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n[dependencies]\n${dependency}\n`,
    )
    place.write('app/src/main.rs', 'fn main() { println!("{}", dep::hi()) }\n')
    place.run('cd app && cargo fetch', toolchain)
    expect(place.files('.cargo/git')).not.toEqual([])
    const script = rewrittenRun(
      'FROM debian:bookworm\nRUN cd app && cargo build\nCMD ["/app/target/debug/app"]\n',
    )
    place.run(script, toolchain)
    expect([...place.files('.cargo/git'), ...place.files('.cargo/registry')]).toEqual([])
    expect(place.run('app/target/debug/app')).toBe('7\n')
    expect(() => place.run('cd app && cargo fetch --offline', toolchain)).toThrow()
  }, 60_000)
})

describe.skipIf(!hasTool('go'))('go', () => {
  test('cleans both caches, with a module and without one', () => {
    place.write('go.mod', 'module example.com/app\n\ngo 1.19\n')
    place.write('main.go', 'package main\n\nimport "fmt"\n\nfunc main() { fmt.Println("hi") }\n')
    place.run('go build -o app .')
    expect(place.files('.cache/go-build').length).toBeGreaterThan(10)
    place.run(
      'mkdir -p ~/go/pkg/mod/example.com && touch ~/go/pkg/mod/example.com/x && chmod -R a-w ~/go/pkg/mod',
    )
    const script = rewrittenRun('FROM golang:1.24\nRUN go build -o app .\nCMD ["/app"]\n')
    expect(script).toBe('go build -o app . && go clean -cache -modcache')
    place.run(script)
    expect(place.files('go/pkg/mod')).toEqual([])
    expect(place.files('.cache/go-build').filter((name) => !/^(?:README|trim\.txt)$/.test(name))).toEqual([])
    expect(place.run('./app')).toBe('hi\n')
    place.run('cd / && go clean -cache -modcache')
    place.run('go clean -cache -modcache', { GOFLAGS: '-mod=vendor' })
  }, 60_000)
})

describe.skipIf(!hasTool('cpanm', 'make'))('cpanm', () => {
  test('works in ~/.cpanm, which no option keeps empty', () => {
    place.write('Hi-0.1/lib/Hi.pm', 'package Hi; our $VERSION = "0.1"; sub hi { 7 } 1;\n')
    place.write(
      'Hi-0.1/Makefile.PL',
      'use ExtUtils::MakeMaker; WriteMakefile(NAME => "Hi", VERSION_FROM => "lib/Hi.pm");\n',
    )
    place.run('tar czf Hi-0.1.tar.gz Hi-0.1')
    const install = 'cpanm -n -l perl ./Hi-0.1.tar.gz'
    place.run(install)
    expect(place.files('.cpanm')).toContain('build.log')
    place.run(rewrittenRun(`FROM debian:bookworm\nRUN ${install}\n`))
    expect(place.files('.cpanm')).toEqual([])
    expect(place.run('perl -Iperl/lib/perl5 -MHi -e "print Hi::hi"')).toBe('7')
  }, 60_000)
})

describe.skipIf(!hasTool('luarocks'))('luarocks', () => {
  test('keeps its cache in ~/.cache/luarocks', () => {
    expect(place.run('luarocks config local_cache 2>/dev/null || luarocks config')).toContain(
      `${place.home}/.cache/luarocks`,
    )
  })
})

describe.skipIf(!hasTool('pecl'))('pecl', () => {
  test('keeps everything in /tmp/pear', () => {
    for (const setting of ['cache_dir', 'download_dir', 'temp_dir'])
      expect(place.run(`pecl config-get ${setting}`)).toMatch(/^\/tmp\/pear\//)
  })
})

describe.skipIf(!hasTool('mvn'))('maven', () => {
  const pom =
    '<project><modelVersion>4.0.0</modelVersion><groupId>x</groupId><artifactId>y</artifactId>' +
    '<version>1</version><packaging>pom</packaging></project>'

  test('goes by the accounts and not by HOME', () => {
    place.write('pom.xml', pom)
    place.run('mvn -q -o validate')
    expect(place.files('.m2')).toEqual([])
    place.run(`mvn -q -o validate -Duser.home=${place.home}`)
    expect(place.run('ls ~/.m2')).toBe('repository\n')
  }, 60_000)
})
