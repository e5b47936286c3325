import { posix } from 'node:path'
import type { RewriteFacts } from './comparison/attribution.ts'
import { configDifferences } from './comparison/config-differences.ts'
import { declaredBy } from './comparison/declared.ts'
import { fileDifferences, type FoundFile } from './comparison/file-differences.ts'
import type { Image } from './image.ts'
import { contentNoise, presenceNoise } from './comparison/noise.ts'
import { suspectsOf } from './comparison/suspects.ts'
import { keyOf, unsteadiness } from './comparison/unsteady.ts'
import type { Comparison, Difference, FileDifference, NoiseCount } from './verification.ts'

/** What a rewrite did to the image, held against what its changes said they would do. */
export function compare(before: Image, after: Image, facts: RewriteFacts): Comparison {
  const declarers = declaredBy(facts.rewrite.changes)
  const suspects = suspectsOf(facts, before, after)
  const regressions: Difference[] = []
  const declared: Difference[] = []
  const noise = new Map<string, NoiseCount>()
  const count = (path: string, reason: string): void => {
    const known = noise.get(reason)
    noise.set(reason, { reason, count: (known?.count ?? 0) + 1, path: known?.path ?? path })
  }

  const inBoth = (path: string): boolean => before.files.has(path) && after.files.has(path)

  const files = fileDifferences(before.files, after.files)
  for (const { path, reason } of files.rewritten) count(path, reason)
  for (const found of configDifferences(before, after)) {
    const transforms = declarers(found)
    if (transforms.length > 0) declared.push({ ...found, transforms })
    else regressions.push({ ...found, transforms: suspects(found) })
  }
  for (const found of files.found) {
    const { path, what } = found
    const contentReason = what === 'content' ? contentNoise(path) : joinedLinks(found)
    if (contentReason !== undefined) {
      count(path, contentReason)
      continue
    }
    const own = declarers(found)
    const transforms = own.length > 0 ? own : emptiers(found, files.found, declarers)
    if (transforms.length > 0) {
      declared.push(judged(found, transforms))
      continue
    }
    const presenceReason = what === 'gone' || what === 'new' ? presenceNoise(path, inBoth) : undefined
    if (presenceReason !== undefined) count(path, presenceReason)
    else regressions.push(judged(found, suspects(found)))
  }
  return { regressions, declared, noise: [...noise.values()], unstable: undefined }
}

/**
 * Takes out of the regressions what the original shows as well when it is built a second time.
 * @param again of that second build
 */
export function withoutUnstable(comparison: Comparison, before: Image, again: Image): Comparison {
  const isUnsteady = unsteadiness(before, again, comparison.regressions)
  return {
    ...comparison,
    regressions: comparison.regressions.filter((difference) => !isUnsteady(difference)),
    unstable: comparison.regressions.filter(isUnsteady),
  }
}

/**
 * Takes out of the regressions what not every pair of builds shows: something that a race decides.
 * @param others comparisons of other builds of the original and of the rewrite
 */
export function withoutPassing(comparison: Comparison, others: readonly Comparison[]): Comparison {
  const seen = others.map(({ regressions }) => new Set(regressions.map(lastingKey)))
  const lasts = (difference: Difference): boolean => seen.every((keys) => keys.has(lastingKey(difference)))
  return {
    ...comparison,
    regressions: comparison.regressions.filter(lasts),
    unstable: [...(comparison.unstable ?? []), ...comparison.regressions.filter((each) => !lasts(each))],
  }
}

/** A file that comes or goes may have another name each time; its folder stays. */
function lastingKey(difference: Difference): string {
  if (difference.kind === 'configuration' || !/^(?:gone|new)$/.test(difference.what)) return keyOf(difference)
  return keyOf({ ...difference, path: posix.dirname(difference.path) })
}

/** Where a builder's file system breaks hard links between layers, joining the layers keeps them. */
function joinedLinks({ what, growth }: FoundFile): string | undefined {
  return what === 'hard links' && growth < 0
    ? 'hard links that the next layer broke are kept within one layer'
    : undefined
}

/** A directory may go along with what was declared to go, if that is all that was in it: it may never have been made. */
function emptiers(
  { path, what, before }: FoundFile,
  all: readonly FoundFile[],
  declarers: (found: FoundFile) => readonly string[],
): readonly string[] {
  if (what !== 'gone' || before !== 'directory') return []
  const below = all.filter((each) => each.path.startsWith(`${path}/`) && each.before !== 'directory')
  const named = below.map((each) => (each.what === 'gone' ? declarers(each) : []))
  return named.every((transforms) => transforms.length > 0) ? [...new Set(named.flat())] : []
}

function judged(found: FoundFile, transforms: readonly string[]): FileDifference {
  const { kind, path, what, before, after, growth } = found
  return { kind, path, what, before, after, growth, transforms }
}
