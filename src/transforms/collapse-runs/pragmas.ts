import { lineStart, type Document } from '../../dockerfile/document.ts'
import type { Instruction } from '../../dockerfile/instruction.ts'
import type { Comment } from '../../dockerfile/lines.ts'
import type { TextEdit } from '../../dockerfile/text-edit.ts'
import { parseSuppression } from '../../engine/suppressions.ts'

export interface LiftedPragmas {
  readonly edits: readonly TextEdit[]
  /** Comments that no longer stand where they stood. */
  readonly lifted: ReadonlySet<Comment>
  readonly removed: readonly string[]
}

/**
 * Ignore comments above a later RUN hold for the joined one, and are read only right above an instruction: their ids
 * go into the comment of the same tool above the first RUN, or the comment moves there.
 */
export function liftPragmas(document: Document, instructions: readonly Instruction[]): LiftedPragmas {
  const [first, ...later] = instructions
  const lifted = new Set<Comment>()
  const removed: string[] = []
  const edits: TextEdit[] = []
  if (!first) return { edits, lifted, removed }
  const own: string[] = []
  const wanted = new Map<string, { readonly ids: string[]; readonly comment: Comment }>()
  for (const comment of later.flatMap((instruction) => instruction.leadingComments)) {
    const pragma = parseSuppression(comment)
    if (pragma?.scope !== 'instruction') continue
    lifted.add(comment)
    removed.push(comment.text.trimEnd())
    const tool = toolOf(comment)
    const known = wanted.get(tool)
    // Ours are read from every line above an instruction, and keep the reason that they give.
    if (pragma.own) own.push(comment.text.trimEnd())
    else if (known) known.ids.push(...pragma.ids)
    else wanted.set(tool, { ids: [...pragma.ids], comment })
  }
  const start = lineStart(document, first.startLine)
  const indent = document.text.slice(start, first.range.start)
  const there = first.leadingComments.map((comment) => comment.text.trimEnd())
  const missing = [...new Set(own)].filter((text) => !there.includes(text))
  let inserted = missing.map((text) => `${indent}${text}${document.newline}`).join('')
  for (const [tool, { ids, comment }] of wanted) {
    const above = first.leadingComments.find(
      (each) => toolOf(each) === tool && parseSuppression(each)?.scope === 'instruction',
    )
    const standing = (above && parseSuppression(above)?.ids) ?? []
    const all = [...new Set([...standing, ...ids])].join(',')
    const rewritten = withIds((above ?? comment).text.trimEnd(), all)
    if (above) {
      edits.push({ ...above.range, text: rewritten })
      removed.push(above.text.trimEnd())
    } else inserted += `${indent}${rewritten}${document.newline}`
  }
  if (inserted !== '') edits.push({ start, end: start, text: inserted })
  return { edits, lifted, removed }
}

/** `# hadolint ignore=DL3008` with other ids; what stands behind them stays: `-- why`, `; …`. */
function withIds(text: string, ids: string): string {
  const [, head = '', tail = ''] = /^(.*?ignore\s*=\s*)[^]*?(\s*(?:--\s|;)[^]*)?$/i.exec(text) ?? []
  return `${head}${ids}${tail}`
}

function toolOf(comment: Comment): string {
  return /^#\s*(\w+)\s+ignore/i.exec(comment.text)?.[1]?.toLowerCase() ?? ''
}
