import { discover } from '../../batch/discovery.ts'
import { missingTargets } from '../../batch/targets.ts'
import { parseDocument } from '../../dockerfile/document.ts'
import type { FileReport } from '../../report/file-report.ts'
import { graphMermaid } from '../../report/graph/mermaid.ts'
import { stageGraph, type StageGraph } from '../../report/graph/stage-graph.ts'
import { graphSvg } from '../../report/graph/svg.ts'
import { graphText } from '../../report/graph/text.ts'
import type { TitledGraph } from '../../report/graph/words.ts'
import { styleFor } from '../../report/style.ts'
import type { GraphCommand } from '../command.ts'
import type { Host } from '../host.ts'
import { NO_INTERRUPT, watchInterrupts } from '../interrupt.ts'
import { wantsColour } from '../terminal.ts'
import { UsageError } from '../usage-error.ts'
import { nothingHere } from './nothing-here.ts'
import { planRun } from './plan.ts'
import { processFile, type Input } from './process-file.ts'
import { remark, remarksOn } from './reporter.ts'
import { buildContextOf } from './surroundings.ts'

/** Draws the stages of files as they are and as fix would make them. @returns the exit code @throws UsageError */
export async function graph(command: GraphCommand, host: Host): Promise<number> {
  const { rewrite, format } = command
  const buildContext = buildContextOf(rewrite.buildContext, host)
  if (typeof buildContext === 'object') {
    host.stderr.write(remark('dfopt', buildContext))
    return 2
  }
  // Reading standard input does not come back before its end, and an interrupt has to end it.
  const interrupt = rewrite.stdin ? NO_INTERRUPT : watchInterrupts()
  const { found, unmatched } = rewrite.stdin
    ? { found: [{ kind: 'stdin', path: '-' } as const], unmatched: [] }
    : await discover(rewrite.paths, host)
  for (const { path, fault } of unmatched) host.stderr.write(remark(path, fault))
  const plan = await planRun<Input>(found, rewrite, host, () => interrupt.signal())
  if (!plan) return 2
  const files = plan.inputs.filter((input) => !('fault' in input))
  if (format !== 'text' && files.length > 1)
    throw new UsageError(`--format ${format} draws one file, and there are ${files.length}; name one of them`)
  const work = {
    setupOf: (each: Input) => plan.setupOf(each),
    objection: undefined,
    written: new Map<string, string>(),
    buildContext,
  }
  const texts: string[] = []
  let missing = rewrite.targets
  let failed = false
  for (const input of plan.inputs) {
    await interrupt.pause()
    if (interrupt.exitCode() !== undefined) break
    const report = await processFile(input, work)
    if (!report) break
    host.stderr.write(remarksOn(report, rewrite.quiet))
    failed ||= report.status === 'failed'
    if (report.status === 'failed' || report.status === 'skipped') continue
    missing = missingTargets(missing, report.input)
    texts.push(drawing(command, graphsOf(command, report), host))
  }
  host.stdout.write(texts.join('\n'))
  if (!rewrite.quiet) {
    for (const target of missing) host.stderr.write(`dfopt: --target: no file has a stage ${target}\n`)
    if (plan.inputs.length === 0 && unmatched.length === 0) host.stderr.write(nothingHere(found))
  }
  return interrupt.exitCode() ?? (failed ? 2 : unmatched.length > 0 ? 3 : 0)
}

/** One where fix changes nothing that a graph shows. */
function graphsOf(
  { rewrite: { targets }, side }: GraphCommand,
  { path, input, output, status }: FileReport,
): readonly TitledGraph<StageGraph>[] {
  const name = path === '-' ? 'standard input' : path
  const before = stageGraph(parseDocument(input, { targets }), targets)
  if (side === 'before') return [{ title: name, graph: before }]
  const after = status === 'changed' ? stageGraph(parseDocument(output, { targets }), targets) : before
  if (side === 'after') return [{ title: `${name}, after`, graph: after }]
  if (isSame(before, after)) return [{ title: name, graph: before }]
  return [
    { title: `${name}, before`, graph: before },
    { title: `${name}, after`, graph: after },
  ]
}

/** Lines alone may move. */
function isSame(left: StageGraph, right: StageGraph): boolean {
  const shown = (each: StageGraph): string =>
    JSON.stringify(each, (key, value: unknown) => (key.endsWith('Line') ? undefined : value))
  return shown(left) === shown(right)
}

function drawing(
  { format, rewrite: { color } }: GraphCommand,
  graphs: readonly TitledGraph<StageGraph>[],
  { stdout, environment }: Host,
): string {
  if (format === 'svg') return graphSvg(graphs)
  if (format === 'mermaid') return graphMermaid(graphs)
  const style = styleFor(wantsColour(color, environment, stdout.terminal))
  return graphs.map((each) => graphText(each, style)).join('\n')
}
