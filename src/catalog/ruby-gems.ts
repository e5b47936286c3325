// What gems ask of Debian: those that are pure, those that are compiled, and what they link against or call. The names of packages are
// Debian's, `a|b|c` where bullseye, bookworm and trixie call it differently.
import data from './data/ruby-gems.json' with { type: 'json' }

export interface GemNeeds {
  /** To compile it. */
  readonly build: readonly string[]
  /** When it runs. */
  readonly run: readonly string[]
}

const COMPILER = ['g++', 'gcc', 'libc6-dev', 'make']

interface Row extends GemNeeds {
  /** Where it is read from: Debian's source package that builds the same, or an address. */
  readonly source: string
}

function linked(dev: readonly string[], run: readonly string[], source: string): Row {
  return { build: [...COMPILER, ...dev], run, source }
}

const LINKED: Readonly<Record<string, Row>> = {
  pg: linked(['libpq-dev'], ['libpq5'], 'https://github.com/ged/ruby-pg#how-to-install'),
  mysql2: linked(
    ['default-libmysqlclient-dev'],
    ['libmariadb3'],
    'https://github.com/brianmario/mysql2#linux-and-other-unixes',
  ),
  trilogy: linked(['libssl-dev'], [], 'https://github.com/trilogy-libraries/trilogy'),
  sqlite3: linked(['libsqlite3-dev'], ['libsqlite3-0'], 'debian:ruby-sqlite3'),
  nokogiri: linked(
    ['libxml2-dev', 'libxslt1-dev', 'patch', 'pkg-config', 'zlib1g-dev'],
    ['libxml2', 'libxslt1.1'],
    'https://nokogiri.org/tutorials/installing_nokogiri.html',
  ),
  'libxml-ruby': linked(['libxml2-dev'], ['libxml2'], 'debian:ruby-libxml'),
  ffi: linked(['libffi-dev'], ['libffi7|libffi8|libffi8'], 'debian:ruby-ffi'),
  psych: linked(['libyaml-dev'], ['libyaml-0-2'], 'debian:ruby-psych'),
  openssl: linked(['libssl-dev'], [], 'https://github.com/ruby/openssl'),
  zlib: linked(['zlib1g-dev'], ['zlib1g'], 'https://github.com/ruby/zlib'),
  puma: linked(['libssl-dev'], [], 'debian:puma'),
  eventmachine: linked(['libssl-dev'], [], 'debian:ruby-eventmachine'),
  rmagick: linked(
    ['libmagickwand-dev', 'pkg-config'],
    ['libmagickcore-6.q16-6|libmagickcore-6.q16-6|libmagickcore-7.q16-10'],
    'debian:ruby-rmagick',
  ),
  curb: linked(
    ['libcurl4-openssl-dev'],
    ['libcurl4|libcurl4|libcurl4t64'],
    'https://github.com/taf2/curb#pre-requisites',
  ),
  charlock_holmes: linked(
    ['libicu-dev', 'zlib1g-dev'],
    ['libicu67|libicu72|libicu76'],
    'https://github.com/brianmario/charlock_holmes#installing',
  ),
  sequel_pg: linked(['libpq-dev'], ['libpq5'], 'debian:ruby-sequel-pg'),
  'ruby-odbc': linked(['unixodbc-dev'], ['unixodbc'], 'debian:ruby-odbc'),
  'xapian-ruby': linked(['libxapian-dev', 'uuid-dev'], ['libxapian30'], 'debian:xapian-bindings'),
}

/** Those without a library of the system of which Debian says nothing, or builds them with one that the gem brings itself. */
const PLAIN: Readonly<Record<string, string>> = {
  bigdecimal: 'https://github.com/ruby/bigdecimal',
  'concurrent-ruby-ext': 'https://github.com/ruby-concurrency/concurrent-ruby',
  date: 'https://github.com/ruby/date',
  'google-protobuf': 'debian:protobuf',
  hiredis: 'https://github.com/redis/hiredis-rb',
  'io-console': 'https://github.com/ruby/io-console',
  'http_parser.rb': 'https://github.com/tmm1/http_parser.rb',
  rdiscount: 'https://github.com/davidfstr/rdiscount',
  stackprof: 'https://github.com/tmm1/stackprof',
}

const CALLED: Readonly<Record<string, Row>> = {
  'ruby-vips': called(
    ['libvips42|libvips42|libvips42t64'],
    'https://github.com/libvips/ruby-vips#requirements',
  ),
  mini_magick: called(['imagemagick'], 'https://github.com/minimagick/minimagick#requirements'),
  'streamio-ffmpeg': called(['ffmpeg'], 'https://github.com/streamio/streamio-ffmpeg#installation'),
  // It reads the system's time zones where the gem tzinfo-data is not there.
  tzinfo: called(['tzdata'], 'https://github.com/tzinfo/tzinfo#data-sources'),
  rtesseract: called(['tesseract-ocr'], 'https://github.com/dannnylo/rtesseract#installation'),
}

function called(run: readonly string[], source: string): Row {
  return { build: [], run, source }
}

let pure: ReadonlySet<string> | undefined
let native: ReadonlySet<string> | undefined

/** Debian's names have no underscores. */
function isIn(names: ReadonlySet<string>, name: string): boolean {
  return names.has(name) || names.has(name.replaceAll('_', '-').toLowerCase())
}

/** What a gem is built with on a release of Debian, `pure` where nothing is compiled; undefined where that is not known. */
export function gemBuildOf(name: string, debian: number): GemNeeds | 'pure' | undefined {
  const row = rowOf(LINKED, name)
  if (row) return onRelease(row, debian)
  if (Object.hasOwn(PLAIN, name)) return { build: COMPILER, run: [] }
  native ??= new Set(data.native.split(' '))
  if (isIn(native, name)) return { build: COMPILER, run: [] }
  pure ??= new Set(data.pure.split(' '))
  return isIn(pure, name) ? 'pure' : undefined
}

/** What a gem calls when it runs. */
export function calledByGem(name: string, debian: number): readonly string[] {
  const row = rowOf(CALLED, name)
  return row ? onRelease(row, debian).run : []
}

function rowOf(table: Readonly<Record<string, Row>>, name: string): Row | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined
}

function onRelease({ build, run }: GemNeeds, debian: number): GemNeeds {
  const pick = (names: readonly string[]): readonly string[] =>
    names.map((name) => {
      const each = name.split('|')
      return each[Math.min(Math.max(debian - 11, 0), each.length - 1)] ?? name
    })
  return { build: pick(build), run: pick(run) }
}

/** Every gem that the tables name, with the packages and the source. */
export function gemSources(): readonly (readonly [
  name: string,
  packages: readonly string[],
  source: string,
])[] {
  return [
    ...[LINKED, CALLED].flatMap((table) =>
      Object.entries(table).map(
        ([name, { build, run, source }]) => [name, [...build, ...run], source] as const,
      ),
    ),
    ...Object.entries(PLAIN).map(([name, source]) => [name, COMPILER, source] as const),
  ]
}
