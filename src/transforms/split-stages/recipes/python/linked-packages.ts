// Packages of the distribution with the libraries that compiled Python packages are linked to.
import { isApkName } from '../../../../catalog/alpine-packages.ts'
import { installedPackages } from '../../../../shell/system-packages.ts'
import { installedLibraries } from '../../linked-libraries.ts'
import { noSplit, type NoSplit } from '../../split-plan.ts'
import { alpineOf, type Subject } from '../../subject.ts'

export function linkedPackages(subject: Subject): readonly string[] | NoSplit {
  if (alpineOf(subject) !== undefined) return ofAlpine(subject)
  const libraries = installedLibraries(subject)
  if ('reason' in libraries) return libraries
  // https://packages.debian.org/gfortran: what it compiles is linked to these, which come with it.
  const fortran = installed(subject).some((name) => /^gfortran(?:-\d+)?$/.test(name))
  const brought = bringsRecommends(subject)
    ? RECOMMENDED.flatMap(([by, names]) => (libraries.some((name) => by.test(name)) ? names : []))
    : []
  return [...new Set([...libraries, ...(fortran ? ['libgfortran5', 'libgomp1'] : []), ...brought])].sort()
}

/** What a library does without, but not all that it is for: the Recommends of Debian's libldap2, cyrus-sasl2 and imagemagick. */
const RECOMMENDED: readonly (readonly [by: RegExp, names: readonly string[]])[] = [
  [/^libldap/, ['libldap-common', 'libsasl2-modules']],
  [/^libsasl2-2$/, ['libsasl2-modules']],
  [/^libmagickcore/, ['ghostscript']],
]

function bringsRecommends({ runs }: Subject): boolean {
  return runs.some(({ commands }) =>
    commands.some(
      (command) =>
        installedPackages(command)?.some((name) => name.endsWith('-dev')) === true &&
        !command.args.some(({ text }) =>
          /no-install-recommends|Install-Recommends=(?:0|false|no)/.test(text),
        ),
    ),
  )
}

function installed({ runs }: Subject): readonly string[] {
  return runs.flatMap(({ commands }) => commands.flatMap((command) => installedPackages(command) ?? []))
}

function ofAlpine(subject: Subject): readonly string[] | NoSplit {
  const names = installed(subject)
  const unblock = 'take a base with Debian, or split it by hand'
  const unknown = names.find((name) => name.endsWith('-dev') && !Object.hasOwn(OF_ALPINE, name))
  if (unknown !== undefined)
    return noSplit(`which libraries of ${unknown} the packages are linked to is not known`, unblock)
  const found = names.flatMap((name) => OF_ALPINE[name] ?? [])
  const release = alpineOf(subject) ?? ''
  const missing = found.find((name) => !isApkName(name, release))
  if (missing !== undefined) return noSplit(`Alpine ${release} is not known to have ${missing}`, unblock)
  return [...new Set(found)].filter((name) => !names.includes(name)).sort()
}

/**
 * Of packages with headers and of compilers, those with the libraries that Alpine's image of Python does not have: see the
 * packages of .python-rundeps in https://github.com/docker-library/python/blob/4f070595/Dockerfile-linux.template.
 */
const OF_ALPINE: Readonly<Record<string, readonly string[]>> = {
  'build-base': ['libstdc++'],
  'alpine-sdk': ['libstdc++'],
  'g++': ['libstdc++'],
  gcc: ['libgcc'],
  cargo: ['libgcc'],
  rust: ['libgcc'],
  ...Object.fromEntries(
    'musl-dev libc-dev python3-dev python-dev libffi-dev openssl-dev zlib-dev bzip2-dev xz-dev readline-dev sqlite-dev ncurses-dev'
      .split(' ')
      .map((name) => [name, []]),
  ),
  'postgresql-dev': ['libpq'],
  'libpq-dev': ['libpq'],
  'mariadb-dev': ['mariadb-connector-c'],
  'mariadb-connector-c-dev': ['mariadb-connector-c'],
  'jpeg-dev': ['libjpeg-turbo'],
  'libjpeg-turbo-dev': ['libjpeg-turbo'],
  'freetype-dev': ['freetype'],
  'libxml2-dev': ['libxml2'],
  'libxslt-dev': ['libxslt'],
  'pcre-dev': ['pcre'],
  'pcre2-dev': ['pcre2'],
  'curl-dev': ['libcurl'],
  'openldap-dev': ['libldap'],
  'cyrus-sasl-dev': ['libsasl'],
  'krb5-dev': ['krb5-libs'],
  'tiff-dev': ['tiff'],
  'libwebp-dev': ['libwebp'],
  'lcms2-dev': ['lcms2'],
  'openjpeg-dev': ['openjpeg'],
  'cairo-dev': ['cairo'],
  'pango-dev': ['pango'],
  'gdk-pixbuf-dev': ['gdk-pixbuf'],
  'geos-dev': ['geos'],
  'proj-dev': ['proj'],
  'gdal-dev': ['gdal'],
  'libsodium-dev': ['libsodium'],
  'unixodbc-dev': ['unixodbc'],
  'yaml-dev': ['yaml'],
  'snappy-dev': ['snappy'],
  'gmp-dev': ['gmp'],
}
