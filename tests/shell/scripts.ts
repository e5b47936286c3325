import { parseDocument, type Document } from '../../src/dockerfile/document.ts'
import type { Instruction } from '../../src/dockerfile/instruction.ts'
import type { Stage } from '../../src/dockerfile/stage.ts'
import { commandsOf, type SimpleCommand } from '../../src/shell/commands.ts'
import { effectsOf, type Effects } from '../../src/shell/effects.ts'
import { parseShell } from '../../src/shell/parser.ts'
import { isScript, scriptOf, type Script } from '../../src/shell/script.ts'
import { posixShell, type NoShell } from '../../src/shell/shell.ts'

export interface Found {
  readonly document: Document
  readonly stage: Stage
  readonly instruction: Instruction
  readonly script: Script | NoShell
}

/** The instructions of a file's stages that a shell may get, with their scripts. */
export function scriptsIn(text: string, keyword = 'RUN'): readonly Found[] {
  const document = parseDocument(text)
  return document.stages.flatMap((stage) =>
    stage.instructions
      .filter((instruction) => instruction.keyword === keyword)
      .map((instruction) => ({
        document,
        stage,
        instruction,
        script: scriptOf(document, stage, instruction),
      })),
  )
}

/** The script of the only RUN of a file, which has to have one. */
export function scriptIn(text: string): Script {
  const [found] = scriptsIn(text)
  if (!found) throw new Error(`no RUN in ${text}`)
  if (!isScript(found.script)) throw new Error(`${found.script.reason}: ${text}`)
  return found.script
}

/** The script of `RUN text`. */
export function runScript(text: string, shell: readonly string[] = ['/bin/sh', '-c']): Script {
  return scriptIn(`FROM debian\nSHELL ${JSON.stringify(shell)}\nRUN ${text}\n`)
}

/** A text as a script, line breaks included, as the body of a heredoc is. */
export function bareScript(
  text: string,
  words: readonly string[] = ['/bin/sh', '-c'],
): Pick<Script, 'syntax' | 'shell' | 'text'> {
  const shell = posixShell(words)
  if (!shell) throw new Error(`no shell: ${words.join(' ')}`)
  return { text, syntax: parseShell(text), shell }
}

export function commandsIn(text: string): readonly SimpleCommand[] {
  return commandsOf({ syntax: parseShell(text) })
}

export function firstCommand(text: string): SimpleCommand {
  const [first] = commandsIn(text)
  if (!first) throw new Error(`no command in ${text}`)
  return first
}

/** Why the first instruction of the keyword has no script that dfopt reads. */
export function reasonIn(text: string, keyword = 'RUN'): NoShell {
  const [found] = scriptsIn(text, keyword)
  if (!found || isScript(found.script)) throw new Error(`a script: ${text}`)
  return found.script
}

export const BASH = ['bash', '-c']

export function effects(text: string, words?: readonly string[]): Effects {
  return effectsOf(bareScript(text, words))
}
