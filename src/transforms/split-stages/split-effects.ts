import type { Effect } from '../../engine/effect.ts'
import type { SplitPlan } from './split-plan.ts'

/**
 * The copied files are those of before; what else the image has is that of another base or left behind on purpose.
 * @param owned paths whose files may have another owner
 */
export function splitEffects(
  { artefacts, configures, rebuilt, thinned }: SplitPlan,
  owned: readonly string[],
): readonly Effect[] {
  const kept = artefacts.filter(({ from, to }) => from === to && !rebuilt.includes(to)).map(({ to }) => to)
  return [
    { kind: 'keeps', paths: kept },
    ...(rebuilt.length > 0 ? [{ kind: 'rewrites', paths: rebuilt } as const] : []),
    ...(thinned.length > 0
      ? [{ kind: 'removes', paths: thinned } as const, { kind: 'rewrites', paths: thinned } as const]
      : []),
    ...(owned.length > 0 ? [{ kind: 'owns', paths: owned } as const] : []),
    { kind: 'configures', fields: ['Env', 'Entrypoint', 'Cmd', 'StopSignal', ...configures] },
  ]
}
