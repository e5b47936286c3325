import type { Document } from '../../dockerfile/document.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import { concerning, type TransformContext } from '../../engine/transform.ts'
import type { PackageCommand } from '../../shell/package-command.ts'
import type { PackageCache } from '../../shell/package-managers/package-manager.ts'
import { isScript, scriptOf, type Script } from '../../shell/script.ts'
import { fillings, lesserOf, type Filling } from './cache-filling.ts'
import { remedyEdits } from './cache-remedy.ts'
import { keptFor } from './kept-cache.ts'

/** Keeps what package managers download out of the layers of a stage. */
export function cleanCaches(document: Document, stage: Stage, context: TransformContext): void {
  for (const instruction of stage.instructions) {
    if (instruction.keyword !== 'RUN') continue
    const script = scriptOf(document, stage, instruction)
    if (!isScript(script)) continue
    const byCache = new Map<PackageCache, Filling[]>()
    for (const filling of fillings(document, stage, script)) {
      byCache.set(filling.cache, [...(byCache.get(filling.cache) ?? []), filling])
    }
    for (const found of byCache.values()) {
      const rules = found[0]?.call.manager.rules ?? []
      clean(document, stage, script, found, concerning(context, rules))
    }
  }
}

function clean(
  document: Document,
  stage: Stage,
  script: Script,
  found: readonly Filling[],
  context: TransformContext,
): void {
  const { instruction } = script
  const [first] = found
  if (!first) return
  const { cache, call, place } = first
  const kept = keptFor(document, stage, script, found)
  const edits = kept ?? remedyEdits(document, script, cache.remedy, found)
  if ('reason' in edits) {
    const lesser = lesserOf(found)
    if (stage.ships && canEmpty(document, stage, script, lesser)) {
      clean(document, stage, script, lesser, context)
      return
    }
    const reason = kept ? kept.reason : `${textOf(call)} leaves ${cache.name} behind, and ${edits.reason}`
    const { unblock } = edits
    context.refuse({ at: instruction.range, reason, unblock, ...(kept?.quiet && { quiet: true }) })
    return
  }
  if (edits.length === 0 || context.isSuppressed(instruction)) return
  context.change({
    at: instruction.range,
    edits,
    level: 'safe',
    message: `Keep ${cache.name} out of the layer`,
    reason: cache.reason ?? `nothing reads what ${call.manager.id} keeps in ${place.paths[0] ?? ''}`,
    effects: [{ kind: 'removes', paths: removedPaths(found) }],
  })
}

function removedPaths(found: readonly Filling[]): readonly string[] {
  const paths = found.flatMap(({ place, cache }) => [...place.inImage, ...(cache.alsoRemoves ?? [])])
  return [...new Set(paths)].filter(Boolean)
}

function canEmpty(document: Document, stage: Stage, script: Script, found: readonly Filling[]): boolean {
  const [first] = found
  if (!first || keptFor(document, stage, script, found)) return false
  return !('reason' in remedyEdits(document, script, first.cache.remedy, found))
}

function textOf({ name, action }: PackageCommand): string {
  return action === '' ? name : `${name} ${action}`
}
