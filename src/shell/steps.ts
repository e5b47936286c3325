// The commands of a script in the order in which they run, each with the directory that it runs in and with what its
// words stand for.
import type { Range } from '../dockerfile/text.ts'
import { commandsOf, type SimpleCommand } from './commands.ts'
import {
  eachChild,
  type CommandSyntax,
  type Redirect,
  type Statement,
  type SyntaxNode,
  type Word,
} from './parser.ts'
import { joinPath } from './path-values.ts'
import type { Script } from './script.ts'
import { wordValue, type Lookup, type WordValue } from './word-values.ts'

export interface StepWord extends Range {
  /** As written. */
  readonly text: string
  /** Undefined where it cannot be told. */
  readonly value: WordValue | undefined
}

export interface Step {
  readonly command: SimpleCommand
  /** The word that names the program. */
  readonly program: StepWord | undefined
  /** The words behind it. */
  readonly words: readonly StepWord[]
  /** Files that redirections of its standard input and output read and write. */
  readonly reads: readonly StepWord[]
  readonly writes: readonly StepWord[]
  /** Where it runs: a path as `joinPath` makes it, undefined where it cannot be told. */
  readonly here: string | undefined
  /** False for a command that may not run, or not once, or whose failure counts for nothing. */
  readonly regular: boolean
  /** The value of a variable just before the command. */
  readonly lookup: Lookup
}

export interface Start {
  readonly here: string
  readonly lookup: Lookup
}

const paths = new WeakMap<StepWord, { readonly path: string | undefined }>()

/** The file that a word of a step names, as `joinPath` makes it; undefined where that cannot be told. */
export function pathOf(step: Pick<Step, 'here'>, word: StepWord): string | undefined {
  const known = paths.get(word) ?? { path: word.value && joinPath(step.here, word.value.text) }
  paths.set(word, known)
  return known.path
}

interface Scope {
  here: string | undefined
  previous: string | undefined
  readonly stack: (string | undefined)[]
  readonly variables: Map<string, string>
  /** Counts what may have given any variable another value. */
  unknown: number
}

export function stepsOf(script: Pick<Script, 'syntax'>, start: Start): readonly Step[] {
  const simple = new Map(commandsOf(script).map((command) => [command.syntax, command]))
  const steps: Step[] = []
  // A value that cannot be told gets a name of its own each time.
  let fresh = 0
  const opaque = (name: string): string => {
    fresh += 1
    return `\${${name}~${String(fresh)}}`
  }
  const lookupIn = (scope: Scope): Lookup => {
    const variables = new Map(scope.variables)
    const { unknown, here } = scope
    return (name) => {
      if (name === 'PWD') return here
      const known = variables.get(name)
      if (known !== undefined) return known
      if (unknown > 0) return `\${${name}@${String(unknown)}}`
      return start.lookup(name)
    }
  }
  const copy = (scope: Scope): Scope => ({
    ...scope,
    stack: [...scope.stack],
    variables: new Map(scope.variables),
  })

  const list = (statements: readonly Statement[], scope: Scope, regular: boolean): void => {
    for (const statement of statements) {
      if (statement.background) visit(statement.command, copy(scope), false)
      else visit(statement.command, scope, regular)
    }
  }

  /** What may run or not: nothing that it sets is known behind it. */
  const maybe = (scope: Scope, run: (inside: Scope) => void): void => {
    const inside = copy(scope)
    run(inside)
    if (inside.here !== scope.here) scope.here = undefined
    for (const [name, value] of inside.variables) {
      if (scope.variables.get(name) !== value) scope.variables.set(name, opaque(name))
    }
    scope.unknown = inside.unknown
  }

  const children = (node: SyntaxNode, scope: Scope): void => {
    eachChild(node, (child) => {
      if (child.type === 'Script' || child.type === 'CompoundList') list(child.commands, scope, false)
      else if (isCommandNode(child)) visit(child, scope, false)
      else children(child, scope)
    })
  }

  const visit = (node: SyntaxNode, scope: Scope, regular: boolean): void => {
    switch (node.type) {
      case 'Command':
        simpleStep(node, scope, regular)
        return
      case 'AndOr': {
        const [first, second] = node.commands
        if (node.operators.every((operator) => operator === '&&')) {
          for (const each of node.commands) visit(each, scope, regular)
        } else if (first?.type === 'Command' && node.commands.length === 2 && second && isExit(second)) {
          visit(first, scope, regular && first.name?.text === 'cd')
        } else {
          maybe(scope, (inside) => {
            for (const each of node.commands) visit(each, inside, false)
          })
        }
        return
      }
      case 'Pipeline': {
        const negated = node.prefixes.some((prefix) => prefix.type === 'Negation')
        const single = node.commands.length === 1
        for (const each of node.commands) visit(each, single ? scope : copy(scope), regular && !negated)
        return
      }
      case 'Subshell':
        list(node.body.commands, copy(scope), regular)
        return
      case 'BraceGroup':
        list(node.body.commands, scope, regular)
        return
      case 'Function':
        // It runs where it is called.
        maybe(scope, (inside) => {
          inside.here = undefined
          children(node, inside)
        })
        return
      case 'For':
      case 'Select':
        scope.variables.set(node.name.text, opaque(node.name.text))
        maybe(scope, (inside) => {
          children(node, inside)
        })
        return
      default:
        maybe(scope, (inside) => {
          children(node, inside)
        })
    }
  }

  const simpleStep = (node: CommandSyntax, scope: Scope, regular: boolean): void => {
    const command = simple.get(node)
    if (!command) return
    eachChild(node, (child) => {
      children(child, copy(scope))
    })
    const lookup = lookupIn(scope)
    const stepWord = (word: Word): StepWord => ({
      text: word.text,
      value: wordValue(word, lookup),
      start: word.pos,
      end: word.end,
    })
    const all = [...(node.name ? [node.name] : []), ...node.args].map((word) =>
      word.type === 'Word'
        ? stepWord(word)
        : { text: word.text, value: undefined, start: word.pos, end: word.end },
    )
    const redirects = node.redirects.flatMap((each) =>
      each.type === 'Redirect' && each.target && !each.operator.endsWith('&') && isStandard(each)
        ? [{ writes: each.operator.includes('>'), word: stepWord(each.target) }]
        : [],
    )
    const own = command.wrappers.length
    steps.push({
      command,
      program: all[own],
      words: all.slice(own + 1),
      reads: redirects.flatMap(({ writes, word }) => (writes ? [] : [word])),
      writes: redirects.flatMap(({ writes, word }) => (writes ? [word] : [])),
      here: scope.here,
      regular,
      lookup,
    })
    assign(node, command, scope, lookup)
    if (command.wrappers.length === 0) move(command, all.slice(1), scope, lookup)
  }

  const assign = (node: CommandSyntax, command: SimpleCommand, scope: Scope, lookup: Lookup): void => {
    const settings = node.name
      ? /^(?:export|readonly|declare|typeset|local)$/.test(command.name ?? '')
        ? node.args
        : []
      : node.prefix
    for (const each of settings) {
      if (each.type !== 'Assignment') continue
      const value = each.value.type === 'Word' && !each.append ? wordValue(each.value, lookup) : undefined
      scope.variables.set(each.name, value && !value.glob ? value.text : opaque(each.name))
    }
    if (/^(?:read|unset|getopts|mapfile|readarray|printf|let)$/.test(command.name ?? '')) {
      for (const { literal } of command.args)
        if (literal !== undefined && /^[A-Za-z_]\w*$/.test(literal))
          scope.variables.set(literal, opaque(literal))
    }
    if (/^(?:\.|source|eval)$/.test(command.name ?? '')) {
      scope.unknown += 1
      scope.variables.clear()
    }
  }

  const move = (
    { name, args }: SimpleCommand,
    words: readonly StepWord[],
    scope: Scope,
    lookup: Lookup,
  ): void => {
    if (name === 'popd') {
      scope.here = scope.stack.pop()
      return
    }
    if (name !== 'cd' && name !== 'pushd') return
    if (name === 'pushd') scope.stack.push(scope.here)
    const target = words.find((word) => !/^-[LPe@]*$/.test(word.text) || word.text === '-')
    const before = scope.here
    if (target?.text === '-') scope.here = scope.previous
    else if (!target) scope.here = args.length === 0 ? lookup('HOME') : undefined
    else scope.here = target.value && !target.value.glob ? joinPath(scope.here, target.value.text) : undefined
    scope.previous = before
  }

  list(
    script.syntax.commands,
    { here: start.here, previous: undefined, stack: [], variables: new Map(), unknown: 0 },
    true,
  )
  return steps.sort((left, right) => left.command.start - right.command.start)
}

/** False for `2>errors` and the like. */
function isStandard({ descriptor }: Redirect): boolean {
  return descriptor === undefined || (descriptor.type === 'FileDescriptor' && descriptor.value < 2)
}

function isCommandNode(node: SyntaxNode): boolean {
  return /^(?:Command|AndOr|Pipeline|Subshell|BraceGroup|Function|For|Select|If|While|Case|Redirected|Statement)$/.test(
    node.type,
  )
}

function isExit(node: SyntaxNode): boolean {
  return node.type === 'Command' && /^(?:exit|false|return)$/.test(node.name?.text ?? '')
}
