// What keeps a rewrite from being proven: builds that fail, differences that nothing declared, runs that end otherwise.
import type { FailingInstruction, Problem, SmokeResult, Verification } from '../../verify/verification.ts'
import { wrap } from '../wrap.ts'
import { tell } from './differences.ts'
import { excerpt, gap, hanging, labelled, type Wide } from './lines.ts'
import { culpritDetail, instructionPlace, isInterruption } from './verdict.ts'
import { shownLine, TERMINAL_WORDS } from './words.ts'

/** Differences that are told; the rest is in the JSON. */
export const REGRESSION_LINES = 20
/** Of what a program printed, and of an instruction, so many lines are told unless all is asked for. */
export const OUTPUT_LINES = 10

export function breakageLines(verification: Verification, layout: Wide): readonly string[] {
  const { problem } = verification
  return [
    ...gap(problem ? problemLines(problem, layout) : []),
    ...gap(culpritLines(verification, layout)),
    ...gap(regressionLines(verification, layout)),
  ]
}

function problemLines(problem: Problem, layout: Wide): readonly string[] {
  const { instruction, tail, message } = problem
  return [
    ...(isInterruption(problem) ? [] : wrap(shownLine(message), '  ', layout.width)),
    ...(instruction ? instructionLines(problem, instruction, layout) : []),
    ...outputLines(tail, 0, layout),
  ]
}

function instructionLines(
  problem: Problem,
  instruction: FailingInstruction,
  { width, style, verbose }: Wide,
): readonly string[] {
  const lines = instruction.text.split('\n')
  return [
    ...wrap(`${instructionPlace(problem, instruction)}:`, '  ', width),
    ...excerpt(lines, verbose ? lines.length : OUTPUT_LINES, 1).map((line) => `      ${style.bold(line)}`),
  ]
}

/** What a program printed is not broken into lines of ours. */
function outputLines(lines: readonly string[], first: number, { style, verbose }: Wide): readonly string[] {
  const shown = excerpt(lines, verbose ? lines.length : first, OUTPUT_LINES)
  return shown.map((line) => `    ${style.dim('|')} ${line}`)
}

function culpritLines({ culprit }: Verification, layout: Wide): readonly string[] {
  if (!culprit) return []
  const { transform, line, message } = culprit
  return [
    ...labelled('culprit', `${transform} at line ${line}: ${shownLine(message)}`, layout),
    ...labelled('', culpritDetail(culprit), layout),
  ]
}

function regressionLines({ comparison, transforms, smoke }: Verification, layout: Wide): readonly string[] {
  const { style, width } = layout
  const { blames, untold } = tell(comparison?.regressions ?? [], transforms, REGRESSION_LINES, TERMINAL_WORDS)
  return [
    ...blames.flatMap((blame) => [
      `  ${style.red('undeclared')}, ${likelyText(blame.transforms)}:`,
      ...blame.lines.flatMap((line) => hanging(line, '    ', width)),
    ]),
    ...(untold === 0 ? [] : [`    and ${untold} more; --format json has all`]),
    ...smoke.filter(({ outcome }) => outcome === 'different').flatMap((run) => smokeLines(run, layout)),
  ]
}

/** "likely by collapse-runs or add-user" */
export function likelyText(transforms: readonly string[]): string {
  return transforms.length === 0 ? 'no transform is likely' : `likely by ${transforms.join(' or ')}`
}

function smokeLines({ name, before, after, details }: SmokeResult, layout: Wide): readonly string[] {
  const { style, width } = layout
  return [
    `  ${style.red('different smoke run')}, ${TERMINAL_WORDS.text(name)}:`,
    ...hanging(`before: ${shownLine(before)}`, '    ', width),
    ...hanging(`after:  ${shownLine(after)}`, '    ', width),
    ...outputLines(details, OUTPUT_LINES, layout),
  ]
}
