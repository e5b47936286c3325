// What the program does when it runs that only the build stage has the means for.
import { calledBy } from '../../../../catalog/python-builds.ts'
import type { Obstacle } from '../../../calls/obstacle.ts'
import { noSplit, type NoSplit } from '../../split-plan.ts'
import { alpineOf, type Subject } from '../../subject.ts'
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
  const named = bareLibraryName(subject, texts)
  if (named !== undefined)
    return noSplit(
      `${named} is there with its headers alone`,
      'name it with its version, such as libfoo.so.1',
    )
  const searcher = alpineOf(subject) === undefined ? undefined : searchesLibraries(texts)
  if (searcher !== undefined)
    return noSplit(`on Alpine, ${searcher} finds libraries by calling the compiler`, KEEP)
  const opaque = opaqueStart(subject, texts)
  return opaque && noSplit(opaque.reason, opaque.unblock, opaque.at)
}

/** `/usr/lib/libgdal.so`, in a setting: the link is of the package with the headers. */
function bareLibraryName(
  { stage, document }: Subject,
  { sources, others }: ProjectTexts,
): string | undefined {
  const own = stage.instructions
    .filter(({ keyword }) => keyword === 'ENV')
    .map(({ range }) => document.text.slice(range.start, range.end))
  for (const text of [...own, ...[...sources, ...others].map((each) => each.text)]) {
    const [found] = /\/usr\/lib[\w/-]*\/lib[\w+-]+\.so(?![\w.])/.exec(text) ?? []
    if (found !== undefined) return found
  }
  return undefined
}

/** What asks ctypes.util.find_library, for which musl has no list of libraries: https://github.com/python/cpython/issues/65821. */
function searchesLibraries({ sources, manifests }: ProjectTexts): string | undefined {
  const own = sources.find(({ text }) => /\bfind_library\b/.test(text))
  if (own) return own.path
  const names = manifests.flatMap(({ text }) => [...text.matchAll(/^\s*["']?([A-Za-z0-9][\w.-]*)/gm)])
  return names
    .flatMap(([, name = '']) => name.toLowerCase().replace(/[_.]+/g, '-'))
    .find((name) => calledBy(name, NEWEST).some((each) => each.startsWith('lib')))
}

/** Of Debian: which packages call a library is the same everywhere. */
const NEWEST = 13

/** What cannot be looked into, unless it may call anything but what builds. */
function opaqueStart({ opaque, stage }: Subject, { sources }: ProjectTexts): Obstacle | undefined {
  const starts = stage.instructions.filter(({ keyword }) => /^(?:CMD|ENTRYPOINT)$/.test(keyword))
  const namesCompiler = sources.some(({ text }) =>
    /['"](?:gcc|g\+\+|cc|make|cmake|cargo|rustc)['" ]/.test(text),
  )
  return opaque.find(
    ({ at, reason }) =>
      starts.some(({ range }) => range.start <= at.start && at.end <= range.end) &&
      (namesCompiler || !reason.includes(' starts a program by the name in ')),
  )
}
