// Packages that the official images on Debian and Ubuntu install on top of a minimal one. Read from the Dockerfiles that
// docker-library/official-images names (2026-08): buildpack-deps, and the repositories of the languages.

const CURL = ['ca-certificates', 'curl', 'gnupg', 'netbase', 'wget']
const SCM = [...CURL, 'git', 'mercurial', 'openssh-client', 'procps', 'subversion']
const FULL = [
  ...SCM,
  ...['autoconf', 'automake', 'bzip2', 'default-libmysqlclient-dev', 'dpkg-dev', 'file', 'g++', 'gcc'],
  ...['imagemagick', 'libbz2-dev', 'libc6-dev', 'libcurl4-openssl-dev', 'libdb-dev', 'libevent-dev'],
  ...[
    'libffi-dev',
    'libgdbm-dev',
    'libglib2.0-dev',
    'libgmp-dev',
    'libjpeg-dev',
    'libkrb5-dev',
    'liblzma-dev',
  ],
  ...[
    'libmagickcore-dev',
    'libmagickwand-dev',
    'libncurses5-dev',
    'libpng-dev',
    'libpq-dev',
    'libreadline-dev',
  ],
  ...['libsqlite3-dev', 'libssl-dev', 'libtool', 'libwebp-dev', 'libxml2-dev', 'libxslt-dev', 'libyaml-dev'],
  ...['make', 'patch', 'unzip', 'xz-utils', 'zlib1g-dev'],
]
const COMPILER = ['g++', 'gcc', 'libc6-dev', 'make', 'pkg-config']
const CERTIFICATES = ['ca-certificates']
const TEMURIN = ['ca-certificates', 'curl', 'fontconfig', 'gnupg', 'locales', 'tzdata', 'wget']

interface Variants {
  /** Of a tag that names no variant. */
  readonly full: readonly string[]
  readonly slim?: readonly string[]
}

const IMAGES: Readonly<Record<string, Variants>> = {
  'library/buildpack-deps': { full: FULL },
  'library/erlang': { full: FULL },
  'library/elixir': { full: FULL },
  'library/gcc': { full: FULL },
  'library/golang': { full: [...SCM, ...COMPILER] },
  'library/gradle': {
    full: [...TEMURIN, 'git', 'make', 'mercurial', 'openssh-client', 'subversion', 'unzip'],
  },
  'library/eclipse-temurin': { full: TEMURIN },
  'library/httpd': { full: CERTIFICATES },
  'library/java': { full: [...CURL, 'bzip2', 'unzip', 'xz-utils'] },
  'library/julia': { full: [...CERTIFICATES, 'curl'] },
  'library/maven': { full: [...CERTIFICATES, 'curl', 'git', 'openssh-client'] },
  'library/nginx': { full: CERTIFICATES },
  'library/node': { full: [...FULL, 'nodejs'], slim: ['nodejs'] },
  'library/openjdk': { full: [...CURL, 'bzip2', 'unzip', 'xz-utils'] },
  'library/perl': { full: FULL },
  'library/php': {
    full: [...CERTIFICATES, ...COMPILER, 'autoconf', 'curl', 'dpkg-dev', 'file', 'xz-utils'],
  },
  'library/pypy': { full: FULL, slim: CERTIFICATES },
  'library/python': { full: FULL, slim: [...CERTIFICATES, 'netbase', 'tzdata'] },
  'library/ruby': { full: FULL, slim: CERTIFICATES },
  'library/rust': { full: FULL, slim: [...CERTIFICATES, 'gcc', 'libc6-dev', 'wget'] },
  'library/tomcat': { full: TEMURIN },
}

/** What is known to be in an image beside a minimal system; empty where nothing is. */
export function basePackages(repository: string, tag: string | undefined): readonly string[] {
  const image = Object.hasOwn(IMAGES, repository) ? IMAGES[repository] : undefined
  if (!image) return []
  const words = (tag ?? '').split('-')
  if (words.includes('slim')) return image.slim ?? []
  if (words.some((word) => /^(?:alpine|windowsservercore|nanoserver|oracle|ubi)/.test(word))) return []
  if (repository === 'library/buildpack-deps' && words.includes('curl')) return CURL
  if (repository === 'library/buildpack-deps' && words.includes('scm')) return SCM
  return image.full
}

// Releases of Ubuntu stand between those of Debian that they were made from.
const RELEASES: readonly (readonly [RegExp, number])[] = [
  [/^(?:trixie|13)\b|^(?:24\.04|24\.10|25\.\d+|noble|oracular|plucky)/, 13],
  [/^(?:bookworm|12)\b|^(?:22\.04|22\.10|23\.\d+|jammy|kinetic|lunar|mantic)/, 12],
  [/^(?:bullseye|11)\b|^(?:20\.04|20\.10|21\.\d+|focal|groovy|hirsute|impish)/, 11],
  [/^(?:buster|10)\b|^(?:18\.04|18\.10|19\.\d+|bionic|cosmic|disco|eoan)/, 10],
  [/^(?:stretch|9)\b|^(?:16\.10|17\.\d+|yakkety|zesty|artful)/, 9],
  [/^(?:jessie|8)\b|^(?:14\.\d+|15\.\d+|16\.04|trusty|utopic|vivid|wily|xenial)/, 8],
  [/^(?:wheezy|7)\b|^(?:12\.\d+|13\.\d+|precise|quantal|raring|saucy)/, 7],
]

const NEWEST = 13

/** The release of Debian that an image is made from, or that its Ubuntu was; undefined where its name does not tell. */
export function debianRelease(repository: string, tag: string | undefined): number | undefined {
  const words = (tag ?? 'latest').split('-')
  const isSystem = /(?:^|\/)(?:debian|ubuntu)$/.test(repository)
  if (isSystem && /^(?:latest|stable|rolling|devel|testing|sid|unstable)$/.test(words[0] ?? '')) return NEWEST
  for (const word of isSystem ? words : words.filter((each) => /^[a-z]/.test(each))) {
    const found = RELEASES.find(([pattern]) => pattern.test(word))
    // `debian:12` is a release of Debian and `ubuntu:12.04` none of it.
    if (found) return found[1]
  }
  return undefined
}
