// Bundler.
import { posix } from 'node:path'
import { parseGemfileLock } from '../../../project/ruby/gemfile-lock.ts'
import { hasOption, NO_LOCK, NO_MANIFEST, present, setVariable, type Ecosystem } from '../install.ts'

export const ruby: Ecosystem = {
  read(site) {
    const { call, folder, files, command } = site
    if (call.manager.id !== 'bundler' || call.role !== 'install' || !/^(?:install|)$/.test(call.action))
      return undefined
    if (command.args.some(({ text }) => text === 'exec') || hasOption(call, /^(?:-v|--version|--gemfile)$/))
      return undefined
    const gemfile = files.read(posix.join(folder, 'Gemfile'))
    if (gemfile === undefined || setVariable(site, /^BUNDLE_GEMFILE$/) !== undefined)
      return NO_MANIFEST('Gemfile')
    const text = gemfile.replaceAll(/^\s*#.*$/gm, '')
    const odd =
      /^\s*gemspec\b|\bpath:?\s*(?:=>)?\s*["'(]|\beval_gemfile\b|\brequire_relative\b|\binstance_eval\b|\bDir\s*[.[]/m.exec(
        text,
      )?.[0]
    const read = [...text.matchAll(/["']((?:\.\/)?\.(?:ruby-version|tool-versions))["']/g)].map(
      ([, name = '']) => name,
    )
    // File.read of anything else.
    const other = /\bFile\.(?:read|open|exist\?|expand_path)[^\n]*/.exec(text)?.[0]
    const what =
      odd ?? (other !== undefined && !read.some((name) => other.includes(name)) ? other : undefined)
    if (what !== undefined)
      return {
        reason: `Gemfile has ${what.trim().slice(0, 40)}, for which bundler needs more of the project`,
        unblock: 'copy what that names in front of the install, by hand',
      }
    const cache = files.list(posix.join(folder, 'vendor/cache'))
    if (cache)
      return {
        reason: 'vendor/cache has the gems already',
        unblock: 'leave it, or keep vendor/cache out of the build context',
        quiet: true,
      }
    const locks = present(site, ['Gemfile.lock'])
    const lock = parseGemfileLock(files.read(posix.join(folder, 'Gemfile.lock')) ?? '')
    if (
      lock &&
      lock.platforms.length > 0 &&
      !lock.platforms.some((each) => each === 'ruby' || each.includes('linux'))
    )
      return {
        reason:
          'Gemfile.lock names no platform of Linux: bundle install adds one, which the sources would take away again',
        unblock: 'run bundle lock --add-platform x86_64-linux',
      }
    const isFrozen =
      hasOption(call, /^(?:--deployment|--frozen)$/) ||
      setVariable(site, /^BUNDLE_(?:FROZEN|DEPLOYMENT)$/) !== undefined
    return {
      reads: [
        posix.join(folder, 'Gemfile'),
        ...locks,
        ...present(site, [...new Set(read)]),
        ...present(site, ['.bundle/config']),
      ],
      // https://bundler.io/man/bundle-config.1.html: only with these does it go into the project.
      fills:
        hasOption(call, /^(?:--deployment|--path)$/) ||
        setVariable(site, /^BUNDLE_(?:DEPLOYMENT|PATH)$/) !== undefined
          ? [posix.join(folder, 'vendor/bundle')]
          : [],
      rewrites: isFrozen ? [] : locks,
      doubts: [
        ...(locks.length === 0 ? [NO_LOCK('Gemfile')] : []),
        ...(isFrozen || locks.length === 0
          ? []
          : ['Gemfile.lock in the image is then the one of the sources, not what bundler may make of it']),
      ],
    }
  },
}
