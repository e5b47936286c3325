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
  return named || (action.startsWith('u') && operands.length === 0)
}

/** True for npm 2 to 4: what installs one is mostly one of them, with its packages in the folder itself. */
function isOldItself({ operands }: PackageCommand): boolean {
  return operands.some(({ text }) => /^["']?npm@(?:[~^]|latest-)?[1-4](?!\d)/.test(text))
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
      (
        'install, i, add, in, ins, inst, insta, instal, isnt, isnta, isntal, isntall, ci, clean-install, ' +
        'ic, install-clean, isntall-clean, install-test, it, install-ci-test, cit, clean-install-test, ' +
        'sit, update, up, upgrade, udpate, u, dedupe, ddp, audit fix, link, ln, cache add'
      )
        .split(', ')
        .map((name) => [name, 'install' as const]),
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
  longWithValue: (
    '--access --also --auth-type --audit-level --before --ca --cache --cache-max --cache-min ' +
    '--cafile --call --cert --cpu --depth --fetch-retries --fetch-timeout --fetch-retry-factor ' +
    '--fetch-retry-maxtimeout --fetch-retry-mintimeout --git --globalconfig --https-proxy --include ' +
    '--install-strategy --key --libc --local-address --location --lockfile-version --loglevel ' +
    '--logs-dir --logs-max --maxsockets --node-options --noproxy --omit --only --os --otp --package ' +
    '--prefix --proxy --registry --save-prefix --scope --script-shell --shell --tag --tmp --umask ' +
    '--user-agent --userconfig --user --group --workspace --reg'
  ).split(' '),
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
        { variable: 'npm_config_cache', path: '*/_cacache', also: ['*'] },
        { variable: 'NPM_CONFIG_CACHE', path: '*/_cacache', also: ['*'] },
      ],
      movedByOptions: ['--cache'],
      obstacle: (_, environment) =>
        setElsewhere(
          environment,
          /\bnpm\s+(?:c|config)\s+set\s+(?:-\S+\s+)*cache\b|\bcache\s*=(?=[^]*\.npmrc)/,
        ),
      removedBy: /\$\{?npm_config_cache\b|\$\(npm config get cache\)/i,
      // --no-cache does not keep it empty: npm 6 makes a folder named false of it, npm 7 and later ignore it.
      filledBy: ({ normalOptions }) =>
        !normalOptions.some((option) => /^--(?:dry-run|(?:prefer-)?offline)$/.test(option)),
      offBy: [],
      remedy: {
        kind: 'command',
        // Without --force, npm 5 and later refuse. It leaves logs and the date of the last look for updates.
        command: (call, _, place) => {
          // The npm that is there now may not run: npm installs releases of itself that this Node.js is too old for.
          const [packages = '', folder = packages] = place.paths
          if (renewsItself(call)) return `rm -rf ${isOldItself(call) ? folder : packages}`
          const { normalOptions } = call
          const elsewhere = normalOptions.find((option) => option.startsWith('--cache '))
          return `${call.invocation} cache clean --force${elsewhere === undefined ? '' : ` ${elsewhere}`}`
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
