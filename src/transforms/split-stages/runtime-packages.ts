// Packages that the runtime stage needs and that no RUN of the file installs there.
import type { Instruction } from '../../dockerfile/instruction.ts'
import { alpineOf, type Subject } from './subject.ts'
import type { SplitPlan } from './split-plan.ts'

/** The lines that install them; empty where there are none. */
export function runtimePackages(
  subject: Subject,
  { packages, isBare }: SplitPlan,
  _tail: readonly Instruction[],
): readonly string[] {
  if (packages.length === 0 || isBare) return []
  const names = [...new Set(packages)].sort().join(' ')
  if (alpineOf(subject) !== undefined) return [`RUN apk add --no-cache ${names}`]
  const { newline, escape } = subject.document
  const glue = ` && ${escape}${newline}    `
  return [
    `RUN ${['apt-get update', `apt-get install -y --no-install-recommends ${names}`, 'rm -rf /var/lib/apt/lists/*'].join(glue)}`,
  ]
}
