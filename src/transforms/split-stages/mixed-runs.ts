// RUNs that build and set up the system at once, for recipes that install what they set up by its name.
import { posix } from 'node:path'
import { stateAt } from '../../dockerfile/document.ts'
import type { Instruction } from '../../dockerfile/instruction.ts'
import type { SimpleCommand } from '../../shell/commands.ts'
import { installedPackages } from '../../shell/system-packages.ts'
import { isLeftBehind } from './runtime-runs.ts'
import type { SplitPlan } from './split-plan.ts'
import type { Subject } from './subject.ts'

/** Names of all packages of the system that RUNs install. */
export function packagesOf({ runs }: Pick<Subject, 'runs'>): readonly string[] {
  return runs.flatMap(({ commands }) => commands.flatMap((each) => installedPackages(each) ?? []))
}

/** Packages for run time that some RUNs install which build. */
export function mixedPackages(
  subject: Subject,
  builds: ReadonlySet<Instruction>,
  plan: Pick<SplitPlan, 'buildPackages'> & Partial<Pick<SplitPlan, 'keptPackages'>>,
): readonly string[] {
  const runs = subject.runs.filter(({ instruction }) => builds.has(instruction))
  return packagesOf({ runs }).filter(
    (name) => !isLeftBehind(subject, name, plan) && /^[a-z0-9][a-z0-9+.-]+$/.test(name),
  )
}

/** True for a command that takes packages of the system away. */
export function removesPackages({ name = '', args }: SimpleCommand): boolean {
  return (
    /^(?:apt-get|apt|apk|aptitude)$/.test(name) &&
    args.some(({ text }) => /^(?:del|remove|purge|autoremove|--auto-remove)$/.test(text))
  )
}

/** A path as it is written in a RUN behind the build. */
export function shownBehind(
  { document, stage }: Subject,
  builds: ReadonlySet<Instruction>,
  path: string,
): string {
  const last = Math.max(...[...builds].map(({ index }) => index))
  const next = stage.instructions.find(({ index }) => index > last)
  const { workdir } = stateAt(document, stage, next)
  return workdir !== undefined && posix.dirname(path) === posix.resolve(workdir) ? posix.basename(path) : path
}
