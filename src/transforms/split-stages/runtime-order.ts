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
  const user = stated.findIndex(({ keyword }) => keyword === 'USER')
  const install = user === -1 ? sources : Math.min(sources, user)
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
