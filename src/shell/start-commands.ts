// What a container of a stage's image starts: ENTRYPOINT with CMD, and HEALTHCHECK beside it.
import type { Document } from '../dockerfile/document.ts'
import type { Instruction } from '../dockerfile/instruction.ts'
import type { Stage } from '../dockerfile/stage.ts'
import { parseShell, syntaxError } from './parser.ts'
import { isScript, scriptOf, type Script } from './script.ts'

export interface StartCommand {
  readonly stage: Stage
  readonly instruction: Instruction
  readonly script: Pick<Script, 'syntax' | 'text'>
}

/** The last of each kind that a stage has, or inherits from the stages that it is built FROM. */
export function startCommands(document: Document, stage: Stage): readonly StartCommand[] {
  const entrypoint = lastOf(document, stage, 'ENTRYPOINT')
  const cmd = lastOf(document, stage, 'CMD')
  const commands: StartCommand[] = []
  const add = (found: Found | undefined, text: string | undefined): void => {
    const syntax = text === undefined ? undefined : parseShell(text)
    if (!found || text === undefined || !syntax || syntaxError(syntax) !== undefined) return
    commands.push({ stage, instruction: found.instruction, script: { text, syntax } })
  }
  // CMD is the arguments of an ENTRYPOINT in exec form.
  const words = entrypoint?.instruction.json
  const given = cmd?.instruction.json
  if (words && given) add(cmd, quoted([...words, ...given]))
  else {
    add(entrypoint, textOf(document, entrypoint))
    add(cmd, textOf(document, cmd))
  }
  const healthcheck = lastOf(document, stage, 'HEALTHCHECK')
  add(healthcheck, textOf(document, healthcheck))
  return commands
}

interface Found {
  readonly stage: Stage
  readonly instruction: Instruction
}

function lastOf(document: Document, stage: Stage, keyword: string): Found | undefined {
  const instruction = stage.instructions.findLast((each) => each.keyword === keyword)
  if (instruction) return { stage, instruction }
  const parent = stage.parent === undefined ? undefined : document.stages[stage.parent]
  return parent && lastOf(document, parent, keyword)
}

/** As a shell would read it; undefined where no shell that dfopt reads does. */
function textOf(document: Document, found: Found | undefined): string | undefined {
  if (!found) return undefined
  const { instruction, stage } = found
  if (instruction.json) return quoted(instruction.json)
  const script = scriptOf(document, stage, instruction)
  return isScript(script) ? script.text : undefined
}

/** What the exec form of an instruction starts, as a shell would read it. */
export function programOf({ json }: Instruction): Pick<Script, 'syntax' | 'text'> | undefined {
  if (!json) return undefined
  const text = quoted(json)
  return { text, syntax: parseShell(text) }
}

function quoted(words: readonly string[]): string {
  return words
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(' ')
}
