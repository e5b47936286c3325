// What a file that was written for Debian, or for an older Ubuntu, asks of an image that is made from a newer Ubuntu.
import { stateAt, type Document } from '../../dockerfile/document.ts'
import { flagValue } from '../../dockerfile/instruction.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import { valueOf } from '../../shell/changed-paths.ts'
import type { SimpleCommand } from '../../shell/commands.ts'
import type { PackageCommand } from '../../shell/package-command.ts'

export interface Misfit {
  readonly reason: string
  readonly unblock: string
}

// Packages that Debian and Ubuntu 26.04 (main, universe) have under one name, and that mean the same.
const ALIKE = new Set(
  `adduser apt apt-transport-https apt-utils autoconf automake bash bc bison bzip2 ca-certificates cmake coreutils cron curl
  diffutils dirmngr dos2unix dumb-init expat expect fakeroot file findutils flex fontconfig fonts-dejavu fonts-dejavu-core
  fonts-liberation gawk gettext gettext-base git git-lfs gnupg gnupg2 gosu graphviz grep groff gzip hostname htop imagemagick
  inotify-tools iproute2 iputils-ping jq less libc6 libfreetype6 libgomp1 libstdc++6 libxext6 libxi6 libxml2-utils libxrender1
  libxtst6 locales lsb-release lsof m4 make mercurial moreutils nano net-tools netbase netcat-openbsd netcat-traditional openssh-client
  openssl parallel patch pigz pkg-config procps psmisc pv pwgen rsync screen sed socat sqlite3 sshpass strace subversion sudo
  supervisor tar telnet time tini tmux tree tzdata unzip util-linux uuid-runtime vim wait-for-it wget whois xmlstarlet xvfb xz-utils zip zlib1g
  zlib1g-dev zsh`.split(/\s+/),
)

/** A call of apt that may not do there what it did. */
export function aptMisfit(call: PackageCommand, base: string): Misfit | undefined {
  if (!/^(?:install|remove|purge)$/.test(call.action)) return undefined
  if (call.indirect || call.normalOptions.some((option) => /^(?:-t|--target-release)/.test(option)))
    return { reason: `it is not clear what ${call.name} installs`, unblock: 'change the base by hand' }
  const compiler = call.operands.find(({ literal }) => COMPILERS.has(literal ?? ''))
  if (compiler)
    return {
      reason: `what is compiled with ${compiler.text} would need the C library of Ubuntu, of which ${base} is made, wherever it runs`,
      unblock: 'change the base by hand, and try what is compiled',
    }
  const others = call.operands.filter(({ literal }) => literal === undefined || !ALIKE.has(literal))
  if (others.length === 0) return undefined
  const named = others.slice(0, MOST_NAMED).map(({ text }) => text)
  const list =
    others.length > MOST_NAMED
      ? `${named.join(', ')} and ${others.length - MOST_NAMED} more`
      : named.join(', ').replace(/, (?=[^,]*$)/, ' and ')
  return {
    reason: `whether Ubuntu, of which ${base} is made, has ${list} is not known`,
    unblock: 'change the base by hand, and try the packages',
  }
}

const MOST_NAMED = 3
const COMPILERS: ReadonlySet<string> = new Set(['build-essential', 'clang', 'g++', 'gcc', 'gfortran'])

/** Ubuntu has an account with the numbers 1000:1000 since 23.04, and so have the official images of node; Debian and Alpine have none. */
export function accountMisfit(
  stages: readonly Stage[],
  document: Document,
  commands: readonly SimpleCommand[],
  base: string,
): Misfit | undefined {
  const taken = {
    reason: `${base} has an account with the number 1000 already`,
    unblock: 'give the account of this file a number of its own, such as 10001',
  }
  for (const { name = '', args } of commands) {
    if (!/^(?:useradd|groupadd|adduser|addgroup)$/.test(name)) continue
    const words = args.map(valueOf)
    const isSystem = words.some((word) => /^(?:--system|-[a-zA-Z]*[rS][a-zA-Z]*)$/.test(word))
    const number = words.find(
      (word, index) => /^(?:-u|-g|--uid|--gid)$/.test(words[index - 1] ?? '') || /^--[ug]id=/.test(word),
    )
    const own = number?.replace(/^--[ug]id=/, '')
    if (own === undefined ? !isSystem : own === '1000' || own.includes('$')) return taken
  }
  const users = stages.map((stage) => stateAt(document, stage).user ?? '')
  const numbers = /(?:^|[\s:=])1000(?::1000)?(?=[\s:/]|$)/
  const owners = stages.flatMap(({ instructions }) =>
    instructions.map(
      (each) =>
        `${flagValue(each, 'chown') ?? ''} ${each.keyword === 'RUN' && each.args.text.includes('chown') ? each.args.text : ''}`,
    ),
  )
  return [...users, ...owners].some((text) => numbers.test(text)) ? taken : undefined
}
