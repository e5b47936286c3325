import { lineage, type Document } from '../dockerfile/document.ts'
import type { Stage } from '../dockerfile/stage.ts'
import { commandsOf, type SimpleCommand } from '../shell/commands.ts'
import { runScripts } from '../shell/run-scripts.ts'
import { programOf } from '../shell/start-commands.ts'

/** The stages that are built on some of a file, those themselves among them. */
export function builtOn(document: Document, stages: readonly Stage[]): readonly Stage[] {
  return document.stages.filter((each) => lineage(document, each).some((parent) => stages.includes(parent)))
}

/** What the RUNs of stages start, in exec form too; undefined where not all of it can be read, or ONBUILD has more of it. */
export function commandsIn(
  document: Document,
  stages: readonly Stage[],
): readonly SimpleCommand[] | undefined {
  const scripts = new Map(runScripts(document).map((run) => [run.instruction, run.commands]))
  const found: SimpleCommand[] = []
  for (const instruction of stages.flatMap(({ instructions }) => instructions)) {
    if (instruction.trigger) return undefined
    if (instruction.keyword !== 'RUN') continue
    const program = programOf(instruction)
    const commands = scripts.get(instruction) ?? (program && commandsOf(program))
    if (!commands) return undefined
    found.push(...commands)
  }
  return found
}
