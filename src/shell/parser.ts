// The one place that knows which shell parser is used. It reads Bash's grammar, of which POSIX sh is a part.
import { perScript } from './per-script.ts'
import { forEachChild, parse, type ParsedScript, type SyntaxNode, type Word } from 'unbash'

export type {
  AndOr,
  Command as CommandSyntax,
  CommandExpansionPart,
  HereDoc,
  ParsedScript,
  PipelineNode,
  Redirect,
  Statement,
  SyntaxNode,
  Word,
  WordPart,
} from 'unbash'

/** Scripts above this size are not read: some constructs cost the parser more than linear time. */
export const MAX_SCRIPT_LENGTH = 256 * 1024

// A document is read anew after every change, and nearly all of its scripts are those that it had before.
const MAX_REMEMBERED = 200
const remembered = new Map<string, ParsedScript>()

export function parseShell(text: string): ParsedScript {
  const known = remembered.get(text)
  if (known) return known
  if (remembered.size >= MAX_REMEMBERED) remembered.clear()
  const script = parse(text)
  remembered.set(text, script)
  return script
}

/** Calls back for every child, in the order of the text; without a list of them, for walks over whole scripts. */
export function eachChild(node: SyntaxNode, visit: (child: SyntaxNode) => void): void {
  // Most nodes are plain words.
  if (!isLeaf(node)) forEachChild(node, visit)
}

function isLeaf(node: SyntaxNode): boolean {
  return (node.type === 'Word' && !node.parts) || node.type === 'Literal'
}

const NONE: readonly SyntaxNode[] = []

export function childrenOf(node: SyntaxNode): readonly SyntaxNode[] {
  if (isLeaf(node)) return NONE
  const children: SyntaxNode[] = []
  forEachChild(node, (child) => children.push(child))
  return children
}

/** The first syntax error of a script, those in its substitutions included. */
export const syntaxError = perScript(firstError)

function firstError(script: ParsedScript): string | undefined {
  const stack: SyntaxNode[] = [script]
  const push = (child: SyntaxNode): unknown => stack.push(child)
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (node.type === 'Script' && 'errors' in node && node.errors?.[0]) return node.errors[0].message
    eachChild(node, push)
  }
  return undefined
}

/** What a word stands for when nothing in it is expanded: no variable, substitution, glob or brace; else undefined. */
export function literalOf(word: Word): string | undefined {
  if (!word.parts) return word.value
  let text = ''
  for (const part of word.parts) {
    if (part.type === 'Literal' || part.type === 'SingleQuoted' || part.type === 'AnsiCQuoted')
      text += part.value
    else if (part.type === 'DoubleQuoted') {
      for (const inner of part.parts) {
        if (inner.type !== 'Literal') return undefined
        text += inner.value
      }
    } else return undefined
  }
  return text
}
