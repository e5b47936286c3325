// Commands that a container calls beside its program, where the runtime stage is a minimal Debian.
import { posix } from 'node:path'
import { contentsOf, packageFor } from '../../catalog/image-contents.ts'
import { installedPackages } from '../../shell/system-packages.ts'
import { isLeftBehind } from './runtime-runs.ts'
import { noSplit, type Artefact, type NoSplit } from './split-plan.ts'
import { releaseOf, type Subject } from './subject.ts'

// https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_15, and what dash and bash have of their own.
const BUILT_IN =
  /^(?:[.:[]|\[\[|alias|bg|break|cd|command|continue|declare|echo|eval|exec|exit|export|false|fg|getopts|hash|jobs|kill|let|local|popd|printf|pushd|pwd|read|readonly|return|set|shift|shopt|source|test|times|trap|true|type|ulimit|umask|unalias|unset|wait)$/

/** The packages that have them; a RUN of the file may install others, which are kept. */
export function startedCommands(
  subject: Subject,
  artefacts: readonly Artefact[],
): readonly string[] | NoSplit {
  const release = releaseOf(subject)
  const there = release === undefined ? undefined : contentsOf('debian', 'slim', release)
  if (release === undefined || !there) return []
  const kept = subject.runs
    .flatMap(({ commands }) => commands.flatMap((each) => installedPackages(each) ?? []))
    .filter((name) => !isLeftBehind(subject, name, { buildPackages: new Set() }))
  const own = new Set(artefacts.map(({ to }) => posix.basename(to)))
  const packages: string[] = []
  for (const { command, at, folder, files } of subject.starting) {
    const { name } = command
    if (name === undefined || BUILT_IN.test(name) || own.has(name) || there.hasCommand(name)) continue
    const word = command.syntax.name?.text ?? ''
    // By its path it is of the project.
    if (command.wrappers.length === 0 && word.includes('/')) continue
    if (folder !== undefined && files.sourceOf(posix.join(folder, name)) !== undefined) continue
    if (kept.includes(name)) continue
    const found = packageFor(name, release)
    if (found !== undefined) packages.push(found)
    else if (kept.length === 0)
      return noSplit(
        `the container calls ${name}, which the runtime stage does not have`,
        'install its package by name, or split it by hand',
        at,
      )
  }
  return packages
}
