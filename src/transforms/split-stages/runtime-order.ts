// The order of what the runtime stage states: what changes seldom stands in front of what changes often.
import type { Instruction } from '../../dockerfile/instruction.ts'
import { copiedFiles, placesOfCopy } from '../../project/copied-files.ts'
import { isAtOrBelow } from '../../shell/path-values.ts'
import type { SplitPlan } from './split-plan.ts'
import type { Subject } from './subject.ts'

/** What the runtime stage has of the file. */
export interface Line {
  readonly keyword: string
  readonly text: string
  readonly instruction?: Instruction
}

/** Packages are installed by root, and what the build has made is copied in front of sources. */
export function inOrder(
  subject: Subject,
  plan: SplitPlan,
  stated: readonly Line[],
  packages: readonly string[],
  copies: readonly string[],
): readonly string[] {
  const environment = plan.environment.map((each) => `ENV ${each}`)
  const setUp = stated.findLastIndex(({ keyword }) => keyword === 'RUN') + 1
  const sources = sourcesAt(subject, plan, stated)
  const install = installAt(subject, stated, sources)
  const texts = stated.map(({ text }) => text)
  return [
    ...(setUp === 0 ? environment : []),
    ...texts.slice(0, install),
    ...packages,
    ...texts.slice(install, sources),
    ...(setUp === 0 ? [] : environment),
    ...plan.lines,
    ...copies,
    ...texts.slice(sources),
    ...plan.closing,
  ]
}

/** Where packages are installed: in front of what changes more often, and by root. */
function installAt({ document, stage, project }: Subject, stated: readonly Line[], sources: number): number {
  const setUp = stated.findLastIndex(({ keyword }) => keyword === 'RUN') + 1
  const user = stated.findIndex(({ keyword }) => keyword === 'USER')
  const copies = stated.slice(setUp).filter(({ keyword }) => keyword === 'COPY' || keyword === 'ADD')
  const [first] = copies
  // Settings of the package manager are copied in front of it.
  const isFree = copies.every(({ instruction }) => {
    const places = instruction ? placesOfCopy(document, stage, instruction, project) : []
    return (
      places.length > 0 &&
      !places.some((place) => isAtOrBelow('/etc/apt', place) || isAtOrBelow(place, '/etc'))
    )
  })
  const free = first && isFree ? stated.indexOf(first) : sources
  const latest = Math.min(free, sources, user === -1 ? sources : user)
  // Next to what the file installs, they become one layer.
  const isNext = /\b(?:apt-get|apt|apk)\b.*\b(?:install|add|upgrade)\b/s.test(stated[setUp - 1]?.text ?? '')
  return isNext ? Math.min(setUp, latest) : latest
}

const AROUND_COPIES = /^(?:COPY|ADD|ENV|EXPOSE|LABEL|CMD|ENTRYPOINT|HEALTHCHECK|STOPSIGNAL|MAINTAINER)$/

/** Where the COPYs at the end begin that fill other places than what the build has made; the end where one does not. */
function sourcesAt(
  { document, stage, project }: Subject,
  { artefacts }: SplitPlan,
  stated: readonly Line[],
): number {
  const before = stated.findLastIndex(({ keyword }) => !AROUND_COPIES.test(keyword)) + 1
  const tail = stated.slice(before)
  const first = tail.findIndex(({ keyword }) => keyword === 'COPY' || keyword === 'ADD')
  const files = copiedFiles(document, stage, undefined, project)
  const fills = (place: string, to: string): boolean =>
    isAtOrBelow(place, to) || (isAtOrBelow(to, place) && !(project.known && files.sourceOf(to) === undefined))
  const meets = tail.some(({ keyword, instruction }) => {
    if (!instruction || (keyword !== 'COPY' && keyword !== 'ADD')) return false
    const places = placesOfCopy(document, stage, instruction, project)
    return places.length === 0 || places.some((place) => artefacts.some(({ to }) => fills(place, to)))
  })
  return first === -1 || meets ? stated.length : before + first
}
