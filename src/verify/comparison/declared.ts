import { posix } from 'node:path'
import type { Change } from '../../engine/change.ts'
import type { Effect } from '../../engine/effect.ts'
import type { FoundConfig } from './config-differences.ts'
import type { FoundFile } from './file-differences.ts'

export type Found = FoundFile | FoundConfig

interface Pledge {
  readonly transform: string
  readonly covers: (found: Found) => boolean
  /** Whether it says what it is about, and not only what has to stay. */
  readonly specific: boolean
}

/** Which transforms said that they would do something: those first that named it. */
export function declaredBy(changes: readonly Change[]): (found: Found) => readonly string[] {
  const pledges = pledgesOf(changes)
  return (found) => {
    const covering = pledges.filter(({ covers }) => covers(found))
    return [...new Set(covering.map(({ transform }) => transform))]
  }
}

function pledgesOf(changes: readonly Change[]): readonly Pledge[] {
  const pledges = new Map<string, Pledge>()
  for (const { transform, level, effects } of changes) {
    if (level === 'manual') continue
    for (const effect of effects) {
      const key = `${transform} ${JSON.stringify(effect)}`
      if (pledges.has(key)) continue
      pledges.set(key, { transform, covers: coverageOf(effect), specific: effect.kind !== 'keeps' })
    }
  }
  return [...pledges.values()].sort((left, right) => Number(right.specific) - Number(left.specific))
}

function coverageOf(effect: Effect): (found: Found) => boolean {
  if (effect.kind === 'configures') {
    const fields = new Set(effect.fields)
    return (found) => found.kind === 'configuration' && fields.has(found.field)
  }
  const isBelow = belowAny(effect.paths)
  switch (effect.kind) {
    case 'removes':
      return (found) => found.kind === 'file' && found.what === 'gone' && isBelow(found.path)
    case 'rewrites':
      return (found) => found.kind === 'file' && found.what === 'content' && isBelow(found.path)
    case 'owns':
      return (found) =>
        found.kind === 'file' && (found.what === 'owner' || found.what === 'mode') && isBelow(found.path)
    case 'keeps':
      return (found) => found.kind === 'file' && !isBelow(found.path) && !found.others.some(isBelow)
  }
}

/** Whether a path is one of these or lies below one. An asterisk stands for one component, or for a part of it. */
function belowAny(paths: readonly string[]): (path: string) => boolean {
  const patterns = paths.map((path) =>
    posix
      .join('/', path)
      .replace(/\/$/, '')
      .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '[^/]*'),
  )
  if (patterns.length === 0) return () => false
  const pattern = new RegExp(`^(?:${patterns.join('|')})(?:/|$)`)
  return (path) => pattern.test(path)
}
