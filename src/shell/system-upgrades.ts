// Commands that bring every package of the distribution up to date, whatever the package manager.
import type { SimpleCommand } from './commands.ts'
import { valueOf } from './changed-paths.ts'

// apt-get(8), apt(8), yum(8), dnf(8), zypper(8), apk(8). pacman is left out: Arch supports no other way to install.
const UPGRADES: Readonly<Record<string, RegExp>> = {
  'apt-get': /^(?:upgrade|dist-upgrade|full-upgrade)$/,
  apt: /^(?:upgrade|full-upgrade)$/,
  aptitude: /^(?:upgrade|safe-upgrade|full-upgrade|dist-upgrade)$/,
  yum: /^(?:update|upgrade|distro-sync)$/,
  dnf: /^(?:update|upgrade|distro-sync)$/,
  dnf5: /^(?:update|upgrade|distro-sync)$/,
  microdnf: /^(?:update|upgrade)$/,
  tdnf: /^(?:update|upgrade|distro-sync)$/,
  zypper: /^(?:update|up|dist-upgrade|dup|patch)$/,
  apk: /^upgrade$/,
}
// Options whose value is a word of its own.
const VALUED =
  /^(?:-[otc]|--option|--target-release|--(?:enable|disable)repo|--exclude|--repo(?:sitory)?|-[xXp])$/

/** `apt-get upgrade` of a command that upgrades all packages; undefined for others, an upgrade of named packages included. */
export function systemUpgrade({ name = '', args }: SimpleCommand): string | undefined {
  const verb = Object.hasOwn(UPGRADES, name) ? UPGRADES[name] : undefined
  if (!verb) return undefined
  const words = args.map(valueOf)
  const operands = words.filter(
    (word, index) => !word.startsWith('-') && !VALUED.test(words[index - 1] ?? ''),
  )
  const [subcommand = '', ...named] = operands
  if (!verb.test(subcommand) || named.length > 0) return undefined
  if (
    words.some((word) =>
      /^(?:-s|--simulate|--just-print|--dry-run|--recon|--no-act|--download-only|--assumeno)$/.test(word),
    )
  )
    return undefined
  return `${name} ${subcommand}`
}
