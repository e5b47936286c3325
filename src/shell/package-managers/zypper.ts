import type { PackageManager } from './package-manager.ts'

// zypper(8) of 1.14; run with zypper 1.14.101 and local repositories.
export const zypper: PackageManager = {
  id: 'zypper',
  rules: ['DL3036'],
  programs: ['zypper'],
  roles: {
    install: 'install',
    in: 'install',
    update: 'install',
    up: 'install',
    'dist-upgrade': 'install',
    dup: 'install',
    patch: 'install',
    verify: 'install',
    ve: 'install',
    'source-install': 'install',
    si: 'install',
    'install-new-recommends': 'install',
    inr: 'install',
    download: 'install',
    refresh: 'update',
    ref: 'update',
    'refresh-services': 'update',
    refs: 'update',
    search: 'update',
    se: 'update',
    info: 'update',
    if: 'update',
    'list-updates': 'update',
    lu: 'update',
    'list-patches': 'update',
    lp: 'update',
    packages: 'update',
    pa: 'update',
    patterns: 'update',
    pt: 'update',
    'what-provides': 'update',
    wp: 'update',
    clean: 'clean',
    cc: 'clean',
    addrepo: 'other',
    ar: 'other',
    removerepo: 'other',
    rr: 'other',
    modifyrepo: 'other',
    mr: 'other',
    renamerepo: 'other',
    nr: 'other',
    repos: 'other',
    lr: 'other',
    addservice: 'other',
    as: 'other',
    addlock: 'other',
    al: 'other',
    removelock: 'other',
    rl: 'other',
    remove: 'other',
    rm: 'other',
    ps: 'other',
  },
  shortWithValue: 'cDCRprt',
  longWithValue: (
    '--config --userdata --reposd-dir --cache-dir --raw-cache-dir --solv-cache-dir --pkg-cache-dir ' +
    '--root --installroot --plus-repo --plus-content --releasever --from --repo --type --color ' +
    '--priority --name --category --severity --bugzilla --cve'
  ).split(' '),
  synonyms: [
    ['-n', '--non-interactive'],
    ['-R', '--root'],
    ['-C', '--cache-dir'],
    ['-r', '--repo'],
    ['-d', '--download-only'],
  ],
  // An install builds what is missing, of a repository without autorefresh too. One that imports keys does more.
  refreshes: {
    isOne: ({ action, operands, normalOptions }) =>
      /^ref(?:resh)?$/.test(action) &&
      operands.length === 0 &&
      normalOptions.every((option) => /^-[nqf]$|^--(?:quiet|force|no-gpg-checks)$/.test(option)),
    neededBy: ({ normalOptions }) => normalOptions.includes('--no-refresh'),
  },
  caches: [
    {
      name: 'the repository metadata',
      paths: ['/var/cache/zypp'],
      movedBy: [],
      movedByOptions: ['-R', '--installroot', '-C', '--pkg-cache-dir', '--raw-cache-dir', '--solv-cache-dir'],
      filledBy: ({ normalOptions }) => !normalOptions.some((each) => /^(?:-d|--download)$/.test(each)),
      offBy: [],
      isOff: (environment) => environment.mentions(/\bkeeppackages\s*=\s*1|\bzypper\b.*\s--no-refresh\b/),
      // `clean` alone takes the packages and leaves the metadata, 13 files of 13 in the run.
      remedy: { kind: 'command', command: () => 'zypper clean --all' },
      refilledBy: ({ role }) => role === 'update',
      reason: 'an install that finds none fetches it anew, so that it is of no use to anybody below',
      source: 'https://manpages.debian.org/bookworm/zypper/zypper.8.en.html',
    },
  ],
  // The packages alone. The metadata of a repository are in a folder named by its alias, whatever the release and the
  // architecture, and are not looked at again for ten minutes (repo.refresh.delay of zypp.conf): what another base image
  // or platform left there would be read. A package is taken from its folder only by the checksum that they name.
  mounts: [
    {
      target: '/var/cache/zypp/packages',
      sharing: 'locked',
      source: 'cachedLocation of zypp/Package.cc in libzypp; run with zypper 1.14.42',
    },
  ],
  keeping: {
    programs: /^zypper$/,
    needs: [],
    drops: [],
    notWith: /^(?:-R|--installroot|-C|--pkg-cache-dir|--dry-run|-D)(?: |$)/,
    front: {
      command: () => 'zypper modifyrepo --keep-packages --all',
      unless:
        /--keep-packages|\bkeeppackages\s*=|zypper\b.*\s(?:mr|modifyrepo|ar|addrepo)\s(?:\S+\s)*-[a-z]*k/,
    },
    source: 'https://manpages.debian.org/bookworm/zypper/zypper.8.en.html; run with zypper 1.14.42',
  },
}
