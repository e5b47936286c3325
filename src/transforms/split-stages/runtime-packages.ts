// Packages that the runtime stage needs and that no RUN of the file installs there.
import { cycleNamed } from '../../catalog/lifecycles.ts'
import { isServed } from '../../catalog/package-archives.ts'
import { officialImagesDate } from '../../catalog/official-images.ts'
import { noSplit, type NoSplit, type SplitPlan } from './split-plan.ts'
import { alpineOf, releaseOf, type Subject } from './subject.ts'

/** The lines that install them; empty where there are none. */
export function runtimePackages(
  subject: Subject,
  { packages, isBare }: Pick<SplitPlan, 'packages' | 'isBare'>,
): readonly string[] | NoSplit {
  if (packages.length === 0 || isBare) return []
  const names = [...new Set(packages)].sort()
  if (alpineOf(subject) !== undefined) return [`RUN apk add --no-cache ${names.join(' ')}`]
  const release = releaseOf(subject)
  const system = cycleNamed('ubuntu', release ?? '') ? 'ubuntu' : 'debian'
  if (release === undefined || !isServed(system, release, subject.today ?? officialImagesDate()))
    return noSplit(
      `${names.join(', ')} cannot be installed: the archive of ${release ?? 'the release'} is closed`,
      'take a base of a release that is still served',
    )
  const { newline, escape } = subject.document
  const glue = ` && ${escape}${newline}    `
  const commands = [
    'apt-get update',
    `apt-get install -y --no-install-recommends ${names.join(' ')}`,
    'rm -rf /var/lib/apt/lists/*',
  ]
  return [`RUN ${commands.join(glue)}`]
}
