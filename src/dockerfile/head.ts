// Keyword, flags and form of an instruction, following split_command.go and line_parsers.go of BuildKit
// (Apache-2.0, see NOTICE).
import { isGoSpace, keywordOf, trimRange, type Range } from './text.ts'

export interface HeadFlag {
  /** As written, `--mount=type=cache`, quotes included, in offsets of the joined text. */
  readonly span: Range
  /** Quotes and escapes taken off. */
  readonly value: string
}

export interface Head {
  readonly keyword: Range
  readonly flags: readonly HeadFlag[]
  /** What follows the flags, trimmed. */
  readonly args: Range
  /** The strings of the exec form; undefined in shell form. */
  readonly json: readonly string[] | undefined
  readonly mayHaveHeredoc: boolean
  /** The instruction behind ONBUILD. */
  readonly trigger: Head | undefined
}

export interface HeadProblem {
  readonly problem: { readonly message: string; readonly hint: string }
}

const JSON_FORM = new Set(['ADD', 'CMD', 'COPY', 'ENTRYPOINT', 'HEALTHCHECK', 'RUN', 'SHELL', 'VOLUME'])
const HEREDOC_FORM = new Set(['ADD', 'COPY', 'RUN'])

export function instructionHead(
  line: string,
  escape: string,
  lineNumber: number,
  within?: Range,
): Head | HeadProblem {
  const trimmed = trimRange(line, within?.start ?? 0, within?.end ?? line.length)
  let keywordEnd = trimmed.start
  while (keywordEnd < trimmed.end && !isInstructionSpace(line.charCodeAt(keywordEnd))) keywordEnd += 1
  let rest = keywordEnd
  while (rest < trimmed.end && isInstructionSpace(line.charCodeAt(rest))) rest += 1
  const keyword = { start: trimmed.start, end: keywordEnd }
  const name = keywordOf(line.slice(keyword.start, keyword.end))
  const { flags, end } = builderFlags(line, rest, trimmed.end, escape)
  const args = trimRange(line, end, trimmed.end)
  const head = {
    keyword,
    flags,
    args,
    json: undefined,
    mayHaveHeredoc: HEREDOC_FORM.has(name),
    trigger: undefined,
  }

  if (name === 'ONBUILD' && args.start < args.end) {
    const trigger = instructionHead(line, escape, lineNumber, args)
    if ('problem' in trigger) return trigger
    return { ...head, trigger, mayHaveHeredoc: trigger.mayHaveHeredoc }
  }
  if (!JSON_FORM.has(name)) return head
  const json = execForm(
    line.slice(name === 'HEALTHCHECK' ? healthcheckCommand(line, args) : args.start, args.end),
  )
  if (json === 'not strings') {
    return {
      problem: {
        message: 'when using JSON array syntax, arrays must be comprised of strings only',
        hint: 'put every element in double quotes',
      },
    }
  }
  return { ...head, json, mayHaveHeredoc: head.mayHaveHeredoc && json === undefined }
}

/** `[\t\v\f\r ]`: what separates a keyword from its arguments and words from one another. */
export function isInstructionSpace(code: number): boolean {
  return code === 32 || code === 9 || (code >= 11 && code <= 13)
}

/** Offset behind the first word of HEALTHCHECK's arguments and the white space after it. */
export function healthcheckCommand(line: string, args: Range): number {
  let at = args.start
  while (at < args.end && !hasSpaceByte(line.charAt(at))) at += 1
  while (at < args.end && hasSpaceByte(line.charAt(at))) at += 1
  return at
}

function execForm(text: string): readonly string[] | 'not strings' | undefined {
  const { start } = trimRange(text, 0, text.length)
  if (text.charCodeAt(start) !== 91) return undefined
  let value: unknown
  try {
    value = JSON.parse(text.slice(start))
  } catch {
    return undefined
  }
  if (!Array.isArray(value)) return undefined
  const strings = value.filter((element) => typeof element === 'string')
  return strings.length === value.length ? strings.map(wellFormed) : 'not strings'
}

/** Go's decoder replaces half a surrogate pair, which JSON can escape and UTF-8 cannot hold. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd')
}

/** BuildKit looks at bytes here, so a UTF-8 sequence that holds 0x85 or 0xA0 counts as white space. */
function hasSpaceByte(char: string): boolean {
  if (char.charCodeAt(0) < 0x80) return isGoSpace(char)
  return Buffer.from(char).some((byte) => byte === 0x85 || byte === 0xa0)
}

function builderFlags(
  line: string,
  start: number,
  end: number,
  escape: string,
): { flags: HeadFlag[]; end: number } {
  const flags: HeadFlag[] = []
  let at = start
  for (;;) {
    while (at < end && isGoSpace(line.charAt(at)) && line.charCodeAt(at) < 0x80) at += 1
    if (at >= end) return { flags, end }
    if (!(line.charCodeAt(at) === 45 && line.charCodeAt(at + 1) === 45 && at + 1 < end))
      return { flags, end: at }
    const word = flagWord(line, at, end, escape)
    if (word.value === '--') return { flags, end: word.end }
    if (word.value !== '' || word.quoted)
      flags.push({ span: { start: at, end: word.end }, value: word.value })
    at = word.end
  }
}

function flagWord(
  line: string,
  start: number,
  end: number,
  escape: string,
): { value: string; quoted: boolean; end: number } {
  let value = ''
  let quote = ''
  let quoted = false
  let at = start
  for (; at < end; at += 1) {
    let char = line.charAt(at)
    if (quote === '' && hasSpaceByte(char)) break
    if (char === quote) {
      quote = ''
      continue
    }
    if (quote === '' && (char === '"' || char === "'")) {
      quote = char
      quoted = true
      continue
    }
    if (char === escape) {
      if (at + 1 === end) continue
      at += 1
      char = line.charAt(at)
    }
    value += char
  }
  return { value, quoted, end: at }
}
