import { lineStart, type Document } from '../../dockerfile/document.ts'
import type { Comment } from '../../dockerfile/lines.ts'
import { toSource, toSourceRange } from '../../dockerfile/mapped-text.ts'
import type { TextEdit } from '../../dockerfile/text-edit.ts'
import type { Proposal } from '../../engine/transform.ts'
import { chainBreak, chainLayout } from '../../shell/layout.ts'
import { liftPragmas, type LiftedPragmas } from './pragmas.ts'
import { endOf, startOf, wrappingOf, type Part, type Wrapping } from './part.ts'

/** The change that makes one RUN of several. */
export function joinProposal(document: Document, parts: readonly Part[]): Proposal {
  const first = parts[0]
  const last = parts.at(-1)
  if (!first || !last) throw new RangeError('nothing to join')
  const layout = chainLayout(
    document,
    parts.map((part) => part.instruction),
  )
  const wrappings = parts.map((part, index) =>
    wrappingOf(part, parts.slice(0, index), parts.slice(index + 1)),
  )
  const pragmas = liftPragmas(
    document,
    parts.map((part) => part.instruction),
  )
  const edits: TextEdit[] = []
  const removes: string[] = []
  const lifted = parts.map((part, index) =>
    liftTrailingComment(document, part, index === parts.length - 1 && wrappings[index] === 'none'),
  )

  parts.forEach((part, index) => {
    const wrapping = wrappings[index] ?? 'none'
    const next = parts[index + 1]
    const comment = lifted[index]
    if (comment) {
      removes.push(...comment.words)
      if (comment.edit) edits.push(comment.edit)
      else if (index === 0) edits.push(aboveInstruction(document, part, comment.text))
    }
    if (index === 0 && wrapping !== 'none') {
      edits.push({ start: startOf(part), end: startOf(part), text: opening(part, wrapping) })
    }
    if (next) {
      if (part.conversion) {
        edits.push(
          ...part.conversion.edits.map((edit) => ({
            ...toSourceRange(part.script.mapped, edit),
            text: edit.text,
          })),
        )
        removes.push(...part.conversion.removes)
      }
      removes.push(
        next.instruction.keyword,
        ...next.instruction.flags.map((flag) => `--${flag.name}=${flag.value ?? ''}`),
      )
      const nextComment = lifted[index + 1]
      const comments = commentsBetween(document, part, next, pragmas)
      if (nextComment && !nextComment.edit) comments.push(nextComment.text)
      edits.push({
        start: endOf(part),
        end: startOf(next),
        text:
          closing(part, wrapping) +
          chainBreak(document, layout, comments) +
          opening(next, wrappings[index + 1] ?? 'none'),
      })
    } else if (wrapping !== 'none') {
      const end = toSource(part.script.mapped, part.script.text.length - 1) + 1
      edits.push({ start: endOf(part), end, text: closing(part, wrapping) })
    }
  })

  return {
    at: { start: first.instruction.range.start, end: last.instruction.range.end },
    edits: mergedInsertions([...edits, ...pragmas.edits]),
    level: 'safe',
    message: `Join ${parts.length} RUN instructions into one`,
    reason: `one layer instead of ${parts.length}, in which a later command can remove what an earlier one left`,
    removes,
    removesComments: pragmas.removed,
  }
}

/** One edit for what is inserted at the same place: comments first, then ignore comments, then code. */
function mergedInsertions(edits: readonly TextEdit[]): readonly TextEdit[] {
  const insertions = new Map<number, string>()
  const others: TextEdit[] = []
  for (const edit of edits) {
    if (edit.start !== edit.end) others.push(edit)
    else if (edit.text !== '') insertions.set(edit.start, (insertions.get(edit.start) ?? '') + edit.text)
  }
  return [...others, ...[...insertions].map(([start, text]) => ({ start, end: start, text }))]
}

function opening({ script }: Part, wrapping: Wrapping): string {
  if (wrapping === 'braces') return '{ '
  if (wrapping === 'none') return ''
  // `((` would begin an arithmetic command.
  return script.text.startsWith('(') ? '( ' : '('
}

function closing({ script, top }: Part, wrapping: Wrapping): string {
  if (wrapping === 'none') return ''
  if (wrapping === 'braces') return script.syntax.commands.at(-1)?.background ? ' }' : '; }'
  return script.text.slice(0, top.span.end).endsWith(')') ? ' )' : ')'
}

function commentsBetween(document: Document, part: Part, next: Part, pragmas: LiftedPragmas): string[] {
  const start = endOf(part)
  const end = startOf(next)
  const within = (comment: Comment): boolean => comment.range.start >= start && comment.range.end <= end
  return [...document.comments, ...part.instruction.comments, ...next.instruction.comments]
    .filter((comment) => within(comment) && !pragmas.lifted.has(comment))
    .sort((left, right) => left.range.start - right.range.start)
    .map((comment) => comment.text.trimEnd())
}

interface LiftedComment {
  readonly text: string
  readonly words: readonly string[]
  /** Puts the comment on a line of its own above; absent where the caller has to place it. */
  readonly edit: TextEdit | undefined
}

/** A comment behind the last command would swallow the `&&`: it moves to a line of its own above the command. */
function liftTrailingComment(document: Document, part: Part, mayStay: boolean): LiftedComment | undefined {
  const { trailingComment } = part.top
  if (!trailingComment || mayStay) return undefined
  const text = part.script.text.slice(trailingComment.start, trailingComment.end).trimEnd()
  const words = text.split(/[\s;&|(){}]+/).filter((word) => word !== '')
  const range = toSourceRange(part.script.mapped, trailingComment)
  const lineBegin = document.text.lastIndexOf('\n', range.start - 1) + 1
  if (lineBegin <= startOf(part)) return { text, words, edit: undefined }
  const indent = /^[ \t]*/.exec(document.text.slice(lineBegin, range.start))?.[0] ?? ''
  return {
    text,
    words,
    edit: { start: lineBegin, end: lineBegin, text: `${indent}${text}${document.newline}` },
  }
}

function aboveInstruction(document: Document, { instruction }: Part, text: string): TextEdit {
  const start = lineStart(document, instruction.startLine)
  const indent = document.text.slice(start, instruction.range.start)
  return { start, end: start, text: `${indent}${text}${document.newline}` }
}
