// Packages that one RUN installs and a later one, in another layer, takes away again.
import type { Document } from '../../dockerfile/document.ts'
import type { Instruction } from '../../dockerfile/instruction.ts'
import type { SimpleCommand } from '../../shell/commands.ts'
import { runScripts, type RunScript } from '../../shell/run-scripts.ts'
import { runsBelow, shipsItsLayers } from '../../shell/layers.ts'

export interface LatePurge {
  readonly instruction: Instruction
  /** The packages that an earlier RUN of this file installs. */
  readonly packages: readonly string[]
  /** As a reader would name it: `apk del`. */
  readonly command: string
}

export function latePurges(document: Document): readonly LatePurge[] {
  const runs = runScripts(document)
  return runs.flatMap((run) => {
    const removing = run.commands.filter((command) => packagesOf(command, REMOVES).length > 0)
    if (removing.length === 0 || !shipsItsLayers(document, run.stage)) return []
    const own = new Set(run.commands.flatMap(installedBy))
    const below = new Set(
      runsBelow(document, runs, run).flatMap((each) => each.commands.flatMap(installedBy)),
    )
    return removing.flatMap((command) => latePurge(run, command, own, below) ?? []).slice(0, 1)
  })
}

function latePurge(
  { instruction }: RunScript,
  command: SimpleCommand,
  own: ReadonlySet<string>,
  below: ReadonlySet<string>,
): LatePurge | undefined {
  const removed = packagesOf(command, REMOVES)
  const packages = removed.filter((name) => below.has(name) && !own.has(name))
  const verb = command.args.find(({ text }) => REMOVES.test(text))?.text ?? ''
  if (packages.length === 0) return undefined
  return { instruction, packages, command: `${command.name ?? ''} ${verb}` }
}

const INSTALLS = /^(?:install|add|in|localinstall)$/
const REMOVES = /^(?:purge|remove|autoremove|autopurge|del|erase|rm)$/
const MANAGERS = /^(?:apt|apt-get|aptitude|apk|yum|dnf|microdnf|tdnf|zypper)$/
// Options of these programs that take a value; that of apk's --virtual is a name that apk del knows.
const WITH_VALUE = /^(?:-o|--option|--target-release|--repository|-X|--installroot|--releasever|-c|--root)$/

function installedBy(command: SimpleCommand): readonly string[] {
  return packagesOf(command, INSTALLS)
}

/** As written, without versions: a variable is the same in both RUNs as long as ENV or ARG sets it. */
function packagesOf({ name = '', args }: SimpleCommand, verbs: RegExp): readonly string[] {
  if (!MANAGERS.test(name)) return []
  const operands: string[] = []
  for (const [index, { text }] of args.entries()) {
    const before = args[index - 1]?.text ?? ''
    if (text.startsWith('-') || WITH_VALUE.test(before) || (name !== 'apk' && before === '-t')) continue
    operands.push(text.replaceAll(/["']/g, '').replace(/^\$\{(\w+)\}$/, '$$$1'))
  }
  const [verb = '', ...rest] = operands
  return verbs.test(verb) ? rest.map((text) => text.replace(/(?:[=<>~].*|-$)/, '')) : []
}
