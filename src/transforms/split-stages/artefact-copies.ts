// The COPYs that bring what was built into the runtime stage, with the owners that it has. What BuildKit does, as a build showed: files
// keep their owners, and a folder that COPY makes belongs to root unless --chown says otherwise; one that is there stays as it is.
import { posix } from 'node:path'
import { imageUser } from '../../catalog/image-facts.ts'
import { stateAt } from '../../dockerfile/document.ts'
import type { Instruction } from '../../dockerfile/instruction.ts'
import { operandsOf } from '../../shell/changed-paths.ts'
import { isAtOrBelow } from '../../shell/path-values.ts'
import { noSplit, type Artefact, type NoSplit, type SplitPlan } from './split-plan.ts'
import { pathFrom, type Subject } from './subject.ts'

export interface ArtefactCopies {
  readonly lines: readonly string[]
  /** Paths whose files may have had several owners and have one now. */
  readonly owned: readonly string[]
}

export function artefactCopies(
  subject: Subject,
  plan: SplitPlan,
  build: string,
  last: Instruction,
): ArtefactCopies | NoSplit {
  const { document, stage } = subject
  const owned: string[] = []
  const next = stage.instructions.find(({ index }) => index > last.index)
  const { workdir } = stateAt(document, stage, next)
  const folder = workdir?.startsWith('/') === true ? posix.resolve(workdir) : undefined
  const lines = new Map<string, { readonly owner: string; readonly to: string; readonly sources: string[] }>()
  // Single files first.
  const sorted = [...plan.artefacts].sort((left, right) => Number(left.isFolder) - Number(right.isFolder))
  for (const artefact of sorted) {
    const { from, to, isFolder } = artefact
    const owner = plan.isForAll ? '' : ownerOf(subject, artefact, last)
    if (typeof owner === 'object') return owner
    if (owner !== '' && isFolder && to === folder && !isGivenAgain(subject, plan, from, last))
      return noSplit(
        `${to} is given to ${owner}, which COPY cannot do for a folder that is there already`,
        'say the owner by USER in front of WORKDIR, or by chown behind the build',
      )
    if (owner !== '' && plan.isBare && !/^\d+(?::\d+)?$/.test(owner))
      return noSplit(`an empty image has no account ${owner}`, 'name owners by their numbers')
    if (owner !== '') owned.push(to)
    const place = isFolder
      ? shown(to, folder, false)
      : posix.basename(from) === posix.basename(to)
        ? shown(posix.dirname(to), folder, true)
        : shown(to, folder, false)
    const key = isFolder ? `${owner} ${from} ${place}` : `${owner} ${place}`
    const line = lines.get(key) ?? { owner, to: place, sources: [] }
    line.sources.push(from)
    lines.set(key, line)
  }
  return {
    owned,
    lines: [...lines.values()].map(
      ({ owner, to, sources }) =>
        `COPY${owner === '' ? '' : ` --chown=${owner}`} --from=${build} ${sources.join(' ')} ${to}`,
    ),
  }
}

interface Given {
  readonly owner: string
  readonly instruction: Instruction
}

/** The last chown of the build that a path is given away by. */
function lastGiven({ runs, building, folder }: Subject, from: string, last: Instruction): Given | undefined {
  return runs
    .filter(({ instruction }) => instruction.index <= last.index)
    .flatMap(({ commands, instruction }) =>
      commands.flatMap((command) => {
        if (command.name !== 'chown') return []
        const [owner = '', ...paths] = operandsOf(command)
        const here = building.find((call) => call.command === command)?.folder ?? folder
        const isDeep = command.args.some(({ text }) => /^-\w*R|^--recursive$/.test(text))
        const isHit = paths.some((word) => {
          const path = pathFrom(here, word)
          return path === undefined || path === from || (isDeep && isAtOrBelow(from, path))
        })
        return isHit ? [{ owner, instruction }] : []
      }),
    )
    .at(-1)
}

/** As --chown takes it; empty where it is root. */
function ownerOf(subject: Subject, { from }: Artefact, last: Instruction): string | NoSplit {
  const { document, stage } = subject
  const given = lastGiven(subject, from, last)
  if (given)
    return /^[\w-]+(?::[\w-]+)?$/.test(given.owner)
      ? given.owner
      : noSplit(
          `to whom ${from} belongs in the end, only a build knows`,
          'name the owner in chown',
          given.instruction.range,
        )
  const next = stage.instructions.find(({ index }) => index > last.index)
  const { user } = stateAt(document, stage, next)
  if (user === undefined || /^(?:root|0)(?::|$)/.test(user)) return ''
  return user.includes(':') || !hasGroup(subject, user) ? user : `${user}:${user}`
}

/** True where the runtime stage gives the folder away itself: by a chown that is stated there again, or by WORKDIR behind USER. */
function isGivenAgain(subject: Subject, plan: SplitPlan, from: string, last: Instruction): boolean {
  const given = lastGiven(subject, from, last)
  return given ? !plan.builds.has(given.instruction) : ownsWorkdir(subject, last)
}

/** True where a group of the name is known to be there. */
function hasGroup({ document, image }: Subject, name: string): boolean {
  const known = imageUser(image.name, 'debian')
  if (known?.name === name && known.uid === known.gid) return true
  return new RegExp(`\\b(?:groupadd|addgroup)\\b[^\\n&;|]*\\s${name.replace(/\W/g, '')}(?:\\s|$)`, 'm').test(
    document.text,
  )
}

/** True where WORKDIR stands behind USER, so that the folder belongs to that user. */
function ownsWorkdir({ stage }: Subject, last: Instruction): boolean {
  const before = stage.instructions.filter(({ index }) => index < last.index)
  const user = before.findLastIndex(({ keyword }) => keyword === 'USER')
  const folder = before.findLastIndex(({ keyword }) => keyword === 'WORKDIR')
  return user !== -1 && user < folder
}

function shown(path: string, folder: string | undefined, slash: boolean): string {
  const end = slash && !path.endsWith('/') ? '/' : ''
  if (folder === undefined || folder === '/') return path + end
  if (path === folder || path === `${folder}/`) return './'
  return path.startsWith(`${folder}/`) ? `./${path.slice(folder.length + 1)}${end}` : path + end
}
