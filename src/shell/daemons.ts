import type { SimpleCommand } from './commands.ts'

/**
 * What a command leaves running when it returns, by its name; undefined where nothing is known to stay. In a RUN of
 * its own such a process dies with the container of that RUN.
 */
export function daemonStarted(command: SimpleCommand): string | undefined {
  const args = command.args.map((word) => word.literal ?? word.text)
  if (isInitScript(command) && startWord(args)) return `${command.syntax.name?.text ?? ''} start`
  const { name } = command
  if (name === undefined) return undefined
  const rule = Object.hasOwn(RULES, name) ? RULES[name] : undefined
  if (rule?.(args)) return [name, ...args.slice(0, 2)].join(' ')
  return args.some((word) => /^--(?:daemon|daemonize|background|fork)(?:=(?:yes|true|1))?$/.test(word))
    ? `${name} ${args.find((word) => word.startsWith('--')) ?? ''}`
    : undefined
}

function isInitScript({ syntax }: SimpleCommand): boolean {
  return /\/etc\/(?:init\.d|rc\.d)\//.test(syntax.name?.text ?? '')
}

type Rule = (args: readonly string[]) => boolean
const always: Rule = () => true
const startWord: Rule = (args) => args.some((word) => /^(?:re)?start$/.test(word))
const flag =
  (...flags: readonly string[]): Rule =>
  (args) =>
    args.some((word) => flags.includes(word))

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
