import { lineStart, type Document } from '../../dockerfile/document.ts'
import type { Range } from '../../dockerfile/text.ts'
import type { TextEdit } from '../../dockerfile/text-edit.ts'
import { parseSuppression } from '../../engine/suppressions.ts'
import { defersCalls, type ListFlow, type ListRun, type Next, type Renewed } from '../../shell/list-flow.ts'
import type { ListEvent } from '../../shell/package-lists.ts'
import { isPlace, placeOf } from '../../shell/places.ts'
import type { Script } from '../../shell/script.ts'
import { cutAll } from './cut.ts'
import { wordsOfScript } from '../../shell/script-words.ts'

/** An update whose lists nothing reads before they are fetched anew. */
export interface DeadUpdate {
  readonly run: ListRun
  readonly index: number
  readonly edits: readonly TextEdit[]
  readonly removes: readonly string[]
  readonly removesComments: readonly string[]
  readonly whole: boolean
  /** RUNs that fetch their own lists first of all, on the ways that lead on from here. */
  readonly renewedBy: readonly ListRun[]
}

/** The updates of a RUN that are of no use once the RUNs in `renewed` have their own. */
export function deadUpdates(
  document: Document,
  flow: ListFlow,
  run: ListRun,
  renewed: ReadonlyMap<ListRun, Renewed>,
  isRepeated: (event: ListEvent) => boolean,
): readonly DeadUpdate[] {
  const { script } = run
  if (!script || defersCalls(run)) return []
  return run.events.flatMap((event, index) => {
    if (event.kind !== 'update' || !event.call || event.call.indirect || event.conditional) return []
    if (event.command.redirects || isRepeated(event)) return []
    const next = flow.after(run, index, renewed)
    if (!next.every(isDone) || !next.some((each) => each.kind === 'update')) return []
    // The next update of the same RUN is for the other half of this transform.
    if (next.some((each) => each.run === run)) return []
    const removal = removalOf(document, script, event)
    if (!removal) return []
    return [{ run, index, renewedBy: next.flatMap((each) => each.run ?? []), ...removal }]
  })
}

function isDone({ kind }: Next): boolean {
  return kind === 'update' || kind === 'empty' || kind === 'end'
}

type Removal = Pick<DeadUpdate, 'edits' | 'removes' | 'removesComments' | 'whole'>

function removalOf(document: Document, script: Script, event: ListEvent): Removal | undefined {
  const place = placeOf(script, event)
  if (!isPlace(place) || place.operand.type !== 'Command') return undefined
  const alone = place.operands.length === 1 && place.statements.length === 1
  if (alone && !place.nested && script.form !== 'line with heredocs') return wholeRun(document, script)
  if (place.operands.length === 1 || script.form !== 'line') return undefined
  const edits = cutAll(document, script, [place])
  const removes = wordsOfScript(script.text.slice(place.start, place.end))
  return edits && { edits, removes, removesComments: [], whole: false }
}

function wholeRun(document: Document, { instruction }: Script): Removal {
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
