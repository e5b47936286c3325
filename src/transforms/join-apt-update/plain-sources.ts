import { lineage, type Document } from '../../dockerfile/document.ts'
import { parseImageReference } from '../../dockerfile/image-reference.ts'
import { wordsOf, type Instruction } from '../../dockerfile/instruction.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import type { ListFlow, ListRun } from '../../shell/list-flow.ts'
import { keepsSources, namesSources } from './source-changes.ts'

// Images of Debian and Ubuntu, and official ones that are built on these and add no source: all read over http, with
// keys that are there.
const PLAIN =
  /^library\/(?:debian|ubuntu|buildpack-deps|node|python|ruby|golang|rust|gcc|php|perl|openjdk|java|iojs|pypy)$/

/**
 * True when every source that an update reads at `offset` of a RUN is one that it can read: those of a plain image,
 * which nothing up to there has changed. Another source may be skipped without an error until certificates are there.
 */
export function readsPlainSources(document: Document, flow: ListFlow, run: ListRun, offset: number): boolean {
  const { script } = run
  if (!script || !keepsSources(script, 0, offset, true)) return false
  const own = run.stage.instructions
  const before = [
    ...own.slice(0, own.indexOf(run.instruction)),
    ...lineage(document, run.stage)
      .slice(1)
      .flatMap((stage) => stage.instructions),
  ]
  const known = flow.before(run)
  const changed = before.some((each) =>
    mayChange(
      each,
      known.find((other) => other.instruction === each),
    ),
  )
  return !changed && isPlain(lineage(document, run.stage).at(-1))
}

function isPlain(stage: Stage | undefined): boolean {
  const base = stage && !stage.variableBase ? parseImageReference(stage.resolvedBase ?? '') : undefined
  return base?.registry === 'docker.io' && PLAIN.test(base.repository)
}

function mayChange(instruction: Instruction, run: ListRun | undefined): boolean {
  const { keyword } = instruction
  if (keyword === 'COPY' || keyword === 'ADD') {
    const target = wordsOf(instruction).at(-1) ?? ''
    return /\/etc\/apt|^\/(?:etc)?\/?$/.test(target) || namesSources(target)
  }
  if (keyword !== 'RUN') return namesSources(instruction.args.text)
  if (run?.script === undefined) return run !== undefined || namesSources(instruction.args.text)
  const { script, events } = run
  return (
    events.some((event) => /^(?:sources|may .*|partial update)$/.test(event.kind)) ||
    !keepsSources(script, 0, script.text.length, true)
  )
}
