// What the program does when it runs that only the build stage has the means for.
import type { Obstacle } from '../../../calls/obstacle.ts'
import { noSplit, type NoSplit } from '../../split-plan.ts'
import type { Subject } from '../../subject.ts'
import { compilesAtStart, compilingPackage, loadsBareLibrary, type ProjectTexts } from './project-texts.ts'

const KEEP =
  'keep the compiler: split it by hand, with the packages that the program calls in the runtime stage'

export function usesObstacle(subject: Subject, texts: ProjectTexts): NoSplit | undefined {
  const compiles = compilesAtStart(texts)
  if (compiles) return noSplit(`${compiles.path} compiles when it runs`, KEEP)
  const package_ = compilingPackage(texts)
  if (package_ !== undefined) return noSplit(`${package_} calls a compiler when it runs`, KEEP)
  const library = loadsBareLibrary(texts)
  if (library)
    return noSplit(
      `${library.path} loads a library by a name that only its package with headers has`,
      'name it with its version, such as libfoo.so.1',
    )
  const opaque = opaqueStart(subject, texts)
  return opaque && noSplit(opaque.reason, opaque.unblock, opaque.at)
}

/** What cannot be looked into, unless it may call anything but what builds. */
function opaqueStart({ opaque, stage }: Subject, { sources }: ProjectTexts): Obstacle | undefined {
  const starts = stage.instructions.filter(({ keyword }) => /^(?:CMD|ENTRYPOINT)$/.test(keyword))
  const namesCompiler = sources.some(({ text }) =>
    /['"\s](?:gcc|g\+\+|cc|make|cmake|cargo|rustc)['"\s]/.test(text),
  )
  return opaque.find(
    ({ at, reason }) =>
      starts.some(({ range }) => range.start <= at.start && at.end <= range.end) &&
      (namesCompiler || !reason.includes(' starts a program by the name in ')),
  )
}
