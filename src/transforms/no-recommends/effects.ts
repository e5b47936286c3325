import type { Effect } from '../../engine/effect.ts'

/**
 * Which packages go is known by name, their files are not: they lie where Debian's policy lets packages put files, which is
 * neither /usr/local, /opt, /srv nor anybody's home (chapter 9). What packages write for all of them together has other
 * content when there are fewer.
 */
export const effects: readonly Effect[] = [
  {
    kind: 'removes',
    paths: [
      ...[
        '/bin',
        '/sbin',
        '/lib',
        '/lib32',
        '/lib64',
        '/libx32',
        '/etc',
        '/usr/bin',
        '/usr/sbin',
        '/usr/games',
      ],
      ...[
        '/usr/include',
        '/usr/lib',
        '/usr/lib32',
        '/usr/lib64',
        '/usr/libexec',
        '/usr/libx32',
        '/usr/share',
      ],
      ...['/var/cache', '/var/lib', '/var/log', '/var/mail', '/var/spool'],
    ],
  },
  { kind: 'rewrites', paths: ['/var/lib/dpkg', '/var/lib/apt/extended_states', '/etc/ld.so.cache'] },
]
