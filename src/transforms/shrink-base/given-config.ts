import type { Stage } from '../../dockerfile/stage.ts'
import type { ConfigField, Effect } from '../../engine/effect.ts'

const SET_BY: readonly (readonly [RegExp, ConfigField])[] = [
  [/^USER$/, 'User'],
  [/^WORKDIR$/, 'WorkingDir'],
  [/^(?:CMD|ENTRYPOINT)$/, 'Cmd'],
  [/^ENTRYPOINT$/, 'Entrypoint'],
]

/** What a stage takes from its base because it does not set it itself; ENV of a base always counts. */
export function configures(stage: Stage, more: readonly ConfigField[] = []): Effect {
  const open = SET_BY.flatMap(([keyword, field]) =>
    stage.instructions.some((each) => keyword.test(each.keyword)) ? [] : [field],
  )
  return { kind: 'configures', fields: [...new Set<ConfigField>(['Env', ...open, ...more])] }
}
