// What runs behind a RUN: the RUNs below it, ONBUILD and the stages built on its stage, and what a container starts.
import type { Document } from '../dockerfile/document.ts'
import type { Instruction } from '../dockerfile/instruction.ts'
import { instructionsRun, type Stage } from '../dockerfile/stage.ts'
import { commandsOf, type SimpleCommand } from './commands.ts'
import { parseShell, syntaxError, type ParsedScript } from './parser.ts'
import { isScript, scriptOf } from './script.ts'
import { startCommands } from './start-commands.ts'

export interface LaterScript {
  readonly stage: Stage
  readonly instruction: Instruction
  readonly commands: readonly SimpleCommand[]
}

/** The scripts that may run behind `instruction` on a way through the file that leads over it, in no sure order. */
export function laterScripts(
  document: Document,
  stage: Stage,
  instruction: Instruction,
): readonly LaterScript[] {
  const found: LaterScript[] = []
  const add = (of: Stage, each: Instruction): void => {
    if (each.keyword !== 'RUN') return
    const commands = commandsRun(document, of, each)
    if (commands.length > 0) found.push({ stage: of, instruction: each, commands })
  }
  const follow = (of: Stage, instructions: readonly Instruction[]): void => {
    for (const each of instructions) add(of, each)
    for (const { trigger } of of.instructions) if (trigger) add(of, trigger)
    for (const start of startCommands(document, of)) {
      found.push({ stage: of, instruction: start.instruction, commands: commandsOf(start.script) })
    }
    for (const index of of.children) {
      const child = document.stages[index]
      if (child) follow(child, child.instructions)
    }
  }
  const own = instructionsRun(document.stages, stage)
  follow(stage, own.slice(own.indexOf(instruction) + 1))
  return found
}

/** The commands of a RUN, read as a POSIX shell would read them where dfopt does not know the shell. */
export function commandsRun(
  document: Document,
  stage: Stage,
  instruction: Instruction,
): readonly SimpleCommand[] {
  const script = scriptOf(document, stage, instruction)
  if (isScript(script)) return commandsOf(script)
  const syntax = guessedSyntax(instruction)
  return syntax ? commandsOf({ syntax }) : []
}

function guessedSyntax({ json, args, heredocs }: Instruction): ParsedScript | undefined {
  if (heredocs.length > 0) return undefined
  const text = json ? json.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ') : args.text
  const syntax = parseShell(text)
  return syntaxError(syntax) === undefined ? syntax : undefined
}
