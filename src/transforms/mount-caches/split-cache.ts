// What a cache mount would tear apart: a RUN with it and one without it do not see the same files.
import type { Document } from '../../dockerfile/document.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import { laterScripts } from '../../shell/later-commands.ts'
import { packageCommand } from '../../shell/package-command.ts'
import type { CacheMount, PackageManager } from '../../shell/package-managers/package-manager.ts'
import type { Script } from '../../shell/script.ts'
import type { Call, Obstacle } from './mount-plan.ts'

/** A call that cannot fetch, with nothing in front of it in its RUN that does, reads what is in a layer. */
export function hiddenByMount([first]: readonly Call[], { neededBy }: CacheMount): Obstacle | undefined {
  if (!first || neededBy?.(first.call) !== true) return undefined
  return {
    reason: `${first.call.name} fetches nothing itself, and a mount would hide what an earlier RUN fetched`,
    unblock: 'fetch in the same RUN, or write the same mounts for both by hand',
  }
}

/** A build tool in a RUN without calls of its own would not find what this one fetched, and fetch it with every build. */
export function readWithoutMount(
  document: Document,
  stage: Stage,
  script: Script,
  manager: PackageManager,
  { target }: CacheMount,
): Obstacle | undefined {
  const programs = manager.caches.find(({ paths }) => paths.includes(target))?.readers?.programs
  for (const { instruction, commands } of laterScripts(document, stage, script.instruction)) {
    if (instruction.keyword !== 'RUN' || commands.some((each) => packageCommand(each)?.manager === manager))
      continue
    const reader = commands.find(({ name }) => name !== undefined && programs?.test(name))
    if (!reader) continue
    return {
      reason: `${reader.name ?? ''} in a later RUN reads what this one fetches, and would fetch it again without the mount`,
      unblock: 'do both in one RUN, or write the same mounts for both',
    }
  }
  return undefined
}
