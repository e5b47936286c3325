// Instructions that are of no use in the build stage, and leave it for the one that runs.
import { posix } from 'node:path'
import { wordsOf, type Instruction } from '../../dockerfile/instruction.ts'
import { workingFolder } from '../../project/copied-files.ts'
import { operandsOf } from '../../shell/changed-paths.ts'
import { isAtOrBelow } from '../../shell/path-values.ts'
import type { RunScript } from '../../shell/run-scripts.ts'
import type { SplitPlan } from './split-plan.ts'
import { pathFrom, type Subject } from './subject.ts'

/** What an image shows that is no file: it goes to the runtime stage as a whole. */
const SHOWS = /^(?:EXPOSE|LABEL|CMD|ENTRYPOINT|HEALTHCHECK|STOPSIGNAL|MAINTAINER|VOLUME)$/

/** @param last the last instruction of the build */
export function isMoved(
  subject: Subject,
  plan: Pick<SplitPlan, 'builds'>,
  instruction: Instruction,
  last: Instruction,
): boolean {
  if (SHOWS.test(instruction.keyword)) return true
  if (instruction.keyword === 'COPY' || instruction.keyword === 'ADD')
    return isCopyMoved(subject, plan, instruction, last)
  const run = subject.runs.find((each) => each.instruction === instruction)
  if (!run || plan.builds.has(instruction)) return false
  // What gives a file its mode goes where the file goes.
  return subject.stage.instructions.some(
    (copy) =>
      copy.index < instruction.index &&
      (copy.keyword === 'COPY' || copy.keyword === 'ADD') &&
      worksOnCopy(run, namesOf(copy)) &&
      isCopyMoved(subject, plan, copy, last),
  )
}

/** Settings and certificates that package managers and compilers find by themselves: `/root/.npmrc`, `/etc/pip.conf`. */
const READ_BY_BUILDS =
  /^\/(?:(?:root|home\/[^/]+)\/\.|etc\/(?:pip\.conf|pip|uv|npmrc|apt|apk|ssl|pki|ssh|ca-certificates|gitconfig|hosts|environment|profile|maven)(?:\/|$|\.)|usr\/(?:local\/)?share\/(?:ca-certificates|keyrings)|usr\/local\/etc\/(?:npmrc|gitconfig))/

function isCopyMoved(
  { document, stage, runs, building }: Subject,
  { builds }: Pick<SplitPlan, 'builds'>,
  copy: Instruction,
  last: Instruction,
): boolean {
  const to = pathFrom(workingFolder(document, stage, copy), wordsOf(copy).at(-1) ?? '')
  // Into a folder in which something is built.
  if (
    to === undefined ||
    building.some(({ folder }) => folder !== undefined && folder !== '/' && isAtOrBelow(to, folder))
  )
    return false
  const names = namesOf(copy)
  if ([to, ...names.map((name) => posix.join(to, name))].some((path) => READ_BY_BUILDS.test(path)))
    return false
  return runs.every(({ instruction, ...run }) => {
    const { start, end } = instruction.range
    if (instruction.index <= copy.index || instruction.index > last.index) return true
    if (!names.some((name) => document.text.slice(start, end).includes(name))) return true
    return !builds.has(instruction) && worksOnCopy(run, names)
  })
}

function namesOf(copy: Instruction): readonly string[] {
  const words = wordsOf(copy)
  const target = (words.at(-1) ?? '').replace(/\/$/, '')
  return [...words.slice(0, -1).map((word) => posix.basename(word)), target].filter((name) => name !== '')
}

const WORKS_ON_FILES = /^(?:chmod|chown|chgrp|sed|dos2unix|ln)$/

/** True for a RUN that does nothing but to the files of a COPY. */
function worksOnCopy({ commands }: Pick<RunScript, 'commands'>, names: readonly string[]): boolean {
  return commands.every((command) => {
    if (!WORKS_ON_FILES.test(command.name ?? '') || command.redirects) return false
    const paths = operandsOf(command).filter((word) => /^\.?\//.test(word))
    return paths.length > 0 && paths.every((path) => names.some((name) => path.includes(name)))
  })
}
