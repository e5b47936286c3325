import { parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser'
import type { ConfigEntry, ConfigNode, TextFault } from './node.ts'

/** Reads JSON; with `comments` also comments and commas behind the last item. */
export function readJson(text: string, comments: boolean): ConfigNode | TextFault {
  const errors: ParseError[] = []
  const tree = parseTree(text, errors, {
    disallowComments: !comments,
    allowTrailingComma: comments,
    allowEmptyContent: false,
  })
  const [error] = errors
  if (error || !tree)
    return {
      offset: error?.offset ?? 0,
      message: `this is no JSON: ${wordsFor(error)}`,
      hint: hintFor(error, comments),
    }
  const twice: TextFault[] = []
  const node = nodeOf(tree, twice)
  return twice[0] ?? node
}

const WORDS: Readonly<Record<string, string>> = {
  InvalidSymbol: 'a word stands here that is none of true, false and null',
  InvalidNumberFormat: 'this is no number',
  PropertyNameExpected: 'a name in double quotes is missing here',
  ValueExpected: 'a value is missing here',
  ColonExpected: 'a colon is missing here',
  CommaExpected: 'a comma is missing here',
  CloseBraceExpected: 'a closing brace is missing here',
  CloseBracketExpected: 'a closing bracket is missing here',
  EndOfFileExpected: 'something stands behind its end',
  InvalidCommentToken: 'it has a comment',
  UnexpectedEndOfComment: 'a comment does not end',
  UnexpectedEndOfString: 'a text does not end',
  InvalidCharacter: 'a text has a character that has to be escaped',
  InvalidEscapeCharacter: 'there is no such escape',
  InvalidUnicode: 'there is no such escape',
}

function wordsFor(error: ParseError | undefined): string {
  const code = error ? printParseErrorCode(error.error) : 'ValueExpected'
  return WORDS[code] ?? code
}

function hintFor(error: ParseError | undefined, comments: boolean): string {
  const code = error && printParseErrorCode(error.error)
  return !comments && code === 'InvalidCommentToken' ? 'comments are for dfopt.config.jsonc' : 'correct it'
}

function nodeOf(node: Node, twice: TextFault[]): ConfigNode {
  const { type, offset, children = [] } = node
  const value: unknown = node.value
  if (type === 'array') return { kind: 'list', offset, items: children.map((child) => nodeOf(child, twice)) }
  if (type !== 'object') return { kind: 'scalar', offset, value }
  const entries: ConfigEntry[] = []
  for (const { children: [name, child] = [] } of children) {
    if (!name || !child) continue
    const key = String(name.value)
    if (entries.some((each) => each.key === key))
      twice.push({ offset: name.offset, message: `${key} stands here twice`, hint: 'keep one of them' })
    entries.push({ key, keyOffset: name.offset, node: nodeOf(child, twice) })
  }
  return { kind: 'map', offset, entries }
}
