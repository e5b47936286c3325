// ENV name value, LABEL name value: the form in which the rest of the line is one value (parseNameVal of BuildKit's
// line_parsers.go). What is written instead is proven to have the same name and the same value.
import type { Document } from '../../dockerfile/document.ts'
import type { Instruction } from '../../dockerfile/instruction.ts'
import { isContiguous, sliceMapped, toSource, toSourceRange } from '../../dockerfile/mapped-text.ts'
import type { TextEdit } from '../../dockerfile/text-edit.ts'
import type { Range } from '../../dockerfile/text.ts'
import { keyValues } from '../../dockerfile/words.ts'
import type { Decline, Proposal } from '../../engine/transform.ts'
import { wordsIn } from './words.ts'
import { onlyPair, sameValue } from './same-value.ts'

interface Legacy {
  readonly key: string
  readonly value: string
  /** In offsets of the arguments. */
  readonly keyEnd: number
  readonly valueStart: number
}

export function legacyPair(document: Document, instruction: Instruction): Proposal | Decline | undefined {
  const legacy = legacyOf(document, instruction)
  if (!legacy) return undefined
  const mistake = mistakenValue(instruction, legacy)
  if (mistake) return { at: instruction.range, ...mistake }
  const edits = pairEdits(document, instruction, legacy)
  if (!edits) {
    return {
      at: instruction.range,
      reason: `${instruction.keyword} ${legacy.key} has quotes, escapes or comments that the form name=value would read otherwise`,
      unblock: `write ${instruction.keyword} ${/^[\w.-]+$/.test(legacy.key) ? legacy.key : 'name'}="…" by hand`,
    }
  }
  return {
    at: instruction.range,
    edits,
    level: 'safe',
    message: `Write ${instruction.keyword} ${legacy.key}=…, with an equals sign`,
    reason:
      'the form with a blank is deprecated: it takes the rest of the line for one value, whatever is in it',
    removes: wordsIn(instruction.args.text),
  }
}

function legacyOf(document: Document, { keyword, args }: Instruction): Legacy | undefined {
  if (keyword !== 'ENV' && keyword !== 'LABEL') return undefined
  const [pair] = keyValues(args.text, document.escape) ?? []
  if (!pair?.legacy || pair.value === undefined) return undefined
  const { key, value } = pair
  return { key, value, keyEnd: key.length, valueStart: args.text.length - value.length }
}

/** What is set now and was hardly meant. */
function mistakenValue(
  { keyword, args }: Instruction,
  { key, value, valueStart }: Legacy,
): { readonly reason: string; readonly unblock: string } | undefined {
  if (value.startsWith('=')) {
    return {
      reason: `the value of ${key} begins with the equals sign: ${shortened(value)}`,
      unblock: `write ${keyword} ${key}=… without blanks around the equals sign, and so for each pair`,
    }
  }
  if (/(?:^|_)PATH$/.test(key) && /:\s|\s:/.test(value)) {
    return {
      reason: `the value of ${key} has blanks in it, which are part of a folder's name there`,
      unblock: `write ${keyword} ${key}=… without blanks around the colons`,
    }
  }
  const lines = [...args.starts.filter((start) => start > valueStart), args.text.length]
  const next = lines
    .slice(0, -1)
    .map((start, index) => args.text.slice(start, lines[index + 1]).trim())
    .find((line) => /^[A-Z_][A-Z0-9_]*(?:=|\s+\S)/.test(line))
  const second =
    next ??
    /^(?:"[^"]*"|'[^']*')\s+(\S.*)$/.exec(value)?.[1] ??
    // Behind an option, `-p name=value`, it belongs to that.
    /(?:^|\s)(?!-)\S+\s+([A-Za-z_][A-Za-z0-9_]*=.*|#\s*\w.*)$/.exec(unquoted(value))?.[1]
  if (second === undefined) return undefined
  return {
    reason: `the value of ${key} is the rest of the line, ${shortened(second)} included`,
    unblock: `write ${keyword} ${key}=…, and the other on a line of its own, or all of it in quotes if it is one value`,
  }
}

function unquoted(value: string): string {
  return value.replace(/"[^"]*"|'[^']*'/g, '')
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ')
  return line.length > 40 ? `${line.slice(0, 39)}…` : line
}

function pairEdits(
  document: Document,
  instruction: Instruction,
  legacy: Legacy,
): readonly TextEdit[] | undefined {
  const { args, comments } = instruction
  const { key, value, keyEnd, valueStart } = legacy
  const gap = toSourceRange(args, { start: keyEnd, end: valueStart })
  if (comments.some((comment) => gap.start <= comment.range.start && comment.range.start < gap.end))
    return undefined
  const proven = (written: string): boolean => {
    const pair = onlyPair(`${key}=${written}`, document.escape)
    return pair?.key === key && sameValue(pair.value, value, document.escape)
  }
  const equals = { ...gap, end: toSource(args, valueStart), text: '=' }
  if (proven(value)) return [equals]
  const end = toSource(args, args.text.length)
  if (proven(`"${value}"`))
    return [
      { ...equals, text: '="' },
      { start: end, end, text: '"' },
    ]
  const span: Range = { start: valueStart, end: args.text.length }
  const rewritten = inDoubleQuotes(value, document.escape)
  if (!isContiguous(sliceMapped(args, span), { start: 0, end: value.length }) || !proven(rewritten))
    return undefined
  return [{ start: equals.start, end, text: `=${rewritten}` }]
}

/** The same value as one word in double quotes, for what the lexer of lex.ts reads one character at a time. */
function inDoubleQuotes(value: string, escape: string): string {
  const literal = (char: string): string =>
    char === '"' || char === '$' || char === escape ? escape + char : char
  let text = ''
  for (let at = 0; at < value.length; at += 1) {
    const char = value.charAt(at)
    if (char === "'") {
      const end = value.indexOf("'", at + 1)
      text += [...value.slice(at + 1, end === -1 ? undefined : end)].map(literal).join('')
      at = end === -1 ? value.length : end
    } else if (char === '"') {
      for (at += 1; at < value.length && value.charAt(at) !== '"'; at += 1) {
        text += value.charAt(at)
        if (value.charAt(at) === escape) text += value.charAt((at += 1))
      }
    } else if (char === escape) text += literal(value.charAt((at += 1)))
    else text += char
  }
  return `"${text}"`
}
