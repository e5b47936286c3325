// What holds at a place in a stage, following the dispatch functions of BuildKit's convert.go (Apache-2.0, see NOTICE).
import { posix } from 'node:path'
import type { Instruction } from './instruction.ts'
import { instructionsRun, type Stage, type Stages } from './stage.ts'
import { expandIn, globalScope, UNKNOWN, type Scope, type Value } from './variables.ts'
import { argDefinitions, keyValues } from './words.ts'

/** What holds just before an instruction runs. */
export interface State {
  /** ENV and ARG as RUN sees them. A name that is not here comes from the base image or not at all. */
  readonly variables: ReadonlyMap<string, Value>
  /** The names in `variables` that ARG alone defined: they are gone when a container runs. */
  readonly args: ReadonlySet<string>
  /** Undefined: as the base image has it, or set to a word that only a build knows. The same for `user`. */
  readonly workdir: string | undefined
  readonly user: string | undefined
  /** The last SHELL; undefined: as the base image has it, by default `/bin/sh -c`. */
  readonly shell: readonly string[] | undefined
}

interface Draft {
  readonly variables: Map<string, Value>
  readonly args: Set<string>
  /** ENV alone, as the image keeps it. */
  readonly env: Map<string, Value>
  workdir: string | undefined
  user: string | undefined
  shell: readonly string[] | undefined
}

/**
 * The state just before each instruction that runs in `stage`, ONBUILD of its parent included, and under undefined that
 * at its end. `parent` is the end of the stage that it is built FROM, as this function gave it.
 */
export function statesIn(
  stages: Stages,
  stage: Stage,
  parent: State | undefined,
  escape: string,
): ReadonlyMap<Instruction | undefined, State> {
  const globals = globalScope(stages.globalArgs, escape)
  let draft = isDraft(parent) ? inherit(parent) : newDraft(stage)
  const states = new Map<Instruction | undefined, State>()
  for (const each of instructionsRun(stages.stages, stage)) {
    states.set(each, draft)
    if (!CHANGES_STATE.has(each.keyword)) continue
    draft = copyOf(draft)
    run(each, draft, escape, globals)
  }
  return states.set(undefined, draft)
}

const CHANGES_STATE = new Set(['ENV', 'ARG', 'WORKDIR', 'USER', 'SHELL'])

function isDraft(state: State | undefined): state is Draft {
  return state !== undefined && 'env' in state
}

function copyOf(draft: Draft): Draft {
  return { ...draft, variables: new Map(draft.variables), args: new Set(draft.args), env: new Map(draft.env) }
}

function newDraft(stage: Stage): Draft {
  return {
    variables: new Map(),
    args: new Set(),
    env: new Map(),
    workdir: stage.resolvedBase === 'scratch' ? '/' : undefined,
    user: undefined,
    shell: undefined,
  }
}

/** A child sees ARG of its parent too; where both ENV and ARG set a name, it starts with ENV's value. */
function inherit(parent: Draft): Draft {
  return { ...copyOf(parent), variables: new Map([...parent.variables, ...parent.env]) }
}

function run(instruction: Instruction, draft: Draft, escape: string, globals: Scope): void {
  const text = instruction.args.text
  // What is not set here may come from the base image.
  const scope: Scope = (name) => draft.variables.get(name) ?? UNKNOWN
  switch (instruction.keyword) {
    case 'ENV': {
      // All values are expanded before the first is set.
      const values = (keyValues(text, escape) ?? []).map(
        ({ key, value }) =>
          [expandIn(key, scope, escape).text, expandIn(value ?? '', scope, escape)] as const,
      )
      for (const [key, value] of values) {
        if (key === undefined) continue
        draft.variables.set(key, value)
        draft.env.set(key, value)
        draft.args.delete(key)
      }
      break
    }
    case 'ARG':
      // Docker's reference says that ENV always wins; dispatchArg lets the later of the two win.
      for (const { key, value } of argDefinitions(text, escape)) {
        const known =
          value === undefined ? withoutDefault(key, draft, globals) : expandIn(value, scope, escape)
        draft.variables.set(key, { text: known.text, certain: false })
        if (!draft.env.has(key)) draft.args.add(key)
      }
      break
    case 'WORKDIR': {
      const path = expandIn(text, scope, escape).text
      draft.workdir = path === undefined ? undefined : joinPath(draft.workdir, path)
      break
    }
    case 'USER':
      draft.user = expandIn(text, scope, escape).text
      break
    case 'SHELL':
      draft.shell = instruction.json
      break
    default:
  }
}

/** `ARG name`: the global one of that name, else what the name held before. */
function withoutDefault(key: string, draft: Draft, globals: Scope): Value {
  const global = globals(key)
  return typeof global === 'string' ? (draft.variables.get(key) ?? UNKNOWN) : global
}

// NormalizeWorkdir in util/system/path.go: an absolute path is kept as it is written.
function joinPath(base: string | undefined, path: string): string | undefined {
  // A drive letter stands for a Windows image, where it makes a path absolute.
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return path
  if (base === undefined || path === '') return base
  return posix.join(base, path)
}
