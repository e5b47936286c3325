import type { PackageManager, Role } from './package-manager.ts'

/** What a call does, by its operation: pacman(8). */
function roleOf(normalOptions: readonly string[], operands: number): Role {
  const has = (option: string): boolean => normalOptions.includes(option)
  if (has('-U')) return 'install'
  if (!has('-S')) return 'other'
  const clean = normalOptions.filter((option) => option === '-c').length
  // Asked whether to remove all files from the cache, --noconfirm answers no, and -Sc keeps what is installed:
  // run with pacman 7.1.0, as sync_cleancache of its sync.c has it.
  if (clean > 0) return clean > 1 && !has('--noconfirm') ? 'clean' : 'other'
  if (['-s', '-i', '-l', '-g', '-p'].some(has)) return 'query'
  return operands > 0 || has('-u') ? 'install' : 'update'
}

export const pacman: PackageManager = {
  id: 'pacman',
  programs: ['pacman'],
  roles: {},
  roleOf,
  shortWithValue: 'br',
  longWithValue: (
    '--dbpath --root --cachedir --config --arch --hookdir --gpgdir --logfile --sysroot --overwrite ' +
    '--ignore --ignoregroup --assume-installed --print-format --color'
  ).split(' '),
  synonyms: [
    ['-S', '--sync'],
    ['-U', '--upgrade'],
    ['-y', '--refresh'],
    ['-u', '--sysupgrade'],
    ['-c', '--clean'],
    ['-w', '--downloadonly'],
    ['-s', '--search'],
    ['-i', '--info'],
    ['-l', '--list'],
    ['-g', '--groups'],
    ['-p', '--print'],
    ['-r', '--root'],
    ['-b', '--dbpath'],
  ],
  caches: [
    {
      name: 'the pacman cache',
      paths: ['/var/cache/pacman/pkg'],
      movedBy: [],
      movedByOptions: ['--cachedir', '-r', '--sysroot', '--config'],
      // A package that -U gets from a file is not copied there, one from a URL is.
      filledBy: ({ normalOptions, operands }) =>
        !normalOptions.includes('-w') &&
        (normalOptions.includes('-S') || operands.some((word) => /:\/\/|^["']?\$/.test(word.text))),
      offBy: [],
      // The databases of -Sy stay: a later -S without -y reads them.
      remedy: { kind: 'command', command: () => 'rm -rf /var/cache/pacman/pkg/*' },
      source: 'https://man.archlinux.org/man/pacman.8',
    },
  ],
  mounts: [
    {
      target: '/var/cache/pacman/pkg',
      sharing: 'locked',
      source: 'https://man.archlinux.org/man/pacman.8',
    },
  ],
}
