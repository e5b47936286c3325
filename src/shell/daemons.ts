import type { SimpleCommand } from './commands.ts'
import { daemonRule } from './daemon-rules.ts'

/** What a script's commands leave running; `gpgconf --kill` and `gradle --stop` at its end take their own with them. */
export function daemonLeft(commands: readonly SimpleCommand[]): string | undefined {
  for (const command of commands) {
    const started = daemonStarted(command)
    if (started !== undefined && !isStopped(command, commands)) return started
  }
  return undefined
}

// https://doc.rust-lang.org/cargo/reference/environment-variables.html
const RUSTC_WRAPPERS = ['RUSTC_WRAPPER', 'CARGO_BUILD_RUSTC_WRAPPER']

/** A build that starts sccache's server: its wrapper is named in the environment, or by the script itself. */
export function compilerServerLeft(
  commands: readonly SimpleCommand[],
  variable: (name: string) => string | undefined,
): string | undefined {
  const build = commands.find((command) => command.name === 'cargo' && !isStopped(command, commands))
  if (!build) return undefined
  const wrapped =
    RUSTC_WRAPPERS.some((name) => variable(name)?.endsWith('sccache')) ||
    commands.some(({ args, syntax }) =>
      [...args, ...syntax.prefix].some(
        (word) => 'text' in word && /^(?:CARGO_BUILD_)?RUSTC_WRAPPER=.*sccache/.test(word.text),
      ),
    )
  return wrapped ? 'the server of sccache' : undefined
}

// The words with which a later command ends what the programs of a name have left.
const STOPS: readonly (readonly [left: RegExp, stop: RegExp, word: RegExp])[] = [
  [/^gpg2?$/, /^gpgconf$/, /^--kill$/],
  [/^gradlew?$/, /^gradlew?$/, /^--stop$/],
  [/^bazel(?:isk)?$/, /^bazel(?:isk)?$/, /^shutdown$/],
  [/^mvnd$/, /^mvnd$/, /^--stop$/],
  [/^(?:sccache|cargo|rustc)$/, /^sccache$/, /^--stop-server$/],
  [/^watchman$/, /^watchman$/, /^shutdown-server$/],
  [/^adb$/, /^adb$/, /^kill-server$/],
  [/^pm2$/, /^pm2$/, /^kill$/],
  [/^buck2?$/, /^buck2?$/, /^(?:kill|killall)$/],
  [/^flow$/, /^flow$/, /^stop$/],
  [/^dmypy$/, /^dmypy$/, /^(?:stop|kill)$/],
]

function isStopped({ name = '', start }: SimpleCommand, commands: readonly SimpleCommand[]): boolean {
  return STOPS.some(
    ([left, stop, word]) =>
      left.test(name) &&
      commands.some(
        (later) =>
          later.start > start &&
          stop.test(later.name ?? '') &&
          later.args.some(({ literal = '' }) => word.test(literal)),
      ),
  )
}

/**
 * What a command leaves running when it returns, by its name; undefined where nothing is known to stay. In a RUN of
 * its own such a process dies with the container of that RUN.
 */
function daemonStarted(command: SimpleCommand): string | undefined {
  const { name } = command
  if (name === undefined) return undefined
  const args = command.args.map((word) => word.literal ?? word.text)
  if (startsDaemon(name, args)) return [name, ...args.slice(0, 2)].join(' ')
  if (!RUNS_ITS_WORDS.test(name)) return undefined
  const at = args.findIndex((word, index) => startsDaemon(nameOf(word), args.slice(index + 1)))
  return at === -1 ? undefined : [nameOf(args[at] ?? ''), ...args.slice(at + 1, at + 3)].join(' ')
}

// Programs that run the command behind them, after options and names of their own.
const RUNS_ITS_WORDS =
  /^(?:gosu|su-exec|chroot|busybox|bundle|setpriv|chpst|setuidgid|s6-setuidgid|runuser|tini|dumb-init|doas|xargs|script)$/

function nameOf(path: string): string {
  return path.split('/').at(-1) ?? path
}

function startsDaemon(name: string, args: readonly string[]): boolean {
  const rule = daemonRule(name)
  return rule ? rule(args) : startsByItsWords(name, args)
}

// Programs for which `start` is a script of the project, a file or a text.
const START_IS_NO_DAEMON =
  /^(?:npm|npx|yarn|pnpm|bun|deno|lerna|nx|rake|composer|echo|printf|grep|sed|awk|cat|cp|mv|ln|rm|touch|mkdir|chmod|chown|install|test|\[|apt|apt-get|apk|dnf|yum|pip3?|gem|git|curl|wget|export|set|read|find|ls|tee|jq|docker|kubectl)$/

/** `zkServer.sh start`, `neo4j start`, `kafka-server-start.sh -daemon`: what init scripts and servers have in common. */
function startsByItsWords(name: string, args: readonly string[]): boolean {
  if (START_IS_NO_DAEMON.test(name)) return false
  if (
    args.some((word) =>
      /^--?(?:daemon|daemonize|background|fork|detach|detached)(?:=(?:yes|true|1))?$/.test(word),
    )
  )
    return true
  const operands = args.filter((word) => !word.startsWith('-'))
  const ends = [operands[0], operands.at(-1)]
  return ends.some((word) => word !== undefined && /^(?:re)?start$/.test(word))
}
