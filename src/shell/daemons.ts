import type { SimpleCommand } from './commands.ts'

/** What a script's commands leave running; `gpgconf --kill` and `gradle --stop` at its end take their own with them. */
export function daemonLeft(commands: readonly SimpleCommand[]): string | undefined {
  for (const command of commands) {
    const started = daemonStarted(command)
    if (started !== undefined && !isStopped(command, commands)) return started
  }
  return undefined
}

function isStopped(daemon: SimpleCommand, commands: readonly SimpleCommand[]): boolean {
  const later = commands.filter((command) => command.start > daemon.start)
  const runs = (name: RegExp, word: string): boolean =>
    later.some(
      (command) => name.test(command.name ?? '') && command.args.some(({ literal }) => literal === word),
    )
  if (/^gpg2?$/.test(daemon.name ?? '')) return runs(/^gpgconf$/, '--kill')
  return /^gradlew?$/.test(daemon.name ?? '') && runs(/^gradlew?$/, '--stop')
}

/**
 * What a command leaves running when it returns, by its name; undefined where nothing is known to stay. In a RUN of
 * its own such a process dies with the container of that RUN.
 */
function daemonStarted(command: SimpleCommand): string | undefined {
  const { name } = command
  if (name === undefined) return undefined
  const args = command.args.map((word) => word.literal ?? word.text)
  const rule = Object.hasOwn(RULES, name) ? RULES[name] : undefined
  const starts = rule ? rule(args) : startsByItsWords(name, args)
  return starts ? [name, ...args.slice(0, 2)].join(' ') : undefined
}

// Programs for which `start` is a script of the project, a file or a text.
const START_IS_NO_DAEMON =
  /^(?:npm|npx|yarn|pnpm|bun|deno|lerna|nx|rake|composer|echo|printf|grep|sed|awk|cat|cp|mv|ln|rm|touch|mkdir|chmod|chown|install|test|\[|apt|apt-get|apk|dnf|yum|pip3?|gem|git|curl|wget|export|set|read|find|ls|tee|jq|docker|kubectl)$/

/** `zkServer.sh start`, `neo4j start`, `kafka-server-start.sh -daemon`: what init scripts and servers have in common. */
function startsByItsWords(name: string, args: readonly string[]): boolean {
  if (START_IS_NO_DAEMON.test(name)) return false
  if (args.some((word) => /^--?(?:daemon|daemonize|background|fork|detach)(?:=(?:yes|true|1))?$/.test(word)))
    return true
  const operands = args.filter((word) => !word.startsWith('-'))
  const ends = [operands[0], operands.at(-1)]
  return ends.some((word) => word !== undefined && /^(?:re)?start$/.test(word))
}

type Rule = (args: readonly string[]) => boolean
const always: Rule = () => true
const startWord: Rule = (args) => args.some((word) => /^(?:re)?start$/.test(word))
const flag =
  (...flags: readonly string[]): Rule =>
  (args) =>
    args.some((word) => flags.includes(word))

// https://docs.gradle.org/current/userguide/gradle_daemon.html
function keepsGradleDaemon(args: readonly string[]): boolean {
  return !args.some((word) => /^(?:--no-daemon|--stop|--version|-v|-Dorg\.gradle\.daemon=false)$/.test(word))
}

// https://www.gnupg.org/documentation/manuals/gnupg/: dirmngr and gpg-agent are started on demand and stay.
function asksGpgServers(args: readonly string[]): boolean {
  return args.some((word) =>
    /^--(?:recv|recv-keys|receive-keys|search-keys|refresh-keys|locate-keys|gen-key|quick-gen.*|full-gen.*|generate-key|batch-gen.*)$/.test(
      word,
    ),
  )
}

// From each program's manual: the words with which it returns while something of it goes on.
const RULES: Readonly<Record<string, Rule>> = {
  service: startWord,
  'invoke-rc.d': startWord,
  systemctl: startWord,
  initctl: startWord,
  start: always,
  'rc-service': startWord,
  supervisord: (args) => !args.some((word) => /^(?:-n|--nodaemon)$/.test(word)),
  pg_ctl: startWord,
  pg_ctlcluster: startWord,
  apachectl: startWord,
  apache2ctl: startWord,
  httpd: (args) => flag('-k')(args) && startWord(args),
  rabbitmqctl: startWord,
  'rabbitmq-server': flag('-detached'),
  'start-stop-daemon': flag('--start', '-S', '-b'),
  'start-all.sh': always,
  'start-dfs.sh': always,
  'start-yarn.sh': always,
  mysqld_safe: flag('--daemonize'),
  mongod: flag('--fork'),
  memcached: flag('-d'),
  nginx: (args) => !args.some((word) => /^-(?:[tTvVhs]|g)/.test(word)),
  sshd: (args) => !args.some((word) => /^-(?:D|t|T|[a-zA-Z]*D)/.test(word)),
  cron: (args) => !args.includes('-f'),
  crond: (args) => !args.some((word) => /^-[fn]/.test(word)),
  rsyslogd: (args) => !args.includes('-n'),
  bazel: (args) => !args.some((word) => word === 'shutdown' || word === '--batch' || word === 'version'),
  bazelisk: (args) => !args.some((word) => word === 'shutdown' || word === '--batch'),
  gradle: keepsGradleDaemon,
  gradlew: keepsGradleDaemon,
  gpg: asksGpgServers,
  gpg2: asksGpgServers,
  elasticsearch: flag('-d', '--daemonize'),
  gunicorn: flag('-D', '--daemon'),
  airflow: flag('-D', '--daemon'),
  celery: (args) => args.includes('--detach') || args.includes('multi'),
  'php-fpm': (args) => !args.some((word) => /^(?:-F|--nodaemonize|-[tvmih]+|--version|--test)$/.test(word)),
  varnishd: (args) => !args.some((word) => /^-[FdVCn]/.test(word)),
  slapd: (args) => !args.some((word) => /^-[dVTh]/.test(word)) || args.includes('-h'),
  named: (args) => !args.some((word) => /^-[fgvV]/.test(word)),
  'ssh-agent': (args) => args.every((word) => /^-[csa]/.test(word)),
  'gpg-agent': flag('--daemon'),
  'dbus-daemon': flag('--fork', '--system'),
  'dbus-launch': always,
  setsid: (args) => !args.some((word) => /^(?:-w|--wait|-[a-z]*w[a-z]*)$/.test(word)),
  disown: always,
  daemon: always,
  daemonize: always,
  screen: (args) => args.some((word) => /^-[a-zA-Z]*d/.test(word)),
  tmux: (args) => args.some((word) => /^-[a-zA-Z]*d/.test(word)),
  adb: (args) => args.includes('start-server'),
  Xvnc: flag('-daemon'),
  vncserver: always,
  pm2: (args) => startWord(args) && !args.includes('--no-daemon'),
  forever: startWord,
  catalina: startWord,
  'catalina.sh': startWord,
  'startup.sh': always,
}
