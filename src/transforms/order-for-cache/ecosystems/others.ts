// Maven and mix, where the file fetches dependencies apart; and those that cannot.
import { posix } from 'node:path'
import {
  hasOption,
  NO_LOCK,
  NO_MANIFEST,
  present,
  type Ecosystem,
  type Install,
  type InstallSite,
  type NotFirst,
} from '../install.ts'

export const others: Ecosystem = {
  read(site) {
    switch (site.call.manager.id) {
      case 'maven':
        return maven(site)
      case 'mix':
        return site.call.action === 'deps.get' ? mix(site) : undefined
      case 'cargo':
        return cargo(site)
      default:
        return undefined
    }
  },
}

/** `mvn dependency:go-offline`; nothing is added where a file has none, for it fetches more than a build needs and not all of it. */
function maven(site: InstallSite): Install | NotFirst | undefined {
  const { call, command, files, folder } = site
  const goals = command.args.map(({ text }) => text).filter((text) => !text.startsWith('-'))
  if (
    goals.length === 0 ||
    !goals.every((goal) => /^dependency:(?:go-offline|resolve(?:-plugins)?)$/.test(goal))
  )
    return undefined
  if (hasOption(call, /^(?:-f|--file|-pl|--projects|-s|--settings|-gs)$/)) return undefined
  const pom = files.read(posix.join(folder, 'pom.xml'))?.replaceAll(/<!--[^]*?-->/g, '')
  if (pom === undefined) return NO_MANIFEST('pom.xml')
  if (/<modules>|<systemPath>|<extensions>|<relativePath>\s*[^<\s]/.test(pom))
    return {
      reason: 'pom.xml leads to other files of the project',
      unblock: 'copy those of all modules in front of it, by hand',
    }
  const wrapper = call.invocation.includes('mvnw') ? present(site, ['mvnw']) : []
  return {
    reads: [posix.join(folder, 'pom.xml'), ...wrapper, ...present(site, ['.mvn'])],
    fills: [],
    rewrites: [],
    doubts: [],
  }
}

function mix(site: InstallSite): Install | NotFirst {
  const { files, folder } = site
  const manifest = files.read(posix.join(folder, 'mix.exs'))?.replaceAll(/^\s*#.*$/gm, '')
  if (manifest === undefined) return NO_MANIFEST('mix.exs')
  const odd = /\bapps_path\b|\bpath:\s*["']|\bin_umbrella\b|\bFile\.\w+|\bCode\.\w+|__DIR__/.exec(
    manifest,
  )?.[0]
  if (odd !== undefined)
    return {
      reason: `mix.exs has ${odd}, for which mix needs more of the project`,
      unblock: 'copy what that names in front of the install, by hand',
    }
  const locks = present(site, ['mix.lock'])
  return {
    reads: [posix.join(folder, 'mix.exs'), ...locks],
    fills: [posix.join(folder, 'deps')],
    rewrites: [],
    doubts: [...(locks.length === 0 ? [NO_LOCK('mix.exs')] : [])],
  }
}

function cargo({ command }: InstallSite): NotFirst | undefined {
  const [action] = command.args
  if (!/^(?:build|fetch|install)$/.test(action?.text ?? '')) return undefined
  return {
    reason: 'cargo wants the sources of every target there, even to fetch what they depend on',
    unblock: 'use cargo-chef, or --only mount-caches',
    quiet: true,
  }
}
