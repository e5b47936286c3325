import { stateAt, type Document } from '../dockerfile/document.ts'
import { wordsOf } from '../dockerfile/instruction.ts'
import type { Stage } from '../dockerfile/stage.ts'
import type { Effect } from '../engine/effect.ts'
import { builtOn } from './stage-commands.ts'

const OF_THE_SYSTEM =
  /^\/(?:bin|boot|dev|etc|home|lib\w*|media|mnt|proc|root|run|sbin|sys|tmp|usr|var)?(?:\/|$)/

/** What a base hands on to the image where the file does not set it: PYTHON_VERSION, the entry point of newer images of node. */
const HANDED_ON: Effect = { kind: 'configures', fields: ['Env', 'Entrypoint', 'Cmd', 'StopSignal'] }

/** Another release of the base: what is built on it may come out differently anywhere. */
export const ANOTHER_RELEASE: readonly Effect[] = [{ kind: 'keeps', paths: [] }, HANDED_ON]

/** Another image that does the same. */
export function effectsOfReplacing(document: Document, stage: Stage): readonly Effect[] {
  return [...effectsOf(document, stage), HANDED_ON]
}

/** Another base: what the file itself puts into folders of its own stays as it is. */
export function effectsOf(document: Document, stage: Stage): readonly Effect[] {
  const stages = builtOn(document, [stage])
  const paths = stages.flatMap((each) =>
    each.instructions.flatMap((instruction) => {
      if (instruction.keyword === 'WORKDIR') return stateAfter(document, each, instruction.index) ?? []
      const target = /^(?:COPY|ADD)$/.test(instruction.keyword) ? wordsOf(instruction).at(-1) : undefined
      return target?.startsWith('/') === true && !target.includes('$') ? [target.replace(/\/$/, '')] : []
    }),
  )
  return [
    { kind: 'keeps', paths: [...new Set(paths)].filter((path) => !OF_THE_SYSTEM.test(path) && path !== '') },
  ]
}

function stateAfter(document: Document, stage: Stage, index: number): string | undefined {
  const next = stage.instructions.find((each) => each.index > index)
  return stateAt(document, stage, next).workdir
}
