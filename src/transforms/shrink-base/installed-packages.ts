// Which packages a file itself has installed when something is called, those that are removed again left out.
import { broughtBy } from '../../catalog/brought-packages.ts'
import type { Document } from '../../dockerfile/document.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import type { SimpleCommand } from '../../shell/commands.ts'
import { packageCommand } from '../../shell/package-command.ts'
import type { Call } from '../calls/calls.ts'

export interface Installed {
  /** When a call begins; for one that is none of the calls, at the end of its stage. */
  before(call: Call): ReadonlySet<string>
  atEnd(stage: Stage): ReadonlySet<string>
}

/** @param release of Debian, by its code name */
export function installedBy(document: Document, calls: readonly Call[], release: string): Installed {
  const before = new Map<Call, ReadonlySet<string>>()
  const asked = new Map<Stage, ReadonlySet<string>>()
  const askedIn = (stage: Stage): ReadonlySet<string> => {
    const parent = stage.parent === undefined ? undefined : document.stages[stage.parent]
    return asked.get(stage) ?? (parent ? askedIn(parent) : new Set())
  }
  const whole = (names: ReadonlySet<string>): ReadonlySet<string> =>
    new Set([...names].flatMap((name) => [name, ...broughtBy(name, release)]))
  for (const call of calls) {
    const names = askedIn(call.stage)
    before.set(call, whole(names))
    const after = namesAfter(call, names)
    if (after !== names) asked.set(call.stage, after)
  }
  return {
    before: (call) => before.get(call) ?? whole(askedIn(call.stage)),
    atEnd: (stage) => whole(askedIn(stage)),
  }
}

function namesAfter({ command, atStart }: Call, names: ReadonlySet<string>): ReadonlySet<string> {
  const call = packageCommand(command)
  if (atStart || call?.manager.id !== 'apt') return names
  if (call.role === 'install' && call.subcommand.text === 'install') {
    // What may not run has not installed anything.
    if (command.surroundings.some((each) => each !== 'subshell' && each !== 'braces')) return names
    return new Set([
      ...names,
      ...call.operands.flatMap(({ literal }) => literal?.replace(/[=:/].*$/, '') ?? []),
    ])
  }
  if (!REMOVES.test(call.subcommand.text)) return names
  // A list in a variable may be all of them.
  if (call.operands.some(({ literal }) => literal === undefined)) return new Set()
  const removed = removedPackages(command)
  return new Set([...names].filter((name) => !removed.includes(name)))
}

const REMOVES = /^(?:remove|purge|autoremove|auto-remove|autopurge)$/

/** The packages that a call of apt is told to remove. */
export function removedPackages(command: SimpleCommand): readonly string[] {
  const call = packageCommand(command)
  if (call?.manager.id !== 'apt' || !REMOVES.test(call.subcommand.text)) return []
  return call.operands.flatMap(({ literal }) => literal ?? [])
}
