import type { CachePlace } from '../package-caches.ts'
import type { PackageCommand } from '../package-command.ts'
import { offlineReaders } from './npm.ts'
import type { Environment, PackageManager, RemedyObstacle } from './package-manager.ts'
import { setElsewhere } from './settings.ts'
import { yarnRelease } from './yarn-release.ts'

// Subcommands and options: yarn 1.22 (lib/cli.js) and 4.18, run.
export const yarn: PackageManager = {
  id: 'yarn',
  rules: ['DL3060'],
  programs: ['yarn', 'yarnpkg'],
  startedBy: { program: /^corepack$/, words: ['yarn'] },
  roles: {
    '': 'install',
    install: 'install',
    add: 'install',
    upgrade: 'install',
    up: 'install',
    remove: 'install',
    import: 'install',
    'global add': 'install',
    'global upgrade': 'install',
    'workspaces focus': 'install',
    'cache clean': 'clean',
    'cache dir': 'other',
    'cache list': 'other',
    run: 'other',
    autoclean: 'other',
    check: 'other',
  },
  shortWithValue: '',
  longWithValue: (
    '--cwd --cache-folder --modules-folder --global-folder --link-folder --preferred-cache-folder ' +
    '--network-timeout --network-concurrency --mutex --registry --proxy --https-proxy --prefix ' +
    '--use-yarnrc --emoji --otp --child-concurrency --mode --inline-builds'
  ).split(' '),
  synonyms: [
    ['--production', '--prod'],
    ['-s', '--silent'],
    ['-v', '--version'],
    ['-h', '--help'],
  ],
  caches: [
    {
      name: 'the yarn cache',
      paths: ['~/.cache/yarn'],
      rootPaths: ['/usr/local/share/.cache/yarn'],
      movedBy: [
        { variable: 'YARN_CACHE_FOLDER', path: '*' },
        { variable: 'yarn_cache_folder', path: '*' },
        { variable: 'XDG_CACHE_HOME', path: '*/yarn', isHome: true },
      ],
      movedByOptions: ['--cache-folder'],
      obstacle,
      removedBy: /\$\{?yarn_cache_folder\b|\$\(yarn cache dir\)/i,
      filledBy: ({ normalOptions }) =>
        !normalOptions.some((option) => /^(?:-v|-h|--(?:prefer-)?offline)$/.test(option)),
      offBy: [],
      remedy: { kind: 'command', command: emptied },
      readers: offlineReaders,
      source: 'yarn 1.22.22, run; https://classic.yarnpkg.com/en/docs/cli/cache',
    },
  ],
  mounts: [
    {
      target: '~/.cache/yarn',
      sharing: 'locked',
      source: 'https://classic.yarnpkg.com/en/docs/cli/cache',
    },
  ],
}

// Yarn 2 and later have `yarn cache clean` too: it takes away what Plug'n'Play reads when the application starts.
function obstacle(call: PackageCommand, environment: Environment): RemedyObstacle | undefined {
  if (yarnRelease(environment.site, call) === 'berry') {
    return {
      reason: "yarn 2 and later may run the application out of it (Plug'n'Play)",
      unblock: 'add yarn cache clean by hand if the project has nodeLinker: node-modules',
    }
  }
  return setElsewhere(
    environment,
    /\byarn\s+config\s+set\s+(?:-\S+\s+)*cache-?folder\b|\bcache-folder\s(?=[^]*\.yarnrc)/i,
  )
}

function emptied(call: PackageCommand, { site }: Environment, place: CachePlace): string | undefined {
  const elsewhere = call.normalOptions.find((option) => option.startsWith('--cache-folder '))
  if (yarnRelease(site, call) === 'classic')
    return `${call.invocation} cache clean${elsewhere === undefined ? '' : ` ${elsewhere}`}`
  // A path of yarn 1 alone: whatever yarn a project brings, nothing that it needs is there.
  return `rm -rf ${(place.movedBy === undefined ? place.paths : place.inImage)[0] ?? ''}`
}
