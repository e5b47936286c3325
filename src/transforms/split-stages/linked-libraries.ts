// Shared libraries of the system that a program is linked to, as packages for the runtime stage.
import { alpineLibrariesOf } from '../../catalog/alpine-libraries.ts'
import { librariesOf, libraryFor } from '../../catalog/dev-libraries.ts'
import { contentsOf } from '../../catalog/image-contents.ts'
import { installedPackages } from '../../shell/system-packages.ts'
import { hasHeaders } from './build-packages.ts'
import { noSplit, type NoSplit } from './split-plan.ts'
import { alpineOf, releaseOf, type Subject } from './subject.ts'

/** What every image has: parts of the C library, and of the compiler's own. */
const OF_EVERY_SYSTEM =
  /^(?:m|c|dl|pthread|rt|util|resolv|anl|mvec|crypt|stdc\+\+|stdc\+\+fs|stdc\+\+exp|gcc|gcc_s|gcc_eh)$/

/** Libraries that come with every gcc, by their names since bullseye and focal. */
const OF_COMPILERS: Readonly<Record<string, string>> = { atomic: 'libatomic1', gomp: 'libgomp1' }

/** The packages with headers that RUNs install. */
export function installedHeaders({ runs }: Subject): readonly string[] {
  const names = runs.flatMap(({ commands }) => commands.flatMap((each) => installedPackages(each) ?? []))
  return [...new Set(names.filter(hasHeaders))]
}

/**
 * The packages of all libraries that a program may be linked to because RUNs install their headers.
 *
 * @param kept packages with headers that the runtime stage installs, too
 */
export function installedLibraries(
  subject: Subject,
  kept: ReadonlySet<string> = new Set(),
): readonly string[] | NoSplit {
  const found: string[] = []
  for (const name of installedHeaders(subject)) {
    if (kept.has(name)) continue
    const libraries = librariesIn(subject, name)
    if (!libraries)
      return noSplit(
        `which libraries of ${name} the program is linked to is not known`,
        'link it statically, or split it by hand',
      )
    found.push(...libraries)
  }
  return missing(subject, found)
}

function librariesIn(subject: Subject, name: string): readonly string[] | undefined {
  const alpine = alpineOf(subject)
  if (alpine !== undefined) return alpineLibrariesOf(name, alpine)
  const release = releaseOf(subject)
  return release === undefined ? undefined : librariesOf(name, release)
}

/**
 * The packages of the libraries that a linker was asked for.
 *
 * @param links `pq` of `-lpq`
 * @param headers packages with headers in the image, beside those that RUNs install
 */
export function linkedLibraries(
  subject: Subject,
  links: Iterable<string>,
  headers: readonly string[],
): readonly string[] | NoSplit {
  const release = releaseOf(subject)
  const among = [...installedHeaders(subject), ...headers]
  const found: string[] = []
  for (const link of links) {
    if (OF_EVERY_SYSTEM.test(link)) continue
    const ofCompiler = Object.hasOwn(OF_COMPILERS, link) ? OF_COMPILERS[link] : undefined
    if (ofCompiler !== undefined) {
      found.push(ofCompiler)
      continue
    }
    const libraries = release === undefined ? undefined : libraryFor(link, release, among)
    if (!libraries)
      return noSplit(
        `which package has the library of -l${link} is not known`,
        'link it statically, or split it by hand',
      )
    found.push(...libraries)
  }
  return missing(subject, found)
}

/** Without what even a minimal image has, and what a RUN installs by that name. */
function missing(subject: Subject, names: readonly string[]): readonly string[] {
  const release = releaseOf(subject)
  const there = release === undefined ? undefined : contentsOf('debian', 'slim', release)?.packages
  const installed = subject.runs.flatMap(({ commands }) =>
    commands.flatMap((each) => installedPackages(each) ?? []),
  )
  return [...new Set(names)].filter((name) => there?.has(name) !== true && !installed.includes(name)).sort()
}
