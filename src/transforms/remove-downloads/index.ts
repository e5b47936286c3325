import type { Document } from '../../dockerfile/document.ts'
import type { Instruction } from '../../dockerfile/instruction.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import { defineTransform, type TransformContext } from '../../engine/transform.ts'
import { insertBehind } from '../../shell/insertion.ts'
import { baseName } from '../../shell/path-values.ts'
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
  },
})

function inRun(document: Document, stage: Stage, script: Script, context: TransformContext): void {
  if (!/\b(?:curl|wget2?|aria2c|git|tar|unzip)\b/.test(script.text)) return
  const run = runSteps(document, stage, script)
  if (stage.ships) {
    downloads(document, stage, script, run, context)
    sources(document, stage, script, run, context)
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

function sources(
  document: Document,
  stage: Stage,
  script: Script,
  run: RunSteps,
  context: TransformContext,
): void {
  const { instruction } = script
  for (const tree of sourceTrees(run)) {
    const removal = isMounted(instruction, tree.path) ? undefined : treeRemoval(script, tree)
    if (!removal) continue
    const used = treeUse(document, stage, instruction, tree.path)
    const what = `${shownTree(tree)} stay in the image, and `
    if (used) {
      // What is above the RUN may be there to stay.
      const where = used.keyword === 'RUN' ? 'another RUN' : used.keyword
      context.refuse({
        at: instruction.range,
        reason: `${what}${where} may use them`,
        unblock: 'remove them by hand if that is not so',
      })
    } else if ('reason' in removal) {
      context.refuse({ at: instruction.range, ...removal, reason: what + removal.reason })
    } else if (script.form !== 'line with heredocs') {
      if (context.isSuppressed(instruction)) return
      context.change({
        at: instruction.range,
        edits: insertBehind(document, script, removal.place, removal.command),
        level: 'safe',
        message: `Remove ${shownTree(tree)} in the layer that fetched them`,
        reason: 'they are built and installed, and a later RUN cannot take them out of this layer',
        effects: [{ kind: 'removes', paths: imagePaths(tree.path) }],
      })
    }
  }
}

function shownTree({ path }: SourceTree): string {
  return path.startsWith('/') ? `the sources in ${path}` : 'the sources in its temporary directory'
}

function downloads(
  document: Document,
  stage: Stage,
  script: Script,
  run: RunSteps,
  context: TransformContext,
): void {
  const { instruction } = script
  const files = fetchedFiles(run).filter((file) => !isMounted(instruction, file.finalPath))
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
  if (script.form === 'line with heredocs') {
    return {
      reason: 'its RUN has heredocs in it',
      unblock: 'move the download into a RUN without heredocs',
    }
  }
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
