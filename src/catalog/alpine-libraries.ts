// Which packages of Alpine have the libraries that belong to its packages with headers: what the -dev package of an APKBUILD depends on
// (https://gitlab.alpinelinux.org/alpine/aports). Those that are not here are not known.
import { isApkName } from './alpine-packages.ts'

const LIBRARIES: Readonly<Record<string, readonly string[]>> = {
  'bzip2-dev': ['libbz2'],
  'curl-dev': ['libcurl'],
  'freetype-dev': ['freetype'],
  'gmp-dev': ['gmp'],
  'icu-dev': ['icu-libs'],
  'libffi-dev': ['libffi'],
  'libjpeg-turbo-dev': ['libjpeg-turbo'],
  'libpng-dev': ['libpng'],
  'libpq-dev': ['libpq'],
  'libsodium-dev': ['libsodium'],
  'libxml2-dev': ['libxml2'],
  'libxslt-dev': ['libxslt'],
  'libzip-dev': ['libzip'],
  'linux-headers': [],
  'mariadb-connector-c-dev': ['mariadb-connector-c'],
  'mariadb-dev': ['mariadb-connector-c'],
  'mysql-dev': ['mariadb-connector-c'],
  'oniguruma-dev': ['oniguruma'],
  'postgresql-dev': ['libpq'],
  'readline-dev': ['readline'],
  'sqlite-dev': ['sqlite-libs'],
  'vips-dev': ['vips'],
  'xz-dev': ['xz-libs'],
  'yaml-dev': ['yaml'],
  'zlib-dev': ['zlib'],
}

/** Parts of the C library and of compilers, which nothing is linked to by these names. */
const WITHOUT = /^(?:libc-dev|musl-dev|linux-headers|ruby-dev|php\d*-dev|gcc|g\+\+)$/

/**
 * The packages with the libraries that belong to a package with headers: `libpq` to `postgresql-dev`; undefined for one that is not
 * known, or that the release does not have.
 *
 * @param release of Alpine: `3.22`
 */
export function alpineLibrariesOf(devPackage: string, release: string): readonly string[] | undefined {
  if (WITHOUT.test(devPackage)) return []
  // OpenSSL's have another name in each of its versions, and apk itself is linked to them.
  if (devPackage === 'openssl-dev' || devPackage === 'libressl-dev') return []
  const names = Object.hasOwn(LIBRARIES, devPackage) ? LIBRARIES[devPackage] : undefined
  return names?.every((name) => isApkName(name, release)) === true ? names : undefined
}

/** All names of libraries, for a check. */
export function alpineLibraries(): readonly string[] {
  return Object.values(LIBRARIES).flat()
}
