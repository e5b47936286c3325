import type { WheelTarget } from '../../catalog/python-tags.ts'
import { wheelName, fits } from '../../catalog/python-tags.ts'
import { bringerFor, calledBy, debianOfGlibc, glibcOnly, pythonBuildOf } from '../../catalog/python-builds.ts'
import { isPurePackage } from '../../catalog/python-wheels.ts'
import type { DependencyNeed, Unknown } from '../dependency-needs.ts'
import type { PipOptions } from './requirements-file.ts'
import { pinned } from './version.ts'
import { OF_ONE_MACHINE, verdictOfFiles, verdictOfNewest, verdictOfVersion, type Verdict } from './wheels.ts'
import type { Want } from './wants.ts'

export interface PythonImage {
  /** Whether a package is installed, too. */
  readonly has: (name: string) => boolean
  readonly target: WheelTarget
  readonly options: PipOptions
}

export interface Judgement {
  readonly needs: readonly DependencyNeed[]
  readonly unknown: readonly Unknown[]
}

const NOTHING: Judgement = { needs: [], unknown: [] }
const PROGRAMS = { git: 'git', hg: 'mercurial', svn: 'subversion', bzr: 'bzr' } as const
const NEWEST_DEBIAN_KNOWN_FOR_MUSL = 12

/** What one package asks of an image. */
export function judge(want: Want, image: PythonImage): Judgement {
  const label = labelOf(want)
  const debian =
    image.target.libc === 'glibc' ? debianOfGlibc(image.target.libcMinor) : NEWEST_DEBIAN_KNOWN_FOR_MUSL
  const bringer = bringerFor(want.name)
  const run = bringer !== undefined && image.has(bringer) ? [] : calledBy(want.name, debian)
  const always = run.length === 0 ? NOTHING : { needs: [{ name: label, build: [], run }], unknown: [] }
  return join(always, installing(want, label, image, debian))
}

function installing(want: Want, label: string, image: PythonImage, debian: number): Judgement {
  const { target } = image
  const glibc = target.libc === 'musl' ? glibcOnly(want.name) : undefined
  if (glibc !== undefined) return need({ name: label, build: [], run: [], blocked: glibc })
  switch (want.source.kind) {
    case 'folder':
      return NOTHING
    case 'vcs': {
      const clone = need({ name: label, build: [PROGRAMS[want.source.program]], run: [] })
      return isPurePackage(want.name) ? clone : join(clone, compiling(want, label, image, debian))
    }
    case 'file': {
      const wheel = wheelName(want.source.file)
      if (!wheel) return isPurePackage(want.name) ? NOTHING : compiling(want, label, image, debian)
      if (wheel.builds.some((build) => fits(build, target))) return NOTHING
      if (want.source.file.endsWith(`-${OF_ONE_MACHINE}`))
        return open(`what ${want.source.file} was built for is not known`)
      return need({
        name: label,
        build: [],
        run: [],
        blocked: `is a wheel for something else: ${want.source.file}`,
      })
    }
    case 'index': {
      const verdict = verdictOf(want, image)
      if (verdict === 'wheel') return NOTHING
      if (verdict === 'source') return compiling(want, label, image, debian)
      if (verdict === 'none')
        return need({ name: label, build: [], run: [], blocked: `has no build for ${nameOf(target)}` })
      const build = pythonBuildOf(want.name, debian)
      // Of these PyPI has no more than the source, or once had no more.
      if (
        build !== undefined &&
        build !== 'rust' &&
        build.build.some((each) => each.endsWith('-dev') && each !== 'libc6-dev')
      )
        return compiling(want, label, image, debian)
      return open(`whether ${label} has to be compiled on ${nameOf(target)} is not known`)
    }
  }
}

function verdictOf(want: Want, { target, options }: PythonImage): Verdict {
  const { name, files, version, specifiers } = want
  const isIn = (list: readonly string[]): boolean => list.includes(name) || list.includes(':all:')
  if (isIn(options.noBinary)) return isPurePackage(name) ? 'wheel' : 'source'
  const text = version ?? pinned(specifiers)
  const verdict =
    files !== undefined && files.length > 0
      ? verdictOfFiles(name, files, target)
      : text === undefined
        ? verdictOfNewest(name, specifiers, target)
        : verdictOfVersion(name, text, target)
  return verdict === 'source' && isIn(options.onlyBinary) ? 'none' : verdict
}

function compiling(want: Want, label: string, image: PythonImage, debian: number): Judgement {
  const build = pythonBuildOf(want.name, debian)
  if (build === 'rust')
    return open(`${label} has no wheel for ${nameOf(image.target)} and is built with Rust`)
  if (build === undefined)
    return open(`${label} has no wheel for ${nameOf(image.target)}, and what building it needs is not known`)
  return need({ name: label, build: build.build, run: build.run })
}

function open(reason: string): Judgement {
  return {
    needs: [],
    unknown: [
      { reason, unblock: 'pin a version that has a wheel for it, in a lock file that lists its files' },
    ],
  }
}

function need(each: DependencyNeed): Judgement {
  return { needs: [each], unknown: [] }
}

function join(left: Judgement, right: Judgement): Judgement {
  return { needs: [...left.needs, ...right.needs], unknown: [...left.unknown, ...right.unknown] }
}

function labelOf({ name, version, specifiers }: Want): string {
  const text = version ?? pinned(specifiers)
  return text === undefined ? name : `${name} ${text}`
}

function nameOf({ libc, python }: WheelTarget): string {
  return `Python ${Math.floor(python / 100)}.${python % 100} with ${libc}`
}
