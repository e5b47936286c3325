import { parseDocument, type Document } from '../../dockerfile/document.ts'
import { lastOf, type Reading } from './build-failure.ts'

/** A line such as `[1/2] STEP 2/3: RUN true`, which names an instruction before it is carried out. */
interface Step {
  /** 1-based, of the stages of the Dockerfile. */
  readonly stage: number
  /** 1-based, FROM included. */
  readonly number: number
  readonly total: number
  readonly text: string
}

const STEP = /^(?:\[(\d+)\/\d+\] )?STEP (\d+)\/(\d+): (.*)$/s

export function isStep(line: string): boolean {
  return STEP.test(line)
}

/** The image that a step gave, or that it was taken from instead of being carried out; the id may be cut short. */
export function imageOf(line: string): string | undefined {
  return (
    /^--> (?:Using cache )?([0-9a-f]{11,64})$/.exec(line)?.[1] ??
    /^(?:\[\d+\/\d+\] )?STEP 1\/\d+: FROM ([0-9a-f]{12,64})(?: |$)/.exec(line)?.[1]
  )
}

/**
 * What the output of podman build or buildah build says of a build that failed. A program that a RUN starts writes into
 * it without any mark, so that a step counts only if the last word names it too.
 *
 * @param steps the lines that `isStep`, of the whole output
 */
export function readBud(lines: readonly string[], steps: readonly string[], dockerfile: string): Reading {
  const last = lines.findLastIndex((line) => /^(?:Error: |error building )/.test(line))
  const said = last === -1 ? (lastOf(lines).at(-1) ?? 'the builder gave no reason') : (lines[last] ?? '')
  const { at, message } = partsOf(said)
  const step = steps.flatMap(stepOf).findLast(({ text }) => at === undefined || sameText(text, at))
  const since = lines.findLastIndex((line) =>
    stepOf(line).some(({ text }) => at === undefined || sameText(text, at)),
  )
  const output = lines.slice(since + 1, last === -1 ? undefined : last)
  return {
    message: plain(message, output),
    tail: lastOf(output.filter((line) => !NOISE.test(line))),
    line: step === undefined ? undefined : lineOf(parseDocument(dockerfile), step),
  }
}

const NOISE = /^(?:time="[^"]*" level=(?:warning|error|info) |--> [0-9a-f]{11,64}$)/

function partsOf(said: string): { readonly at: string | undefined; readonly message: string } {
  const found = /^(?:Error: )?(?:error )?building at STEP "(.*?)": (.*)$/s.exec(said)
  return found
    ? { at: found[1], message: found[2] ?? '' }
    : { at: undefined, message: said.replace(/^Error: /, '') }
}

function stepOf(line: string): readonly Step[] {
  const found = STEP.exec(line)
  return found
    ? [
        {
          stage: Number(found[1] ?? 1),
          number: Number(found[2]),
          total: Number(found[3]),
          text: found[4] ?? '',
        },
      ]
    : []
}

/** Whether a step is meant, which the last word names with other quotes and blanks, or by its keyword and a blank alone. */
function sameText(step: string, at: string): boolean {
  const plainText = (text: string): string => text.replace(/[\s"\\[\],]+/g, '').toLowerCase()
  return at.endsWith(' ') ? plainText(step).startsWith(plainText(at)) : plainText(step) === plainText(at)
}

function lineOf({ stages }: Document, { stage, number, total }: Step): number | undefined {
  const found = stages[stage - 1]
  if (!found) return undefined
  // What the base's ONBUILD adds comes after FROM, is counted, and stands in no line but that of FROM.
  const triggers = Math.max(0, total - 1 - found.instructions.length)
  return (found.instructions[number - 2 - triggers] ?? found.from).startLine
}

function plain(message: string, output: readonly string[]): string {
  const code = /while running runtime: exit status (\d+)$/.exec(message)?.[1]
  if (code !== undefined) {
    const failure = startFailure(output)
    if (failure === undefined) return `the command ended with exit code ${code}`
    return failure.ofCommand
      ? `the command could not be started: ${failure.reason}`
      : `the container runtime failed: ${failure.reason}`
  }
  const unknown = /Unknown instruction: "([^"]*)"/.exec(message)?.[1]
  if (unknown !== undefined) return `unknown instruction: ${unknown}`
  return message
    .replace(/^(?:creating build container: |error creating build container: )+/, '')
    .replace(/^checking on sources under "[^"]*": /, '')
    .replace(/^copier: stat: /, '')
}

export interface StartFailure {
  readonly reason: string
  /** Whether there is no such program in the image, or it is none. Else the runtime does not work as it was asked to. */
  readonly ofCommand: boolean
}

/** Why runc or crun, at the behest of buildah, did not start a program. */
export function startFailure(lines: readonly string[]): StartFailure | undefined {
  const line = lines.findLast((each) =>
    /^error running container: from \S+ creating container for \[/.test(each),
  )
  if (line === undefined) return undefined
  const said = line.replace(/^error running container: from \S+ creating container for \[.*?\]: /s, '')
  const reason = (/ msg="(.*)"$/.exec(said)?.[1]?.replaceAll('\\"', '"') ?? said)
    .replace(/^\w+ create failed: /, '')
    .replace(/^unable to start container process: /, '')
  return { reason, ofCommand: /^exec: |^exec[ :`]|^executable file /.test(reason) }
}
