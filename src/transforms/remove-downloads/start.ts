import { stateAt, type Document } from '../../dockerfile/document.ts'
import { splitImageReference } from '../../dockerfile/image-reference.ts'
import type { Instruction } from '../../dockerfile/instruction.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import { joinPath } from '../../shell/path-values.ts'
import { externalBase } from '../../shell/shell.ts'
import { stepsOf, type Start, type Step } from '../../shell/steps.ts'
import type { Script } from '../../shell/script.ts'

// Official images whose configuration names no WorkingDir: docker image inspect shows it empty.
const STARTS_AT_ROOT =
  /^library\/(?:debian|ubuntu|alpine|busybox|centos|fedora|rockylinux|almalinux|amazonlinux|buildpack-deps|python|node|ruby|openjdk|eclipse-temurin|maven|nginx|rust|gcc|perl)$/

export interface RunSteps {
  readonly steps: readonly Step[]
  /** The same steps where all that a build may change is an asterisk. */
  readonly certain: readonly Step[]
}

const cache = new WeakMap<Script, RunSteps>()

/** The steps of a script, in the directory and with the variables that the Dockerfile gives it. */
export function runSteps(document: Document, stage: Stage, script: Script): RunSteps {
  const known = cache.get(script)
  if (known) return known
  let certain: readonly Step[] | undefined
  const found: RunSteps = {
    steps: stepsOf(script, startOf(document, stage, script.instruction, false)),
    get certain() {
      return (certain ??= stepsOf(script, startOf(document, stage, script.instruction, true)))
    },
  }
  cache.set(script, found)
  return found
}

function startOf(document: Document, stage: Stage, instruction: Instruction, certain: boolean): Start {
  const state = stateAt(document, stage, instruction)
  const repository = splitImageReference(externalBase(document, stage))?.repository ?? ''
  const root = STARTS_AT_ROOT.test(repository)
  return {
    here: state.workdir?.startsWith('/') === true ? (joinPath('/', state.workdir) ?? '/') : root ? '/' : '.',
    lookup: (name) => {
      const value = state.variables.get(name)
      if (value?.text === undefined) return name === 'HOME' ? homeOf(state.user) : `\${${name}}`
      return certain && !value.certain ? value.text.replace(/[^/]+/g, '*') : value.text
    },
  }
}

/** Docker sets HOME from the user's line in /etc/passwd, which for root is the same in every distribution. */
function homeOf(user: string | undefined): string {
  return user === undefined || /^(?:root|0)(?::|$)/.test(user) ? '/root' : '${HOME}'
}

/** The paths in the image that a path of `certain` steps may be. */
export function imagePaths(path: string): readonly string[] {
  // mktemp(1): tmp and ten letters, below TMPDIR.
  if (/^\$\{@\d+\}$/.test(path)) return ['/tmp/tmp.*']
  const pattern = path.replace(/\$\{[^}]*\}|\$\([^)]*\)/g, '*')
  if (pattern.startsWith('/')) return [pattern]
  // Below the directory that the base image starts in, or below what a variable holds.
  const rest = pattern.replace(/^(?:\.|\*)\//, '')
  return [`/${rest}`, `/*/${rest}`, `/*/*/${rest}`, `/*/*/*/${rest}`]
}
