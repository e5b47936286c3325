import { type Instruction } from './instruction.ts'
import { expandWord, LexError } from './lex.ts'
import type { Stage, Stages } from './stage.ts'
import { argDefinitions, keyValues } from './words.ts'

/** A value at a place in the file; undefined text: it cannot be known from the file. */
export interface Value {
  readonly text: string | undefined
  /** False when a build argument or the base image can change it. */
  readonly certain: boolean
}

/** What holds just before an instruction runs. */
export interface State {
  /** ENV, and ARG of this stage as RUN sees them. A name that is not here comes from the base image or not at all. */
  readonly variables: ReadonlyMap<string, Value>
  /** The names in `variables` that ARG alone defined. */
  readonly args: ReadonlySet<string>
  /** Undefined: as the base image has it. */
  readonly workdir: string | undefined
  readonly user: string | undefined
  /** The last SHELL; undefined: as the base image has it, by default `/bin/sh -c`. */
  readonly shell: readonly string[] | undefined
}

// ARG gives RUN no environment for these unless asked; they are known to every RUN (proxies).
const UNKNOWN: Value = { text: undefined, certain: false }

/** The state just before `instruction`, which is one of `stage`'s or undefined for the stage's end. */
export function stateBefore(
  stages: Stages,
  stage: Stage,
  instruction: Instruction | undefined,
  escape: string,
): State {
  const parent = stage.parent === undefined ? undefined : stages.stages[stage.parent]
  const inherited = parent ? stateBefore(stages, parent, undefined, escape) : undefined
  const globals = globalValues(stages, escape)
  // A child stage inherits the parent's ENV; ARG ends with its stage.
  const variables = new Map(
    inherited ? [...inherited.variables].filter(([name]) => !inherited.args.has(name)) : [],
  )
  const args = new Set<string>()
  let workdir = inherited?.workdir
  let user = inherited?.user
  let shell = inherited?.shell

  const valueOf = (word: string): Value => expandIn(word, variables, escape)
  for (const each of stage.instructions) {
    if (each === instruction) break
    const text = each.args.text
    switch (each.keyword) {
      case 'ENV': {
        const values = (keyValues(text, escape) ?? []).map(
          (pair) => [pair.key, valueOf(pair.value ?? '')] as const,
        )
        for (const [key, value] of values) {
          variables.set(key, value)
          args.delete(key)
        }
        break
      }
      case 'ARG':
        for (const { key, value } of argDefinitions(text, escape)) {
          if (variables.has(key) && !args.has(key)) continue
          const known = value === undefined ? globals.get(key) : valueOf(value)
          variables.set(key, { text: known?.text, certain: false })
          args.add(key)
        }
        break
      case 'WORKDIR': {
        const path = valueOf(text).text
        workdir = path === undefined ? undefined : joinPath(workdir, path)
        break
      }
      case 'USER':
        user = valueOf(text).text
        break
      case 'SHELL':
        shell = each.json
        break
      default:
    }
  }
  return { variables, args, workdir, user, shell }
}

function globalValues(stages: Stages, escape: string): ReadonlyMap<string, Value> {
  const values = new Map<string, Value>()
  for (const instruction of stages.globalArgs) {
    for (const { key, value } of argDefinitions(instruction.args.text, escape)) {
      values.set(key, value === undefined ? UNKNOWN : { ...expandIn(value, values, escape), certain: false })
    }
  }
  return values
}

function expandIn(word: string, variables: ReadonlyMap<string, Value>, escape: string): Value {
  let certain = true
  let known = true
  const lookup = (name: string): string | undefined => {
    const value = variables.get(name) ?? UNKNOWN
    if (!value.certain) certain = false
    if (value.text === undefined) known = false
    return value.text
  }
  try {
    const { text } = expandWord(word, lookup, { escape })
    return { text: known ? text : undefined, certain: certain && known }
  } catch (error) {
    if (error instanceof LexError) return UNKNOWN
    throw error
  }
}

function joinPath(base: string | undefined, path: string): string | undefined {
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return path
  return base === undefined ? undefined : `${base.replace(/\/$/, '')}/${path}`
}
