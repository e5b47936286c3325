import type { Document } from '../../dockerfile/document.ts'
import type { Effect } from '../../engine/effect.ts'
import type { SplitPlan } from './split-plan.ts'

/** The copied files are those of before; what else the image has is that of another base or left behind on purpose. */
export function splitEffects(
  _document: Document,
  { artefacts, configures, rebuilt, thinned }: SplitPlan,
): readonly Effect[] {
  return [
    {
      kind: 'keeps',
      paths: artefacts.filter(({ from, to }) => from === to && !rebuilt.includes(to)).map(({ to }) => to),
    },
    ...(rebuilt.length > 0 ? [{ kind: 'rewrites', paths: rebuilt } as const] : []),
    ...(thinned.length > 0
      ? [{ kind: 'removes', paths: thinned } as const, { kind: 'rewrites', paths: thinned } as const]
      : []),
    { kind: 'configures', fields: ['Env', 'Entrypoint', 'Cmd', 'StopSignal', ...configures] },
  ]
}
