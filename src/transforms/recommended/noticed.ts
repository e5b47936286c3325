// Recommended packages whose absence a build or a container may notice, those of compilers apart.
import { listOf as of, type Use } from './use.ts'

const SSH =
  /ssh:\/\/|\bgit@|\.ssh\b|\bid_(?:rsa|dsa|ecdsa|ed25519)\b|known_hosts|\bGIT_SSH|SSH_(?:AUTH|PRIVATE|KEY)|type=ssh|\bssh_key|hg clone ssh|[\w.-]+@[\w.-]+:[\w~/]/
// What git is often there for at build time: all of these go over HTTPS where no key is in sight.
const FETCHES =
  /\bgit (?:clone|fetch|ls-remote|submodule|init|checkout|describe|rev-parse)\b|git\+https?:|\b(?:npm|yarn|pnpm|bower|composer|bundle|pip[\d.]*|go|cargo|mix|rebar3?|dep|glide|govendor) (?:-\S+ )*(?:install|i|ci|add|get|mod|build|update|create-project|deps\.get|ensure|sync|fetch)\b/
const FETCHERS =
  /^(?:curl|wget|aria2|axel|git|gitk|tig|mercurial|subversion|bzr|nodejs|npm|yarn|composer|maven|ant|gradle|ansible|software-properties-common|apt-transport-https|lynx|w3m|links)$|^(?:lib(?:git2|curl|ssh|www)|git-|php|python|ruby|golang|cargo|rustc|r-)/
const NETWORK =
  /https:|\b(?:curl|wget|git|pip[\d.]*|npm|yarn|gem|bundle|composer|mvn|gradle|cargo|mix|rebar3?|cpanm?|luarocks|go get|bower|s_client)\b|\/etc\/ssl\/certs|SSL_CERT|(?<![\w/])(?:ssl|tls)\b/i
// What tar starts for an archive, by its name or by the option.
const XZ = /\.t?xz\b|\btar +(?:-\S+ +)*-?[A-Za-z]*J|\btar\b[^\n]* (?:--xz|-[A-Za-z]*J)|\b(?:un)?xz\b|\blzma\b/
const BZIP2 =
  /\.(?:tar\.bz2?|bz2|tbz2?)\b|\btar +(?:-\S+ +)*-?[A-Za-z]*j|\btar\b[^\n]* (?:--bzip2|-[A-Za-z]*j)|\bb(?:un)?zip2\b/
/** Those whose absence a build or a container may notice. */
export const NOTICED: readonly Use[] = [
  {
    packages: ['ca-certificates'],
    carries: 'the certificates without which curl, wget, git, pip, npm and others refuse HTTPS',
    shows: NETWORK,
    via: FETCHERS,
    otherwise: 'add',
  },
  {
    packages: ['ca-certificates'],
    carries: 'the certificates without which HTTPS is refused',
    shows: NETWORK,
  },
  {
    packages: ['openssh-client'],
    carries: 'ssh, which git, Mercurial and others start',
    shows: SSH,
    unless: FETCHES,
    otherwise: 'add',
  },
  {
    packages: ['xauth'],
    carries: 'xauth, which xvfb-run starts',
    via: /^xvfb$/,
    otherwise: 'add',
  },
  { packages: ['xauth'], carries: 'X11 forwarding of ssh', shows: /X11Forward|\bssh -[A-Za-z]*[XY]/ },
  {
    packages: ['xz-utils'],
    carries: 'what tar unpacks .xz with',
    shows: XZ,
  },
  {
    packages: ['bzip2'],
    carries: 'what tar unpacks .bz2 with',
    shows: BZIP2,
  },
  {
    packages: ['dirmngr'],
    carries: 'the fetching of keys from servers',
    shows: /recv-keys|keyserver|add-apt-repository|apt-add-repository/,
  },
  {
    packages: ['gnupg', 'gpg'],
    carries: 'gpg and apt-key',
    shows: /\bgpg2?\b|apt-key|add-apt-repository|apt-add-repository|keyserver|recv-keys/,
    hidden: { by: 'installer', fate: 'add' },
  },
  {
    packages: ['git'],
    carries: 'dependencies that npm and others take from git',
    shows: /\b(?:npm|bower|yarn)(?:"|'|,|\s)/,
  },
  {
    packages: ['tesseract-ocr'],
    carries: 'the program that its languages are for',
    via: /^tesseract-ocr-/,
    otherwise: 'add',
  },
  { packages: ['fortunes-min'], carries: 'what fortune tells', otherwise: 'add' },
  { packages: ['rsync'], carries: 'rsync, which came with git', shows: /\brsync\b/ },
  { packages: ['wireless-regdb'], carries: 'the channels that iw may use', shows: /\biw\b|hostapd|wlan/ },
  { packages: ['easy-rsa'], carries: 'scripts that make certificates for OpenVPN', shows: /easy-?rsa/i },
  {
    packages: ['libtcnative-1'],
    carries: 'the connector of Tomcat that is written in C',
    shows: /\bapr\b|tcnative/i,
    shown: 'refuse',
  },
  {
    packages: ['ssl-cert'],
    carries: 'the self-signed certificate in the default settings of apache2, postfix and vsftpd',
    otherwise: 'add',
  },
  {
    packages: ['geoip-database'],
    carries: 'the addresses that the GeoIP library looks up',
    via: /geoip/,
    otherwise: 'add',
  },
  {
    packages: ['geoip-database'],
    carries: 'the addresses that the GeoIP library looks up',
    shows: /geo_?ip/i,
  },
  {
    packages: ['ghostscript'],
    carries: 'what ImageMagick reads and writes PDF with',
    via: /magick/i,
    otherwise: 'add',
  },
  {
    packages: ['fonts-liberation'],
    carries: 'fonts with the measures of Times, Helvetica and Courier, for drawings of graphviz',
    via: /graphviz/,
    otherwise: 'add',
  },
  {
    packages: ['xfonts-base'],
    carries: 'the font without which old VNC servers do not start',
    via: /vnc/,
    otherwise: 'add',
  },
  {
    packages: ['netbase'],
    carries: '/etc/services and /etc/protocols',
    shows:
      /eventlet|\bstack (?:setup|build|install)|\bcabal\b|\bnmap\b|x?inetd|rpcbind|\bnfs|radius|snmp|getservby|getproto|\/etc\/(?:services|protocols)/,
  },
  {
    packages: ['libldap-common'],
    carries: '/etc/ldap/ldap.conf, which tells LDAP clients where the certificates are',
    shows: /ldap/i,
  },
  {
    packages: ['libsasl2-modules'],
    carries: 'logging in by SASL: PLAIN, LOGIN, CRAM-MD5',
    shows: /sasl|kafka|cyrus|smtp_|relayhost|postconf|sendmail|ldap|impala|\bhive\b/i,
  },
  {
    packages: ['shared-mime-info'],
    carries: 'the database of file types, which the gem mimemagic wants when it is installed',
    shows: /\bbundle\b|\brails\b|mimemagic|xdg-mime/,
  },
  {
    packages: ['dbus'],
    carries: 'the message bus',
    shows: /\bdbus\b|avahi|bluetooth/,
  },
  {
    packages: of(
      'systemd libpam-systemd dbus-user-session systemd-timesyncd libnss-systemd systemd-cryptsetup libkmod2 udev',
      'linux-sysctl-defaults packagekit packagekit-tools appstream',
    ),
    carries: 'parts of a system that systemd starts',
    shows: /\bsystemctl\b|\/sbin\/init\b|lib\/systemd\/systemd\b/,
    shown: 'refuse',
  },
  {
    packages: of('va-driver-all vdpau-driver-all mesa-vulkan-drivers'),
    carries: 'drivers of graphics cards',
    shows: /vaapi|vdpau|\/dev\/dri|vulkan/i,
    shown: 'refuse',
  },
  { packages: ['librsvg2-common'], carries: 'reading SVG through gdk-pixbuf', shows: /\bsvg|rsvg/i },
  {
    packages: of('libatk-wrapper-java-jni libxt-dev fonts-dejavu-extra'),
    carries: 'windows and accessibility for Java',
    shows: /\bDISPLAY\b|xvfb|x11|vnc/i,
    shown: 'refuse',
  },
  {
    packages: of('libfontconfig1 libfreetype6 libharfbuzz0b libcups2t64 libasound2t64'),
    carries: 'drawing text, printing and sound for Java',
    since: 13,
    shows: /jasper|\bpoi\b|font|awt|report|chart|pdf|tomcat|\bjava\b[^;&|]*-jar/i,
    shown: 'refuse',
  },
  {
    packages: ['exim4-daemon-light'],
    carries: 'a mail server on which cron and scripts rely',
    shows: /\bsendmail\b|\bmailx?\b|MAILTO|\bexim/,
    shown: 'refuse',
  },
  {
    packages: ['logrotate'],
    carries: 'the rotation of logs, which cron starts',
    shows: /logrotate|\bcron\b/,
  },
  {
    packages: ['unattended-upgrades'],
    carries: 'security updates that a timer starts',
    shows: /unattended-upgrade|APT::Periodic/,
  },
  {
    packages: ['apache2'],
    carries: 'the server that the module of PHP is for',
    via: /^libapache2-mod-/,
    otherwise: 'add',
  },
  {
    packages: ['apache2'],
    carries: 'the web server',
    shows: /apache|\ba2en|httpd/i,
  },
  { packages: ['libqt5sql5-sqlite'], carries: 'SQLite for Qt', shows: /sqlite/i, shown: 'refuse' },
  { packages: ['unzip'], carries: 'unzip, which comes with zip', hidden: { by: 'script', fate: 'add' } },
]
