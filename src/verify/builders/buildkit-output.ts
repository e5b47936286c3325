import { parseDocument, type Document } from '../../dockerfile/document.ts'
import type { Instruction } from '../../dockerfile/instruction.ts'
import { lastOf, type Reading } from './build-failure.ts'

const PREFIXES =
  /^(?:(?:ERROR|Error|error): |failed to (?:build|solve|compute cache key|create LLB definition|build LLB): |failed to solve with frontend \S+: |rpc error: code = \w+ desc = |failed to calculate checksum of ref \S+: )/

/** A step's number, the stage that it belongs to where there is more than one, and its instruction. */
const STEP = /^#(\d+) \[(?:(\S+) +)?\d+\/\d+\] (.*)$/s

/** Whether a line begins the output of an instruction; #8 [stage-1 2/2] RUN true. */
export function isVertex(line: string): boolean {
  return STEP.test(line)
}

/**
 * What BuildKit's plain output says of a build that failed: the last word, the lines of the step that failed, and the
 * line in the frame that marks it. Docker 20.10 frames nothing; its step is looked for in the Dockerfile.
 *
 * @param vertices the lines that `isVertex`, of the whole output
 */
export function readBuildKit(
  lines: readonly string[],
  vertices: readonly string[],
  dockerfile: string,
): Reading {
  const step =
    lines.findLast((line) => /^#\d+ ERROR: /.test(line))?.split(' ')[0] ?? onlyRunning(lines, vertices)
  const last = lines.findLast((line) =>
    /^(?:ERROR|error): |failed to solve|^unknown (?:shorthand )?flag/.test(line),
  )
  const message = plain(last ?? lastOf(lines).at(-1) ?? 'the builder gave no reason')
  const line =
    numberIn(lines.find((each) => MARKED.test(each)) ?? '', MARKED) ??
    numberIn(message, /dockerfile parse error (?:on )?line (\d+)/) ??
    lineOfStep(step, vertices, dockerfile)
  return { message, tail: tailOf(lines, step), line }
}

const MARKED = /^\s*(\d+) \| >>> /

function numberIn(text: string, pattern: RegExp): number | undefined {
  const found = pattern.exec(text)?.[1]
  return found === undefined ? undefined : Number(found)
}

function plain(text: string): string {
  let rest = text
  for (let next = rest.replace(PREFIXES, ''); next !== rest; next = rest.replace(PREFIXES, '')) rest = next
  const reason =
    /^(?:process ".*" did not complete successfully|executor failed running \[.*\]): (.*)$/s.exec(rest)?.[1]
  if (reason === undefined) return rest
  const code = /^exit code: (\d+)(?:: (.*))?$/s.exec(reason)
  if (!code) return `the command could not be run: ${reason}`
  return `the command ended with exit code ${code[1] ?? ''}${code[2] === undefined ? '' : `: ${code[2]}`}`
}

/** Such as #8: the step that had begun and not ended, where there is just one. */
function onlyRunning(lines: readonly string[], vertices: readonly string[]): string | undefined {
  const ended = new Set(lines.flatMap((line) => /^(#\d+) (?:DONE|CACHED)\b/.exec(line)?.[1] ?? []))
  const running = vertices.map((line) => line.split(' ')[0] ?? '').filter((step) => !ended.has(step))
  const [first, ...others] = new Set(running)
  return others.length === 0 ? first : undefined
}

function lineOfStep(
  step: string | undefined,
  vertices: readonly string[],
  dockerfile: string,
): number | undefined {
  const vertex = step === undefined ? undefined : vertices.find((line) => line.startsWith(`${step} `))
  const [, , stage, text] = (vertex === undefined ? undefined : STEP.exec(vertex)) ?? []
  if (text === undefined) return undefined
  const document = parseDocument(dockerfile)
  const found = instructionsOf(document, stage).filter((each) => textOf(document, each) === words(text))
  return found.length === 1 ? found[0]?.startLine : undefined
}

function instructionsOf({ stages }: Document, name: string | undefined): readonly Instruction[] {
  const named = stages.filter((stage) => (stage.name ?? `stage-${stage.index}`) === name)
  return (named.length > 0 ? named : stages).flatMap(({ from, instructions }) => [from, ...instructions])
}

function textOf({ text }: Document, { keyword, flags, args }: Instruction): string {
  const given = flags.map(({ range }) => text.slice(range.start, range.end)).join(' ')
  return words(`${keyword} ${given} ${args.text}`)
}

function words(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

/** The output of one step; without one, the last lines without what frames the Dockerfile. */
function tailOf(lines: readonly string[], step: string | undefined): readonly string[] {
  if (step === undefined) return lastOf(lines.filter((line) => !FRAME.test(line) && !OWN_WORK.test(line)))
  const own = lines.filter((line) => line.startsWith(`${step} `))
  return lastOf(own.flatMap((line) => /^#\d+ \d+\.\d+ (.*)$/s.exec(line)?.[1] ?? []))
}

const OWN_WORK = /^#\d+ (?:\[internal\]|building with|transferring|resolve|sha256:|DONE|CACHED|CANCELED)/
const FRAME = /^(?:-{6,}| > .*:|\S+:\d+|\s*\d+ \| .*)$/
