import { posix } from 'node:path'
import { calledByGem, gemBuildOf } from '../../catalog/ruby-gems.ts'
import { debianOfGlibc } from '../../catalog/python-builds.ts'
import type { DependencyNeed, DependencyNeeds, Libc, Unknown } from '../dependency-needs.ts'
import { parseGemfileLock, type LockedGem } from './gemfile-lock.ts'

export interface RubyRequest {
  /** Of the Gemfile: `Gemfile.lock` stands beside it. */
  readonly gemfile: string
  /** Undefined for what is not there. */
  readonly read: (path: string) => string | undefined
  readonly libc: Libc
  /** Of the C library: `2.36`, `1.2`. */
  readonly libcVersion: string
  /** Builds every gem from its source: `force_ruby_platform`. */
  readonly fromSource?: boolean
}

const DEBIAN_OF_MUSL = 12

/** What installing the gems of a project asks of an image for x86_64. */
export function rubyNeeds(request: RubyRequest): DependencyNeeds {
  const path = `${request.gemfile}.lock`
  const text = request.read(path)
  if (text === undefined)
    return unknown(
      `${path} is not in a known build context`,
      'run dfopt where the build context is, with the lock file that bundler writes in it',
    )
  const lock = parseGemfileLock(text)
  if (!lock)
    return unknown(`${path} cannot be read as what bundler writes`, 'write the lock file anew: bundle lock')
  const judge = judgeOf(request, posix.dirname(path))
  const found = lock.gems.map(judge)
  const bringsZones = lock.gems.some(({ name }) => name === 'tzinfo-data')
  return {
    needs: found.flatMap(({ needs }) => needs).filter(({ run }) => !bringsZones || !run.includes('tzdata')),
    unknown: [
      ...found.flatMap((each) => each.unknown),
      ...lock.remotes.map((remote) => ({
        reason: `what the gem server ${remote.replace(/\/\/[^@/]*@/, '//')} has is not known`,
        unblock: 'name rubygems.org as the source',
      })),
    ],
  }
}

/** Gems of an installed bundle that run with one C library alone: those that are compiled, and those that were when they were built. */
export function nativeGems(request: RubyRequest): {
  readonly native: readonly string[]
  readonly unknown: readonly Unknown[]
} {
  const { unknown: open } = rubyNeeds(request)
  const lock = parseGemfileLock(request.read(`${request.gemfile}.lock`) ?? '')
  const debian = debianOfGlibc(Number(request.libcVersion.split('.')[1] ?? 0))
  const compiled = (lock?.gems ?? []).filter(({ name, platforms, source }) => {
    if (source === 'path') return false
    if (request.fromSource !== true && platformFor(platforms, request.libc) === 'ready') return true
    return gemBuildOf(name, debian) !== 'pure'
  })
  const native = compiled.map(({ name, version }) => `${name} ${version}`)
  if (!lock || lock.platforms.some((each) => each === 'ruby' || each.endsWith('-musl')))
    return { native, unknown: open }
  const reason = `${request.gemfile}.lock is for no platform with musl: ${lock.platforms.join(', ')}`
  return { native, unknown: [...open, { reason, unblock: 'bundle lock --add-platform ruby' }] }
}

function unknown(reason: string, unblock: string): DependencyNeeds {
  return { needs: [], unknown: [{ reason, unblock }] }
}

function judgeOf(
  { libc, libcVersion, read, fromSource }: RubyRequest,
  folder: string,
): (gem: LockedGem) => DependencyNeeds {
  const debian = libc === 'musl' ? DEBIAN_OF_MUSL : debianOfGlibc(Number(libcVersion.split('.')[1] ?? 0))
  return (gem) => {
    const name = `${gem.name} ${gem.version}`
    const needs: DependencyNeed[] = []
    const open: Unknown[] = []
    const run = calledByGem(gem.name, debian)
    if (run.length > 0) needs.push({ name, build: [], run })
    if (gem.source === 'git') needs.push({ name, build: ['git'], run: [] })
    const platform = fromSource === true ? 'ruby' : platformFor(gem.platforms, libc)
    if (gem.source === 'path') {
      const spec = read(posix.join(folder, gem.path ?? '.', `${gem.name}.gemspec`))
      if (spec === undefined || /\.extensions\b/.test(spec))
        open.push(
          cannotTell(`whether ${gem.name}, which is in the project, has code to compile is not known`),
        )
    } else if (platform === 'none')
      open.push(
        cannotTell(
          `${name} is locked for other platforms only: ${gem.platforms.join(', ')}`,
          'bundle lock --add-platform',
        ),
      )
    else if (platform === 'unclear')
      open.push(
        cannotTell(
          `whether ${name} for x86_64-linux runs with musl is not known`,
          'bundle lock --add-platform x86_64-linux-musl',
        ),
      )
    else if (platform === 'ruby') {
      const build = gemBuildOf(gem.name, debian)
      if (build === undefined) open.push(cannotTell(`whether ${name} has code to compile is not known`))
      else if (build !== 'pure') needs.push({ name, ...build })
    }
    return { needs: merged(needs), unknown: open }
  }
}

function cannotTell(reason: string, unblock = 'keep the full image, or leave the gem out'): Unknown {
  return { reason, unblock }
}

/** Which of the locked files of a gem bundler takes. */
function platformFor(platforms: readonly string[], libc: Libc): 'ready' | 'ruby' | 'none' | 'unclear' {
  const ready = libc === 'glibc' ? ['x86_64-linux-gnu', 'x86_64-linux'] : ['x86_64-linux-musl']
  if (platforms.some((each) => ready.includes(each))) return 'ready'
  // Rubygems takes a gem for x86_64-linux to be one for musl, too.
  if (libc === 'musl' && platforms.includes('x86_64-linux')) return 'unclear'
  return platforms.includes('ruby') ? 'ruby' : 'none'
}

function merged(needs: readonly DependencyNeed[]): readonly DependencyNeed[] {
  const [first] = needs
  if (!first) return []
  return [
    {
      name: first.name,
      build: [...new Set(needs.flatMap(({ build }) => build))].sort(),
      run: [...new Set(needs.flatMap(({ run }) => run))].sort(),
    },
  ]
}
