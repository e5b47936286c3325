// What a RUN may remove of what it fetches, and where.
import type { Document } from '../../dockerfile/document.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import { mayFetch } from '../../shell/downloads.ts'
import { baseName, isAtOrBelow } from '../../shell/path-values.ts'
import type { NoPlace, Place } from '../../shell/places.ts'
import type { Script } from '../../shell/script.ts'
import { runsBySudo } from '../../shell/commands.ts'
import {
  fetchedFiles,
  isSidecar,
  namedPaths,
  namesOf,
  nameOfStep,
  removalOf,
  sidecarOf,
  type Fetched,
  type Removal,
} from './archives.ts'
import { holdsMount, isMounted, laterUses, treeUse, type LaterRm } from './elsewhere.ts'
import { imagePaths, runSteps, type RunSteps } from './start.ts'
import { sourceTrees, treeRemoval, type SourceTree } from './trees.ts'

/** One name that goes. */
export interface Planned {
  readonly script: Script
  readonly place: Place
  /** As the script writes it. */
  readonly word: string
  readonly recursive: boolean
  readonly sudo: boolean
  /** Undefined for what goes along with something else. */
  readonly label: string | undefined
  /** The last command that needs it. */
  readonly behind: string
  /** In the image. */
  readonly paths: readonly string[]
  /** False where what was installed may hold links to it. */
  readonly proven: boolean
  /** What would fail below without it. */
  readonly failing: readonly LaterRm[]
}

export interface Plan {
  readonly gone: readonly Planned[]
  readonly refused: readonly NoPlace[]
}

export function planRun(document: Document, stage: Stage, script: Script): Plan {
  if (!mayFetch(script)) return { gone: [], refused: [] }
  const run = runSteps(document, stage, script)
  const trees = planTrees(document, stage, script, run)
  const files = planFiles(document, stage, script, run, trees.folders)
  return { gone: [...files.gone, ...trees.gone], refused: [...files.refused, ...trees.refused] }
}

const HEREDOCS: NoPlace = {
  reason: 'its RUN has heredocs in it',
  unblock: 'move the download into a RUN without heredocs',
}

function planTrees(
  document: Document,
  stage: Stage,
  script: Script,
  run: RunSteps,
): Plan & { readonly folders: readonly string[] } {
  const folders: string[] = []
  const gone: Planned[] = []
  const refused: NoPlace[] = []
  for (const tree of sourceTrees(run)) {
    const inside =
      folders.some((path) => isAtOrBelow(tree.path, path)) ||
      isMounted(script.instruction, tree.path) ||
      holdsMount(script.instruction, tree.path)
    const removal = inside ? undefined : treeRemoval(script, tree)
    if (!removal) continue
    const obstacle =
      obstacleToTree(document, stage, script, tree) ?? ('reason' in removal ? removal : undefined)
    if (obstacle)
      refused.push({
        ...obstacle,
        reason: `${labelOf(tree)} ${tree.path.startsWith('/') ? 'stay' : 'stays'} in the image, and ${obstacle.reason}`,
      })
    else if ('place' in removal) {
      folders.push(tree.path)
      gone.push({
        ...removal,
        script,
        recursive: true,
        label: labelOf(tree),
        behind: nameOfStep(removal.last),
        paths: imagePaths(tree.path),
        failing: [],
      })
    }
  }
  return { gone, refused, folders }
}

/** Without what tells values of a variable apart that the file does not give: `${VERSION~1}`. */
function shownName(path: string): string {
  return path.replace(/\$\{(\w+)[~@]\d+\}/g, '${$1}')
}

function labelOf({ path }: SourceTree): string {
  return path.startsWith('/') ? `the sources in ${shownName(path)}` : 'the temporary directory'
}

function obstacleToTree(
  document: Document,
  stage: Stage,
  script: Script,
  { path }: SourceTree,
): NoPlace | undefined {
  if (script.form === 'line with heredocs') return HEREDOCS
  const used = treeUse(document, stage, script.instruction, path)
  return (
    used && {
      reason: `${used.keyword === 'RUN' ? 'another RUN' : used.keyword} may use them`,
      unblock: 'remove them by hand if that is not so',
    }
  )
}

function planFiles(
  document: Document,
  stage: Stage,
  script: Script,
  run: RunSteps,
  folders: readonly string[],
): Plan {
  const files = fetchedFiles(run).filter(
    ({ finalPath }) =>
      !isMounted(script.instruction, finalPath) && !folders.some((path) => isAtOrBelow(finalPath, path)),
  )
  const removals: Planned[] = []
  const refused: NoPlace[] = []
  let sidecars = files.filter(isSidecar)
  for (const file of files) {
    const removal = removalOf(script, run.steps, file)
    if (!removal) continue
    const below = 'place' in removal ? belowFile(document, stage, script, file) : removal
    if ('reason' in below) {
      const reason = `${baseName(shownName(file.finalPath))} stays in the image, and ${below.reason}`
      refused.push({ ...below, reason })
    } else if ('place' in removal) {
      removals.push(planned(script, run, removal, baseName(shownName(file.finalPath)), below))
      for (const each of sidecars) {
        const along = sidecarOf(each, removal)
        const free = along && belowFile(document, stage, script, each)
        if (!along || !free || 'reason' in free) continue
        sidecars = sidecars.filter((other) => other !== each)
        removals.push(planned(script, run, along, undefined, free))
      }
    }
  }
  return { gone: removals, refused }
}

function planned(
  script: Script,
  run: RunSteps,
  removal: Removal,
  label: string | undefined,
  failing: readonly LaterRm[],
): Planned {
  const { place, word, last, file } = removal
  const sudo = runsBySudo(file.by.command)
  const paths = namedPaths(run, removal)
  return {
    script,
    place,
    word,
    recursive: false,
    proven: true,
    sudo,
    label,
    behind: nameOfStep(last),
    paths,
    failing,
  }
}

/** What is in the way of a file's removal, else what has to be made to bear it. */
function belowFile(
  document: Document,
  stage: Stage,
  script: Script,
  file: Fetched,
): readonly LaterRm[] | NoPlace {
  if (script.form === 'line with heredocs') return HEREDOCS
  const { user, failing } = laterUses(document, stage, script.instruction, file.finalPath, namesOf(file))
  if (!user) return failing
  return {
    reason: `${user.keyword === 'RUN' ? 'a later RUN' : user.keyword} may use it`,
    unblock: 'remove it by hand if that is not so',
  }
}
