// Packages that are known to be in a base image before anything is installed.
import { contentsOf, imageReleases, type ImageVariant } from './image-contents.ts'
import type { Releases } from './recommends.ts'

// Of images that image-contents does not know, or of which it has what only some of their tags have: what the Dockerfiles
// install, read from the repositories that docker-library/official-images names (2026-08).
const CERTIFICATES = ['ca-certificates']
const CURL = ['ca-certificates', 'curl', 'gnupg', 'netbase', 'wget']
const TEMURIN = ['ca-certificates', 'curl', 'fontconfig', 'gnupg', 'locales', 'tzdata', 'wget']
const COMPILER = ['g++', 'gcc', 'libc6-dev', 'make', 'pkg-config']

const OTHERS: Readonly<Record<string, readonly string[]>> = {
  'eclipse-temurin': TEMURIN,
  gradle: [...TEMURIN, 'git', 'make', 'mercurial', 'openssh-client', 'subversion', 'unzip'],
  haskell: [],
  httpd: CERTIFICATES,
  java: [...CURL, 'bzip2', 'unzip', 'xz-utils'],
  julia: [...CERTIFICATES, 'curl'],
  maven: [...CERTIFICATES, 'curl', 'git', 'openssh-client'],
  nginx: CERTIFICATES,
  openjdk: [...CURL, 'bzip2', 'unzip', 'xz-utils'],
  php: [...CERTIFICATES, ...COMPILER, 'autoconf', 'curl', 'dpkg-dev', 'file', 'xz-utils'],
  tomcat: TEMURIN,
}

/** What is known to be in an image beside a minimal system; empty where nothing is. */
export function basePackages(repository: string, tag: string | undefined): readonly string[] {
  const [, image = ''] = /^library\/(.*)$/.exec(repository) ?? []
  const words = (tag ?? '').split('-')
  if (words.some((word) => /^(?:alpine|windowsservercore|nanoserver|oracle|ubi)/.test(word))) return []
  const isSlim = words.includes('slim')
  if (Object.hasOwn(OTHERS, image) && !isSlim) return OTHERS[image] ?? []
  const names = packagesNamed(image, variantOf(image, words), releasesOf(repository, tag))
  return image === 'node' ? [...names, 'nodejs'] : names
}

function variantOf(image: string, words: readonly string[]): ImageVariant {
  if (words.includes('slim')) return 'slim'
  if (image !== 'buildpack-deps') return 'full'
  return words.includes('curl') ? 'curl' : words.includes('scm') ? 'scm' : 'full'
}

/** The one that a tag names, where its packages are known for sure; else all that it may be. */
function releasesOf(repository: string, tag: string | undefined): readonly string[] {
  const releases = debianReleases(repository, tag)
  const name = releases && releases.from === releases.to ? DEBIAN[releases.from - OLDEST] : undefined
  const known = imageReleases()
  const read = known.find((each) => each.name === name && each.date !== undefined)
  return read ? [read.name] : known.map((each) => each.name)
}

/** What an image has in each of some releases, without what `debian:<release>-slim` has in each. */
function packagesNamed(image: string, variant: ImageVariant, releases: readonly string[]): readonly string[] {
  const minimal = new Set(inEach('debian', 'slim', releases))
  return inEach(image, variant, releases).filter((name) => !minimal.has(name))
}

function inEach(image: string, variant: ImageVariant, releases: readonly string[]): readonly string[] {
  const [first, ...others] = releases.map((release) => contentsOf(image, variant, release)?.packages)
  return first ? [...first].filter((name) => others.every((each) => each?.has(name) === true)) : []
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
