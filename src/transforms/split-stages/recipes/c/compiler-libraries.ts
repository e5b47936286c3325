// Libraries that come with a compiler: libstdc++, libgomp.
import { toSource } from '../../../../dockerfile/mapped-text.ts'
import type { TextEdit } from '../../../../dockerfile/text-edit.ts'
import type { Call } from '../../../calls/calls.ts'
import { noSplit, type NoSplit } from '../../split-plan.ts'
import { alpineOf, releaseOf, type Subject } from '../../subject.ts'
import type { Links } from './links.ts'
import type { CSources } from './sources.ts'

export interface CompilerLibraries {
  readonly packages: readonly string[]
  readonly edits: readonly TextEdit[]
  readonly notes: readonly string[]
}

// The version of libstdc++6 in each release: http://deb.debian.org/debian/dists/<release>/main/binary-amd64/Packages
const OWN_COMPILER: Readonly<Record<string, number>> = { bullseye: 10, bookworm: 12, trixie: 14 }

const NOTHING: CompilerLibraries = { packages: [], edits: [], notes: [] }

/** What the runtime stage needs of the compiler's own libraries. */
export function compilerLibraries(
  subject: Subject,
  { isCpp }: CSources,
  { usesOpenMp, isStatic }: Links,
  builds: readonly Call[],
): CompilerLibraries | NoSplit {
  if (isStatic) return NOTHING
  const uses = isCpp || builds.some(({ command }) => /(?:g|c|clang)\+\+(?:-\d+)?$/.test(command.name ?? ''))
  if (alpineOf(subject) !== undefined)
    return { ...NOTHING, packages: [...(uses ? ['libstdc++'] : []), ...(usesOpenMp ? ['libgomp'] : [])] }
  const openMp = usesOpenMp ? ['libgomp1'] : []
  if (subject.image.name !== 'gcc') {
    // The base of Debian and of Ubuntu has libstdc++6, which apt depends on.
    return { ...NOTHING, packages: openMp }
  }
  const release = releaseOf(subject)
  const own =
    release !== undefined && Object.hasOwn(OWN_COMPILER, release) ? OWN_COMPILER[release] : undefined
  const major = /^\d+/.exec(subject.tag.flavour)?.[0]
  if (own !== undefined && major !== undefined && Number(major) <= own)
    return { ...NOTHING, packages: openMp }
  if (usesOpenMp)
    return noSplit(
      `the libgomp of ${subject.image.name}:${subject.tag.tag} is newer than that of ${release ?? 'its release'}`,
      'take the version of gcc that the release has',
    )
  if (!uses) return NOTHING
  const calls = builds.filter(({ command }) => /(?:gcc|g\+\+|cc|c\+\+)(?:-\d+)?$/.test(command.name ?? ''))
  const edits = calls.flatMap((call) => staticEdit(subject, call) ?? [])
  if (
    calls.length === 0 ||
    edits.length < calls.length ||
    builds.some(({ command }) => /^(?:g?make|cmake|ninja|meson)$/.test(command.name ?? ''))
  )
    return noSplit(
      `the libstdc++ of ${subject.image.name}:${subject.tag.tag} is newer than that of ${release ?? 'its release'}`,
      'link with -static-libstdc++ -static-libgcc, or take the version of gcc that the release has',
    )
  return {
    ...NOTHING,
    edits,
    notes: [`libstdc++ is linked statically: that of Debian ${release ?? ''} is older`],
  }
}

function staticEdit({ runs }: Subject, { command, instruction, within }: Call): TextEdit | undefined {
  const run = runs.find((each) => each.instruction === instruction)
  if (within !== undefined || !run?.commands.includes(command)) return undefined
  const word = command.args[0]
  const at = word && toSource(run.script.mapped, word.start)
  return at === undefined ? undefined : { start: at, end: at, text: '-static-libstdc++ -static-libgcc ' }
}
