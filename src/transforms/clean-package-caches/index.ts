import { defineTransform } from '../../engine/transform.ts'
import { packageManagers } from '../../shell/package-managers.ts'
import { docs } from './docs.ts'
import { examples } from './examples.ts'
import { cleanCaches } from './package-caches.ts'
import { cleanLists } from './package-lists.ts'
import { cleanIndexes } from './unkept-index.ts'

export const cleanPackageCaches = defineTransform({
  id: 'clean-package-caches',
  summary: 'Keep package lists and the caches of package managers out of the layers',
  category: 'size',
  level: 'review',
  // Each holds for its package manager.
  aliases: [...new Set(packageManagers.flatMap(({ rules = [] }) => rules))].sort(),
  docs,
  examples,
  apply(document, context) {
    cleanLists(document, context)
    cleanIndexes(document, context)
    for (const stage of document.stages) cleanCaches(document, stage, context)
  },
})
