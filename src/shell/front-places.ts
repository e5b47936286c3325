// Where a command can be put that has to run before another one does, wherever that one stands.
import type { Document } from '../dockerfile/document.ts'
import { toSource } from '../dockerfile/mapped-text.ts'
import type { Range } from '../dockerfile/text.ts'
import type { TextEdit } from '../dockerfile/text-edit.ts'
import { walk } from './commands.ts'
import { insertBefore } from './insertion.ts'
import type { AndOr, Statement, SyntaxNode } from './parser.ts'
import { errexitAt, placeAt, spotIn, type NoPlace, type Place } from './places.ts'
import type { Script } from './script.ts'

/** A place in front of a command, or of the loop that it stands in. */
export interface FrontPlace {
  readonly place: Place
  /** True where the two have to be held together by braces: behind `||`, or for errexit to see a failure. */
  readonly braces: boolean
  /** The branch that it is in; the whole script where it is in none. */
  readonly scope: Range
  /** True when the build ends where a command put there fails. */
  readonly fatal: boolean
}

/** The places for a command in front of the one at `at`: the nearest, and those in front of the branches around it. */
export function frontPlaces(script: Script, at: Range): readonly FrontPlace[] | NoPlace {
  const errexit = errexitAt(script, at)
  if (typeof errexit !== 'boolean') return errexit
  const found: FrontPlace[] = []
  let statements: readonly Statement[] = script.syntax.commands
  let scope: Range = { start: 0, end: script.text.length }
  let ignored = false
  let endsScript = true
  let fatal = true
  for (let depth = 0; ; depth += 1) {
    const spot = spotIn(statements, at)
    if ('reason' in spot) return spot
    const { statement, operand, operandIndex, operands } = spot
    const { command } = statement
    if (operandIndex < operands.length - 1) ignored = true
    if (!endsList(statements, statement)) endsScript = false
    const stops = errexit && !ignored
    if (
      (command.type === 'AndOr' && command.operators.includes('||')) ||
      !(stops || endsList(statements, statement))
    )
      fatal = false
    const afterOr = command.type === 'AndOr' && isBehindOr(command, operandIndex)
    if (afterOr) scope = { start: operand.pos, end: command.end }
    const place = placeAt(spot, statements, depth > 0, stops)
    // What a chain ends with is what errexit looks at; the chain at the end of a script gives the script its status.
    const hidden = place.errexit && operands.length > 1 && !endsScript
    const front = {
      place,
      braces: hidden || (command.type === 'AndOr' && command.operators[operandIndex - 1] === '||'),
      scope,
      fatal,
    }
    const inner = innerList(operand, at)
    if (inner && 'reason' in inner) return inner
    if (!inner) return [front, ...found]
    if (inner.branch) {
      found.unshift(front)
      scope = inner.branch
      fatal = false
    }
    statements = inner.statements
  }
}

/**
 * The place in the script's own lists of what a command stands in: of the if, the loop or the case around it, or of its
 * part of a list with `||`. What is put behind it runs whichever way was taken, when that went well.
 */
export function outerPlace(script: Script, at: Range): Place | NoPlace {
  const places = frontPlaces(script, at)
  if ('reason' in places) return places
  const outer = places.at(-1)?.place ?? NO_PLACE
  if ('reason' in outer) return outer
  const { command } = outer.statements[outer.statementIndex] ?? {}
  // What a later part of the list does about a failure, it would do about one of what is put here.
  const tolerated = command?.type === 'AndOr' && command.operators.slice(outer.operandIndex).includes('||')
  // Left of && errexit would be switched off in all of it.
  return tolerated || (outer.errexit && outer.operands.length > 1) ? NO_PLACE : outer
}

const NO_PLACE: NoPlace = {
  reason: 'it is part of a list with ||, which lets it fail',
  unblock: 'move it out of the list with ||',
}

/** The part of a script that runs whenever the command at `at` does: a branch, what stands behind `||`, or all of it. */
export function scopeOf(script: Script, at: Range): Range {
  const places = frontPlaces(script, at)
  if (!('reason' in places)) return places[0]?.scope ?? at
  // Nothing goes in front of it, but what stands in the same statement runs after it.
  let scope = at
  walk(script.syntax, [], (node) => {
    if (node.type === 'Statement' && holds(node, at)) scope = { start: node.pos, end: node.end }
  })
  return scope
}

function endsList(statements: readonly Statement[], statement: Statement): boolean {
  return statement === statements.at(-1)
}

function holds({ pos, end }: { readonly pos: number; readonly end: number }, at: Range): boolean {
  return pos <= at.start && at.end <= end
}

function isBehindOr({ operators }: AndOr, index: number): boolean {
  return operators.slice(0, index).includes('||')
}

interface InnerList {
  readonly statements: readonly Statement[]
  readonly branch: Range | undefined
}

/** The list inside a compound command that `at` stands in; undefined where the front of it is the place. */
function innerList(operand: SyntaxNode, at: Range): InnerList | NoPlace | undefined {
  if (operand.type === 'Subshell' || operand.type === 'BraceGroup')
    return { statements: operand.body.commands, branch: undefined }
  if (operand.type === 'If') {
    const bodies = [
      operand.then,
      ...operand.elif.map((each) => each.then),
      ...(operand.else ? [operand.else] : []),
    ]
    return branchOf(bodies, at) ?? { reason: 'it is the condition of an if', unblock: 'run it before the if' }
  }
  if (operand.type === 'Case') {
    const bodies = operand.items.map((each) => each.body)
    return branchOf(bodies, at) ?? { reason: 'it is the word of a case', unblock: 'run it before the case' }
  }
  if (operand.type === 'Function')
    return { reason: 'it stands in a function', unblock: 'move it to the top level of the RUN' }
  if (operand.type === 'Coproc')
    return { reason: 'it stands in a coprocess', unblock: 'move it to the top level of the RUN' }
  if (operand.type === 'Pipeline' && operand.prefixes.some((prefix) => prefix.type === 'Negation'))
    return { reason: 'it stands behind !', unblock: 'run it without !' }
  return undefined
}

function branchOf(
  bodies: readonly { readonly pos: number; readonly end: number; readonly commands: readonly Statement[] }[],
  at: Range,
): InnerList | undefined {
  const body = bodies.find((each) => holds(each, at))
  return body && { statements: body.commands, branch: { start: body.pos, end: body.end } }
}

/** Runs `command` in front of a place, which then runs only when it went well. */
export function insertInFront(
  document: Document,
  script: Script,
  { place, braces }: FrontPlace,
  command: string,
): readonly TextEdit[] {
  if (!braces) return insertBefore(document, script, place, command)
  const start = toSource(script.mapped, place.start)
  const end = toSource(script.mapped, place.end - 1) + 1
  return [
    { start, end: start, text: `{ ${command}${place.errexit ? ';' : ' &&'} ` },
    { start: end, end, text: '; }' },
  ]
}
