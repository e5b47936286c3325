/** Whether a program with these arguments leaves a process behind when it returns. */
export type Rule = (args: readonly string[]) => boolean
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

/** An option by its letter, alone or among others of one letter. */
const cluster =
  (letter: string, ...long: readonly string[]): Rule =>
  (args) =>
    args.some((word) => new RegExp(`^-[a-zA-Z]*${letter}[a-zA-Z]*$`).test(word) || long.includes(word))

/** Apache's httpd(8), and the one of busybox, whose -f is no file: both go to the background by default. */
function httpServer(args: readonly string[]): boolean {
  const next = (index: number): string => args[index + 1] ?? '-'
  return !args.some(
    (word, index) =>
      /^-(?:[tSvVlLMX?]|DFOREGROUND|DNO_DETACH)/.test(word) ||
      (word === '-D' && /^(?:FOREGROUND|NO_DETACH|DUMP_)/.test(next(index))) ||
      (word === '-k' && next(index).endsWith('stop')) ||
      (/^-(?:h|f[a-z]*)$/.test(word) && next(index).startsWith('-')) ||
      (word === 'start' && index === 0),
  )
}

/** In front it would not return, so that a RUN that goes on reads `daemonize yes` from its options or from a file. */
function redisServer(args: readonly string[]): boolean {
  const at = args.indexOf('--daemonize')
  if (at !== -1) return args[at + 1] !== 'no'
  return /^[^-]/.test(args[0] ?? '-')
}

/** True unless one of the arguments says that it stays in front, or only tells something. */
const unless =
  (pattern: RegExp): Rule =>
  (args) =>
    !args.some((word) => pattern.test(word))

const vncServer = unless(/^-(?:kill|list|version|help|h)$/)

// https://www.gnupg.org/documentation/manuals/gnupg/: dirmngr and gpg-agent are started on demand and stay.
function asksGpgServers(args: readonly string[]): boolean {
  return args.some((word) =>
    /^--(?:recv|recv-keys|receive-keys|search-keys|refresh-keys|locate-keys|gen-key|quick-gen.*|full-gen.*|generate-key|batch-gen.*|import|fast-import|sign|detach-sign|clear-?sign|symmetric|edit-key|export-secret-.*)$/.test(
      word,
    ),
  )
}

// From each program's manual: the words with which it returns while something of it goes on.
const RULES: Readonly<Record<string, Rule>> = {
  service: startWord,
  'invoke-rc.d': startWord,
  systemctl: (args) => startWord(args) || args.includes('--now') || args.includes('reload-or-restart'),
  initctl: startWord,
  start: always,
  'rc-service': startWord,
  supervisord: (args) => !args.some((word) => /^(?:-n|--nodaemon)$/.test(word)),
  pg_ctl: startWord,
  pg_ctlcluster: startWord,
  pg_createcluster: flag('--start'),
  apachectl: (args) => startWord(args) || args.includes('graceful'),
  apache2ctl: (args) => startWord(args) || args.includes('graceful'),
  httpd: httpServer,
  apache2: httpServer,
  rabbitmqctl: startWord,
  'rabbitmq-server': flag('-detached'),
  'start-stop-daemon': flag('--start', '-S', '-b'),
  'start-all.sh': always,
  'start-dfs.sh': always,
  'start-yarn.sh': always,
  mysqld_safe: flag('--daemonize'),
  mysqld: (args) => args.some((word) => /^(?:-D|--daemonize(?:=(?:1|on|true|yes))?)$/i.test(word)),
  mongod: flag('--fork', '-f', '--config'),
  mongos: flag('--fork', '-f', '--config'),
  memcached: cluster('d'),
  nginx: unless(/^-(?:[tTvVhsq?]|g)/),
  openresty: unless(/^-(?:[tTvVhsq?]|g)/),
  sshd: unless(/^-(?:[tTGVid]|[a-zA-Z]*D)/),
  cron: (args) => !args.includes('-f'),
  crond: (args) => !args.some((word) => /^-[fn]/.test(word)),
  rsyslogd: unless(/^-(?:n|N|v|h)/),
  bazel: (args) => !args.some((word) => word === 'shutdown' || word === '--batch' || word === 'version'),
  bazelisk: (args) => !args.some((word) => word === 'shutdown' || word === '--batch'),
  gradle: keepsGradleDaemon,
  gradlew: keepsGradleDaemon,
  gpg: asksGpgServers,
  gpg2: asksGpgServers,
  'redis-server': redisServer,
  elasticsearch: flag('-d', '--daemonize'),
  gunicorn: flag('-D', '--daemon'),
  airflow: flag('-D', '--daemon'),
  celery: flag('--detach', '-D', 'multi'),
  'php-fpm': (args) => !args.some((word) => /^(?:-F|--nodaemonize|-[tvmih]+|--version|--test)$/.test(word)),
  varnishd: (args) => !args.some((word) => /^-[FdVCn]/.test(word)),
  slapd: (args) => !args.some((word) => /^-[dVTh]/.test(word)) || args.includes('-h'),
  named: (args) => !args.some((word) => /^-[fgvV]/.test(word)),
  'ssh-agent': (args) => args.every((word) => /^-[csa]/.test(word)),
  'gpg-agent': flag('--daemon'),
  'dbus-daemon': (args) => flag('--fork', '--system')(args) && !args.includes('--nofork'),
  'dbus-launch': always,
  setsid: (args) => !args.some((word) => /^(?:-w|--wait|-[a-z]*w[a-z]*)$/.test(word)),
  disown: always,
  daemon: always,
  daemonize: always,
  screen: (args) => args.some((word) => /^-[a-zA-Z]*d/.test(word)),
  tmux: (args) => args.some((word) => /^-[a-zA-Z]*d/.test(word)),
  // https://developer.android.com/tools/adb: every client starts the server where none runs.
  adb: (args) => args.length > 0 && unless(/^(?:kill-server|version|--version|help|--help|keygen)$/)(args),
  Xvnc: flag('-daemon'),
  // Each of these speaks to the daemon, which is started for it.
  pm2: (args) =>
    args.some((word) => /^(?:re)?(?:start|load|install|resurrect|set)$/.test(word)) &&
    !args.includes('--no-daemon'),
  forever: startWord,
  catalina: startWord,
  'catalina.sh': startWord,
  'startup.sh': always,
  // Build tools that keep a server of their own.
  sccache: (args) => args.includes('--start-server') || /^[^-]/.test(args[0] ?? '-'),
  // https://facebook.github.io/watchman/docs/cli-options: it starts the server where none runs.
  watchman: (args) => unless(/^(?:--no-spawn|-[nvh]|--version|--help|--no-local|shutdown-server)$/)(args),
  buck: (args) => args.length > 0 && unless(/^(?:kill|killall|--version|-V|--help|-h)$/)(args),
  buck2: (args) => args.length > 0 && unless(/^(?:kill|killall|--no-buckd|--version|-V|--help|-h)$/)(args),
  pants: (args) => args.length > 0 && unless(/^(?:--no-pantsd|--version|-V|--help|-h|help)$/)(args),
  flow: (args) => args.length === 0 || /^(?:status|start|server|restart)$/.test(args[0] ?? ''),
  mvnd: unless(/^(?:--stop|--status|--purge|--version|-v|--help|-h|-Dmvnd\.noDaemon=true)$/),
  dmypy: (args) => /^(?:run|start|restart)$/.test(args[0] ?? ''),
  sbtn: always,
  sbt: flag('--client', '-client'),
  bloop: (args) => args.length > 0 && unless(/^(?:exit|--version|-v|--help|-h|about)$/)(args),
  eslint_d: (args) => args.length > 0 && unless(/^(?:stop|--version|-v|--help|-h)$/)(args),
  prettierd: (args) => args.length > 0 && unless(/^(?:stop|--version|--help)$/)(args),
  distccd: flag('--daemon'),
  iceccd: flag('-d', '--daemonize'),
  'icecc-scheduler': flag('-d', '--daemonize'),
  // Servers that go to the background by an option.
  uwsgi: (args) => args.some((word) => /^(?:-d|--daemonize2?(?:=.*)?)$/.test(word)),
  puma: flag('-d', '--daemon'),
  unicorn: flag('-D', '--daemonize'),
  unicorn_rails: flag('-D', '--daemonize'),
  thin: flag('-d', '--daemonize'),
  sidekiq: flag('-d', '--daemon'),
  rails: (args) => /^s(?:erver)?$/.test(args[0] ?? '') && flag('-d', '--daemon')(args),
  aria2c: (args) => args.some((word) => /^(?:-D|--daemon(?:=true)?)$/.test(word)),
  wget: cluster('b', '--background'),
  ssh: (args) => args.some((word) => /^-[AaCgKkMNnqTtVvXxYy46]*f[a-zA-Z]*$/.test(word)),
  autossh: cluster('f'),
  // Its file may say daemon; in front it would not return.
  haproxy: (args) =>
    args.includes('-D') || (args.includes('-f') && !args.some((word) => /^-(?:c|db?|W|v+)$/.test(word))),
  mosquitto: cluster('d', '--daemon'),
  gearmand: cluster('d', '--daemon'),
  spamd: cluster('d', '--daemonize'),
  freshclam: cluster('d', '--daemon'),
  'avahi-daemon': flag('-D', '--daemonize'),
  pulseaudio: (args) => args.some((word) => /^(?:-D|--start|--daemonize(?:=(?:1|true|yes|on))?)$/.test(word)),
  tor: (args) => args.some((word, index) => /^-*RunAsDaemon$/i.test(word) && args[index + 1] === '1'),
  sendmail: (args) => args.some((word) => /^-bd|^-q\d/.test(word)),
  exim: (args) => args.some((word) => /^-bd|^-q\d/.test(word)),
  exim4: (args) => args.some((word) => /^-bd|^-q\d/.test(word)),
  couchdb: flag('-b'),
  hhvm: flag('daemon', '--mode=daemon'),
  yarn: (args) => args.includes('--daemon') && startWord(args),
  asadmin: (args) =>
    args.some((word) => /^(?:re)?start-(?:domain|database|instance|local-instance)$/.test(word)),
  dtach: cluster('n'),
  ganache: flag('--detach', '-D'),
  x11vnc: flag('-bg'),
  tightvncserver: vncServer,
  tigervncserver: vncServer,
  vncserver: vncServer,
  'start-hbase.sh': always,
  'start-master.sh': always,
  'start-slave.sh': always,
  'start-slaves.sh': always,
  'start-worker.sh': always,
  'start-workers.sh': always,
  'start-history-server.sh': always,
  'start-thriftserver.sh': always,
  'start-cluster.sh': always,
  // Servers that go to the background unless told not to.
  lighttpd: unless(/^-(?:D|tt?|p|v|V|h|1)$/),
  cassandra: unless(/^-(?:f|v|h)$|^--(?:help|version)$/),
  searchd: unless(/^--(?:nodetach|console|stop|stopwait|status|help)$|^-h$/),
  atd: unless(/^-[a-zA-Z]*[df]/),
  dnsmasq: unless(/^-(?:[kdvwh?])$|^--(?:keep-in-foreground|no-daemon|test|version|help.*)$/),
  rpcbind: unless(/^-[a-zA-Z]*[df]/),
  'rpc.statd': unless(/^-[a-zA-Z]*[Fn]|^--foreground$/),
  'rpc.mountd': unless(/^-[a-zA-Z]*F|^--foreground$/),
  ntpd: unless(/^-[a-zA-Z]*[nqd]|^--(?:nofork|quit|version|help)$/),
  chronyd: unless(/^-[a-zA-Z]*[dnqQpvh]|^--(?:version|help)$/),
  nscd: unless(/^-(?:d|F|g|K|i|V|\?)|^--(?:debug|foreground|statistics|shutdown|invalidate.*|version|help)/),
  nslcd: unless(/^-(?:d|n|c|V|h)|^--(?:debug|nofork|check|version|help)$/),
  unbound: unless(/^-[a-zA-Z]*[dhV]/),
  syslogd: unless(/^-[a-zA-Z]*n/),
  'syslog-ng': unless(/^-(?:[a-zA-Z]*[FsVh]|-foreground|-syntax-only|-version|-help)/),
  inetd: unless(/^-(?:[df]|i)/),
  xinetd: unless(/^-(?:dontfork|d|version)$/),
  smbd: unless(/^-(?:[a-zA-Z]*[FibVh])|^--(?:foreground|interactive|build-options|version|help)$/),
  nmbd: unless(/^-(?:[a-zA-Z]*[FiVh])|^--(?:foreground|interactive|version|help)$/),
  winbindd: unless(/^-(?:[a-zA-Z]*[FiVh])|^--(?:foreground|interactive|version|help)$/),
  cupsd: unless(/^-[a-zA-Z]*[fFtTh]/),
  proftpd: unless(/^-(?:[a-zA-Z]*[ntvVlh])|^--(?:nodaemon|configtest|version.*|list|help)$/),
  dovecot: unless(/^-[Fna]|^--(?:version|build-options|help|hostdomain)$|^(?:stop|reload)$/),
  opendkim: unless(/^-[a-zA-Z]*[fnVQth]/),
  squid: unless(/^-(?:[a-zA-Z]*[Nvhz]|k)/),
  snmpd: unless(/^-(?:[fvhHI])/),
  collectd: unless(/^-[fTth]/),
  glusterd: unless(/^-N$|^--(?:no-daemon|version|help)$/),
  krb5kdc: unless(/^-n$/),
  kadmind: unless(/^-nofork$/),
  xrdp: unless(/^-(?:n|v|h|k)|^--(?:nodaemon|version|help|kill)$/),
  'transmission-daemon': unless(/^-[fVdh]$|^--(?:foreground|version|dump-settings|help)$/),
  deluged: unless(/^-[dVvh]$|^--(?:do-not-daemonize|version|help)$/),
  mpd: unless(/^-(?:V|h)$|^--(?:no-daemon|version|help|kill)$/),
  thttpd: unless(/^-[DV]$/),
}

// Versions stand in the names of some: php-fpm8.2.
const VERSIONED = /^(php-fpm|redis-server|squid|cassandra)[\d.]+$/

/** The rule for a program; undefined where there is none of its own. */
export function daemonRule(name: string): Rule | undefined {
  if (Object.hasOwn(RULES, name)) return RULES[name]
  if (!/\d/.test(name)) return undefined
  const plain = VERSIONED.exec(name)?.[1] ?? (/^php\d+-fpm$/.test(name) ? 'php-fpm' : undefined)
  return plain === undefined ? undefined : RULES[plain]
}
