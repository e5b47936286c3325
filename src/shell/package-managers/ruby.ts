import { officialName } from '../base-environment.ts'
import type { PackageCommand } from '../package-command.ts'
import type { Environment, PackageCache, PackageManager, RemedyObstacle } from './package-manager.ts'

// Where gems are without GEM_HOME: Debian, a Ruby built from source, Fedora and Alpine.
const GEM_DIRECTORIES = (
  '/var/lib/gems/* /usr/local/lib/ruby/gems/* /usr/lib/ruby/gems/* /usr/share/gems ' +
  '/usr/local/share/gems /usr/lib64/ruby/gems/*'
).split(' ')

// `rm -rf /usr/local/bundle/cache/*.gem`, `rm -rf "$(gem env gemdir)"/cache`, `vendor/bundle/ruby/*/cache`
const REMOVED_BY = /(?:gem|ruby|bundle).*\/cache\b|cache\/\*\.gem/i

// Distributions and official images have RubyGems 2.0 (of Ruby 2.0, 2013) since these releases.
const OLD_RUBY =
  /^(?:debian:(?:squeeze|wheezy|[67])|ubuntu:(?:1[0-4]\.|lucid|precise|quantal|trusty)|centos:(?:centos)?[56]|alpine:(?:2|3\.0)|.*wheezy)/
const KNOWN_RUBY =
  /^(?:debian|ubuntu|alpine|fedora|centos|rockylinux|almalinux|amazonlinux|buildpack-deps|node|python|golang|php|openjdk|eclipse-temurin|nginx|httpd|perl|rust|gcc|maven|gradle|clojure|haskell|elixir|erlang|swift|julia|r-base|jenkins|postgres|redis|mysql|mariadb)$/

const documentation: PackageCache = {
  name: 'the documentation of gems',
  reason: 'nobody reads manuals in a container',
  paths: GEM_DIRECTORIES.map((directory) => `${directory}/doc`),
  movedBy: [{ variable: 'GEM_HOME', path: '*/doc', isHome: true }],
  movedByOptions: [],
  filledBy: () => true,
  offBy: [],
  // The official images have "gem: --no-document" in their gemrc.
  isOff: ({ base, mentions }) =>
    (base !== undefined && /^j?ruby$/.test(officialName(base) ?? '')) || mentions(/gemrc/i),
  remedy: {
    kind: 'option',
    option: '--no-document',
    sameAs: ['-N', '--no-doc', '--document', '--no-rdoc', '--no-ri'],
  },
  obstacle: (_, { base, mentions }) => {
    const named = mentions(/\bruby[-:]?[23]\.?\d/)
    const known = base !== undefined && KNOWN_RUBY.test(officialName(base) ?? '') && !OLD_RUBY.test(base)
    if ((known || named) && !mentions(/ruby-?1\.[89]|\b(?:rvm|rbenv)\b/)) return undefined
    return {
      reason: 'its release may be one before RubyGems 2.0, which does not know --no-document',
      unblock: 'write gem install --no-document by hand',
    }
  },
  source: 'lib/rubygems/install_update_options.rb; RubyGems 2.0 history; run with RubyGems 3.3',
}

const isBundler = ({ manager }: PackageCommand): boolean => manager.id === 'bundler'

// Both leave the packages below the directory where they put what is in them, so that one cleanup may do for both.
const downloads: PackageCache = {
  name: 'the gem cache',
  reason: 'nothing reads the .gem files again that were unpacked and installed',
  paths: [
    ...[...GEM_DIRECTORIES, '/usr/local/bundle', '/usr/local/bundle/ruby/*'].map((each) => `${each}/cache`),
    '~/.bundle/cache',
  ],
  // The path of an application, in folders of its own.
  alsoRemoves: ['', '/*', '/*/*', '/*/*/*', '/*/*/*/*', '/*/*/*/*/*'].flatMap((each) => [
    `${each}/ruby/*/cache`,
    `${each}/cache/*.gem`,
  ]),
  movedBy: [],
  movedByOptions: ['-i'],
  // A gem out of a file is copied there too; Bundler's --local takes what is installed or packed with the application.
  filledBy: (call) =>
    !call.normalOptions.some((option) =>
      (isBundler(call) ? /^--(?:local|version|help)$|^-[vh]$/ : /^--user-install$/).test(option),
    ),
  offBy: [],
  remedy: {
    kind: 'command',
    command: (call, environment, _, calls) => {
      const bundle = calls.findLast(isBundler)
      const own = bundle && ownPath(bundle, environment)
      const inSystem = calls.findLast((each) => each.manager.id === 'gem')
      const parts = [
        ...(bundle ? ['~/.bundle/cache'] : []),
        ...(own === undefined ? [] : ownCaches(own, environment)),
        ...(own === undefined || inSystem
          ? [systemCache(inSystem ?? call, bundle && !own, environment)]
          : []),
      ]
      return `rm -rf ${parts.join(' ')}`
    },
  },
  obstacle: (call, environment) => {
    const own = isBundler(call) ? ownPath(call, environment) : undefined
    if (own !== undefined && !/^[\w@%+:.,/~$"{}-]+$/.test(own)) {
      return { reason: `${own} would have to be quoted`, unblock: 'name a path without blanks' }
    }
    if (own !== undefined) return undefined
    if (isBundler(call) && call.normalOptions.some((option) => option.startsWith('--gemfile '))) {
      return {
        reason: '--gemfile names a Gemfile elsewhere',
        unblock: 'set BUNDLE_PATH, or empty the cache by hand',
      }
    }
    return environment.value('GEM_HOME') ? undefined : notRoot(environment)
  },
  removedBy: REMOVED_BY,
  source:
    'gem environment, gem install, gem pristine, bundle install and bundle exec gem env run with RubyGems 3.3 and ' +
    'Bundler 2.3; bundle-config(1)',
}

/** What root has put into the system's directory, another user cannot remove, and the rm would fail the build. */
function notRoot({ root }: Environment): RemedyObstacle | undefined {
  if (root) return undefined
  return {
    reason: 'the file does not tell where the gems of this user are',
    unblock: 'set GEM_HOME to a directory of the user, or empty its cache by hand',
  }
}

/** `ruby/*` below it is where the gems are. Undefined for the system's gems and for what settings say. */
function ownPath({ normalOptions }: PackageCommand, { value }: Environment): string | undefined {
  const path = normalOptions.find((option) => option.startsWith('--path '))?.slice('--path '.length)
  if (path !== undefined) return path.replace(/\/+$/, '')
  if (value('BUNDLE_PATH')) return '"$BUNDLE_PATH"'
  return normalOptions.includes('--deployment') ? 'vendor/bundle' : undefined
}

function ownCaches(path: string, { value }: Environment): readonly string[] {
  // Older releases put gems right below BUNDLE_PATH; vendor/cache is no cache but what `bundle cache` packed.
  const older = path === '"$BUNDLE_PATH"' && !/vendor\/?$/.test(value('BUNDLE_PATH') ?? '')
  return [...(older ? [`${path}/cache`] : []), `${path}/ruby/*/cache`]
}

/** Settings of Bundler may name a path, which only Bundler itself can tell. */
function systemCache(
  { invocation, manager }: PackageCommand,
  byBundler: boolean | undefined,
  { value, mentions }: Environment,
): string {
  const set = byBundler && mentions(/bundler? config\b.*\b(?:path|deployment)\b|BUNDLE_DEPLOYMENT/)
  if (value('GEM_HOME') && !set) return '"$GEM_HOME"/cache/*.gem'
  const bundle = manager.id === 'bundler' ? invocation : 'bundle'
  return byBundler
    ? `"$(${bundle} exec gem env gemdir)"/cache/*.gem`
    : `"$(${invocation} env gemdir)"/cache/*.gem`
}

export const gem: PackageManager = {
  id: 'gem',
  programs: ['gem'],
  programNames: /^gem\d(?:\.?\d)?$/,
  roles: { install: 'install', i: 'install', update: 'install' },
  otherwise: 'other',
  shortWithValue: 'vinsPB',
  longWithValue: (
    '--version --install-dir --bindir --source --trust-policy --bulk-threshold --platform --without ' +
    '--config-file --build-root'
  ).split(' '),
  synonyms: [['-i', '--install-dir']],
  caches: [documentation, downloads],
  mounts: [],
}

export const bundler: PackageManager = {
  id: 'bundler',
  programs: ['bundle', 'bundler'],
  roles: { '': 'install', install: 'install', update: 'install', add: 'install' },
  otherwise: 'other',
  shortWithValue: 'j',
  longWithValue: '--jobs --retry --path --gemfile --without --with --shebang --trust-policy'.split(' '),
  synonyms: [],
  caches: [downloads],
  mounts: [],
}
