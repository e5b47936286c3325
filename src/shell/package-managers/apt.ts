import type { ListManager } from './package-manager.ts'

const ARCHIVES = '/var/cache/apt/archives'

// Official images of Debian and Ubuntu empty the directory behind each install by /etc/apt/apt.conf.d/docker-clean.
const PACKAGES_KEPT =
  /\brm\b[^;&|]*\/docker-clean\b|\bKeep-Downloaded-Packages["'\s]*(?:=\s*)?["'\s]*(?:true|1|yes)/i

// Official images of Debian and Ubuntu make apt delete each package once it is installed.
const HOOK = '/etc/apt/apt.conf.d/docker-clean'
// apt itself, unlike apt-get, deletes what it downloaded: apt.conf(5), Keep-Downloaded-Packages.
const KEEP = `echo 'Binary::apt::APT::Keep-Downloaded-Packages "true";' > /etc/apt/apt.conf.d/keep-cache`

// Subcommands and options: apt-get(8), apt(8), apt-cache(8) of apt 2.6 and 3.0, aptitude(8).
export const apt: ListManager = {
  id: 'apt',
  rules: ['DL3009'],
  programs: ['apt-get', 'apt', 'aptitude'],
  lists: '/var/lib/apt/lists',
  emptyLists: 'rm -rf /var/lib/apt/lists/*',
  directory: '/var/lib/apt',
  packages: { directory: ARCHIVES, files: `${ARCHIVES}/*.deb`, keptBy: PACKAGES_KEPT },
  roles: {
    update: 'update',
    install: 'install',
    reinstall: 'install',
    satisfy: 'install',
    upgrade: 'install',
    'dist-upgrade': 'install',
    'full-upgrade': 'install',
    'safe-upgrade': 'install',
    'dselect-upgrade': 'install',
    'build-dep': 'install',
    source: 'query',
    download: 'query',
    changelog: 'query',
    indextargets: 'query',
    list: 'query',
    search: 'query',
    show: 'query',
    policy: 'query',
    depends: 'query',
    rdepends: 'query',
    why: 'query',
    'why-not': 'query',
    distclean: 'empty',
    'dist-clean': 'empty',
    'forget-new': 'other',
    remove: 'other',
    purge: 'other',
    autoremove: 'other',
    'auto-remove': 'other',
    autopurge: 'other',
    clean: 'clean',
    autoclean: 'other',
    'auto-clean': 'other',
    check: 'other',
    hold: 'other',
    unhold: 'other',
    markauto: 'other',
    unmarkauto: 'other',
  },
  shortWithValue: 'tocaP',
  longWithValue: (
    '--target-release --default-release --option --config-file --host-architecture --build-profiles ' +
    '--solver --planner'
  ).split(' '),
  synonyms: [
    ['-y', '--yes', '--assume-yes'],
    ['-q', '--quiet'],
    ['-t', '--target-release', '--default-release'],
    ['-o', '--option'],
    ['-c', '--config-file'],
    ['-f', '--fix-broken'],
    ['-m', '--ignore-missing', '--fix-missing'],
    ['-d', '--download-only'],
    ['-s', '--simulate', '--just-print', '--dry-run', '--recon', '--no-act'],
    ['--allow-unauthenticated', '--force-yes'],
  ],
  caches: [
    {
      name: 'the packages that apt downloaded',
      paths: [ARCHIVES],
      movedBy: [],
      movedByOptions: [],
      // Where the lists go as well, one rm takes both.
      filledBy: ({ normalOptions }, { mentions, site }) =>
        mentions(PACKAGES_KEPT) &&
        site.script.text.includes('/var/lib/apt/lists') &&
        !normalOptions.some((option) => /^-(?:d|s)$|^--print-uris$/.test(option)),
      offBy: [],
      remedy: { kind: 'command', command: () => 'apt-get clean' },
      removedBy: /\/var\/cache\/apt\/archives\b/,
      source: 'https://manpages.debian.org/bookworm/apt/apt-get.8.en.html',
    },
  ],
  // https://docs.docker.com/build/cache/optimize/#use-cache-mounts: apt needs exclusive access to its data.
  mounts: ['/var/cache/apt', '/var/lib/apt'].map((target) => ({
    target,
    sharing: 'locked',
    perBase: 'in the file',
    source: 'https://docs.docker.com/reference/dockerfile/#example-cache-apt-packages',
  })),
  keeping: {
    programs: /^(?:apt|apt-get|aptitude)$/,
    needs: [],
    drops: [],
    notWith: /(?!)/,
    front: {
      command: (calls) =>
        calls.some(({ name }) => name === 'apt') ? `rm -f ${HOOK} && ${KEEP}` : `rm -f ${HOOK}`,
      unless: /\/etc\/apt\/apt\.conf\.d\/docker-clean/,
    },
    source: 'https://docs.docker.com/reference/dockerfile/#example-cache-apt-packages; apt.conf(5)',
  },
}
