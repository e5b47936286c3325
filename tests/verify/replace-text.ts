import type { Effect } from '../../src/engine/effect.ts'
import { defineTransform, type Transform } from '../../src/engine/transform.ts'

/** A transform that puts one text in the place of the first other; '' for an end of a line takes it away. */
export function replaceText(
  id: string,
  from: string,
  to: string,
  effects: readonly Effect[] = [],
): Transform {
  return defineTransform({
    id,
    summary: `Write ${to} for ${from}`,
    category: 'style',
    level: 'review',
    aliases: [],
    docs: { why: 'Because the tests need it.', risks: 'None.', references: [] },
    examples: [],
    apply(document, context) {
      const start = document.text.indexOf(from)
      const isDone = to.includes(from) && document.text.includes(to)
      if (start === -1 || isDone) return
      const end = start + from.length
      context.change({
        at: { start, end },
        edits: [{ start, end, text: to }],
        level: 'review',
        message: `Write ${to} for ${from}`,
        reason: 'the tests need it',
        removes: from.split(/\s+/).flatMap((word) => [word, ...word.split(/[^\w]+/)]),
        effects,
      })
    },
  })
}
