import { hasNoPipCache } from './old-pip.ts'
import type { CacheMount, PackageManager } from './package-manager.ts'

// pip.conf and `pip config set` switch the cache off or put it elsewhere.
const PIP_SETTING =
  /\b(?:no-cache-dir|cache-dir)\b(?=[^]*pip\.(?:conf|ini))|pip\.(?:conf|ini)[^]*?\b(?:no-)?cache-dir\b|\bpip3?\s+config\s+(?:-\S+\s+)*set\s+\S*cache-dir/

const PYTHON = /^(?:python(?:\d(?:\.\d+)?)?|pypy\d?)$/

// pipx calls pip, and fills its cache.
const PIP_CACHE = {
  name: 'the pip cache',
  paths: ['~/.cache/pip'],
  movedBy: [
    { variable: 'PIP_CACHE_DIR', path: '*' },
    { variable: 'XDG_CACHE_HOME', path: '*/pip', isHome: true },
  ],
  // Whatever the value: pip 18.1 took 0 for that and stopped at 1, later ones take 1 and, for the old files, 0 for it.
  offBy: [{ variable: 'PIP_NO_CACHE_DIR', value: /./ }],
} as const

const PIP_MOUNT: CacheMount = {
  target: '~/.cache/pip',
  sharing: 'shared',
  source: 'https://pip.pypa.io/en/stable/topics/caching/',
}

// Subcommands and options: pip 18.1 and 23.2, run, and https://pip.pypa.io/en/stable/cli/pip/.
export const pip: PackageManager = {
  id: 'pip',
  rules: ['DL3042'],
  programs: ['pip'],
  programNames: /^pip(?:-?\d(?:\.\d+)?)?$/,
  startedBy: { program: PYTHON, words: ['-m', 'pip'] },
  roles: {
    install: 'install',
    download: 'install',
    wheel: 'install',
    'cache purge': 'clean',
    'cache remove': 'other',
    'cache list': 'other',
    'cache dir': 'other',
    uninstall: 'other',
    freeze: 'other',
    list: 'other',
    check: 'other',
    config: 'other',
  },
  shortWithValue: 'rceiftbdCw',
  longWithValue: (
    '--requirement --constraint --build-constraint --editable --index-url --extra-index-url ' +
    '--find-links --target --root --prefix --src --build --platform --python-version ' +
    '--implementation --abi --dest --wheel-dir --upgrade-strategy --progress-bar --report ' +
    '--install-option --global-option --build-option --config-settings --no-binary --only-binary ' +
    '--log --log-file --proxy --retries --timeout --default-timeout --exists-action --trusted-host ' +
    '--cert --client-cert --cache-dir --use-feature --use-deprecated --python --keyring-provider ' +
    '--root-user-action --pypi-url --group --uploaded-prior-to'
  ).split(' '),
  synonyms: [
    ['-r', '--requirement'],
    ['-c', '--constraint'],
    ['-e', '--editable'],
    ['-i', '--index-url', '--pypi-url'],
    ['-U', '--upgrade'],
    ['-q', '--quiet'],
  ],
  caches: [
    {
      ...PIP_CACHE,
      movedByOptions: ['--cache-dir'],
      filledBy: (call, environment) => !hasNoPipCache(call, environment),
      isOff: (environment) => environment.mentions(PIP_SETTING),
      removedBy: /\$\{?PIP_CACHE_DIR\b|\$\(pip3? cache dir\)/,
      remedy: { kind: 'option', option: '--no-cache-dir', sameAs: ['--no-cache'] },
      source: 'pip 18.1, 19.2 and 23.2, run; https://pip.pypa.io/en/stable/topics/caching/',
    },
  ],
  mounts: [PIP_MOUNT],
}

export const pipx: PackageManager = {
  id: 'pipx',
  programs: ['pipx'],
  startedBy: { program: PYTHON, words: ['-m', 'pipx'] },
  roles: {
    install: 'install',
    inject: 'install',
    upgrade: 'install',
    'upgrade-all': 'install',
    'install-all': 'install',
    reinstall: 'install',
    'reinstall-all': 'install',
    ensurepath: 'other',
    uninstall: 'other',
    list: 'other',
    environment: 'other',
  },
  shortWithValue: 'i',
  longWithValue: (
    '--spec --index-url --python --pip-args --suffix --requirement --fetch-missing-python --backend ' +
    '--preinstall'
  ).split(' '),
  synonyms: [],
  caches: [
    {
      ...PIP_CACHE,
      movedByOptions: [],
      filledBy: ({ normalOptions }) =>
        !normalOptions.some((option) => /^--pip-args .*--no-cache(?:-dir)?\b/.test(option)),
      // Not by --pip-args=--no-cache-dir: pipx keeps its options and uses them again for every upgrade.
      remedy: {
        kind: 'command',
        command: (_, __, place) =>
          place.movedBy === undefined ? `rm -rf ${place.paths[0] ?? ''}` : `rm -rf ${place.inImage[0] ?? ''}`,
      },
      source: 'https://pipx.pypa.io/stable/docs/',
    },
  ],
  mounts: [PIP_MOUNT],
}
