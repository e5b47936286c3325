import { flagValues } from '../../dockerfile/instruction.ts'
import type { PackageCommand } from '../package-command.ts'
import type { PackageManager } from './package-manager.ts'
import { setElsewhere } from './settings.ts'

/** With these, what is in the cache is taken in place of what the registry has. */
function readsOffline({ manager, normalOptions }: PackageCommand): boolean {
  return /^(?:npm|yarn|pnpm)$/.test(manager.id) && normalOptions.some((option) => OFFLINE.test(option))
}

/** True for what may put another release of npm in the place of the one that runs. */
function renewsItself({ role, action, normalOptions, operands }: PackageCommand): boolean {
  if (role !== 'install' || !normalOptions.some((option) => /^-g$|^--location global$/.test(option)))
    return false
  const named = operands.some(({ text }) => /^["']?(?:npm["']?(?:@|$)|\$)/.test(text))
  return named || (/^u/.test(action) && operands.length === 0)
}

const OFFLINE = /^--(?:prefer-)?offline(?: true)?$/

export const offlineReaders = { calls: readsOffline, development: false } as const

// Subcommands and their aliases: lib/utils/cmd-list.js of npm 6 and 11. Options with values: npm 6 to 11.
export const npm: PackageManager = {
  id: 'npm',
  programs: ['npm'],
  startedBy: { program: /^corepack$/, words: ['npm'] },
  roles: {
    ...Object.fromEntries(
      [
        ...[
          'install',
          'i',
          'add',
          'in',
          'ins',
          'inst',
          'insta',
          'instal',
          'isnt',
          'isnta',
          'isntal',
          'isntall',
        ],
        ...['ci', 'clean-install', 'ic', 'install-clean', 'isntall-clean'],
        ...['install-test', 'it', 'install-ci-test', 'cit', 'clean-install-test', 'sit'],
        ...[
          'update',
          'up',
          'upgrade',
          'udpate',
          'u',
          'dedupe',
          'ddp',
          'audit fix',
          'link',
          'ln',
          'cache add',
        ],
      ].map((name) => [name, 'install' as const]),
    ),
    'cache clean': 'clean',
    'cache clear': 'clean',
    'cache rm': 'clean',
    'cache verify': 'other',
    'cache ls': 'other',
    rebuild: 'other',
    prune: 'other',
    run: 'other',
    'run-script': 'other',
    start: 'other',
    test: 'other',
  },
  shortWithValue: 'wCLmc',
  longWithValue: [
    ...['--access', '--also', '--auth-type', '--audit-level', '--before', '--ca', '--cache', '--cache-max'],
    ...[
      '--cache-min',
      '--cafile',
      '--call',
      '--cert',
      '--cpu',
      '--depth',
      '--fetch-retries',
      '--fetch-timeout',
    ],
    ...[
      '--fetch-retry-factor',
      '--fetch-retry-maxtimeout',
      '--fetch-retry-mintimeout',
      '--git',
      '--globalconfig',
    ],
    ...[
      '--https-proxy',
      '--include',
      '--install-strategy',
      '--key',
      '--libc',
      '--local-address',
      '--location',
    ],
    ...[
      '--lockfile-version',
      '--loglevel',
      '--logs-dir',
      '--logs-max',
      '--maxsockets',
      '--node-options',
      '--noproxy',
    ],
    ...[
      '--omit',
      '--only',
      '--os',
      '--otp',
      '--package',
      '--prefix',
      '--proxy',
      '--registry',
      '--save-prefix',
      '--scope',
    ],
    ...[
      '--script-shell',
      '--shell',
      '--tag',
      '--tmp',
      '--umask',
      '--user-agent',
      '--userconfig',
      '--user',
      '--group',
    ],
    ...['--workspace', '--reg'],
  ],
  synonyms: [
    ['-g', '--global'],
    ['-f', '--force'],
    ['-w', '--workspace'],
    ['-C', '--prefix'],
  ],
  caches: [
    {
      name: 'the npm cache',
      // npm 2 to 4 keep their packages in the folder itself.
      paths: ['~/.npm/_cacache', '~/.npm'],
      movedBy: [
        { variable: 'npm_config_cache', path: '*/_cacache' },
        { variable: 'NPM_CONFIG_CACHE', path: '*/_cacache' },
      ],
      movedByOptions: ['--cache'],
      obstacle: (_, { mentions }) =>
        setElsewhere(mentions, /\bnpm\s+(?:c|config)\s+set\s+(?:-\S+\s+)*cache\b|\bcache\s*=(?=[^]*\.npmrc)/),
      removedBy: /\$\{?npm_config_cache\b|\$\(npm config get cache\)/i,
      // --no-cache does not keep it empty: npm 6 makes a folder named false of it, npm 7 and later ignore it.
      filledBy: ({ normalOptions }) => !normalOptions.some((option) => /^--(?:dry-run|offline)$/.test(option)),
      offBy: [],
      remedy: {
        kind: 'command',
        // Without --force, npm 5 and later refuse. It leaves logs and the date of the last look for updates.
        command: (call, _, place) => {
          // The npm that is there now may not run: npm installs releases of itself that this Node.js is too old for.
          if (renewsItself(call)) return `rm -rf ${place.paths[0] ?? ''}`
          const { normalOptions } = call
          const elsewhere = normalOptions.find((option) => option.startsWith('--cache '))
          return `npm cache clean --force${elsewhere === undefined ? '' : ` ${elsewhere}`}`
        },
      },
      readers: offlineReaders,
      source: 'npm 6.14, 7.24, 8.19, 10.9 and 11.21, run; https://docs.npmjs.com/cli/commands/npm-cache',
    },
  ],
  mounts: [
    {
      target: '~/.npm',
      sharing: 'shared',
      source: 'https://docs.docker.com/build/cache/optimize/#use-cache-mounts',
    },
  ],
}

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
  longWithValue: [
    ...[
      '--dir',
      '--filter',
      '--filter-prod',
      '--registry',
      '--store-dir',
      '--virtual-store-dir',
      '--modules-dir',
    ],
    ...[
      '--lockfile-dir',
      '--reporter',
      '--loglevel',
      '--network-concurrency',
      '--child-concurrency',
      '--global-dir',
    ],
    ...[
      '--package-import-method',
      '--fetch-retries',
      '--fetch-timeout',
      '--save-prefix',
      '--cache-dir',
      '--state-dir',
    ],
    ...['--node-linker', '--config', '--hoist-pattern', '--public-hoist-pattern', '--workspace-concurrency'],
  ],
  synonyms: [
    ['-g', '--global'],
    ['-C', '--dir'],
    ['-F', '--filter'],
  ],
  caches: [
    {
      name: 'what pnpm keeps of packages',
      paths: ['~/.cache/pnpm', '~/.local/share/pnpm/store'],
      movedBy: [
        { variable: 'npm_config_cache_dir', path: '*' },
        { variable: 'XDG_CACHE_HOME', path: '*/pnpm', isHome: true },
      ],
      movedByOptions: ['--cache-dir'],
      obstacle: (_, { mentions }) =>
        setElsewhere(mentions, /\bpnpm\s+config\s+set\s+(?:-\S+\s+)*(?:cache-dir|store-dir)\b/),
      // With a lock file nothing is asked about packages. A store in a cache mount is not ours to prune.
      filledBy: ({ action, operands }, { site: { script } }) =>
        action !== 'fetch' &&
        operands.length > 0 &&
        !flagValues(script.instruction, 'mount').some((mount) => mount.includes('pnpm')),
      offBy: [],
      // Takes nothing from the store that node_modules uses.
      remedy: { kind: 'command', command: () => 'pnpm store prune' },
      readers: offlineReaders,
      source: 'pnpm 8.15, 9.15 and 10.34, run; https://pnpm.io/cli/store',
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
  caches: [],
  mounts: [
    {
      target: '~/.bun/install/cache',
      sharing: 'locked',
      source: 'https://bun.com/docs/pm/global-cache',
    },
  ],
}
