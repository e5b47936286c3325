import type { PackageCommand } from '../package-command.ts'
import type { IndexManager } from './package-manager.ts'

/** True for a call that goes by what is there, or behind an update of all that it reads. */
function needsNoRefresh({ normalOptions }: PackageCommand, refreshed: boolean): boolean {
  if (normalOptions.some((option) => /^--(?:no-network|network no)$/.test(option))) return true
  return refreshed && !normalOptions.some((option) => option.startsWith('-X '))
}

// Subcommands, options and where the index goes: apk.c, app_*.c and database.c of apk-tools 2.6.6 to 3.0.1, apk(8). Run
// with 2.10.8 and 2.14.4: add, add -U and update leave an index, with --no-cache none of them does; del leaves none;
// search, info and fetch read the one that is there, add and upgrade fetch it (since 2.10, before that only with -U).
export const apk: IndexManager = {
  id: 'apk',
  rules: ['DL3019'],
  programs: ['apk'],
  lists: '/var/cache/apk',
  emptyLists: 'rm -rf /var/cache/apk/*',
  otherLists: '/etc/apk/cache',
  directory: '/var/cache/apk',
  roles: {
    update: 'update',
    add: 'install',
    upgrade: 'install',
    fix: 'install',
    fetch: 'install',
    search: 'query',
    info: 'query',
    list: 'query',
    policy: 'query',
    version: 'query',
    query: 'query',
    dot: 'query',
    stats: 'query',
    manifest: 'query',
    del: 'other',
    'cache clean': 'clean',
    'cache purge': 'clean',
    cache: 'other',
    verify: 'other',
    index: 'other',
    audit: 'other',
  },
  shortWithValue: 'tXpo',
  longWithValue: (
    '--virtual --repository --root --output --repositories-file --repository-config --keys-dir ' +
    '--arch --wait --timeout --cache-dir --cache-max-age --progress-fd'
  ).split(' '),
  synonyms: [
    ['-U', '--update-cache', '--update'],
    ['-t', '--virtual'],
    ['-X', '--repository'],
    ['-p', '--root'],
    ['-s', '--simulate'],
    ['-q', '--quiet'],
  ],
  // The packages themselves are kept only where /etc/apk/cache is set up.
  caches: [],
  // With a mount on /var/cache/apk the index is kept and no package. A directory /etc/apk/cache, whether a link or the
  // mount itself, has both kept: apk-cache(5), apk_db_open of database.c; run with apk-tools 2.12.14 and 2.14.4.
  mounts: [
    {
      target: '/etc/apk/cache',
      sharing: 'locked',
      // The file `installed` in it offers packages of one release to another: apk_db_index_write_nr_cache.
      perBase: 'always',
      // Before 2.12 the index of one architecture is taken for that of another: csum of apk_db_add_repository.
      on: (base) => !/alpine(?:linux)?[:-]?v?(?:2\.|3\.(?:\d|1[0-2])(?!\d))/.test(base),
      insteadOf: '/var/cache/apk',
      source: 'https://git.alpinelinux.org/apk-tools/tree/doc/apk-cache.5.scd',
    },
  ],
  keeping: {
    programs: /^apk$/,
    // An index that is kept is good for four hours, and names packages that are gone from the mirror by then.
    needs: [{ option: '-U', sameAs: [], needless: needsNoRefresh }],
    drops: ['--no-cache'],
    notWith: /^--(?:no-cache=|cache no|cache-dir|cache-max-age)|^-(?:s$|p )/,
    source: 'apk(8); cache_max_age of context.c, OPT_GLOBAL_update_cache of apk.c',
  },
  unkept: {
    // Since Alpine 3.3 (apk-tools 2.6.5-r1, commit c43bfed "db: add support for --no-cache").
    option: '--no-cache',
    sameAs: ['--cache no'],
    replaces: ['-U', '--update-cache', '--update'],
    notWith: /^--(?:no-network|network no|cache-dir|simulate)|^-s$/,
    // app_info.c: without a package, and with these, it looks at what is installed.
    asksOnlyInstalled: ({ action, operands, normalOptions }) =>
      /^(?:info|list)$/.test(action) &&
      (normalOptions.some((each) => /^(?:-e|-I|-L|-W|--installed|--contents|--who-owns)$/.test(each)) ||
        (action === 'info' && operands.length === 0)),
    unknownTo: /alpine(?:linux)?[:-]?v?(?:2\.\d|3\.[0-2](?!\d))/,
    cacheKeptBy: /etc\/apk\/cache|setup-apkcache/,
  },
}
