// Whether a pipeline still works when the failure of each of its commands counts.
import { commandsOf, walk, type SimpleCommand } from '../../shell/commands.ts'
import { valueOf } from '../../shell/changed-paths.ts'
import type { SyntaxNode } from '../../shell/parser.ts'
import { failsScript } from '../../shell/places.ts'
import type { Script } from '../../shell/script.ts'

export interface PipelineFacts {
  /** True when a failure that goes unnoticed today would end the build. */
  readonly gains: boolean
  /** Why a pipeline that works today could fail; undefined where none could. */
  readonly hazard: string | undefined
}

/** The pipelines of a script together; undefined for a script without any. */
export function pipelineFacts(script: Script): PipelineFacts | undefined {
  const commands = commandsOf(script)
  const found: PipelineFacts[] = []
  walk(script.syntax, [], (node, surroundings) => {
    if (node.type !== 'Pipeline' || node.commands.length < 2) return
    const parts = node.commands.map((part) => simplePart(commands, part))
    const negated = node.prefixes.some((prefix) => prefix.type === 'Negation')
    const hazard = negated ? 'a pipeline behind ! would mean something else' : hazardIn(parts)
    const last = node.commands.at(-1)
    const counts =
      last !== undefined && 'pos' in last && failsScript(script, { start: last.pos, end: last.end })
    // The status of a substitution is not that of its command.
    const gains =
      counts &&
      !surroundings.includes('substitution') &&
      parts.slice(0, -1).some((part) => MAY_FAIL.test(part?.name ?? ''))
    found.push({ gains, hazard })
  })
  if (found.length === 0) return undefined
  const sourced = commands.some(readsItself) ? 'the pipelines of what it sources are not known' : undefined
  return {
    gains: found.some(({ gains }) => gains),
    hazard: found.find(({ hazard }) => hazard !== undefined)?.hazard ?? sourced,
  }
}

function simplePart(commands: readonly SimpleCommand[], part: SyntaxNode): SimpleCommand | undefined {
  if (part.type !== 'Command') return undefined
  return commands.find((command) => command.syntax === part)
}

/** `. file`, `eval "$(…)"`: the option holds for what they run. */
function readsItself({ name = '' }: SimpleCommand): boolean {
  return name === '.' || name === 'source' || name === 'eval'
}

// Those of the sources whose failure leaves something out that the build needs; a filter fails only with them.
const MAY_FAIL =
  /^(?:cat|curl|wget|gpg|gpg2|gunzip|zcat|xz|unxz|xzcat|bunzip2|bzcat|zstd|zstdcat|tar|bsdtar|openssl|git|jq|base64)$/
// Programs that fail only where something is wrong. grep, diff, ldd, dpkg-query and others tell something by their status.
const SOURCES =
  /^(?:echo|printf|cat|curl|wget|gpg|gpg2|gunzip|gzip|zcat|xz|unxz|xzcat|bzip2|bunzip2|bzcat|zstd|zstdcat|lz4|tar|bsdtar|base64|openssl|sed|awk|gawk|mawk|sort|uniq|tr|cut|jq|git|tee|tail|sha1sum|sha256sum|sha512sum|md5sum|uname|date|envsubst|lsb_release|iconv)$/

function hazardIn(parts: readonly (SimpleCommand | undefined)[]): string | undefined {
  for (const [index, part] of parts.entries()) {
    if (!part?.name) return 'a pipeline holds more than plain commands'
    if (index < parts.length - 1 && !SOURCES.test(part.name) && !printsArchitecture(part)) {
      return part.name === 'yes'
        ? 'yes is ended by the pipe each time'
        : `what ${part.name} ends with in front of a pipe is not known to tell a failure`
    }
    if (index < parts.length - 1) {
      const telling = tellsByStatus(part)
      if (telling !== undefined) return telling
    }
    if (index > 0 && !readsAll(part))
      return `${part.name} may end before it has read all, and what writes to it then fails`
  }
  return undefined
}

/** A source that says something else than a failure by its status; undefined where it does not. */
function tellsByStatus(part: SimpleCommand): string | undefined {
  const { name = '', args, syntax } = part
  const words = args.map(valueOf)
  // Its reader has what it wants before it has said all, and the server may hang up first.
  if (name === 'openssl' && words[0] === 's_client')
    return 'openssl s_client is ended by the pipe or by the server'
  if (name === 'jq' && words.some((word) => /^(?:-[a-zA-Z]*e[a-zA-Z]*|--exit-status)$/.test(word)))
    return 'jq -e tells by its status what it found'
  // git-grep(1), git-config(1), git-diff(1), git-ls-remote(1), git-show-ref(1), git-merge-base(1), git-check-ignore(1)
  const asks = /^(?:grep|config|show-ref|merge-base|check-ignore|symbolic-ref)$/
  if (name === 'git' && words.some((word) => asks.test(word) || /^--(?:exit-code|quiet)$/.test(word)))
    return 'git tells by its status what it found'
  const silent = syntax.redirects.some(
    (each) =>
      each.type === 'Redirect' &&
      each.target?.text === '/dev/null' &&
      each.descriptor?.type === 'FileDescriptor' &&
      each.descriptor.value === 2,
  )
  // Downloads talk on stderr when all is well.
  return silent && !/^(?:curl|wget|git|gpg2?|tar|openssl)$/.test(name)
    ? `the messages of ${name} are thrown away, as where it may fail`
    : undefined
}

function printsArchitecture({ name, args }: SimpleCommand): boolean {
  return name === 'dpkg' && args[0]?.text === '--print-architecture'
}

// Programs that read their input to its end.
const READERS =
  /^(?:tee|sort|uniq|wc|tr|cut|jq|xargs|base64|gunzip|gzip|xz|unxz|bzip2|bunzip2|zstd|lz4|cpio|patch|debconf-set-selections|chpasswd|envsubst|openssl|tac|rev|iconv|sha1sum|sha256sum|sha512sum|md5sum|mysql|psql|column|fold|nl|fmt|zcat|xzcat|bzcat)$/
const INTERPRETERS = /^(?:sh|bash|dash|ash|zsh|php|perl|ruby|node|pypy\d?|python\d?[\d.]*)$/

/** True for a command that reads its input to the end: `true` lets `echo` fail in 51 of 300 runs of `echo y | true`. */
function readsAll(command: SimpleCommand): boolean {
  const { name = '' } = command
  const words = command.args.map(valueOf)
  if (READERS.test(name)) return true
  const operands = words.filter((word) => !/^-./.test(word))
  switch (name) {
    case 'cat':
      return operands.every((word) => word === '-')
    case 'tail':
      return operands.every((word) => /^[+-]?\d+$/.test(word))
    case 'gpg':
    case 'gpg2':
      return words.some((word) => /^--(?:dearmor|import|dearmour)$/.test(word))
    case 'apt-key':
      return operands[0] === 'add' && operands[1] === '-'
    case 'sed':
      return operands.length === 1 && !/(?:^|[;{0-9$/}\s])[qQ]\s*\d*\s*(?:$|[;}])/.test(operands[0] ?? '')
    case 'awk':
    case 'gawk':
    case 'mawk':
      return !/\bexit\b/.test(words.join(' '))
    case 'grep':
    case 'egrep':
    case 'fgrep':
      return !words.some((word) => /^-[a-zA-Z]*[qmlL]|^--(?:quiet|silent|max-count|files)/.test(word))
    case 'tar':
    case 'bsdtar':
      return unpacksInput(words)
    case 'crontab':
      return operands[0] === '-'
    case 'dpkg':
      return words.length === 1 && words[0] === '--set-selections'
    default:
      return INTERPRETERS.test(name) && (readsProgram(words) || readsJson(words))
  }
}

/**
 * `tar xz`, `tar -xzf - -C /opt`. That of BusyBox reads on behind the end of the archive, GNU tar 1.34 does so where it is
 * compressed and else reads the record that the end is in, as tar and git archive write it: 10 of 10 runs each.
 */
function unpacksInput(words: readonly string[]): boolean {
  const at = words.findIndex((word, index) => (index === 0 ? /^-?[a-zA-Z]*f$/ : /^-[a-zA-Z]*f$/).test(word))
  if (words.some((word) => word.startsWith('--file'))) return words.some((word) => /^--file=?-$/.test(word))
  return at === -1 ? words.some((word) => /^-?[a-zA-Z]*[xt]/.test(word)) : words[at + 1] === '-'
}

/** `sh`, `bash -s -- -y`, `php -- --quiet`, `python3 -`. */
function readsProgram(words: readonly string[]): boolean {
  for (const word of words) {
    if (word === '-' || word === '--' || /^-[eux]*s$/.test(word)) return true
    if (!/^-[eux]+$/.test(word)) return false
  }
  return true
}

/** `python3 -m json.tool`, `python -c 'import json, sys; …(json.load(sys.stdin))'`. */
function readsJson(words: readonly string[]): boolean {
  if (words[0] === '-m') return words[1] === 'json.tool' && words.length === 2
  return words[0] === '-c' && /json\.load\(sys\.stdin\)|stdin\.read\(\)/.test(words[1] ?? '')
}
