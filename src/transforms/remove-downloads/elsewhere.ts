// What the rest of the file does with a file that a RUN makes.
import { lineage, type Document } from '../../dockerfile/document.ts'
import { flagValues, wordsOf, type Instruction } from '../../dockerfile/instruction.ts'
import { mountTargets } from '../../dockerfile/mount.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import { mayRemove, mentions, normalText, useOf } from '../../shell/file-uses.ts'
import { baseName, isAtOrBelow, mayCover } from '../../shell/path-values.ts'
import { isScript, scriptOf, type Script } from '../../shell/script.ts'
import type { Step } from '../../shell/steps.ts'
import { runSteps } from './start.ts'
import { usesTree } from './trees.ts'

export interface Later {
  /** The first instruction below that names or may take the file; undefined where none does. */
  readonly user: Instruction | undefined
  /** Each `rm` below that fails where the file is gone. */
  readonly failing: readonly LaterRm[]
}

export interface LaterRm {
  readonly script: Script
  readonly step: Step
}

/**
 * What happens to a file below the RUN that makes it. `names`: what it is called, as written and with variables
 * filled in.
 */
export function laterUses(
  document: Document,
  stage: Stage,
  run: Instruction,
  path: string,
  names: readonly string[],
): Later {
  const failing: LaterRm[] = []
  for (const each of document.instructions.slice(run.index + 1)) {
    const owner = document.stages.find(({ instructions }) => instructions.includes(each))
    if (!owner || !isRelated(document, owner, stage)) continue
    const body = each.trigger ?? each
    const script = body.keyword === 'RUN' ? scriptOf(document, owner, body) : undefined
    if (script && isScript(script) && !each.trigger && isBuiltOn(document, owner, stage)) {
      const uses = runSteps(document, owner, script).steps.flatMap((step) => useOf(step, path) ?? [])
      const removals = uses.filter(({ kind }) => kind === 'removes')
      if (uses.length > removals.length) return { user: each, failing }
      failing.push(...removals.flatMap(({ step }) => (isForced(step) ? [] : [{ script, step }])))
    } else if (namesIt(body, path, names)) return { user: each, failing }
  }
  return { user: undefined, failing }
}

/** The first instruction, above or below a RUN, that names a directory or what is in it, or runs in it. */
export function treeUse(
  document: Document,
  stage: Stage,
  run: Instruction,
  path: string,
): Instruction | undefined {
  return document.instructions.find((each) => {
    const owner = document.stages.find(({ instructions }) => instructions.includes(each))
    if (each === run || !owner) return false
    if (!isRelated(document, owner, stage) && !isBuiltOn(document, stage, owner)) return false
    const body = each.trigger ?? each
    const script = body.keyword === 'RUN' && !each.trigger ? scriptOf(document, owner, body) : undefined
    if (script && isScript(script)) {
      return runSteps(document, owner, script).steps.some(
        (step) => usesTree(step, path) && !mayRemove(step, path),
      )
    }
    return namesTree(body, path)
  })
}

/** `rm -rf /tmp/*` and `find -delete` do not ask whether there is anything. */
function isForced({ command, words }: Step): boolean {
  return command.name !== 'rm' || words.some((word) => /^-[a-zA-Z]*f|^--force$/.test(word.text))
}

function namesTree({ args, flags }: Instruction, path: string): boolean {
  const name = baseName(path)
  return [args.text, ...flags.map((flag) => flag.value ?? '')].map(normalText).some((text) => {
    const words = text.split(/[\s"',;:=()[\]]+/)
    return words.some((word) => {
      const parts = word.split('/')
      return word.includes('/') ? parts.includes(name) : word === name && /[-.\d]/.test(name)
    })
  })
}

function namesIt(instruction: Instruction, path: string, names: readonly string[]): boolean {
  const texts = [instruction.args.text, ...instruction.flags.map((flag) => flag.value ?? '')].map(normalText)
  if (texts.some((text) => names.some((name) => mentions(text, name)))) return true
  if (instruction.keyword !== 'COPY' || flagValues(instruction, 'from').length === 0) return false
  return wordsOf(instruction).some((word) => word.includes('*') && mayCover(baseName(word), baseName(path)))
}

function isBuiltOn(document: Document, stage: Stage, base: Stage): boolean {
  return lineage(document, stage).some(({ index }) => index === base.index)
}

/** True for a stage that is built on another one or takes files from it. */
function isRelated(document: Document, stage: Stage, base: Stage): boolean {
  if (isBuiltOn(document, stage, base)) return true
  return document.stages.some(
    (source) =>
      source.index < stage.index &&
      source.copiedBy.includes(stage.index) &&
      isRelated(document, source, base),
  )
}

/** True when a mount of this RUN stands over the path, so that nothing of it gets into the layer. */
export function isMounted(instruction: Instruction, path: string): boolean {
  return mountTargets(instruction).some((target) => target !== '' && isAtOrBelow(path, target))
}

/** True when a mount of this RUN lies within a directory, which then cannot be removed. */
export function holdsMount(instruction: Instruction, folder: string): boolean {
  return mountTargets(instruction).some((target) => target !== '' && isAtOrBelow(target, folder))
}
