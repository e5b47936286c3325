// The image that runs what one with the SDK has compiled, and what it has to be told to be like it. Read from the Dockerfiles of
// dotnet/dotnet-docker, from 2.1 (2021-07) to 10.0 (3ed00b61).
import { dotnetReference, dotnetTags, type DotnetTag } from '../../../../catalog/dotnet-images.ts'
import { keyValues } from '../../../../dockerfile/words.ts'
import type { DotnetProject } from '../../../../project/dotnet/dotnet-project.ts'
import { noSplit, type NoSplit } from '../../split-plan.ts'
import { started } from '../../start.ts'
import { alpineOf, type Subject } from '../../subject.ts'

export type Kind = 'aspnet' | 'runtime' | 'runtime-deps'

/** The tag of the same version on the same system, spelled alike where that exists. */
export function runtimeOf({ tag, stage }: Subject, kind: Kind): string | NoSplit {
  const version = versionOf(tag.flavour)
  const suffix = tag.suffix.replace(/-aot$/, '')
  const system = tag.sameSuffix.replace(/-aot$/, '')
  const found = [...dotnetTags(kind)].filter(
    (each) => each.version === version && each.system.replace(/-slim$/, '') === system,
  )
  const like = (wanted: string): DotnetTag | undefined => found.find(({ variant }) => variant === wanted)
  const best = like(suffix) ?? like(`${suffix}-slim`) ?? like(`${system}-slim`) ?? like(system)
  return best && !stage.variableBase
    ? dotnetReference(kind, best.tag)
    : noSplit(
        `which image of dotnet/${kind} belongs to dotnet/sdk:${tag.tag} is not known`,
        'name a version in the tag, as 8.0 does',
        stage.from.range,
      )
}

function versionOf(flavour: string): string | undefined {
  return /^\d+\.\d+/.exec(flavour)?.[0]
}

/** True from one version on, and before another one. */
export function isVersion({ tag }: Pick<Subject, 'tag'>, from: number, before = Infinity): boolean {
  const version = Number(versionOf(tag.flavour))
  return version >= from && version < before
}

const INVARIANT = 'DOTNET_SYSTEM_GLOBALIZATION_INVARIANT'

/** Variables that the image of the SDK has otherwise than those that run what it makes. */
export function runtimeEnvironmentOf(
  subject: Subject,
  { isWeb, isInvariant }: DotnetProject,
): readonly string[] {
  const { stage, document } = subject
  const set = new Set(
    stage.instructions
      .filter(({ keyword }) => keyword === 'ENV')
      .flatMap(({ args }) => (keyValues(args.text, document.escape) ?? []).map(({ key }) => key)),
  )
  const given = started(subject).some(
    ({ command: { assignments, args } }) =>
      assignments.includes('ASPNETCORE_URLS') || args.some(({ text }) => /^["']?--urls\b/.test(text)),
  )
  const isAlpine = alpineOf(subject) !== undefined
  const wanted: readonly (readonly [string, string, boolean])[] = [
    // The SDK takes back http://+:80, which the others set, so that the program listens where its own settings say.
    ['ASPNETCORE_URLS', '', isWeb && !given && isVersion(subject, 3.1, 8)],
    // It has ICU, which the others have not.
    [INVARIANT, 'false', isAlpine && !isInvariant],
    ['LC_ALL', 'en_US.UTF-8', isAlpine && isVersion(subject, 2, 5)],
    ['LANG', 'en_US.UTF-8', isAlpine && isVersion(subject, 2, 5)],
  ]
  return wanted.flatMap(([name, value, isNeeded]) => (isNeeded && !set.has(name) ? [`${name}=${value}`] : []))
}
