// Alpine's packages with programs that a stage calls and nothing that it installs is named after. Each name is checked against
// aports for the release when it is used.
import { isApkName } from '../../../catalog/alpine-packages.ts'

const BY_PACKAGE: Readonly<Record<string, string>> = {
  bash: 'bash',
  'bind-tools': 'dig nslookup host nsupdate',
  binutils: 'strip objdump readelf ar nm objcopy ranlib size strings',
  brotli: 'brotli',
  'ca-certificates': 'update-ca-certificates',
  coreutils: 'b2sum base32 csplit stdbuf tsort pathchk numfmt pr join dir vdir',
  curl: 'curl',
  diffutils: 'diff3 sdiff',
  'dumb-init': 'dumb-init',
  file: 'file',
  fontconfig: 'fc-cache fc-list fc-match',
  'git-lfs': 'git-lfs',
  git: 'git',
  gnupg: 'gpg gpg2 gpgconf gpg-agent dirmngr gpgv',
  imagemagick: 'convert identify mogrify composite montage magick',
  jq: 'jq',
  libcap: 'setcap getcap capsh',
  'mariadb-client': 'mariadb mysqladmin mysqldump mysql',
  mercurial: 'hg',
  'openssh-client': 'ssh scp sftp ssh-add ssh-agent ssh-keygen ssh-keyscan',
  openssl: 'openssl',
  parallel: 'parallel',
  patch: 'patch',
  perl: 'perl',
  'postgresql-client': 'psql pg_dump pg_isready pg_restore createdb dropdb',
  procps: 'ps pgrep pkill free uptime vmstat watch sysctl',
  python3: 'python3',
  redis: 'redis-cli redis-server',
  rsync: 'rsync',
  sqlite: 'sqlite3',
  subversion: 'svn svnadmin',
  sudo: 'sudo',
  tini: 'tini',
  tree: 'tree',
  'util-linux': 'uuidgen lsblk',
  xmlstarlet: 'xmlstarlet',
  xz: 'xz',
  zip: 'zip',
  zstd: 'zstd unzstd zstdcat',
}

const byProgram = new Map(
  Object.entries(BY_PACKAGE).flatMap(([name, list]) =>
    list.split(' ').map((program) => [program, name] as const),
  ),
)

/** The package of a release that has a program; undefined where none is known. */
export function apkWith(program: string, release: string): string | undefined {
  const name = byProgram.get(program)
  return name !== undefined && isApkName(name, release) ? name : undefined
}

/** Their names, for a check of the table. */
export function packagesWithPrograms(): readonly string[] {
  return Object.keys(BY_PACKAGE)
}

/**
 * Where a program of Debian's /usr/bin and the like is in Alpine, when it is called by its whole path. A path that is not here is
 * not known to be the same.
 */
export function alpinePathOf(path: string): string | undefined {
  if (SAME_PATHS.test(path)) return path
  return Object.hasOwn(MOVED, path) ? MOVED[path] : undefined
}

// /usr/local is the image's own, the same in its variants.
const SAME_PATHS =
  /^(?:\/usr\/local\/.*|\/bin\/(?:sh|bash|ash|echo|cat|ls|true|false|sleep|mkdir|rm|cp|mv|ln|chmod|chown|date|grep|sed|tar|gzip|mount|ps|ping)|\/usr\/bin\/(?:env|git|curl|python3|perl|ssh|ssh-keygen|sudo|openssl|gpg|jq|rsync|dumb-init|supervisord|supervisorctl|unzip|zip|find|xargs|awk|id|which|less|test|tail|head|sort|psql|redis-cli|make|file|make|nohup|tee)|\/usr\/sbin\/(?:nginx|update-ca-certificates|sshd)|\/sbin\/(?:nologin|tini))$/

const MOVED: Readonly<Record<string, string>> = {
  // aports: community/tini installs to /sbin.
  '/usr/bin/tini': '/sbin/tini',
  '/bin/tini': '/sbin/tini',
  '/usr/sbin/nologin': '/sbin/nologin',
  '/usr/bin/bash': '/bin/bash',
  '/usr/bin/sh': '/bin/sh',
}
