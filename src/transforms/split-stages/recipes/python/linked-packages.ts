// Packages of the distribution with the libraries that compiled Python packages are linked to.
import { installedPackages } from '../../../../shell/system-packages.ts'
import { installedHeaders, installedLibraries } from '../../linked-libraries.ts'
import { noSplit, type NoSplit } from '../../split-plan.ts'
import { alpineOf, type Subject } from '../../subject.ts'

export function linkedPackages(subject: Subject): readonly string[] | NoSplit {
  if (alpineOf(subject) !== undefined) return ofAlpine(subject)
  const libraries = installedLibraries(subject)
  if ('reason' in libraries) return libraries
  // https://packages.debian.org/gfortran: what it compiles is linked to these, which come with it.
  const fortran = installed(subject).some((name) => /^gfortran(?:-\d+)?$/.test(name))
  return [...new Set([...libraries, ...(fortran ? ['libgfortran5', 'libgomp1'] : [])])].sort()
}

function installed({ runs }: Subject): readonly string[] {
  return runs.flatMap(({ commands }) => commands.flatMap((command) => installedPackages(command) ?? []))
}

function ofAlpine(subject: Subject): readonly string[] | NoSplit {
  const unknown = installedHeaders(subject).find((name) => !Object.hasOwn(OF_ALPINE, name))
  if (unknown !== undefined)
    return noSplit(
      `which libraries of ${unknown} the packages are linked to is not known`,
      'take a base with Debian, or split it by hand',
    )
  const names = installed(subject)
  const found = names.flatMap((name) => OF_ALPINE[name] ?? [])
  return [...new Set(found)].filter((name) => !names.includes(name)).sort()
}

const OF_ALPINE: Readonly<Record<string, readonly string[]>> = {}
