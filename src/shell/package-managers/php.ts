import type { PackageManager } from './package-manager.ts'

export const composer: PackageManager = {
  id: 'composer',
  programs: ['composer', 'composer.phar'],
  startedBy: { program: /^php\d*(?:\.\d)?$/, words: ['composer.phar'] },
  roles: {
    install: 'install',
    i: 'install',
    update: 'install',
    upgrade: 'install',
    u: 'install',
    require: 'install',
    r: 'install',
    'create-project': 'install',
    'global install': 'install',
    'global update': 'install',
    'global require': 'install',
    'clear-cache': 'clean',
    clearcache: 'clean',
    clear: 'clean',
    cc: 'clean',
    'global clear-cache': 'clean',
    'global clearcache': 'clean',
  },
  otherwise: 'other',
  shortWithValue: 'd',
  longWithValue: ['--working-dir', '--repository', '--repository-url', '--stability'],
  synonyms: [],
  caches: [
    {
      name: 'the Composer cache',
      // The second where XDG_ variables are set or /etc/xdg exists (Factory::getCacheDir).
      paths: ['~/.composer/cache', '~/.cache/composer'],
      movedBy: [
        { variable: 'COMPOSER_CACHE_DIR', path: '*' },
        { variable: 'COMPOSER_HOME', path: '*/cache', isHome: true },
      ],
      movedByOptions: [],
      filledBy: ({ normalOptions }) =>
        !normalOptions.some((option) => option === '--no-cache' || option === '--dry-run'),
      offBy: [{ variable: 'COMPOSER_CACHE_DIR', value: /^\/dev\/null$/ }],
      // --no-cache is not known to every release of Composer 1; clear-cache is there since 2013.
      remedy: { kind: 'command', command: ({ invocation }) => `${invocation} clear-cache` },
      source:
        'https://getcomposer.org/doc/03-cli.md#clear-cache-clearcache-cc and ClearCacheCommand.php; run with Composer 2.5',
    },
  ],
  mounts: [
    {
      target: '~/.composer/cache',
      sharing: 'shared',
      source: 'https://hub.docker.com/_/composer, run with 2.5',
    },
  ],
}

export const pecl: PackageManager = {
  id: 'pecl',
  programs: ['pecl', 'pear'],
  roles: { install: 'install', upgrade: 'install', 'clear-cache': 'clean' },
  otherwise: 'other',
  shortWithValue: 'RDcCPd',
  longWithValue: ['--installroot', '--configureoptions'],
  synonyms: [],
  caches: [
    {
      name: 'what pecl has downloaded',
      paths: ['/tmp/pear'],
      movedBy: [],
      movedByOptions: [],
      // What is only unpacked there is built by somebody else.
      filledBy: ({ normalOptions }) =>
        !normalOptions.some((option) => option === '-B' || option === '--nobuild'),
      offBy: [],
      remedy: { kind: 'command', command: () => 'rm -rf /tmp/pear' },
      readers: {
        calls: ({ manager, action, operands }) =>
          manager.id === 'pecl' && action === '' && operands[0]?.text === 'config-get',
        words: /^["']?\/tmp\/pear\/|config-get temp_dir/,
        development: false,
      },
      source: 'pecl config-show (cache_dir, download_dir, temp_dir); run with PEAR 1.10 of Debian 12',
    },
  ],
  mounts: [],
}
