import type { Effect } from '../../engine/effect.ts'

const ACCOUNTS: readonly string[] = ['passwd', 'shadow', 'group', 'gshadow', 'subuid', 'subgid'].map(
  (name) => `/etc/${name}`,
)

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
      ...['/run', '/var/cache', '/var/lib', '/var/log', '/var/mail', '/var/spool'],
    ],
  },
  {
    kind: 'rewrites',
    paths: [
      ...[
        '/var/lib/dpkg',
        '/var/lib/apt/extended_states',
        '/var/lib/ucf',
        '/var/cache/debconf',
        '/var/cache/man',
      ],
      ...['/etc/ld.so.cache', '/etc/alternatives', '/etc/mailcap', '/etc/shells', '/etc/sgml', '/etc/xml'],
      // libpam-cap, libpam-systemd and libnss-systemd put themselves in.
      ...['/etc/pam.d', '/var/lib/pam', '/etc/nsswitch.conf'],
      // Users and groups that a package makes for itself.
      ...ACCOUNTS,
      ...ACCOUNTS.map((path) => `${path}-`),
      ...['/usr/share/info/dir', '/usr/share/mime', '/usr/share/applications/mimeinfo.cache'],
      ...['/usr/share/glib-2.0/schemas/gschemas.compiled', '/usr/share/icons/*/icon-theme.cache'],
      ...['/usr/lib/*/gdk-pixbuf-2.0/*/loaders.cache', '/usr/lib/*/gtk-*/*/immodules.cache'],
    ],
  },
  // The copies that useradd and groupadd leave have the mode of what they were made from.
  { kind: 'owns', paths: ACCOUNTS.map((path) => `${path}-`) },
]
