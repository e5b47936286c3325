import type { PackageCommand } from '../package-command.ts'
import type { PackageManager } from './package-manager.ts'
import { setElsewhere } from './settings.ts'

// Packages are hard-linked from pkgs/ into environments; clean leaves those and takes the archives, the indexes and
// what no environment has. Not with --force-pkgs-dirs: that breaks environments of symbolic links (conda clean --help).
// Subcommands and options: https://docs.conda.io/projects/conda/en/stable/commands/ and, since 2.0,
// https://mamba.readthedocs.io/en/latest/user_guide/micromamba.html.
export const conda: PackageManager = {
  id: 'conda',
  programs: ['conda', 'mamba', 'micromamba'],
  roles: {
    install: 'install',
    create: 'install',
    update: 'install',
    upgrade: 'install',
    'env create': 'install',
    'env update': 'install',
    clean: 'clean',
    remove: 'other',
    uninstall: 'other',
    config: 'other',
    init: 'other',
    info: 'other',
    list: 'other',
    run: 'other',
    build: 'other',
  },
  shortWithValue: 'ncpfr',
  longWithValue: [
    ...[
      '--name',
      '--prefix',
      '--channel',
      '--file',
      '--root-prefix',
      '--solver',
      '--platform',
      '--subdir',
      '--clone',
    ],
    ...['--repodata-fn', '--channel-priority', '--revision', '--rc-file', '--category', '--experimental'],
  ],
  synonyms: [
    ['-n', '--name'],
    ['-p', '--prefix'],
    ['-c', '--channel'],
    ['-y', '--yes'],
    ['-f', '--file'],
  ],
  caches: [
    {
      name: 'the conda package cache',
      paths: ['~/.conda/pkgs', '~/*/pkgs', '/opt/*/pkgs', '/usr/local/*/pkgs', '/*/pkgs', '/home/*/*/pkgs'],
      movedBy: [{ variable: 'CONDA_PKGS_DIRS', path: '*' }],
      movedByOptions: [],
      obstacle: (_, environment) => setElsewhere(environment, /\bpkgs_dirs\b/),
      filledBy: ({ normalOptions }) =>
        !normalOptions.some((option) => /^--(?:offline|dry-run|use-local)$/.test(option)),
      offBy: [],
      remedy: { kind: 'command', command: cleaned },
      readers: {
        calls: ({ manager, normalOptions }) =>
          manager.id === 'conda' &&
          normalOptions.some((option) => /^--(?:offline|use-index-cache|clone\b.*)$/.test(option)),
        development: false,
      },
      source: 'https://docs.conda.io/projects/conda/en/stable/commands/clean.html',
    },
  ],
  mounts: [],
}

/** By the same program at the same path: conda need not be on the PATH. */
function cleaned({ invocation }: PackageCommand): string {
  return `${invocation} clean --all --yes`
}
