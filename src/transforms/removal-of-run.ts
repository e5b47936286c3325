import { lineStart, type Document } from '../dockerfile/document.ts'
import type { Range } from '../dockerfile/text.ts'
import type { TextEdit } from '../dockerfile/text-edit.ts'
import { parseSuppression } from '../engine/suppressions.ts'
import type { Script } from '../shell/script.ts'
import { wordsOfScript } from '../shell/script-words.ts'

export interface Removal {
  readonly edits: readonly TextEdit[]
  /** Words of the file that go. */
  readonly removes: readonly string[]
  readonly removesComments: readonly string[]
  readonly whole: boolean
}

/** Takes a whole RUN out of a file. Comments in it stay, and so do those above it that are no orders to a tool. */
export function removalOfRun(document: Document, { instruction }: Script): Removal {
  const start = lineStart(document, instruction.startLine)
  const newline = document.text.indexOf('\n', instruction.range.end)
  const end = newline === -1 ? document.text.length : newline + 1
  const inner = instruction.comments.map((comment) => `${comment.text.trimEnd()}${document.newline}`).join('')
  // A comment that told a tool to ignore something about the RUN would speak of the next instruction.
  const pragmas = instruction.leadingComments.filter(
    (each) => parseSuppression(each)?.scope === 'instruction',
  )
  const edits: TextEdit[] = pragmas.map((comment) => ({
    start: lineStart(document, comment.line),
    end: lineStart(document, comment.line + 1),
    text: '',
  }))
  const flags = instruction.flags.map((flag) => `--${flag.name}=${flag.value ?? ''}`)
  return {
    edits: [
      ...edits,
      { ...withoutBlankLine(document, { start, end }, instruction.leadingComments.length > 0), text: inner },
    ],
    removes: [
      'RUN',
      ...flags,
      ...wordsOfScript(instruction.args.text),
      ...instruction.heredocs.map((each) => each.name),
    ],
    removesComments: pragmas.map((comment) => comment.text.trimEnd()),
    whole: true,
  }
}

/** Between two blank lines one is enough. */
function withoutBlankLine({ text }: Document, { start, end }: Range, commented: boolean): Range {
  const blank = /^[ \t]*\r?\n/.exec(text.slice(end))
  const before = /(?:^|\n)[ \t]*\r?\n$/.test(text.slice(0, start))
  return blank && before && !commented ? { start, end: end + blank[0].length } : { start, end }
}
