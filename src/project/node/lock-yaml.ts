// The YAML that pnpm and yarn write: block mappings and lists, flow mappings and lists on one line, plain and quoted
// scalars, texts over several lines. A package that reads all of YAML is slower and would have to be loaded at every start.

/** A value of it: every scalar is a text. */
export type Yaml = string | readonly Yaml[] | YamlFields
export interface YamlFields {
  readonly [name: string]: Yaml
}

interface Line {
  readonly indent: number
  readonly text: string
  readonly number: number
}

// Nothing that pnpm and yarn write is nested deeper than ten.
const DEEPEST = 50

/** @throws Error for what is not in this part of YAML, with the line */
export function readLockYaml(text: string): Yaml {
  const lines: Line[] = []
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const trimmed = raw.trim()
    if (trimmed === '' || trimmed.startsWith('#')) continue
    // pnpm 11 puts a document about itself in front.
    if (raw.startsWith('---') && /^---(?:\s|$)/.test(raw)) {
      lines.length = 0
      continue
    }
    lines.push({ indent: raw.length - raw.trimStart().length, text: trimmed, number: index + 1 })
  }
  const reader = { lines, at: 0 }
  const [first] = lines
  if (!first) return {}
  const value = block(reader, first.indent, 0)
  const rest = lines[reader.at]
  if (rest) throw fault(rest)
  return value
}

interface Reader {
  readonly lines: readonly Line[]
  at: number
}

function fault(line: Line): Error {
  return new Error(`line ${line.number} is not understood`)
}

function block(reader: Reader, indent: number, depth: number): Yaml {
  const line = reader.lines[reader.at]
  if (!line || depth > DEEPEST) throw line ? fault(line) : new Error('it ends too early')
  return isItem(line.text) ? list(reader, indent, depth) : mapping(reader, indent, depth)
}

function isItem(text: string): boolean {
  return text === '-' || text.startsWith('- ')
}

function list(reader: Reader, indent: number, depth: number): readonly Yaml[] {
  const items: Yaml[] = []
  for (let line = reader.lines[reader.at]; line?.indent === indent; line = reader.lines[reader.at]) {
    if (!isItem(line.text)) break
    const text = line.text.slice(1).trimStart()
    // Nobody asks what is in the fields of an item.
    if (splitKey(text) && !/^["'[{]/.test(text)) {
      reader.at += 1
      skipDeeper(reader, indent)
      items.push({})
    } else items.push(valueAfter(reader, line, text, indent, depth))
  }
  return items
}

function mapping(reader: Reader, indent: number, depth: number): YamlFields {
  const fields = new Map<string, Yaml>()
  for (let line = reader.lines[reader.at]; line?.indent === indent; line = reader.lines[reader.at]) {
    if (line.text.startsWith('? ')) {
      const key = scalar(line.text.slice(2).trim(), line)
      reader.at += 1
      const value = reader.lines[reader.at]
      if (value?.indent !== indent || !/^:(?: |$)/.test(value.text)) throw fault(line)
      const text = value.text.slice(1).trimStart()
      fields.set(
        key,
        splitKey(text)
          ? inlineMapping(reader, value, text, indent, depth)
          : valueAfter(reader, value, text, indent, depth),
      )
      continue
    }
    const split = splitKey(line.text)
    if (!split) throw fault(line)
    fields.set(scalar(split.key, line), valueAfter(reader, line, split.value, indent, depth))
  }
  return Object.fromEntries(fields)
}

/** `: resolution: …`, whose fields go on below, as deep as the first of them stands. */
function inlineMapping(reader: Reader, line: Line, text: string, indent: number, depth: number): Yaml {
  const inner = indent + line.text.length - text.length
  const rest: Reader = { lines: [{ ...line, indent: inner, text }, ...linesBelow(reader, indent)], at: 0 }
  const value = block(rest, inner, depth + 1)
  const left = rest.lines[rest.at]
  if (left) throw fault(left)
  return value
}

/** Takes the lines behind the present one that stand deeper. */
function linesBelow(reader: Reader, indent: number): readonly Line[] {
  const start = reader.at + 1
  reader.at = start
  skipDeeper(reader, indent)
  return reader.lines.slice(start, reader.at)
}

function skipDeeper(reader: Reader, indent: number): void {
  for (let line = reader.lines[reader.at]; line && line.indent > indent; line = reader.lines[reader.at]) {
    reader.at += 1
  }
}

/** The value behind a colon or a dash, and the lines that belong to it. */
function valueAfter(reader: Reader, line: Line, text: string, indent: number, depth: number): Yaml {
  reader.at += 1
  const next = reader.lines[reader.at]
  if (text === '') {
    if (!next) return ''
    if (next.indent > indent) return block(reader, next.indent, depth + 1)
    // A list may stand as deep as its key.
    if (next.indent === indent && isItem(next.text) && !isItem(line.text))
      return list(reader, indent, depth + 1)
    return ''
  }
  if (/^[|>][-+\d]*$/.test(text)) {
    const start = reader.at
    skipDeeper(reader, indent)
    return reader.lines
      .slice(start, reader.at)
      .map((each) => each.text)
      .join(' ')
  }
  if (/^[[{]/.test(text)) return flow(text, line)
  if (!next || next.indent <= indent) return scalar(text, line)
  const start = reader.at
  skipDeeper(reader, indent)
  return scalar([text, ...reader.lines.slice(start, reader.at).map((each) => each.text)].join(' '), line)
}

/** The key of `key: value` and its value as written; undefined where there is none. */
function splitKey(text: string): { readonly key: string; readonly value: string } | undefined {
  const quoted = /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*')\s*:(?:\s+(.*))?$/s.exec(text)
  if (quoted) return { key: quoted[1] ?? '', value: quoted[2] ?? '' }
  if (/^["'[{&*!|>%@`]/.test(text)) return undefined
  const colon = text.endsWith(':') ? text.search(/:(?: |$)/) : text.indexOf(': ')
  return colon === -1 ? undefined : { key: text.slice(0, colon), value: text.slice(colon + 1).trim() }
}

function scalar(text: string, line: Line): string {
  if (text.startsWith('"')) {
    try {
      const value: unknown = JSON.parse(text)
      if (typeof value === 'string') return value
    } catch {
      // Said below.
    }
    throw fault(line)
  }
  if (text.startsWith("'")) {
    if (!/^'(?:[^']|'')*'$/s.test(text)) throw fault(line)
    return text.slice(1, -1).replaceAll("''", "'")
  }
  if (/^[&*!%@`]/.test(text)) throw fault(line)
  return text.replace(/\s#.*$/s, '').trimEnd()
}

function flow(text: string, line: Line): Yaml {
  // Keys and separators alternate with scalars; a plain scalar ends at a separator.
  const tokens = [
    ...text.matchAll(/\s*("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[[\]{},]|:(?=\s)|(?:[^,[\]{}:]|:(?!\s))+)/gy),
  ]
  if (tokens.reduce((length, [token]) => length + token.length, 0) !== text.length) throw fault(line)
  let at = 0
  const peek = (): string | undefined => tokens[at]?.[1]?.trim()
  const take = (): string => {
    const token = peek()
    if (token === undefined) throw fault(line)
    at += 1
    return token
  }
  const value = (depth: number): Yaml => {
    if (depth > DEEPEST) throw fault(line)
    const token = take()
    if (token === '[') {
      const items: Yaml[] = []
      while (peek() !== ']') {
        items.push(value(depth + 1))
        if (peek() !== ']' && take() !== ',') throw fault(line)
      }
      take()
      return items
    }
    if (token === '{') {
      const fields = new Map<string, Yaml>()
      while (peek() !== '}') {
        const key = scalar(take(), line)
        if (take() !== ':') throw fault(line)
        fields.set(key, value(depth + 1))
        if (peek() !== '}' && take() !== ',') throw fault(line)
      }
      take()
      return Object.fromEntries(fields)
    }
    if (/^[\]},:]$/.test(token)) throw fault(line)
    return scalar(token, line)
  }
  const result = value(0)
  if (at !== tokens.length) throw fault(line)
  return result
}
