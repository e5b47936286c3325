import type { PackageCommand } from '../package-command.ts'
import type { PackageCache, PackageManager, Role } from './package-manager.ts'

const rolesOf = (role: Role, names: string): Readonly<Record<string, Role>> =>
  Object.fromEntries(names.split(',').map((name) => [name.trim(), role]))

const KEEPS_PACKAGES = /^--(?:downloadonly|cacheonly|assumeno)$|^-C$|^--setopt (?:keepcache|cachedir)=/

/** What yum, dnf, microdnf and tdnf leave behind: metadata of repositories, and packages where an install fails. */
const repositoryCache: PackageCache = {
  name: 'the repository metadata',
  paths: ['/var/cache/dnf', '/var/cache/yum', '/var/cache/libdnf5', '/var/cache/tdnf'],
  movedBy: [],
  movedByOptions: ['--installroot'],
  filledBy: ({ normalOptions }) =>
    !normalOptions.some((option) => KEEPS_PACKAGES.test(option)) ||
    normalOptions.some((option) => /^--(?:downloaddir|destdir) /.test(option)),
  offBy: [],
  isOff: (environment) =>
    environment.mentions(/\bkeepcache\s*=\s*(?:1|true|yes)\b|(?:yum|dnf)\b.*\s(?:-C|--cacheonly)\b/i),
  // dnf needs no metadata to remove packages; yum 3 and its plugins may.
  refilledBy: ({ role, action }) => role === 'update' || /remove$|^erase$|^versionlock$/.test(action),
  remedy: { kind: 'command', command: (call, _environment, _place, calls) => cleanAll(call, calls) },
  reason: 'an install that finds none fetches it anew, so that it is of no use to anybody below',
  // Run with dnf 4.24, dnf 5.2 and repositories of two packages: nothing but two files of some bytes is left by the one,
  // nothing by the other, and `remove` does not fill it again. clean.py of dnf 4: every file below the cache directory by its kind. clean.cpp of dnf 5: every directory there.
  // cli.py of yum 3, cleanCli: the enabled repositories, what the plugins keep, and the indexes of the rpm database.
  alsoRemoves: ['/var/lib/yum/rpmdb-indexes'],
  source: 'https://dnf.readthedocs.io/en/latest/command_ref.html#clean-command',
}

/** yum 3 cleans what is enabled, so a repository that a call enables for itself has to be named again. */
function cleanAll({ name }: PackageCommand, calls: readonly PackageCommand[]): string {
  const program = name.startsWith('yum') || name === 'debuginfo-install' ? 'yum' : name
  const enabled = calls.flatMap((call) =>
    call.normalOptions.flatMap((option) => /^--enablerepo (.+)$/.exec(option)?.[1] ?? []),
  )
  const names = [...new Set(enabled.flatMap((each) => each.split(',')))]
  if (program !== 'yum' || names.length === 0) return `${program} clean all`
  const repositories = names.join(',')
  return `${program} clean all --enablerepo=${/[*?[]/.test(repositories) ? `'${repositories}'` : repositories}`
}

// Fedora has dnf 5 since 41 (https://fedoraproject.org/wiki/Changes/SwitchToDnf5), where yum is another name of it; RHEL
// and what is made from it have dnf 4 since 8, Amazon Linux since 2023.
const DNF5 = /(?:^|\/)fedora(?::(?:4[1-9]|[5-9]\d|latest|rawhide))?(?:@|$)/
const DNF4 = [
  /(?:^|\/)fedora:(?:2[2-9]|3\d|40)(?!\d)/,
  /(?:^|\/)(?:rockylinux|almalinux|oraclelinux|centos):(?:centos|stream)?(?:8|9|10)(?!\d)/,
  /(?:^|\/)ubi(?:8|9|10)(?:\/(?!ubi-mi)[\w-]+)?(?:[:@]|$)/,
  /(?:^|\/)amazonlinux:2023/,
  /(?:^|\/)cuda:[\w.-]+-(?:rockylinux|ubi|oraclelinux)(?:8|9|10)(?!\d)/,
]

// dnf(8), dnf5(8), yum(8), microdnf(8), tdnf's wiki; yumcommands.py of yum 3.
export const dnf: PackageManager = {
  id: 'dnf',
  rules: ['DL3032', 'DL3040'],
  programs: ['dnf', 'yum', 'microdnf', 'tdnf'],
  programNames: /^dnf-?[345]$/,
  roles: {
    ...rolesOf(
      'install',
      `install, install-n, install-na, install-nevra, in, reinstall, rei, update, up, upgrade, upgrade-minimal,
      update-minimal, update-to, upgrade-to, downgrade, dg, distro-sync, dsync, distrosync, distribution-synchronization,
      distupgrade, dist-upgrade, localinstall, localupdate, groupinstall, group-install, groupupdate, group install,
      group update, group upgrade, groups install, groups update, groups mark install, environment install,
      module install, module update, module enable, module switch-to, builddep, build-dep, swap, do, download,
      debuginfo-install, system-upgrade download, offline-upgrade download`,
    ),
    ...rolesOf(
      'update',
      `makecache, makecache fast, check-update, check-upgrade, list, search, se, info, provides, whatprovides,
      repoquery, rq, repolist, repoinfo, grouplist, groupinfo, group list, group info, groups list, module list,
      module info, deplist, updateinfo, advisory list, leaves, resolvedep`,
    ),
    ...rolesOf('clean', 'clean, clean all, clean metadata'),
    ...rolesOf(
      'other',
      `clean packages, clean expire-cache, clean dbcache, clean headers, clean plugins, clean rpmdb, remove, rm, erase,
      autoremove, groupremove, group remove, groups remove, history, config-manager, copr, versionlock, mark,
      module disable, module reset, module remove, alias, help, check, shell, needs-restarting, fs, version, repo,
      repository-packages, offline, system-upgrade, list installed, load-transaction`,
    ),
  },
  shortWithValue: 'cdexR',
  longWithValue: (
    '--enablerepo --disablerepo --enable-repo --disable-repo --repo --repoid --setopt --repofrompath ' +
    '--installroot --config --releasever --exclude --excludepkgs --from-repo --disableexcludes ' +
    '--downloaddir --destdir --forcearch --arch --archlist --advisory --cve --cves --bz --bzs ' +
    '--sec-severity --comment --color --disableplugin --enableplugin --debuglevel --errorlevel ' +
    '--rpmverbosity --randomwait --add-repo'
  ).split(' '),
  synonyms: [
    ['-y', '--assumeyes'],
    ['-q', '--quiet'],
    ['-C', '--cacheonly'],
    ['-c', '--config'],
    ['-x', '--exclude', '--excludepkgs'],
    ['--enablerepo', '--enable-repo'],
    ['--disablerepo', '--disable-repo'],
    ['--repo', '--repoid'],
  ],
  // What is missing or older than metadata_expire is fetched: dnf.conf(5), yum.conf(5).
  refreshes: {
    isOne: ({ action, operands, normalOptions }) =>
      action.startsWith('makecache') &&
      operands.length === 0 &&
      normalOptions.every((option) => /^-[yq]$|^--(?:refresh|timer)$/.test(option)),
    neededBy: ({ normalOptions }) => normalOptions.includes('-C'),
  },
  caches: [repositoryCache],
  // Not yum 3, whose makers have ended its support, and which knows no --refresh; not microdnf, which knows neither that
  // nor keepcache before 3.10.0 (dnf-main.c); not tdnf, whose image says what it keeps (tdnf.conf).
  mounts: [
    {
      // A folder a repository, by its URL with release and architecture in it: run with dnf 4.14.
      target: '/var/cache/dnf',
      // Its locks hold a process id, which says nothing in another container.
      sharing: 'locked',
      on: (base) => DNF4.some((names) => names.test(base)),
      source: 'https://dnf.readthedocs.io/en/latest/conf_ref.html#cachedir-label',
    },
    {
      target: '/var/cache/libdnf5',
      sharing: 'locked',
      on: (base) => DNF5.test(base),
      source: 'https://dnf5.readthedocs.io/en/latest/misc/caching.7.html',
    },
  ],
  keeping: {
    programs: /^(?:dnf-?[345]?|yum)$/,
    // Metadata are good for two days, and name packages that are gone from the mirrors by then.
    needs: [
      { option: '--refresh', sameAs: [] },
      {
        option: '--setopt=keepcache=1',
        sameAs: ['1', 'true', 'True', 'yes', 'on'].map((value) => `--setopt keepcache=${value}`),
      },
    ],
    drops: [],
    notWith:
      /^--(?:cacheonly|installroot|downloadonly|assumeno|config|setopt (?:\w*cachedir|keepcache)=(?!1|true|True|yes|on))|^-[Cc]/,
    source: 'https://dnf.readthedocs.io/en/latest/conf_ref.html#keepcache-label',
  },
}

/** Programs of yum-utils and dnf-utils that work on the same cache. */
export const yumUtils: PackageManager = {
  id: 'yum-utils',
  rules: ['DL3032', 'DL3040'],
  programs: ['yum-builddep', 'yumdownloader', 'debuginfo-install'],
  roles: {},
  otherwise: 'install',
  shortWithValue: dnf.shortWithValue,
  longWithValue: dnf.longWithValue,
  synonyms: dnf.synonyms,
  caches: [repositoryCache],
  mounts: [],
}
