// What apk del takes along that what was built still needs: the libraries that only a -dev package or a compiler asked for.
// apt-get remove leaves these, and Debian's full images have most of them anyway.
import { isApkName } from '../../../catalog/alpine-packages.ts'
import { refuse, type Draft } from './translation.ts'
import type { RunScript } from '../../../shell/run-scripts.ts'
import type { Range } from '../../../dockerfile/text.ts'

// Headers alone: nothing is linked against at run time.
const HEADERS = /^(?:musl-dev|libc-dev|linux-headers|python3-dev|ruby-dev|perl-dev|boost-dev|eigen-dev)$/

/** Libraries whose package is not named as the -dev package without its end. */
const LIBRARIES: Readonly<Record<string, readonly string[]>> = {
  'bzip2-dev': ['libbz2'],
  'curl-dev': ['libcurl', 'curl'],
  'freetype-dev': ['freetype'],
  'gmp-dev': ['gmp'],
  'icu-dev': ['icu-libs'],
  'libxml2-dev': ['libxml2'],
  'mariadb-connector-c-dev': ['mariadb-connector-c'],
  'mariadb-dev': ['mariadb-connector-c'],
  'ncurses-dev': ['ncurses-libs'],
  'openldap-dev': ['libldap'],
  'openssl-dev': ['libssl3', 'libssl1.1', 'openssl'],
  'postgresql-dev': ['libpq'],
  'libpq-dev': ['libpq'],
  'sqlite-dev': ['sqlite-libs'],
  'util-linux-dev': ['libuuid'],
  'xz-dev': ['xz-libs'],
}

// apk-tools itself is linked against these.
const OF_BASE = new Set(['zlib-dev', 'openssl-dev'])
/** Of .python-rundeps and .ruby-rundeps: https://github.com/docker-library/python, https://github.com/docker-library/ruby */
const OF_IMAGE: Readonly<Record<string, readonly string[]>> = {
  python: [
    'bzip2-dev',
    'expat-dev',
    'gdbm-dev',
    'libffi-dev',
    'ncurses-dev',
    'readline-dev',
    'sqlite-dev',
    'xz-dev',
  ],
  ruby: ['gmp-dev', 'libffi-dev', 'yaml-dev'],
}

/**
 * Asks for what has to stay where packages are removed behind a build, or refuses where it is not known.
 * @param removed Alpine's names
 * @param stays what is installed and not removed
 */
export function leftBehind(
  draft: Draft,
  { stage, instruction }: RunScript,
  at: Range,
  removed: readonly string[],
  stays: ReadonlySet<string>,
): void {
  const { image, release } = draft.swap
  const ofImage = Object.hasOwn(OF_IMAGE, image) ? (OF_IMAGE[image] ?? []) : []
  for (const name of removed) {
    if (!name.endsWith('-dev') || HEADERS.test(name) || OF_BASE.has(name) || ofImage.includes(name)) continue
    const libraries = Object.hasOwn(LIBRARIES, name) ? (LIBRARIES[name] ?? []) : [name.replace(/-dev$/, '')]
    if (libraries.some((each) => stays.has(each))) continue
    refuse(
      draft,
      at,
      `apk del takes the libraries along that came with ${name}, and what was built may need them`,
      'install the library for run time by its name as well',
    )
  }
  // What a compiler of C++ built needs its library.
  if (
    removed.some((name) => /^(?:g\+\+|build-base|clang)$/.test(name)) &&
    !stays.has('libstdc++') &&
    isApkName('libstdc++', release)
  )
    draft.needs.push({
      name: 'libstdc++',
      stage,
      instruction,
      offset: 0,
      atStart: true,
      by: 'what was built',
    })
}

/** The names of libraries, for a check. */
export function libraryNames(): readonly string[] {
  return Object.values(LIBRARIES).flat()
}
