import type { Effect } from '../../engine/effect.ts'

export const effects: readonly Effect[] = [
  { kind: 'removes', paths: ['/usr', '/etc', '/var', '/lib', '/lib64', '/bin', '/sbin'] },
]
