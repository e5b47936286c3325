// RUNs that the runtime stage states again, where its image is made from another system than the one they were written for.
import type { Instruction } from '../../../../dockerfile/instruction.ts'
import { packageCommand } from '../../../../shell/package-command.ts'
import { accountMisfit, aptMisfit } from '../../../base-successors/on-ubuntu.ts'
import { isLeftBehind } from '../../runtime-runs.ts'
import { EMPTY_PLAN, noSplit, type NoSplit } from '../../split-plan.ts'
import type { Subject } from '../../subject.ts'

/** @param runtime the reference of the image with the runtime of Java */
export function systemObstacle(
  subject: Subject,
  builds: ReadonlySet<Instruction>,
  runtime: string,
): NoSplit | undefined {
  if (isSameSystem(subject, runtime)) return undefined
  const { document, stage } = subject
  const restated = subject.runs.filter(({ instruction }) => !builds.has(instruction))
  for (const { instruction, commands } of restated) {
    for (const command of commands) {
      const call = packageCommand(command)
      if (call?.role !== 'install') continue
      const operands = call.operands.filter(
        ({ literal }) => literal === undefined || !isLeftBehind(subject, literal, EMPTY_PLAN),
      )
      const found = aptMisfit({ ...call, operands }, runtime)
      if (found) return { ...noSplit(found.reason, found.unblock), at: instruction.range }
      if (operands.length > 0 && !/^apt(?:-get)?$/.test(call.name) && isOfSystem(call.name))
        return noSplit(
          `${runtime} is made from Ubuntu, which has no ${call.name}`,
          'build on an image of Ubuntu or Debian, or split it by hand',
          instruction.range,
        )
    }
  }
  const found = accountMisfit(
    [stage],
    document,
    restated.flatMap(({ commands }) => commands),
    runtime,
  )
  return found && noSplit(found.reason, found.unblock)
}

function isOfSystem(name: string): boolean {
  return /^(?:apk|dnf|microdnf|yum|zypper|tdnf)$/.test(name)
}

/** Maven's and Gradle's images of today are built on those of eclipse-temurin; those of openjdk were on Debian and Oracle Linux. */
function isSameSystem({ image, tag }: Subject, runtime: string): boolean {
  if (image.name === 'eclipse-temurin' || image.name === 'openjdk' || runtime.includes('-alpine')) return true
  return tag.retired === undefined && !/openjdk|^\d[\d.]*-jdk-/.test(tag.flavour)
}
