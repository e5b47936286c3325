import type { Document } from '../dockerfile/document.ts'
import type { Instruction } from '../dockerfile/instruction.ts'
import { toSourceRange } from '../dockerfile/mapped-text.ts'
import type { Stage } from '../dockerfile/stage.ts'
import type { Range } from '../dockerfile/text.ts'
import { commandsOf, type SimpleCommand } from './commands.ts'
import { isScript, scriptOf, type Script } from './script.ts'

/** A RUN whose script can be read. */
export interface RunScript {
  readonly stage: Stage
  readonly instruction: Instruction
  readonly script: Script
  readonly commands: readonly SimpleCommand[]
}

const cache = new WeakMap<Document, readonly RunScript[]>()

/** The RUNs of a file in their order, those behind ONBUILD left out. */
export function runScripts(document: Document): readonly RunScript[] {
  const known = cache.get(document) ?? readRuns(document)
  cache.set(document, known)
  return known
}

function readRuns(document: Document): readonly RunScript[] {
  return document.stages.flatMap((stage) =>
    stage.instructions.flatMap((instruction) => {
      if (instruction.keyword !== 'RUN') return []
      const script = scriptOf(document, stage, instruction)
      return isScript(script) ? [{ stage, instruction, script, commands: commandsOf(script) }] : []
    }),
  )
}

/** Where in the file a command of a RUN stands. */
export function rangeOf({ script }: Pick<RunScript, 'script'>, command: Range): Range {
  return toSourceRange(script.mapped, command)
}
