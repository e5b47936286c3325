// Maven and mix, where the file fetches dependencies apart; and those that cannot.
import { posix } from 'node:path'
import {
  contextPath,
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
      case 'gradle':
        return gradle(site)
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
  const poms: string[] = []
  const odd = followPom(site, posix.join(folder, 'pom.xml'), poms)
  if (odd) return odd
  const stranger = poms.find((path) => !hasItsParent(files, path, poms))
  if (stranger !== undefined)
    return {
      reason: `${posix.relative(folder, stranger)} has a parent that is none of the modules`,
      unblock: 'copy that in front of it, by hand',
    }
  const wrapper = call.invocation.includes('mvnw') ? present(site, ['mvnw']) : []
  return {
    reads: [...poms, ...wrapper, ...present(site, ['.mvn'])],
    fills: [],
    rewrites: [],
    doubts: [],
  }
}

/** Adds a pom.xml and those of its modules, in profiles as well: https://maven.apache.org/pom.html#Aggregation */
function followPom(site: InstallSite, path: string, poms: string[]): NotFirst | undefined {
  if (poms.includes(path)) return undefined
  const name = posix.relative(site.folder, path)
  const pom = pomText(site.files, path)
  if (pom === undefined) return NO_MANIFEST(name)
  poms.push(path)
  const odd = /<(systemPath|extensions|file)>/.exec(pom)?.[1]
  if (odd !== undefined)
    return {
      reason: `${name} has ${odd}, which may lead to other files of the project`,
      unblock: 'copy those in front of it, by hand',
    }
  for (const [, written = ''] of pom.matchAll(/<module>\s*([^<]*?)\s*<\/module>/g)) {
    if (written.includes('$'))
      return { reason: `which module ${name} means by ${written} is not known`, unblock: 'name its folder' }
    const module = posix.resolve(posix.dirname(path), written)
    const found = followPom(site, module.endsWith('.xml') ? module : posix.join(module, 'pom.xml'), poms)
    if (found) return found
  }
  return undefined
}

function pomText(files: InstallSite['files'], path: string): string | undefined {
  return files.read(path)?.replaceAll(/<!--[^]*?-->/g, '')
}

/** True where the parent is read as well, or comes from a repository; without a relativePath Maven looks one folder up. */
function hasItsParent(files: InstallSite['files'], path: string, poms: readonly string[]): boolean {
  const parent = /<parent>([^]*?)<\/parent>/.exec(pomText(files, path) ?? '')?.[1]
  if (parent === undefined || /<relativePath\s*\/>|<relativePath>\s*<\/relativePath>/.test(parent))
    return true
  const written = /<relativePath>\s*([^<]+?)\s*<\/relativePath>/.exec(parent)?.[1] ?? '../pom.xml'
  const at = posix.resolve(posix.dirname(path), written)
  const file = at.endsWith('.xml') ? at : posix.join(at, 'pom.xml')
  return poms.includes(file) || (contextPath(files, file) === undefined && !written.startsWith('$'))
}

/** Its scripts are programs, and settings.gradle may include folders by any rule: https://docs.gradle.org/current/userguide/settings_file_basics.html */
function gradle({ command }: InstallSite): NotFirst | undefined {
  const tasks = command.args.map(({ text }) => text).filter((text) => !text.startsWith('-'))
  const fetches =
    /^:?(?:dependencies|downloadDependencies|resolveDependencies|resolveAllDependencies|androidDependencies)$/
  return tasks.length > 0 && tasks.every((task) => fetches.test(task))
    ? {
        reason: 'scripts of Gradle are programs, which may read anything of the project when they are loaded',
        unblock: 'copy those scripts in front of it by hand, or --only mount-caches',
        quiet: true,
      }
    : undefined
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
