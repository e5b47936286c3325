// What a comment says: `# dfopt artifact=/app/dist,/app/node_modules`, and `# dfopt runtime=debian:bookworm-slim` where another base runs it.
import { posix } from 'node:path'
import { buildPart } from '../build-part.ts'
import { isSetUp } from '../runtime-runs.ts'
import {
  EMPTY_PLAN,
  noSplit,
  type Artefact,
  type NoSplit,
  type Recipe,
  type SplitPlan,
} from '../split-plan.ts'
import { programPath, started, startedFiles } from '../start.ts'
import { pathFrom, type Subject } from '../subject.ts'

export const named: Recipe = {
  name: 'named',
  plan(subject) {
    const paths = saidOf(subject, 'artifact')
    return paths.length === 0 ? undefined : planOf(subject, paths)
  },
}

function saidOf({ document }: Subject, key: 'artifact' | 'runtime'): readonly string[] {
  return document.comments.flatMap(({ text }) => {
    const [, name, value = ''] = /^#\s*dfopt\s+(\w+)\s*=\s*(\S+)/i.exec(text) ?? []
    return name?.toLowerCase() === key ? value.split(',').filter((word) => word !== '') : []
  })
}

function planOf(subject: Subject, paths: readonly string[]): SplitPlan | NoSplit {
  const artefacts: Artefact[] = []
  const programs = started(subject).map(programPath)
  for (const path of paths) {
    const from = pathFrom(subject.folder, path)
    if (from === undefined || from === '/')
      return noSplit(
        `artifact=${path} names no file or folder of the image`,
        'write its path: artifact=/app/dist',
      )
    // A name with a dot in it is that of a file, unless a slash says otherwise.
    const clean = from.replace(/\/$/, '')
    const isFile = posix.basename(clean).includes('.') || programs.includes(clean)
    artefacts.push({ from: clean, to: clean, isFolder: path.endsWith('/') || !isFile })
  }
  const calls = subject.building.filter(({ command, within }) => within === undefined && !isSetUp(command))
  if (calls.length === 0)
    return noSplit('nothing is built before what artifact names is used', 'take the comment away')
  const part = buildPart(subject, calls, (command) => !isSetUp(command), {
    buildPackages: new Set(),
    artefacts,
  })
  if ('reason' in part) return part
  const [runtime] = saidOf(subject, 'runtime')
  return {
    ...EMPTY_PLAN,
    runtime,
    isBare: runtime === 'scratch' || runtime?.startsWith('gcr.io/distroless/') === true,
    builds: part.builds,
    artefacts: [...artefacts, ...startedFiles(subject, part.builds)].filter(
      ({ from }, index, all) => all.findIndex((each) => each.from === from) === index,
    ),
    leaves: 'the sources and what the build has fetched',
    notes: ['what is copied is what the comment names'],
  }
}
