import type { Document } from '../dockerfile/document.ts'
import type { Instruction } from '../dockerfile/instruction.ts'
import type { Comment } from '../dockerfile/lines.ts'
import type { Transform } from './transform.ts'

/** A comment that asks to leave something alone. */
export interface Suppression {
  /** Ids of ours or of other tools, as written. */
  readonly ids: readonly string[]
  readonly scope: 'instruction' | 'file'
  /** Only dfopt's own comments are reported when they are not needed. */
  readonly own: boolean
  readonly reason: string | undefined
  readonly text: string
  /** Offset of the comment. */
  readonly start: number
}

const OWN = /^#\s*dfopt\s+ignore(-file)?\s*=\s*([^\s]+(?:\s*,\s*[^\s-][^\s]*)*)\s*(?:--\s*(.*))?$/i
const HADOLINT = /^#\s*hadolint\s+(global\s+)?ignore\s*=\s*([A-Za-z0-9_,\s]+)/i
const TALLY = /^#\s*tally\s+(global\s+)?ignore\s*=\s*([A-Za-z0-9_/,\s-]+?)(?:;.*)?$/i

export function parseSuppression(comment: Pick<Comment, 'text' | 'range'>): Suppression | undefined {
  // Most files have none of them, and compiling the expressions above takes longer than reading such a file.
  if (!comment.text.toLowerCase().includes('ignore')) return undefined
  const own = OWN.exec(comment.text)
  const other = own ? null : (HADOLINT.exec(comment.text) ?? TALLY.exec(comment.text))
  const match = own ?? other
  if (!match) return undefined
  return {
    ids: (match[2] ?? '')
      .split(',')
      .map((id) => id.trim())
      .filter((id) => id !== ''),
    scope: match[1] ? 'file' : 'instruction',
    own: own !== null,
    reason: own?.[3]?.trim(),
    text: comment.text,
    start: comment.range.start,
  }
}

/** The comments and the `# check=skip=` directive that hold for the whole file. */
export function fileSuppressions(document: Document): readonly Suppression[] {
  const found: Suppression[] = []
  for (const directive of document.directives) {
    const skip = directive.name === 'check' ? /(?:^|;)\s*skip=([^;]*)/.exec(directive.value)?.[1] : undefined
    if (skip === undefined) continue
    const ids = skip.split(',').map((id) => id.trim())
    const text = document.text.slice(directive.range.start, directive.range.end)
    found.push({ ids, scope: 'file', own: false, reason: undefined, text, start: directive.range.start })
  }
  for (const comment of document.comments) {
    const suppression = parseSuppression(comment)
    if (suppression?.scope === 'file') found.push(suppression)
  }
  return found
}

/** The comments above an instruction that hold for it. */
export function instructionSuppressions(instruction: Instruction): readonly Suppression[] {
  return instruction.leadingComments.flatMap((comment) => {
    const suppression = parseSuppression(comment)
    return suppression?.scope === 'instruction' ? [suppression] : []
  })
}

/** True when a suppression names the transform, one of its aliases or of those given instead, or everything. */
export function covers(
  suppression: Suppression,
  transform: Transform,
  aliases: readonly string[] = transform.aliases,
): boolean {
  const names = [transform.id, ...aliases].map((name) => name.toLowerCase())
  return suppression.ids.some((id) => {
    const name = id.toLowerCase()
    // tally writes hadolint/DL3059
    return names.includes(name) || names.includes(name.split('/').at(-1) ?? name) || name === 'all'
  })
}
