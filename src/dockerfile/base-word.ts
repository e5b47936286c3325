import type { Document } from './document.ts'
import type { Instruction } from './instruction.ts'
import { isContiguous, toSourceRange } from './mapped-text.ts'
import type { Stage } from './stage.ts'
import type { TextEdit } from './text-edit.ts'
import { expandIn, globalScope } from './variables.ts'
import { argDefinitions, splitBlanks } from './words.ts'

/** Another base for a stage. */
export interface BaseSwap {
  readonly stage: Stage
  /** The whole reference: `docker.io/library/node:22-slim`. */
  readonly base: string
}

/** Why the base of a stage cannot be written differently. */
export interface NoBaseEdit {
  readonly reason: string
  readonly unblock: string
}

/** The edits that give a stage another base: in the word of FROM, or in the default of the ARG that it names. */
export function baseEdits(document: Document, stage: Stage, base: string): readonly TextEdit[] | NoBaseEdit {
  return basesEdits(document, [{ stage, base }])
}

/** The same for several stages at once: an ARG that only they use changes with all of them. */
export function basesEdits(document: Document, swaps: readonly BaseSwap[]): readonly TextEdit[] | NoBaseEdit {
  const edits: TextEdit[] = []
  const defaults = new Map<string, string>()
  for (const swap of swaps) {
    const plan = planOf(document, swap)
    if ('reason' in plan) return plan
    if (plan.word) edits.push(plan.word)
    for (const [name, value] of plan.defaults) {
      if ((defaults.get(name) ?? value) !== value)
        return {
          reason: `the stages that ARG ${name} is for would need different values of it`,
          unblock: 'give each of them an ARG of its own',
        }
      defaults.set(name, value)
    }
  }
  for (const [name, value] of defaults) {
    const edit = defaultEdit(document, name, value, swaps)
    if ('reason' in edit) return edit
    edits.push(edit)
  }
  return edits
}

/** The words of the file that edits of this kind take away, as a change has to declare them. */
export function wordsUnder(document: Document, edits: readonly TextEdit[]): readonly string[] {
  return document.instructions.flatMap(({ args }) =>
    splitBlanks(args.text).flatMap((word) => {
      const { start, end } = toSourceRange(args, word)
      // Braces and the like are no part of a word there.
      return edits.some((edit) => edit.start < end && start < edit.end) ? word.text.split(/[;&|(){}]+/) : []
    }),
  )
}

interface Plan {
  readonly word: TextEdit | undefined
  /** Other defaults of the ARGs above the first FROM. */
  readonly defaults: ReadonlyMap<string, string>
}

function planOf(document: Document, { stage, base }: BaseSwap): Plan | NoBaseEdit {
  const { from, resolvedBase } = stage
  const [word] = splitBlanks(from.args.text)
  if (stage.parent !== undefined)
    return { reason: `${stage.base} is a stage of this file`, unblock: 'change the base of that stage' }
  if (!word || resolvedBase === undefined)
    return {
      reason: `only the build knows which image ${stage.base} is`,
      unblock: 'give the variables in it a default',
    }
  if (resolvedBase.includes('@') && !base.includes('@'))
    return {
      reason: `the base is pinned to a digest, and only a registry knows the one of ${base}`,
      unblock: 'remove the digest, run dfopt again, and pin the new base with dfopt fix --only pin-base',
    }
  if (document.stages.some(({ index, name }) => index < stage.index && name === base))
    return { reason: `${base} is a stage of this file`, unblock: 'give that stage another name' }
  if (!isContiguous(from.args, word))
    return { reason: 'the name of the base goes over several lines', unblock: 'write it on one line' }
  const rewritten = (text: string): TextEdit => ({ ...toSourceRange(from.args, word), text })
  if (!word.text.includes('$')) return { word: rewritten(base), defaults: new Map() }
  const parts = partsOf(document, word.text)
  if (!parts)
    return {
      reason: `${stage.base} computes the name of the base`,
      unblock: 'write it with plain variables, such as node:${NODE_VERSION}',
    }
  const plan = planWith(parts, base)
  if (!plan)
    return {
      reason: `${base} cannot be written with the variables of ${stage.base}`,
      unblock: 'write the base in FROM without variables, or change their defaults by hand',
    }
  return { word: plan.word === word.text ? undefined : rewritten(plan.word), defaults: plan.defaults }
}

interface WordPlan {
  readonly word: string
  readonly defaults: ReadonlyMap<string, string>
}

function planWith(parts: readonly Part[], base: string): WordPlan | undefined {
  const [first, ...others] = parts
  if (!first) return undefined
  // A registry in front stays whatever it is: `${REGISTRY}/node:14`, `${MIRROR}node:14`.
  const registry =
    first.name !== undefined && (/^$|\/$/.test(first.value) || others[0]?.value.startsWith('/') === true)
  if (registry && base.startsWith(first.value) && others.length > 0) {
    const behind = planWith(others, base.slice(first.value.length))
    return behind && { ...behind, word: first.written + behind.word }
  }
  if (parts.every(({ name }) => name === undefined)) return { word: base, defaults: new Map() }
  // A digest is that of one version: with another one it would name an image that is not there.
  const around = base.includes('@') ? undefined : aroundVersions(parts, base)
  if (around !== undefined) return { word: around, defaults: new Map() }
  const values = valuesFor(parts, base)
  if (!values) return undefined
  const changed = parts.map((part, index) => ({ ...part, fresh: values[index] ?? part.value }))
  return {
    word: changed.map(withFallback).join(''),
    defaults: new Map(
      changed.flatMap(({ name, fallback, fresh, value }) =>
        name === undefined || fallback !== undefined || fresh === value ? [] : [[name, fresh]],
      ),
    ),
  }
}

/** A piece of the word in FROM. */
interface Part {
  readonly written: string
  /** What the build puts there when it is told nothing. */
  readonly value: string
  /** The variable; undefined for a piece that is none. */
  readonly name: string | undefined
  /** Where the value is not the default of an ARG but stands behind `:-` here: what stands in front of it. */
  readonly fallback: string | undefined
}

const PART = /\$(\w+)|(\$\{(\w+)(?::?-([\w.:/-]*))?)\}|([\w.:/@-]+)/g

/** Undefined where there is more in the word than variables with their defaults, and plain text. */
function partsOf(document: Document, word: string): readonly Part[] | undefined {
  const scope = globalScope(document.globalArgs, document.escape)
  const parts = [...word.matchAll(PART)].map(([written, plain, head, braced, fallback]): Part | undefined => {
    const name = plain ?? braced
    const { text: value } = expandIn(written, scope, document.escape)
    if (value === undefined) return undefined
    const known = name === undefined ? undefined : scope(name)
    const here = value === fallback && (typeof known === 'string' || known?.text === '')
    return { written, value, name, fallback: here ? head?.slice(0, head.length - value.length) : undefined }
  })
  const all = parts.flatMap((part) => part ?? [])
  const names = all.flatMap(({ name }) => name ?? [])
  const whole = all.length === parts.length && all.map(({ written }) => written).join('') === word
  return whole && new Set(names).size === names.length ? all : undefined
}

function withFallback({ written, fallback, fresh }: Part & { readonly fresh: string }): string {
  return fallback === undefined ? written : `${fallback}${fresh}}`
}

/**
 * The word with the same variables and other text around them: those who build with another version get the same variant of
 * it. Only for variables that hold a version and are called one: no text fits behind all that a `TAG` may hold.
 */
function aroundVersions(parts: readonly Part[], base: string): string | undefined {
  let text = ''
  let rest = base
  for (const { name, value, written } of parts) {
    if (name === undefined) continue
    if (!/VERSION$|VER$|_V$/i.test(name) || !/^\d+(?:\.\d+)*$/.test(value)) return undefined
    const at = placeOf(rest, value)
    if (at === undefined) return undefined
    text += rest.slice(0, at) + written
    rest = rest.slice(at + value.length)
  }
  return text + rest
}

/** Where a value stands in a name, alone between separators; undefined where it does not, or twice. */
function placeOf(name: string, value: string): number | undefined {
  const places = [...name.matchAll(/[^/:@-]+/g)].filter((each) => each[0] === value)
  return places.length === 1 ? places[0]?.index : undefined
}

/** What each part has to be so that they make a name; undefined where the text between them is not in it, or in two ways. */
function valuesFor(parts: readonly Part[], base: string): readonly string[] | undefined {
  const match = (wildcard: string): readonly string[] | undefined => {
    const pattern = parts
      .map((part) => `(${part.name === undefined ? escaped(part.value) : wildcard})`)
      .join('')
    return new RegExp(`^${pattern}$`).exec(base)?.slice(1)
  }
  const shortest = match('.+?')
  const longest = match('.+')
  return shortest?.join('\n') === longest?.join('\n') ? shortest : undefined
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

/** Another default for an ARG that nothing but the bases of these stages uses. */
function defaultEdit(
  document: Document,
  name: string,
  value: string,
  swaps: readonly BaseSwap[],
): TextEdit | NoBaseEdit {
  const definitions = document.globalArgs.flatMap((instruction) =>
    argDefinitions(instruction.args.text, document.escape)
      .filter((each) => each.key === name && each.value !== undefined)
      .map((each) => ({ ...each, instruction })),
  )
  const [found, other] = definitions
  if (!found || other)
    return {
      reason: `ARG ${name} has ${found ? 'more than one default' : 'no default'}`,
      unblock: `define ARG ${name} once, with its default`,
    }
  const user = document.instructions.find(
    (each) =>
      !swaps.some(({ stage }) => stage.from === each && !flagUses(each, name)) &&
      uses(each, name, document.escape),
  )
  if (user)
    return {
      reason: `ARG ${name} is also used at line ${user.startLine}`,
      unblock: `give the base an ARG of its own, or change the default of ${name} by hand`,
    }
  const { instruction, span } = found
  const [whole, head = '', old = ''] =
    /^([^=]+=["']?)([\w.:/@-]*)["']?$/.exec(instruction.args.text.slice(span.start, span.end)) ?? []
  const inner = { start: span.start + head.length, end: span.start + head.length + old.length }
  if (whole === undefined || !isContiguous(instruction.args, inner))
    return {
      reason: `the default of ARG ${name} is not plain text`,
      unblock: `write the default of ${name} without variables`,
    }
  return { ...toSourceRange(instruction.args, inner), text: value }
}

function mentions(text: string, name: string): boolean {
  return new RegExp(`\\$(?:${name}(?!\\w)|\\{${name}(?!\\w))`).test(text)
}

function flagUses({ flags }: Instruction, name: string): boolean {
  return flags.some((flag) => mentions(flag.value ?? '', name))
}

/** True for an instruction that the value of a global ARG reaches: a stage has it from its own `ARG name` on. */
function uses(instruction: Instruction, name: string, escape: string): boolean {
  const { keyword, args } = instruction
  if (flagUses(instruction, name)) return true
  if (keyword === 'FROM') return mentions(args.text, name)
  if (keyword !== 'ARG') return false
  return argDefinitions(args.text, escape).some(
    ({ key, value }) =>
      (key === name && value === undefined) || (value !== undefined && mentions(value, name)),
  )
}
