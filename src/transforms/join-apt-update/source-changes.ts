import { commandsOf, type SimpleCommand } from '../../shell/commands.ts'
import { packageCommand } from '../../shell/package-command.ts'
import type { Script } from '../../shell/script.ts'

// Packages of repositories, by their usual names.
const ADDS_SOURCE = /-(?:keyring|release|repo|repository|apt-config|apt-source)$|^extrepo$/
const ADDS_NONE =
  /^(?:lsb-release|(?:lib.*-)?gnome-keyring|python.*-keyring|(?:debian-archive|ubuntu)-keyring)$/
// With these an update may read sources that it could not read before, and passed over with a warning: over https, or
// signed. A package that writes a source when it is set up, as google-chrome-stable does, is found by its name only
// where that source is known.
const ENABLES_SOURCE =
  /^(?:apt|apt-transport-.*|ca-certificates.*|gnupg\d?|gpg|dirmngr|(?:software|python)-.*properties.*|lsb-release)$/

/** True for a package that is there to add a source. */
export function addsSource(name: string): boolean {
  return ADDS_SOURCE.test(name) && !ADDS_NONE.test(name)
}

function changesSources(name: string, readable: boolean): boolean {
  return addsSource(name) || (!readable && ENABLES_SOURCE.test(name))
}

/** A package without version and architecture; a variable in it is taken for a number. */
export function packageName(text: string): string {
  return text.replace(/[:=].*$/, '').replace(/\$(?:\w+|\{\w+\})/g, '1')
}

// Where apt reads its sources, keys and settings, and packages that may bring any.
const NAMES_SOURCES =
  /\/etc\/apt\b|sources\.list|\.sources\b|trusted(?:\.gpg|=)|keyrings\/|--keyring|\/\S*keyring|\bdeb(?:-src)?\s+["']?(?:\[|https?:|ftp:|file:|\$)|\.deb\b|APT_CONFIG|(?:https?|ftp|all)_proxy|acquire::/i
// Something is copied or unpacked over the system's own directories.
const INTO_SYSTEM = /(?:^|\s)["']?\/(?:etc)?\/?["']?(?=\s|$)/

// Commands that have nothing to do with where packages come from, whatever their operands are.
const UNRELATED = new Set([
  ...[
    'cd',
    'mkdir',
    'rm',
    'rmdir',
    'ln',
    'cp',
    'mv',
    'chmod',
    'chown',
    'touch',
    'mktemp',
    'install',
    'find',
    'ls',
  ],
  ...[
    'test',
    '[',
    '[[',
    ':',
    'true',
    'set',
    'export',
    'unset',
    'umask',
    'echo',
    'printf',
    'cat',
    'tee',
    'head',
    'tail',
  ],
  ...[
    'sed',
    'awk',
    'grep',
    'egrep',
    'fgrep',
    'tr',
    'cut',
    'sort',
    'uniq',
    'wc',
    'date',
    'sleep',
    'uname',
    'nproc',
  ],
  ...['command', 'which', 'type', 'id', 'getent', 'basename', 'dirname', 'readlink', 'realpath', 'exit'],
  ...[
    'locale-gen',
    'update-locale',
    'localedef',
    'dpkg-reconfigure',
    'update-alternatives',
    'ldconfig',
    'updatedb',
  ],
  ...['debconf-set-selections', 'dpkg-query', 'dpkg-divert', 'apt-mark', 'apt-cache', 'apt-config'],
  ...[
    'useradd',
    'groupadd',
    'usermod',
    'groupmod',
    'userdel',
    'groupdel',
    'adduser',
    'addgroup',
    'chpasswd',
    'passwd',
  ],
  ...['curl', 'wget', 'tar', 'unzip', 'gzip', 'gunzip', 'bzip2', 'xz', 'git', 'patch', 'strip'],
  ...['sha1sum', 'sha256sum', 'sha512sum', 'md5sum', 'gpgconf', 'cmp', 'diff'],
  ...['make', 'cmake', 'configure', 'ninja', 'phpize', 'gcc', 'go', 'cargo', 'rustup'],
  ...[
    'npm',
    'npx',
    'yarn',
    'gem',
    'bundle',
    'composer',
    'pecl',
    'pear',
    'luarocks',
    'cpanm',
    'conda',
    'easy_install',
  ],
  ...['docker-php-ext-install', 'docker-php-ext-configure', 'docker-php-ext-enable'],
])
const UNRELATED_PATTERN = /^pip[\d.]*$/

/** True for text that speaks of where packages come from. */
export function namesSources(text: string): boolean {
  return NAMES_SOURCES.test(text)
}

/**
 * True when a stretch of a script leaves alone what an update reads; what is not known to do so does not. `readable`:
 * all sources can be read, whatever is installed.
 */
export function keepsSources(script: Script, start: number, end: number, readable: boolean): boolean {
  return (
    !namesSources(script.text.slice(start, end)) &&
    commandsOf(script).every(
      (command) => command.end <= start || command.start >= end || isUnrelated(command, script, readable),
    )
  )
}

function isUnrelated(command: SimpleCommand, { text }: Script, readable: boolean): boolean {
  if (!command.syntax.name) return true
  const call = packageCommand(command)
  if (call?.manager.id === 'apt') {
    const named = call.operands.every((word) => /^["']?[\w.+:=~*-]+["']?$/.test(word.text))
    return (
      call.role !== 'install' ||
      (named && !call.operands.some((word) => changesSources(packageName(word.text), readable)))
    )
  }
  const { name } = command
  if (name === undefined) return false
  if (name === 'dpkg')
    return !/\s-(?:i|-install|-unpack|-add|-remove)/.test(text.slice(command.start, command.end))
  if (name === 'gpg')
    return command.args.some((word) => word.literal === '--verify' || word.literal === '--recv-keys')
  if (!UNRELATED.has(name) && !UNRELATED_PATTERN.test(name)) return false
  return (
    !/^(?:cp|mv|tar|unzip|git|install|ln|patch)$/.test(name) ||
    !command.args.some((word) => INTO_SYSTEM.test(word.text))
  )
}
