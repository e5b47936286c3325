// What the alpine variants of official images bring. Read from the Dockerfiles of the images' repositories (2026-08; node,
// python, ruby, golang, php, nginx, httpd, adoptium/containers, carlossg/docker-maven) and from aports (alpine-baselayout).

interface AlpineImage {
  /** Patterns of the programs beside BusyBox's. */
  readonly programs: RegExp
  /** Alpine's packages that are sure to be there in every build of the variant. */
  readonly packages: readonly string[]
  /** Accounts beside Alpine's own: user and group have one name. */
  readonly accounts?: readonly string[]
}

const JAVA =
  'java|javac|jar|jlink|jdeps|jshell|keytool|jps|jstack|jmap|jstat|jcmd|javadoc|jarsigner|rmiregistry'
const PHP = 'php|php-cgi|php-fpm|phpize|php-config|phpdbg|pecl|pear|peardev|docker-php-[\\w-]+'

// dotnet/dotnet-docker at 3ed00b61. The account app is there since .NET 8, on Debian as well.
const DOTNET: AlpineImage = {
  programs: /^dotnet$/,
  packages: ['ca-certificates-bundle', 'libgcc', 'libstdc++', 'zlib'],
  accounts: ['app'],
}

const IMAGES: Readonly<Record<string, AlpineImage>> = {
  node: {
    programs: /^(?:node|nodejs|npm|npx|corepack|yarn|yarnpkg|docker-entrypoint\.sh)$/,
    packages: ['libstdc++'],
    accounts: ['node'],
  },
  python: {
    programs:
      /^(?:(?:python|pip|pydoc|idle)\d*(?:\.\d+)?|python\d*(?:\.\d+)?-config|wheel|easy_install|2to3)$/,
    packages: ['ca-certificates'],
  },
  ruby: {
    programs: /^(?:ruby|gem|bundle|bundler|irb|erb|rake|rdoc|ri)$/,
    packages: [],
  },
  golang: { programs: /^(?:go|gofmt)$/, packages: ['ca-certificates'] },
  php: {
    programs: new RegExp(`^(?:${PHP}|curl|tar|xz|unxz|xzcat)$`),
    packages: ['ca-certificates', 'curl', 'tar', 'xz'],
    accounts: ['www-data'],
  },
  openjdk: { programs: new RegExp(`^(?:${JAVA})$`), packages: [] },
  java: { programs: new RegExp(`^(?:${JAVA})$`), packages: [] },
  'eclipse-temurin': { programs: new RegExp(`^(?:${JAVA})$`), packages: ['tzdata', 'ca-certificates'] },
  maven: {
    programs: new RegExp(`^(?:${JAVA}|mvn|mvnDebug|bash|curl|tar|mvn-entrypoint\\.sh)$`),
    packages: ['bash', 'curl', 'tar'],
  },
  tomcat: { programs: new RegExp(`^(?:${JAVA}|catalina\\.sh|startup\\.sh|shutdown\\.sh)$`), packages: [] },
  nginx: {
    programs: /^(?:nginx|nginx-debug|envsubst|docker-entrypoint\.sh)$/,
    packages: [],
    accounts: ['nginx'],
  },
  httpd: {
    programs: /^(?:httpd|httpd-foreground|apachectl|ab|htpasswd|htdigest|rotatelogs|apxs)$/,
    packages: [],
    accounts: ['www-data'],
  },
  'dotnet/aspnet': DOTNET,
  'dotnet/runtime': DOTNET,
  'dotnet/runtime-deps': DOTNET,
  elixir: { programs: /^(?:elixir|elixirc|iex|mix|erl|erlc|escript)$/, packages: [] },
  erlang: { programs: /^(?:erl|erlc|escript|rebar|rebar3)$/, packages: [] },
}

/** Undefined for an image of whose alpine variant nothing is known. */
export function alpineImage(image: string): AlpineImage | undefined {
  return Object.hasOwn(IMAGES, image) ? IMAGES[image] : undefined
}

// Of musl-utils, apk-tools, alpine-baselayout and libc-utils, which every image made from Alpine has.
const BASE_PROGRAMS =
  /^(?:apk|getconf|getent|iconv|ldd|ssl_client|install|comm|cksum|nice|nohup|mesg|sha3sum|chpasswd|adduser|addgroup|deluser|delgroup)$/

export function isAlpineProgram(program: string): boolean {
  return BASE_PROGRAMS.test(program)
}

// /etc/passwd and /etc/group of alpine-baselayout: those that every release from 3.8 on has, then those that only some have.
const USERS =
  'root bin daemon lp sync shutdown halt mail news uucp cron ftp sshd games ntp guest nobody'.split(' ')
const GROUPS = (
  'root bin daemon sys adm tty disk lp kmem wheel floppy mail news uucp cron audio cdrom dialout ftp sshd input tape ' +
  'video netdev kvm games shadow www-data users ntp abuild utmp ping nogroup nobody'
).split(' ')
const OLD_NAMES =
  'operator man postmaster at squid xfs cyrus vpopmail smmsp postgres adm mem console readproc cdrw usb nofiles locate'.split(
    ' ',
  )
const GROUP_IDS = [
  ...[
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 25, 26, 27, 28, 30,
    31, 33, 34, 35,
  ],
  ...[42, 70, 80, 82, 85, 89, 100, 123, 200, 209, 245, 300, 406, 999, 65533, 65534],
]
const USER_IDS = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 16, 21, 22, 25, 31, 33, 35, 70, 85, 89, 123, 209, 405, 65534,
]

/** True where Alpine is sure to have an account of that name. */
export function isAlpineAccount(name: string, kind: 'user' | 'group'): boolean {
  return (kind === 'user' ? USERS : GROUPS).includes(name)
}

/** True where some release of Alpine has it, so that it cannot be made anew. */
export function mayBeTaken(nameOrId: string, kind: 'user' | 'group'): boolean {
  if (/^\d+$/.test(nameOrId)) return (kind === 'user' ? USER_IDS : GROUP_IDS).includes(Number(nameOrId))
  return isAlpineAccount(nameOrId, kind) || OLD_NAMES.includes(nameOrId)
}
