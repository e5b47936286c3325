import type { Document } from '../../dockerfile/document.ts'
import type { Instruction } from '../../dockerfile/instruction.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import { defineTransform, type TransformContext } from '../../engine/transform.ts'
import { insertBehind } from '../../shell/insertion.ts'
import { baseName, isAtOrBelow } from '../../shell/path-values.ts'
import type { NoPlace } from '../../shell/places.ts'
import { isScript, scriptOf, type Script } from '../../shell/script.ts'
import type { Step } from '../../shell/steps.ts'
import {
  fetchedFiles,
  isSidecar,
  sidecarOf,
  namesOf,
  namedPaths,
  nameOfStep,
  removalOf,
  type Fetched,
  type Removal,
} from './archives.ts'
import { isMounted, laterUse, treeUse } from './elsewhere.ts'
import { examples } from './examples.ts'
import { reportLate } from './late.ts'
import { imagePaths, runSteps, type RunSteps } from './start.ts'
import { sourceTrees, treeRemoval, type SourceTree } from './trees.ts'

export const removeDownloads = defineTransform({
  id: 'remove-downloads',
  summary: 'Remove downloaded archives and packages in the layer that fetched them',
  category: 'size',
  level: 'safe',
  aliases: [],
  docs: {
    why:
      'An archive that a RUN fetches and unpacks stays in its layer beside what was in it. Only the same RUN can keep it ' +
      'out: a later rm hides it and frees nothing.',
    risks:
      'The file goes behind the last command that needs it, and only where this RUN fetched it under a name that is ' +
      'known, unpacked or installed it, and nothing else in the Dockerfile names it. An image that is built FROM this ' +
      'one elsewhere, or a script that is not in the Dockerfile, may still look for the file.',
    references: [
      'https://docs.docker.com/build/building/best-practices/#add-or-copy',
      'https://docs.docker.com/build/building/best-practices/#run',
    ],
  },
  examples,
  apply(document, context) {
    for (const stage of document.stages) {
      for (const instruction of stage.instructions) {
        if (instruction.keyword !== 'RUN') continue
        const script = scriptOf(document, stage, instruction)
        if (isScript(script)) inRun(document, stage, script, context)
      }
    }
    reportLate(document, context)
  },
})

function inRun(document: Document, stage: Stage, script: Script, context: TransformContext): void {
  if (!/\b(?:curl|wget2?|aria2c|git|tar|unzip)\b/.test(script.text)) return
  const run = runSteps(document, stage, script)
  if (stage.ships) {
    const gone = sources(document, stage, script, run, context)
    downloads(document, stage, script, run, gone, context)
    return
  }
  const gone = [
    ...fetchedFiles(run).map(
      (file) => !isMounted(script.instruction, file.finalPath) && removalOf(script, run.steps, file),
    ),
    ...sourceTrees(run).map((tree) => !isMounted(script.instruction, tree.path) && treeRemoval(script, tree)),
  ]
  if (gone.some((each) => each)) refuseQuietly(script.instruction, context)
}

/** Removes sources, and tells which directories go. */
function sources(
  document: Document,
  stage: Stage,
  script: Script,
  run: RunSteps,
  context: TransformContext,
): readonly string[] {
  const { instruction } = script
  const gone: string[] = []
  const trees = sourceTrees(run).filter(({ path }) => !isMounted(instruction, path))
  for (const tree of trees) {
    const inside = gone.some((path) => isAtOrBelow(tree.path, path))
    const removal = inside ? undefined : treeRemoval(script, tree)
    if (!removal) continue
    const obstacle =
      obstacleToTree(document, stage, script, tree) ?? ('reason' in removal ? removal : undefined)
    if (obstacle) {
      const reason = `${shownTree(tree)} stay in the image, and ${obstacle.reason}`
      context.refuse({ at: instruction.range, ...obstacle, reason })
    } else if ('place' in removal) {
      if (context.isSuppressed(instruction)) return gone
      gone.push(tree.path)
      context.change({
        at: instruction.range,
        edits: insertBehind(document, script, removal.place, removal.command),
        level: 'safe',
        message: `Remove ${shownTree(tree)} in the layer that fetched them`,
        reason: 'nothing needs them any more, and a later RUN cannot take them out of this layer',
        effects: [{ kind: 'removes', paths: imagePaths(tree.path) }],
      })
    }
  }
  return gone
}

function obstacleToTree(
  document: Document,
  stage: Stage,
  script: Script,
  tree: SourceTree,
): NoPlace | undefined {
  if (script.form === 'line with heredocs') return HEREDOCS
  const used = treeUse(document, stage, script.instruction, tree.path)
  return (
    used && {
      reason: `${used.keyword === 'RUN' ? 'another RUN' : used.keyword} may use them`,
      unblock: 'remove them by hand if that is not so',
    }
  )
}

const HEREDOCS: NoPlace = {
  reason: 'its RUN has heredocs in it',
  unblock: 'move the download into a RUN without heredocs',
}

function shownTree({ path }: SourceTree): string {
  return path.startsWith('/') ? `the sources in ${path}` : 'the sources in its temporary directory'
}

function downloads(
  document: Document,
  stage: Stage,
  script: Script,
  run: RunSteps,
  gone: readonly string[],
  context: TransformContext,
): void {
  const { instruction } = script
  const files = fetchedFiles(run).filter(
    ({ finalPath }) =>
      !isMounted(instruction, finalPath) && !gone.some((path) => isAtOrBelow(finalPath, path)),
  )
  const removals: Removal[] = []
  for (const file of files) {
    const removal = removalOf(script, run.steps, file)
    if (!removal) continue
    const obstacle = 'place' in removal ? obstacleTo(document, stage, script, file) : removal
    if ('place' in removal && !obstacle) removals.push(removal)
    else if (obstacle && 'reason' in obstacle) {
      const what = `${baseName(file.finalPath)} stays in the image, and `
      context.refuse({ at: instruction.range, ...obstacle, reason: what + obstacle.reason })
    }
  }
  const isFree = (file: Fetched): boolean => !obstacleTo(document, stage, script, file)
  let sidecars = files.filter((file) => isSidecar(file) && isFree(file))
  for (const group of grouped(removals)) {
    const [first] = group
    if (!first) continue
    if (context.isSuppressed(instruction)) return
    const along = sidecars.flatMap((file) => sidecarOf(file, first) ?? [])
    sidecars = sidecars.filter((file) => !along.some((each) => each.file === file))
    const gone = [...group, ...along]
    const words = [...new Set(gone.map(({ word }) => word))].join(' ')
    const sudo = gone.some(({ file }) => runsBySudo(file.by)) ? 'sudo ' : ''
    const names = group.map(({ file }) => baseName(file.finalPath)).join(', ')
    const it = group.length > 1 ? 'them' : 'it'
    context.change({
      at: instruction.range,
      edits: insertBehind(document, script, first.place, `${sudo}rm -f ${words}`),
      level: 'safe',
      message: `Remove ${names} in the layer that fetched ${it}`,
      reason: `nothing needs ${it} behind ${nameOfStep(first.last)}, and a later RUN cannot take ${it} out of this layer`,
      effects: [
        { kind: 'removes', paths: [...new Set(gone.flatMap((removal) => namedPaths(run, removal)))] },
      ],
    })
  }
}

function obstacleTo(document: Document, stage: Stage, script: Script, file: Fetched): NoPlace | undefined {
  if (script.form === 'line with heredocs') return HEREDOCS
  const later = laterUse(document, stage, script.instruction, file.finalPath, namesOf(file))
  if (!later) return undefined
  const { keyword } = later.instruction
  const where = keyword === 'RUN' ? 'a later RUN' : keyword
  if (later.kind === 'uses') {
    return { reason: `${where} may use it`, unblock: 'remove it by hand if that is not so' }
  }
  // Behind a removal here it finds nothing more to do.
  if (later.forced) return undefined
  return {
    reason: `the rm of ${where} that removes it frees nothing and fails where there is nothing to remove`,
    unblock: 'move it into the RUN that fetches the file',
  }
}

function refuseQuietly(instruction: Instruction, context: TransformContext): void {
  context.refuse({
    at: instruction.range,
    reason: 'this stage is not part of the image, so removing its downloads saves nothing',
    unblock: 'nothing to do; name the stage with --target if it is built and shipped on its own',
    quiet: true,
  })
}

/** Those that go at one place, by one command. */
function grouped(removals: readonly Removal[]): readonly (readonly Removal[])[] {
  const groups = new Map<number, Removal[]>()
  for (const removal of removals) {
    const group = groups.get(removal.place.end)
    if (group) group.push(removal)
    else groups.set(removal.place.end, [removal])
  }
  return [...groups.values()]
}

function runsBySudo({ command }: Step): boolean {
  return command.wrappers[0]?.literal?.split('/').at(-1) === 'sudo'
}
