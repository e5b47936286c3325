// What a word of a script stands for, as far as the script and the Dockerfile tell.
import type { Word, WordPart } from './parser.ts'

export interface WordValue {
  /**
   * Variables are filled in where a value is known and stand as `${NAME}` where none is; an asterisk stands for a
   * wildcard. Two words with one value are the same name.
   */
  readonly text: string
  /** True where the shell makes file names of it. */
  readonly glob: boolean
}

/** The value of a variable; undefined where it may be several words or none. */
export type Lookup = (variable: string) => string | undefined

/** Undefined where a word may be several, or what it stands for cannot be told from another word of the same text. */
export function wordValue(word: Word, lookup: Lookup): WordValue | undefined {
  if (/^~[^/]/.test(word.text)) return undefined
  const written = word.parts ? partsValue(word.parts, lookup) : plain(word.value)
  if (!written || !word.text.startsWith('~')) return written
  const home = lookup('HOME')
  return home === undefined ? undefined : { ...written, text: home + written.text.slice(1) }
}

function partsValue(parts: readonly WordPart[], lookup: Lookup): WordValue | undefined {
  const pieces: WordValue[] = []
  for (const part of parts) {
    const piece = partValue(part, lookup, false)
    if (!piece) return undefined
    pieces.push(piece)
  }
  return concat(pieces)
}

/** Text without anything that this module writes for something else. */
function plain(text: string): WordValue | undefined {
  return /[$*`]/.test(text) ? undefined : { text, glob: false }
}

function concat(pieces: readonly WordValue[]): WordValue {
  return {
    text: pieces.map((piece) => piece.text).join(''),
    glob: pieces.some((piece) => piece.glob),
  }
}

function partValue(part: WordPart, lookup: Lookup, quoted: boolean): WordValue | undefined {
  switch (part.type) {
    case 'Literal':
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      return plain(part.value)
    case 'DoubleQuoted': {
      const pieces = part.parts.map((inner) => partValue(inner, lookup, true))
      const known = pieces.filter((piece) => piece !== undefined)
      return known.length === pieces.length ? concat(known) : undefined
    }
    case 'Glob':
      return { text: '*', glob: true }
    case 'SimpleExpansion':
      return variable(part.text.slice(1), lookup, quoted)
    case 'ParameterExpansion':
      if (part.prefix !== undefined || part.index) return undefined
      if (!part.operation) return variable(part.parameter, lookup, quoted)
      return part.operation.type === 'Remove' || part.operation.type === 'Replace'
        ? operated(part.text, part.parameter, lookup)
        : undefined
    case 'CommandExpansion':
      // What it prints here is not what it prints elsewhere.
      return SAME_EACH_TIME.test(part.text)
        ? { text: part.text.replace(/^`(.*)`$/, '$($1)'), glob: false }
        : { text: `\${@${String(part.pos)}}`, glob: false }
    default:
      return undefined
  }
}

// Print the same whenever they are called in one script.
const SAME_EACH_TIME =
  /^(?:\$\(|`)\s*(?:uname|arch|lsb_release|dpkg --print-architecture|rpm (?:-E|--eval)|getconf|apk --print-arch)\b[^;&<>$`]*[)`]$/

function variable(name: string, lookup: Lookup, quoted: boolean): WordValue | undefined {
  if (!/^[A-Za-z_]\w*$/.test(name)) return undefined
  const found = lookup(name)
  // Not quoted, it becomes several words or none.
  if (found === undefined || (!quoted && /\s/.test(found))) return undefined
  return { text: found, glob: false }
}

/** `${VERSION%.*}` is the same as long as VERSION is. */
function operated(text: string, name: string, lookup: Lookup): WordValue | undefined {
  const found = lookup(name)
  const pattern = text.slice(name.length + 2)
  if (found === undefined || pattern.includes('$')) return undefined
  return { text: `\${<${found}>${pattern}`, glob: false }
}
