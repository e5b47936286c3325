// The upgrade of each package manager, and beside what it goes.
import type { Document } from '../../dockerfile/document.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import type { SimpleCommand } from '../../shell/commands.ts'
import { indexManagers } from '../../shell/package-managers.ts'
import type { RunScript } from '../../shell/run-scripts.ts'
import { externalBase } from '../../shell/shell.ts'

export interface Upgrader {
  readonly programs: RegExp
  /** The subcommand that it goes behind or in front of. */
  readonly anchor: RegExp
  readonly place: 'behind' | 'before'
  readonly command: (program: string, options: string) => string
}

const OF_RPM = /^(?:install|groupinstall|group|localinstall|reinstall|module|builddep|makecache)$/

export const UPGRADERS: readonly Upgrader[] = [
  // upgrade installs and removes nothing, so it takes no --no-install-recommends.
  {
    programs: /^(?:apt-get|apt)$/,
    anchor: /^update$/,
    place: 'behind',
    command: (program) => `${program} upgrade -y`,
  },
  // In front of an update as well: it fetches the index for itself.
  { programs: /^apk$/, anchor: /^(?:add|update)$/, place: 'before', command: () => 'apk upgrade --no-cache' },
  {
    programs: /^(?:dnf|dnf5|microdnf|tdnf)$/,
    anchor: OF_RPM,
    place: 'before',
    command: (program, options) => `${program} upgrade -y${options}`,
  },
  {
    programs: /^yum$/,
    anchor: OF_RPM,
    place: 'before',
    command: (_, options) => `yum update -y${options}`,
  },
  {
    programs: /^zypper$/,
    anchor: /^(?:install|in)$/,
    place: 'before',
    command: () => 'zypper --non-interactive update',
  },
]

/** The first command of a stage that fetches packages. */
export interface Anchor {
  readonly run: RunScript
  readonly command: SimpleCommand
  readonly upgrader: Upgrader
}

/** The upgrade with what the install behind it says of the place that packages come from. */
export function commandFor(document: Document, stage: Stage, { command, upgrader }: Anchor): string {
  const name = command.name ?? ''
  const old = indexManagers.some(
    ({ programs, unkept }) => programs.includes(name) && unkept.unknownTo.test(externalBase(document, stage)),
  )
  if (old) return 'apk upgrade --update-cache'
  const words = command.args.map((word) => word.text)
  // Options of every subcommand, microdnf's global_opts included: a plugin that fails, repositories that are not for the image.
  const some = words.some((word) => /^--disablerepo\b/.test(word))
  const options = words.filter(
    (word) =>
      /^--(?:disableplugin|disablerepo|releasever|setopt|nodocs)\b/.test(word) ||
      (some && /^--enablerepo\b/.test(word)),
  )
  const whole = options.every((word) => word.includes('=') || word === '--nodocs')
  return upgrader.command(name, whole ? options.map((word) => ` ${word}`).join('') : '')
}
