import type { PackageCommand } from '../package-command.ts'
import type { Environment, PackageManager, RemedyObstacle } from './package-manager.ts'
import { setElsewhere } from './settings.ts'

// Packages are hard-linked from pkgs/ into environments; clean leaves those (it asks for the number of links, find_pkgs
// in conda/cli/main_clean.py of 4.0.5 to 4.3.30) and takes the archives, the indexes and what no environment has. Not
// with --force-pkgs-dirs, which takes all of them.
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
  longWithValue: (
    '--name --prefix --channel --file --root-prefix --solver --platform --subdir --clone ' +
    '--repodata-fn --channel-priority --revision --rc-file --category --experimental'
  ).split(' '),
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
      reason: 'nothing reads the archives again that were unpacked and installed',
      paths: ['~/.conda/pkgs', '~/*/pkgs', '/opt/*/pkgs', '/usr/local/*/pkgs', '/*/pkgs', '/home/*/*/pkgs'],
      movedBy: [{ variable: 'CONDA_PKGS_DIRS', path: '*' }],
      movedByOptions: [],
      obstacle: (_, environment) => unclear(environment) ?? setElsewhere(environment, /\bpkgs_dirs\b/),
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

/** Where symbolic links take the place of hard ones, an environment has nothing of its own. --all came with conda 4.0.5. */
function unclear(environment: Environment): RemedyObstacle | undefined {
  if (environment.mentions(/\b(?:always|allow)_softlinks?\b/)) {
    return {
      reason: 'a setting in the file lets environments link to it',
      unblock: 'drop the setting, or remove the archives by conda clean --tarballs --yes',
    }
  }
  const old = /\bminiconda[23]?[-:](?:[1-3]\.\d|4\.0\.[0-4]\b)|\banaconda[23]?[-:][1-3]\.\d/i
  if (!environment.mentions(old)) return undefined
  return {
    reason: 'conda before 4.0.5 does not know conda clean --all',
    unblock: 'install a newer one, or remove the archives by conda clean --tarballs --yes',
  }
}
