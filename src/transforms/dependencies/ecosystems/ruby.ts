import { posix } from 'node:path'
import type { DependencyNeeds } from '../../../project/dependency-needs.ts'
import { nativeGems, rubyNeeds, type RubyRequest } from '../../../project/ruby/ruby-needs.ts'
import { NOTHING, unknownWithout, valueOf, WORKDIR, type Install, type Natives } from './ecosystem.ts'

/** Bundler goes by Gemfile.lock; what gem installs by name brings whatever is newest. */
export function rubyDependencies(install: Install): DependencyNeeds {
  const request = requestOf(install)
  if (!request) return NOTHING
  return 'unknown' in request ? request : rubyNeeds(request)
}

/** What of the gems runs with one C library alone. */
export function rubyNatives(install: Install): Natives {
  const request = requestOf(install)
  if (!request) return { native: [], unknown: [] }
  return 'unknown' in request ? { native: [], unknown: request.unknown } : nativeGems(request)
}

/** undefined: it installs nothing that is not there. */
function requestOf(install: Install): RubyRequest | DependencyNeeds | undefined {
  const { call, command, folder, libc, libcVersion } = install
  const what = `${command.name} ${command.action}`.trim()
  if (command.manager.id === 'gem') {
    const words = command.operands.map(({ literal, text }) => literal ?? text)
    // In every Ruby image already, and without native code.
    return words.length > 0 && words.every((word) => /^(?:bundler|rake)(?::[\d.]+)?$/.test(word))
      ? undefined
      : unknownWithout(
          `what ${what} ${words.join(' ')} builds is not known`,
          `put ${words.length > 1 ? 'them' : 'it'} into a Gemfile with its lock file`,
        )
  }
  if (folder === undefined) return unknownWithout(`which folder ${what} runs in is not known`, WORKDIR)
  const gemfile = valueOf(install, 'BUNDLE_GEMFILE') ?? 'Gemfile'
  const fromSource = valueOf(install, 'BUNDLE_FORCE_RUBY_PLATFORM') !== undefined
  return {
    gemfile: posix.resolve(folder, gemfile),
    read: (path) => call.files.read(posix.resolve(folder, path)),
    libc,
    libcVersion,
    ...(fromSource && { fromSource }),
  }
}
