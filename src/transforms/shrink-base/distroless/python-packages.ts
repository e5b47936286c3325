// Whether Debian's Python finds what pip installed with the official image's.
import { posix } from 'node:path'
import { lineage, stateAt, type Document } from '../../../dockerfile/document.ts'
import { flagValue, wordsOf, type Instruction } from '../../../dockerfile/instruction.ts'
import type { Stage } from '../../../dockerfile/stage.ts'
import type { Surroundings } from '../../../engine/transform.ts'
import { workingFolder } from '../../../project/copied-files.ts'
import { packageCommand, type PackageCommand } from '../../../shell/package-command.ts'
import { callsOf, type Call } from '../../calls/calls.ts'
import type { NoPlan } from '../plan.ts'

const UNBLOCK = 'install with pip install --target into a folder, copy that, and name it in PYTHONPATH'

export function pythonObstacle(
  document: Document,
  stage: Stage,
  { project }: Surroundings,
): NoPlan | undefined {
  const sources = new Map<Stage, Instruction[]>()
  for (const copy of stage.instructions) {
    const from = copy.keyword === 'COPY' ? flagValue(copy, 'from')?.toLowerCase() : undefined
    const source = document.stages.findLast(
      ({ index, name }) => index < stage.index && (name === from || String(index) === from),
    )
    if (source) sources.set(source, [...(sources.get(source) ?? []), copy])
  }
  for (const [source, copies] of sources)
    for (const call of callsOf(document, lineage(document, source), project).calls) {
      const obstacle = call.atStart ? undefined : callObstacle(call, { document, stage, copies })
      if (obstacle) return { at: call.at, ...obstacle }
    }
  return undefined
}

interface Handing {
  readonly document: Document
  readonly stage: Stage
  readonly copies: readonly Instruction[]
}

function callObstacle({ command, folder }: Call, handing: Handing): NoPlan | undefined {
  if (command.name === 'virtualenv' || command.args.some(({ text }) => text === 'venv'))
    return {
      reason: "a venv links to the Python that it was made with, and it has Debian's",
      unblock: UNBLOCK,
    }
  const call = packageCommand(command)
  if (call?.role !== 'install' || !/^(?:pip|uv|poetry|pipenv|pdm|conda)$/.test(call.manager.id))
    return undefined
  const isUser = call.normalOptions.includes('--user')
  const target = isUser ? '/root/.local' : targetOf(call, folder)
  const { document, stage } = handing
  const { user, variables } = stateAt(document, stage)
  const path = variables.get('PYTHONPATH')?.text?.split(':') ?? []
  const places = target === undefined ? [] : placesOf(handing, target)
  // Only whose home /root is looks into it: https://docs.python.org/3/library/site.html
  const found = isUser
    ? places.includes(target ?? '') && /^(?:root|0)?(?::|$)/.test(user ?? '')
    : places.some((place) => path.includes(place))
  return found
    ? undefined
    : {
        reason: "Debian's Python does not look into the site-packages of the official image",
        unblock: UNBLOCK,
      }
}

/** The folder of --target. */
function targetOf({ normalOptions }: PackageCommand, folder = '/'): string | undefined {
  const [target] = normalOptions.flatMap((each) => /^(?:--target|-t)[= ](.+)$/.exec(each)?.[1] ?? [])
  return target === undefined || target.includes('$') ? undefined : posix.resolve(folder, target)
}

/** Where the copies put a folder of the other stage. */
function placesOf({ document, stage, copies }: Handing, folder: string): readonly string[] {
  return copies.flatMap((copy) => {
    const words = wordsOf(copy)
    const to = posix.resolve(workingFolder(document, stage, copy) ?? '/', words.at(-1) ?? '')
    return words.slice(0, -1).flatMap((word) => {
      const from = posix.resolve('/', word)
      const isIn = folder === from || folder.startsWith(from === '/' ? '/' : `${from}/`)
      return isIn ? [posix.join(to, posix.relative(from, folder))] : []
    })
  })
}
