import type { PackageManager } from './package-manager.ts'

export const pip: PackageManager = {
  id: 'pip',
  programs: ['pip'],
  programNames: /^pip(?:\d(?:\.\d+)?)?$/,
  startedBy: { program: /^(?:python(?:\d(?:\.\d+)?)?|pypy\d?)$/, words: ['-m', 'pip'] },
  roles: { install: 'install', download: 'install', wheel: 'install', 'cache purge': 'clean' },
  shortWithValue: 'rceift',
  longWithValue: [
    '--requirement',
    '--constraint',
    '--editable',
    '--index-url',
    '--extra-index-url',
    '--cache-dir',
  ],
  synonyms: [
    ['-r', '--requirement'],
    ['-c', '--constraint'],
  ],
  caches: [
    {
      name: 'the pip cache',
      paths: ['~/.cache/pip'],
      movedBy: [
        { variable: 'PIP_CACHE_DIR', path: '*' },
        { variable: 'XDG_CACHE_HOME', path: '*/pip' },
      ],
      movedByOptions: ['--cache-dir'],
      filledBy: () => true,
      offBy: [{ variable: 'PIP_NO_CACHE_DIR', value: /./ }],
      remedy: { kind: 'option', option: '--no-cache-dir', sameAs: ['--no-cache'] },
      source: 'https://pip.pypa.io/en/stable/topics/caching/',
    },
  ],
  mounts: [
    { target: '~/.cache/pip', sharing: 'shared', source: 'https://pip.pypa.io/en/stable/topics/caching/' },
  ],
}
