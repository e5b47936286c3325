import type { Document } from '../../dockerfile/document.ts'
import type { Instruction } from '../../dockerfile/instruction.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import type { CachePlace } from '../../shell/package-caches.ts'
import type { PackageCache } from '../../shell/package-managers/package-manager.ts'
import { isScript, scriptOf, type Script } from '../../shell/script.ts'
import { fillings, lesserOf, type Filling } from './cache-filling.ts'
import { cacheReader, readerInRun } from './cache-reader.ts'

interface Refusal {
  readonly reason: string
  readonly unblock: string
  readonly quiet?: true
}

/** Why a cache stays where it is. */
export function keptFor(
  document: Document,
  stage: Stage,
  script: Script,
  found: readonly Filling[],
): Refusal | undefined {
  const [first] = found
  if (!first) return undefined
  const { cache, place } = first
  if (!stage.ships) {
    return {
      reason: `this stage is not part of the image, so emptying ${cache.name} saves nothing`,
      unblock: 'nothing to do; name the stage with --target if it is built and shipped on its own',
      quiet: true,
    }
  }
  const moved = found.find(
    (each) => each.place.movedBy !== undefined && !each.place.withHome && !isTemporary(each.place),
  )?.place
  if (moved) {
    const where = moved.inImage[0] === '' ? 'elsewhere' : `at ${moved.inImage[0] ?? ''}`
    return {
      reason: `${moved.movedBy ?? ''} puts ${cache.name} ${where}, where it may be kept on purpose`,
      unblock: `empty it by hand in the same RUN, or drop ${moved.movedBy ?? ''}`,
    }
  }
  const reader = cacheReader(document, stage, script, cache, place)
  if (reader) return reader
  const makes = cache.readers?.makes
  const isMade = ({ call, command }: Filling): boolean =>
    makes?.(call) !== false || readerInRun(script, command, cache, place) !== undefined
  if (!found.some(isMade)) {
    return {
      reason: `no command of this RUN makes something with ${cache.name}, so it may be filled on purpose`,
      unblock: 'build in the same RUN, or empty it by hand',
    }
  }
  if (!cache.readers?.programs || !isFilledEarlier(document, stage, script.instruction, cache))
    return undefined
  return {
    reason: `an earlier RUN fills ${cache.name} too, and its layer keeps what it put there`,
    unblock: 'make one RUN of the two',
    quiet: true,
  }
}

/** True where an earlier RUN of the same image leaves the same cache behind. */
function isFilledEarlier(
  document: Document,
  stage: Stage,
  instruction: Instruction,
  cache: PackageCache,
): boolean {
  const end = stage.instructions.indexOf(instruction)
  const earlier = end === -1 ? stage.instructions : stage.instructions.slice(0, end)
  const found = earlier.some((each) => {
    const script = each.keyword === 'RUN' ? scriptOf(document, stage, each) : undefined
    if (!script || !isScript(script)) return false
    const own = fillings(document, stage, script)
    return [...own, ...lesserOf(own)].some((filling) => filling.cache === cache)
  })
  const parent = stage.parent === undefined ? undefined : document.stages[stage.parent]
  return found || (parent !== undefined && isFilledEarlier(document, parent, instruction, cache))
}

function isTemporary({ inImage }: CachePlace): boolean {
  return inImage.every((path) => /^\/(?:var\/)?tmp\/./.test(path))
}
