import { eachChild, literalOf, type CommandSyntax, type SyntaxNode, type Word } from './parser.ts'
import { perScript } from './per-script.ts'
import type { Script } from './script.ts'
import type { Range } from '../dockerfile/text.ts'

/** What a command stands in; `top` is the script's own list. */
export type Surroundings =
  | 'subshell'
  | 'braces'
  | 'if'
  | 'loop'
  | 'case'
  | 'function'
  | 'pipeline'
  | 'substitution'
  | 'background'
  | 'after ||'
  | 'before ||'
  | 'negation'
  | 'coproc'

export interface ShellWord extends Range {
  /** As written. */
  readonly text: string
  /** What it stands for where nothing in it is expanded. */
  readonly literal: string | undefined
}

/** A simple command, with `sudo`, `env`, `time` and the like taken off its front. */
export interface SimpleCommand extends Range {
  /** Without its path: `curl` of `/usr/bin/curl`; undefined where it is not certain. */
  readonly name: string | undefined
  /** The words behind the name. */
  readonly args: readonly ShellWord[]
  /** The programs that run it, from the outside in: `sudo -E`. */
  readonly wrappers: readonly ShellWord[]
  /** Names that stand before it as `NAME=value`. */
  readonly assignments: readonly string[]
  readonly redirects: boolean
  readonly surroundings: readonly Surroundings[]
  readonly syntax: CommandSyntax
}

const collect = perScript((syntax): readonly SimpleCommand[] => {
  const found: SimpleCommand[] = []
  walk(syntax, [], (node, surroundings) => {
    if (node.type === 'Command') found.push(simpleCommand(node, surroundings))
  })
  return found.sort((left, right) => left.start - right.start)
})

/** Every simple command of a script, in the order of the text, those in substitutions and functions included. */
export function commandsOf({ syntax }: Pick<Script, 'syntax'>): readonly SimpleCommand[] {
  return collect(syntax)
}

const NESTING: Partial<Record<SyntaxNode['type'], Surroundings>> = {
  Subshell: 'subshell',
  BraceGroup: 'braces',
  If: 'if',
  For: 'loop',
  ArithmeticFor: 'loop',
  While: 'loop',
  Select: 'loop',
  Case: 'case',
  Function: 'function',
  CommandExpansion: 'substitution',
  ProcessSubstitution: 'substitution',
  ArithmeticCommandExpansion: 'substitution',
  Coproc: 'coproc',
}

/** Visits every node with what it stands in, outermost first. */
export function walk(
  node: SyntaxNode,
  surroundings: readonly Surroundings[],
  visit: (node: SyntaxNode, surroundings: readonly Surroundings[]) => void,
): void {
  visit(node, surroundings)
  if (node.type === 'AndOr') {
    const firstOr = node.operators.indexOf('||')
    const lastOr = node.operators.lastIndexOf('||')
    node.commands.forEach((command, index) => {
      if (firstOr === -1) {
        walk(command, surroundings, visit)
        return
      }
      const inside = [...surroundings]
      if (firstOr < index) inside.push('after ||')
      if (lastOr >= index) inside.push('before ||')
      walk(command, inside, visit)
    })
    return
  }
  const here = nestingOf(node)
  const inside = here ? [...surroundings, here] : surroundings
  eachChild(node, (child) => {
    walk(child, inside, visit)
  })
}

function nestingOf(node: SyntaxNode): Surroundings | undefined {
  if (node.type === 'Statement') return node.background ? 'background' : undefined
  if (node.type === 'Pipeline') {
    if (node.commands.length > 1) return 'pipeline'
    return node.prefixes.some((prefix) => prefix.type === 'Negation') ? 'negation' : undefined
  }
  return NESTING[node.type]
}

// Programs that run the command behind them, and those of their options that take a value.
const WRAPPERS: Readonly<Record<string, string>> = {
  sudo: 'ugpCThrtD',
  env: 'uCS',
  nice: 'n',
  ionice: 'cn',
  time: 'fo',
  timeout: 'ks',
  command: '',
  exec: 'a',
  eatmydata: '',
  nohup: '',
  builtin: '',
  stdbuf: 'ioe',
}
const LONG_WITH_VALUE =
  /^--(?:user|group|unset|chdir|adjustment|signal|kill-after|format|output|class|classdata)$/

function simpleCommand(node: CommandSyntax, surroundings: readonly Surroundings[]): SimpleCommand {
  const words = wordsOfCommand(node)
  const skip = wrapperLength(words)
  const name = words[skip]
  return {
    start: node.pos,
    end: node.end,
    name: name && (name.literal?.split('/').at(-1) ?? fileNameOf(name.text)),
    args: words.slice(skip + 1),
    wrappers: words.slice(0, skip),
    assignments: [
      ...node.prefix.flatMap((each) => (each.type === 'Assignment' ? [each.name] : [])),
      ...words.slice(0, skip).flatMap((word) => /^([A-Za-z_]\w*)=/.exec(word.text)?.[1] ?? []),
    ],
    redirects: node.redirects.length > 0,
    surroundings,
    syntax: node,
  }
}

/** `pg_ctl` of `"$BIN"/pg_ctl`: the directory is not known, the program is. */
function fileNameOf(text: string): string | undefined {
  return /\/([\w.+-]+)"?$/.exec(text)?.[1]
}

function wordsOfCommand(node: CommandSyntax): readonly ShellWord[] {
  const words: ShellWord[] = node.name ? [shellWord(node.name)] : []
  for (const each of node.args) {
    if (each.type === 'Word') words.push(shellWord(each))
    else words.push({ text: each.text, literal: assignmentLiteral(each), start: each.pos, end: each.end })
  }
  return words
}

function shellWord(word: Word): ShellWord {
  return { text: word.text, literal: literalOf(word), start: word.pos, end: word.end }
}

function assignmentLiteral(each: {
  readonly name: string
  readonly value: Word | { readonly type: 'ArrayValue' }
}): string | undefined {
  if (each.value.type === 'ArrayValue') return undefined
  const value = literalOf(each.value)
  return value === undefined ? undefined : `${each.name}=${value}`
}

/** How many words stand in front of the command proper. */
function wrapperLength(words: readonly ShellWord[]): number {
  let at = 0
  for (;;) {
    const name = words[at]?.literal?.split('/').at(-1) ?? ''
    const valued = Object.hasOwn(WRAPPERS, name) ? WRAPPERS[name] : undefined
    // `command -v name` looks a name up and runs nothing.
    if (valued === undefined || (name === 'command' && /^-\w*[vV]/.test(words[at + 1]?.text ?? ''))) return at
    const next = skipOptions(words, at + 1, valued, name)
    if (next >= words.length) return at
    at = next
  }
}

function skipOptions(words: readonly ShellWord[], from: number, valued: string, name: string): number {
  let at = from
  let ended = false
  for (; at < words.length; at += 1) {
    const text = words[at]?.text ?? ''
    if ((name === 'env' || name === 'sudo') && /^[A-Za-z_]\w*=/.test(text)) continue
    if (name === 'env' && text === '-' && !ended) continue
    if (ended || !/^-./.test(text)) break
    if (text === '--') ended = true
    else if (LONG_WITH_VALUE.test(text) || takesNextWord(text, valued)) at += 1
  }
  // timeout's first operand is the duration.
  return name === 'timeout' ? at + 1 : at
}

/** True for a cluster of short options of which the first that takes a value is the last: `-Eu`, not `-uroot`. */
function takesNextWord(text: string, valued: string): boolean {
  const first = [...text].findIndex((letter, index) => index > 0 && valued.includes(letter))
  return /^-[A-Za-z]+$/.test(text) && first === text.length - 1
}

/** True for a command that sudo runs, as far as it stands first. */
export function runsBySudo({ wrappers }: Pick<SimpleCommand, 'wrappers'>): boolean {
  return wrappers[0]?.literal?.split('/').at(-1) === 'sudo'
}
