// Packages that the official images on Debian and Ubuntu install on top of a minimal one. Read from the Dockerfiles that
// docker-library/official-images names (2026-08): buildpack-deps, and the repositories of the languages.

import type { Releases } from './recommends.ts'

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

const DEBIAN: readonly string[] = ['wheezy', 'jessie', 'stretch', 'buster', 'bullseye', 'bookworm', 'trixie']
const OLDEST = 7
const NEWEST = OLDEST + DEBIAN.length - 1
// The first release of Ubuntu that was made from each, from Debian 7 on, with the code names up to the next one.
const UBUNTU: readonly (readonly [number, readonly string[]])[] = [
  [12.04, ['precise', 'quantal', 'raring', 'saucy']],
  [14.04, ['trusty', 'utopic', 'vivid', 'wily', 'xenial']],
  [16.1, ['yakkety', 'zesty', 'artful']],
  [18.04, ['bionic', 'cosmic', 'disco', 'eoan']],
  [20.04, ['focal', 'groovy', 'hirsute', 'impish']],
  [22.04, ['jammy', 'kinetic', 'lunar', 'mantic']],
  [24.04, ['noble', 'oracular', 'plucky', 'questing']],
]

/**
 * The release of Debian that an image is made from. Ubuntu is made from what becomes the next release of Debian, half done: its
 * packages are partly those of the one before. Undefined where the name does not tell.
 */
export function debianReleases(repository: string, tag: string | undefined): Releases {
  const words = (tag ?? 'latest').split('-')
  const [first = ''] = words
  const isDebian = /(?:^|\/)debian$/.test(repository)
  const isUbuntu = /(?:^|\/)ubuntu$/.test(repository)
  if (isDebian && /^\d+(?:\.\d+)?$/.test(first)) return of(Math.floor(Number(first)))
  if (isUbuntu && /^\d+\.\d+$/.test(first)) {
    return upTo(UBUNTU.findLastIndex(([version]) => version <= Number(first)))
  }
  if (isDebian && NEWEST_TAGS.test(first)) return of(NEWEST)
  if (isUbuntu && NEWEST_TAGS.test(first)) return { from: NEWEST - 1, to: NEWEST }
  for (const word of words) {
    const debian = DEBIAN.indexOf(word)
    if (debian !== -1) return of(OLDEST + debian)
    const ubuntu = UBUNTU.findIndex(([, names]) => names.includes(word))
    if (ubuntu !== -1) return upTo(ubuntu)
  }
  return undefined
}

const NEWEST_TAGS = /^(?:latest|stable|rolling|devel|testing|sid|unstable)$/

function of(release: number): Releases {
  return { from: release, to: release }
}

function upTo(place: number): Releases {
  return place === -1 ? undefined : { from: OLDEST + place - 1, to: OLDEST + place }
}
