import { flagValues } from '../../dockerfile/instruction.ts'
import { offlineReaders } from './npm.ts'
import type { PackageManager } from './package-manager.ts'
import { setElsewhere } from './settings.ts'

// Its store is hard-linked into node_modules, so in one layer it takes no room of its own: run with pnpm 8.15 and 10.34,
// 35 MB of a store of 36 MB. What it learns of packages when no lock file tells is apart: 12 MB for two of them.
export const pnpm: PackageManager = {
  id: 'pnpm',
  programs: ['pnpm', 'pnpx'],
  startedBy: { program: /^corepack$/, words: ['pnpm'] },
  roles: {
    install: 'install',
    i: 'install',
    add: 'install',
    update: 'install',
    up: 'install',
    upgrade: 'install',
    fetch: 'install',
    'store prune': 'clean',
    'store status': 'other',
    'store path': 'other',
    rebuild: 'other',
    prune: 'other',
    run: 'other',
    deploy: 'other',
  },
  shortWithValue: 'CF',
  longWithValue: (
    '--dir --filter --filter-prod --registry --store-dir --virtual-store-dir --modules-dir ' +
    '--lockfile-dir --reporter --loglevel --network-concurrency --child-concurrency --global-dir ' +
    '--package-import-method --fetch-retries --fetch-timeout --save-prefix --cache-dir --state-dir ' +
    '--node-linker --config --hoist-pattern --public-hoist-pattern --workspace-concurrency'
  ).split(' '),
  synonyms: [
    ['-g', '--global'],
    ['-C', '--dir'],
    ['-F', '--filter'],
  ],
  caches: [
    {
      name: 'what pnpm keeps of packages',
      paths: ['~/.cache/pnpm', '~/.local/share/pnpm/store/*'],
      movedBy: [
        { variable: 'npm_config_cache_dir', path: '*' },
        { variable: 'XDG_CACHE_HOME', path: '*/pnpm', isHome: true },
      ],
      movedByOptions: ['--cache-dir'],
      obstacle: (_, environment) =>
        setElsewhere(environment, /\bpnpm\s+config\s+set\s+(?:-\S+\s+)*(?:cache-dir|store-dir)\b/),
      // With a lock file nothing is asked about packages. A store in a cache mount is not ours to prune.
      filledBy: ({ action, operands }, { site: { script } }) =>
        action !== 'fetch' &&
        operands.length > 0 &&
        !flagValues(script.instruction, 'mount').some((mount) => mount.includes('pnpm')),
      offBy: [],
      // Takes nothing from the store that node_modules uses.
      remedy: { kind: 'command', command: ({ invocation }) => `${invocation} store prune` },
      readers: offlineReaders,
      source: 'pnpm 8.15, 9.15 and 10.34, run; https://pnpm.io/cli/store',
    },
    {
      name: 'the pnpm store',
      paths: ['~/.local/share/pnpm/store'],
      movedBy: [
        { variable: 'npm_config_store_dir', path: '*' },
        { variable: 'PNPM_HOME', path: '*/store', isHome: true },
        { variable: 'XDG_DATA_HOME', path: '*/pnpm/store', isHome: true },
      ],
      movedByOptions: ['--store-dir'],
      // node_modules has all of it.
      filledBy: () => false,
      offBy: [],
      remedy: { kind: 'command', command: () => undefined },
      source: 'https://pnpm.io/settings#storedir',
    },
  ],
  mounts: [
    {
      target: '~/.local/share/pnpm/store',
      sharing: 'shared',
      source: 'https://pnpm.io/docker',
    },
  ],
}

// Its cache is hard-linked into node_modules: run with bun 1.4, 34.5 of 36.8 MB take no room of their own.
export const bun: PackageManager = {
  id: 'bun',
  programs: ['bun'],
  roles: {
    install: 'install',
    i: 'install',
    add: 'install',
    a: 'install',
    update: 'install',
    ci: 'install',
    'pm cache rm': 'clean',
    'pm cache': 'other',
    run: 'other',
  },
  shortWithValue: 'c',
  longWithValue: [
    '--cwd',
    '--config',
    '--backend',
    '--registry',
    '--cache-dir',
    '--filter',
    '--omit',
    '--cafile',
  ],
  synonyms: [['-g', '--global']],
  caches: [
    {
      name: 'the bun cache',
      paths: ['~/.bun/install/cache'],
      movedBy: [
        { variable: 'BUN_INSTALL_CACHE_DIR', path: '*' },
        { variable: 'BUN_INSTALL', path: '*/install/cache', isHome: true },
      ],
      movedByOptions: ['--cache-dir'],
      // node_modules has all of it.
      filledBy: () => false,
      offBy: [],
      remedy: { kind: 'command', command: () => undefined },
      source: 'bun 1.4.5, run; https://bun.com/docs/pm/global-cache',
    },
  ],
  mounts: [
    {
      target: '~/.bun/install/cache',
      sharing: 'locked',
      source: 'https://bun.com/docs/pm/global-cache',
    },
  ],
}
