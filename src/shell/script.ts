import { stageOf, type Document } from '../dockerfile/document.ts'
import { healthcheckCommand } from '../dockerfile/head.ts'
import { heredocOpener } from '../dockerfile/heredoc.ts'
import type { Instruction } from '../dockerfile/instruction.ts'
import type { Heredoc } from '../dockerfile/lines.ts'
import { concatMapped, mapPieces, sliceMapped, type MappedText } from '../dockerfile/mapped-text.ts'
import type { Stage } from '../dockerfile/stage.ts'
import type { Range } from '../dockerfile/text.ts'
import { MAX_SCRIPT_LENGTH, parseShell, syntaxError, type ParsedScript } from './parser.ts'
import { shellOf, type NoShell, type Shell } from './shell.ts'

/** The body of an instruction in shell form, as the shell gets it. */
export interface Script {
  readonly instruction: Instruction
  readonly mapped: MappedText
  /** The same as `mapped.text`. */
  readonly text: string
  readonly syntax: ParsedScript
  readonly shell: Shell
  /** Where the text comes from: the instruction's line, the body of a heredoc, or a line with heredocs behind it. */
  readonly form: 'line' | 'heredoc body' | 'line with heredocs'
}

const cache = new WeakMap<Instruction, Script | NoShell>()

export function isScript(script: Script | NoShell): script is Script {
  return 'syntax' in script
}

/** The script of RUN, CMD, ENTRYPOINT or HEALTHCHECK, or why there is none that may be edited. */
export function scriptOf(document: Document, stage: Stage, instruction: Instruction): Script | NoShell {
  const known = cache.get(instruction)
  if (known) return known
  const script = readScript(document, stage, instruction)
  cache.set(instruction, script)
  return script
}

function readScript(document: Document, stage: Stage, instruction: Instruction): Script | NoShell {
  if (instruction.json) {
    return {
      reason: 'it is in exec form, which no shell reads',
      unblock: `write ${instruction.keyword} in shell form`,
    }
  }
  const shell = shellOf(document, stage, instruction)
  if (!('program' in shell)) return shell
  const source = scriptText(document, instruction)
  if ('reason' in source) return source
  const { mapped, form } = source
  if (mapped.text.length > MAX_SCRIPT_LENGTH) {
    return {
      reason: 'the script is larger than 256 KiB',
      unblock: 'move it into a file that is copied and run',
    }
  }
  if (shell.program !== 'bash' && /\$'(?:[^'\\]|\\[^'])*\\'/.test(mapped.text)) {
    return { reason: "dash and bash read $'…\\'…' differently", unblock: 'use printf, or name bash in SHELL' }
  }
  const syntax = parseShell(mapped.text)
  const error = syntaxError(syntax)
  if (error !== undefined)
    return { reason: `the script does not parse: ${error}`, unblock: 'correct the script' }
  return { instruction, mapped, text: mapped.text, syntax, shell, form }
}

/** Follows dispatchRun of BuildKit's dockerfile2llb/convert.go: what a RUN hands to its shell. */
function scriptText(
  document: Document,
  instruction: Instruction,
): { readonly mapped: MappedText; readonly form: Script['form'] } | NoShell {
  const { args, heredocs } = instruction
  if (instruction.keyword === 'HEALTHCHECK') {
    const start = healthcheckCommand(args.text, { start: 0, end: args.text.length })
    return { mapped: sliceMapped(args, { start, end: args.text.length }), form: 'line' }
  }
  const [first] = heredocs
  if (!first) return { mapped: args, form: 'line' }
  if (!heredocOpener(args.text)) {
    const parts = heredocs.flatMap((heredoc) => [heredocLines(document, heredoc)])
    return { mapped: concatMapped([args, ...parts]), form: 'line with heredocs' }
  }
  const mapped = heredocBody(document, first)
  if (!mapped.text.startsWith('#!')) return { mapped, form: 'heredoc body' }
  return {
    reason: 'its heredoc begins with #!, so another program may read it',
    unblock: 'nothing to do: dfopt does not edit scripts for other interpreters',
    foreign: true,
  }
}

/** The line ending before the body, the body, and the word that ends it. */
function heredocLines(document: Document, { body, terminator, name }: Heredoc): MappedText {
  const end: Range = { start: terminator.end - name.length, end: terminator.end }
  return mapPieces(document.text, [{ start: body.start - 1, end: body.start }, body, end])
}

function heredocBody(document: Document, { body, chomp }: Heredoc): MappedText {
  if (!chomp) return mapPieces(document.text, [body])
  const pieces: Range[] = []
  for (let start = body.start; start < body.end;) {
    const newline = document.text.indexOf('\n', start)
    const end = newline === -1 || newline >= body.end ? body.end : newline + 1
    while (start < end && document.text.charCodeAt(start) === 9) start += 1
    pieces.push({ start, end })
    start = end
  }
  return mapPieces(document.text, pieces)
}

/** The syntax error of a RUN that a POSIX shell reads; undefined where there is none, or no such script. */
export function brokenScript(document: Document, instruction: Instruction): string | undefined {
  if (instruction.keyword !== 'RUN' || instruction.json) return undefined
  const stage = stageOf(document, instruction)
  if (!stage) return undefined
  const shell = shellOf(document, stage, instruction)
  if (!('program' in shell)) return undefined
  const source = scriptText(document, instruction)
  return 'mapped' in source ? syntaxError(parseShell(source.mapped.text)) : undefined
}
