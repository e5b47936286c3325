// Tools that install what a Python project's manifest and lock file name.
import type { CacheRemedy, PackageManager } from './package-manager.ts'
import { setElsewhere } from './settings.ts'

/** Removes the folders of a cache, wherever the file puts them. */
const removed: CacheRemedy = {
  kind: 'command',
  command: (_, __, place) =>
    `rm -rf ${(place.movedBy === undefined ? place.paths : place.inImage).join(' ')}`,
}

const PYTHON = /^(?:python(?:\d(?:\.\d+)?)?|pypy\d?)$/

// Its virtual environments are in the folder of the cache by default, so neither that nor what is above it may be
// removed. `poetry cache clear` takes the answers of an index, not the packages, and neither does --no-cache keep those
// out: poetry 1.3.2, console/commands/cache/clear.py and installation/chef.py.
export const poetry: PackageManager = {
  id: 'poetry',
  programs: ['poetry'],
  startedBy: { program: PYTHON, words: ['-m', 'poetry'] },
  roles: {
    install: 'install',
    add: 'install',
    update: 'install',
    sync: 'install',
    lock: 'install',
    'self add': 'install',
    'self update': 'install',
    'cache clear': 'other',
    'cache list': 'other',
    config: 'other',
    export: 'other',
    run: 'other',
    build: 'other',
  },
  shortWithValue: 'CPEG',
  longWithValue: (
    '--extras --with --without --only --directory --project --group --source --python --platform ' +
    '--markers'
  ).split(' '),
  synonyms: [],
  caches: [
    {
      name: 'the poetry cache',
      paths: ['~/.cache/pypoetry/artifacts', '~/.cache/pypoetry/cache'],
      movedBy: [
        { variable: 'POETRY_CACHE_DIR', path: '*/artifacts', also: ['*/cache'] },
        {
          variable: 'XDG_CACHE_HOME',
          path: '*/pypoetry/artifacts',
          also: ['*/pypoetry/cache'],
          isHome: true,
        },
      ],
      movedByOptions: [],
      obstacle: (_, environment) => setElsewhere(environment, /\bpoetry\s+config\s+(?:-\S+\s+)*cache-dir\b/),
      removedBy: /\$\{?POETRY_CACHE_DIR\b/,
      filledBy: ({ normalOptions }) => !normalOptions.includes('--dry-run'),
      offBy: [],
      remedy: removed,
      source: 'https://python-poetry.org/docs/configuration/#cache-dir; poetry 1.3.2, run',
    },
  ],
  mounts: [
    {
      target: '~/.cache/pypoetry/artifacts',
      sharing: 'locked',
      source: 'https://python-poetry.org/docs/configuration/#cache-dir',
    },
    {
      target: '~/.cache/pypoetry/cache',
      sharing: 'locked',
      source: 'https://python-poetry.org/docs/configuration/#cache-dir',
    },
  ],
}

// pip's cache is in the folder too: pipenv sets PIP_CACHE_DIR (pipenv 2022.12.19, core.py). Its virtual environments
// are in ~/.local/share/virtualenvs.
export const pipenv: PackageManager = {
  id: 'pipenv',
  programs: ['pipenv'],
  startedBy: { program: PYTHON, words: ['-m', 'pipenv'] },
  roles: {
    install: 'install',
    sync: 'install',
    update: 'install',
    upgrade: 'install',
    lock: 'install',
    uninstall: 'other',
    run: 'other',
    clean: 'other',
  },
  shortWithValue: 'riceP',
  longWithValue:
    '--requirements --index --pypi-mirror --python --categories --extra-pip-args --editable'.split(' '),
  synonyms: [],
  caches: [
    {
      name: 'the pipenv cache',
      paths: ['~/.cache/pipenv'],
      movedBy: [
        { variable: 'PIPENV_CACHE_DIR', path: '*' },
        { variable: 'XDG_CACHE_HOME', path: '*/pipenv', isHome: true },
      ],
      movedByOptions: [],
      // `pipenv lock -r` prints what the lock file has.
      filledBy: ({ action, normalOptions }) =>
        action !== 'lock' || !normalOptions.some((option) => /^(?:-r|--requirements)\b/.test(option)),
      // What pip then downloads is gone; what is left is of a few kB.
      offBy: [{ variable: 'PIP_NO_CACHE_DIR', value: /./ }],
      remedy: removed,
      source: 'https://pipenv.pypa.io/en/latest/configuration.html; pipenv 2022.12.19, its source',
    },
  ],
  mounts: [
    {
      target: '~/.cache/pipenv',
      sharing: 'locked',
      source: 'https://pipenv.pypa.io/en/latest/configuration.html',
    },
  ],
}

// Hard links take what is in the cache along to the environment, so that only what is beside the packages is saved;
// with copies (UV_LINK_MODE=copy) it is all of it.
export const uv: PackageManager = {
  id: 'uv',
  programs: ['uv'],
  startedBy: { program: PYTHON, words: ['-m', 'uv'] },
  roles: {
    'pip install': 'install',
    'pip sync': 'install',
    sync: 'install',
    add: 'install',
    'tool install': 'install',
    'tool upgrade': 'install',
    'cache clean': 'clean',
    clean: 'clean',
    'cache prune': 'clean',
    'cache dir': 'other',
    run: 'other',
    lock: 'other',
    venv: 'other',
    build: 'other',
    'python install': 'other',
    'pip uninstall': 'other',
    'pip compile': 'other',
  },
  shortWithValue: 'rceipbftP',
  longWithValue: (
    '--requirement --requirements --constraint --constraints --override --overrides --editable ' +
    '--index --default-index --index-url --extra-index-url --find-links --index-strategy ' +
    '--keyring-provider --target --prefix --python --python-version --python-platform --link-mode ' +
    '--cache-dir --resolution --prerelease --exclude-newer --config-file --color --directory ' +
    '--project --group --no-group --only-group --extra --no-extra --package --no-install-package ' +
    '--refresh-package --reinstall-package --upgrade-package --no-binary --only-binary ' +
    '--no-build-package --no-binary-package --with --with-editable --from --config-setting ' +
    '--config-settings --build-constraint --torch-backend --python-preference --allow-insecure-host ' +
    '--trusted-host --tag --branch --rev --bounds --env-file'
  ).split(' '),
  synonyms: [],
  caches: [
    {
      name: 'the uv cache',
      paths: ['~/.cache/uv'],
      movedBy: [
        { variable: 'UV_CACHE_DIR', path: '*' },
        { variable: 'XDG_CACHE_HOME', path: '*/uv', isHome: true },
      ],
      movedByOptions: ['--cache-dir'],
      // With symbolic links the packages are in the cache and nowhere else.
      filledBy: ({ normalOptions }, environment) =>
        !normalOptions.some((option) => /^--(?:link-mode symlink|offline|dry-run)$/.test(option)) &&
        !/^symlink$|^$/.test(environment.value('UV_LINK_MODE') ?? 'default'),
      offBy: [{ variable: 'UV_NO_CACHE', value: /^(?:1|true|t|yes|y|on)$/i }],
      remedy: { kind: 'option', option: '--no-cache', sameAs: ['--no-cache-dir', '-n'] },
      readers: {
        calls: ({ manager, normalOptions }) => manager.id === 'uv' && normalOptions.includes('--offline'),
        development: false,
      },
      source:
        'https://docs.astral.sh/uv/concepts/cache/ and https://docs.astral.sh/uv/guides/integration/docker/',
    },
  ],
  mounts: [
    {
      target: '~/.cache/uv',
      sharing: 'shared',
      source: 'https://docs.astral.sh/uv/guides/integration/docker/#caching',
    },
  ],
}
