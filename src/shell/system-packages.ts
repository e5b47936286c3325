// Packages of the distribution that a command installs by name, whatever the package manager.
import type { ShellWord, SimpleCommand } from './commands.ts'
import { valueOf } from './changed-paths.ts'
import { packageCommand } from './package-command.ts'

const INSTALLS: Readonly<Record<string, RegExp>> = {
  'apt-get': /^install$/,
  apt: /^install$/,
  aptitude: /^install$/,
  apk: /^add$/,
  yum: /^(?:local)?install$/,
  dnf: /^(?:local)?install$/,
  dnf5: /^install$/,
  microdnf: /^install$/,
  tdnf: /^install$/,
  zypper: /^(?:install|in)$/,
  pacman: /^-S[a-z]*$/,
  'apt-fast': /^install$/,
  install_packages: /^/,
  'clean-install': /^/,
}

/** The names as written, versions and architectures taken off; undefined for a command that installs none. */
export function installedPackages(command: SimpleCommand): readonly string[] | undefined {
  return packageWords(command)?.map((word) => packageName(valueOf(word)))
}

/** The word that names a package, among those that a command installs. */
export function installedWord(command: SimpleCommand, name: RegExp): ShellWord | undefined {
  return packageWords(command)?.find((word) => name.test(packageName(valueOf(word))))
}

function packageWords(command: SimpleCommand): readonly ShellWord[] | undefined {
  const { name = '', args } = command
  const verb = Object.hasOwn(INSTALLS, name) ? INSTALLS[name] : undefined
  if (!verb) return undefined
  const at = args.findIndex((word) => verb.test(valueOf(word)))
  if (at === -1) return undefined
  // It knows which options take a word.
  const call = packageCommand(command)
  if (call?.role === 'install' && !call.indirect) return call.operands
  const behind = verb.test('') ? args : args.slice(at + 1)
  return behind.filter((word) => !word.text.startsWith('-'))
}

/** `curl` of `curl=7.88`, `curl:amd64`, `curl/bookworm`, `curl~=8`, `curl>8`, `curl@edge`. */
function packageName(word: string): string {
  return /^[^=:/~<>@]+/.exec(word)?.[0] ?? word
}
