import { sizeText } from '../../verify/comparison/size-text.ts'
import type { BuiltFacts, SmokeResult, Verification } from '../../verify/verification.ts'
import { styleFor } from '../style.ts'
import { count } from '../wrap.ts'
import { likelyText, OUTPUT_LINES, REGRESSION_LINES } from './breakage.ts'
import { tell } from './differences.ts'
import { factsOf, type Fact } from './facts.ts'
import { excerpt } from './lines.ts'
import { block, code, folded, htmlCode, MARKDOWN_WORDS, prose, tableRow } from './markup.ts'
import { factsText, layersDiffer, measurements, totalsOf, type Measurement } from './measurements.ts'
import { changeText } from './sizes.ts'
import {
  culpritDetail,
  mayBeDefect,
  instructionPlace,
  isInterruption,
  nextSteps,
  titleOf,
  verdictDetail,
  verdictsText,
} from './verdict.ts'
import { waterfall } from './waterfall.ts'

/** More files than these have one table together, and those that are in order are opened by who wants to see them. */
const SINGLY = 3
const MOST_ROWS = 150
/** Characters; GitHub takes 65,536 for the text of a pull request, which has something else to say, too. */
const ROOM = 50_000

/** A section of the text of a pull request: what was built and compared, by whom, and with what result. */
export function verifyMarkdown(verifications: readonly Verification[]): string {
  const verdicts = verdictsText(verifications, (_, text) => text).join(', ')
  const files = count(verifications.length, 'file')
  const many = verifications.length > SINGLY
  const head = [
    [`## dfopt verify: ${verdicts === '' ? files : `${files}, ${verdicts}`}`],
    buildersText(verifications),
    many ? overview(verifications) : [],
  ].map(paragraph)
  const told = many ? verifications.filter(({ verdict }) => verdict !== 'unchanged') : verifications
  const sections = told.map((verification) => {
    const lines = many ? foldedSection(verification) : openSection(verification)
    return { verification, text: paragraph(lines) }
  })
  const fitting = fit(sections, ROOM - head.join('').length)
  const left = sections.length - fitting.length
  const rest = left === 0 ? [] : [`${count(left, 'more file')}: \`dfopt verify --format json\` has all.`]
  const parts = [...head, ...fitting.map(({ text }) => text), ...rest, paragraph(endLines(verifications))]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

function paragraph(lines: readonly string[]): string {
  return lines.join('\n')
}

interface Section {
  readonly verification: Verification
  readonly text: string
}

/** Those that there is room for, in their order; what is in order goes first. */
function fit(sections: readonly Section[], room: number): readonly Section[] {
  const isProven = ({ verification }: Section): number => (verification.verdict === 'proven' ? 1 : 0)
  const kept = new Set<Section>()
  let left = room
  for (const section of sections.toSorted((one, other) => isProven(one) - isProven(other))) {
    left -= section.text.length + 2
    if (left >= 0) kept.add(section)
  }
  return sections.filter((section) => kept.has(section))
}

function buildersText(verifications: readonly Verification[]): readonly string[] {
  const builders = verifications.flatMap(({ builder, before }) =>
    before ? [code(`${builder} for ${before.config.platform}`)] : [],
  )
  const names = [...new Set(builders)]
  return names.length === 0 ? [] : [`Built before and after, and measured, by ${names.join(', ')}.`]
}

function fileHeading(verification: Verification): string {
  return `### ${code(titleOf(verification))}: ${verification.verdict}${verdictDetail(verification)}`
}

function openSection(verification: Verification): readonly string[] {
  const lines = section(verification)
  return lines.length === 0 ? [fileHeading(verification)] : [fileHeading(verification), '', ...lines]
}

/** What failed is open, what is in order is closed. */
function foldedSection(verification: Verification): readonly string[] {
  if (verification.verdict !== 'proven') return openSection(verification)
  return folded(
    `${htmlCode(titleOf(verification))}: proven${verdictDetail(verification)}`,
    section(verification),
  )
}

function overview(verifications: readonly Verification[]): readonly string[] {
  const totals = totalsOf(verifications)
  const rows = verifications.slice(0, MOST_ROWS).map((verification) => {
    const { verdict, before, after } = verification
    const cells = before && after ? measuredCells(before, after) : ['', '', '', '']
    return [code(titleOf(verification)), verdict, ...cells]
  })
  const left = verifications.length - rows.length
  const more = left === 0 ? [] : [[`and ${count(left, 'more file')}`, '', '', '', '', '']]
  const sum =
    totals && totals.files > 1
      ? [
          [
            `${totals.files} proven together`,
            '',
            changeText(totals.before.size, totals.after.size, sizeText),
            changeText(totals.before.compressed, totals.after.compressed, sizeText),
            '',
            '',
          ],
        ]
      : []
  return [
    tableRow(['file', 'verdict', 'size', 'compressed', 'layers', 'build time']),
    tableRow(['---', '---', '---', '---', '---', '---']),
    ...[...rows, ...more, ...sum].map(tableRow),
  ]
}

function measuredCells(before: BuiltFacts, after: BuiltFacts): readonly string[] {
  const rows = measurements(before, after)
  return ['size', 'compressed', 'layers', 'build time'].map((name) => {
    const row = rows.find((each) => each.name === name)
    return row ? `${row.before} → ${row.after} (${differenceOf(row)})` : ''
  })
}

function differenceOf({ difference, percent, worse }: Measurement): string {
  return [difference, ...(percent === '' ? [] : [percent]), ...(worse ? ['larger'] : [])].join(', ')
}

/** Everything about a file but its name and verdict. */
function section(verification: Verification): readonly string[] {
  const { before, after } = verification
  const paragraphs = [
    problemLines(verification),
    culpritLines(verification),
    regressionLines(verification),
    ...verification.smoke.filter(({ outcome }) => outcome === 'different').map(smokeLines),
    before && after ? table(measurements(before, after)) : [],
    before ? factLines(verification) : [],
    before && after && layersDiffer(before, after) ? layerLines(before, after) : [],
    nextLines(verification),
  ]
  return paragraphs
    .filter((lines) => lines.length > 0)
    .flatMap((lines, place) => (place === 0 ? lines : ['', ...lines]))
}

function problemLines({ problem }: Verification): readonly string[] {
  if (!problem || isInterruption(problem)) return []
  const { message, instruction, tail } = problem
  return [
    prose(message),
    ...(instruction
      ? [
          '',
          `${upperFirst(instructionPlace(problem, instruction))}:`,
          '',
          ...block(excerpt(instruction.text.split('\n'), OUTPUT_LINES, 1)),
        ]
      : []),
    ...(tail.length === 0
      ? []
      : ['', 'The last lines of the output:', '', ...block(excerpt(tail, 0, OUTPUT_LINES))]),
  ]
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function culpritLines({ culprit }: Verification): readonly string[] {
  if (!culprit) return []
  const { transform, line, message } = culprit
  return [`**Culprit**: ${transform} at line ${line} (${code(message)}); ${culpritDetail(culprit)}.`]
}

function regressionLines({ comparison, transforms }: Verification): readonly string[] {
  const { blames, untold } = tell(comparison?.regressions ?? [], transforms, REGRESSION_LINES, MARKDOWN_WORDS)
  const groups = blames.map((blame) => [
    `**Undeclared**, ${likelyText(blame.transforms)}:`,
    '',
    ...blame.lines.map((line) => `- ${line}`),
  ])
  const lines = groups.flatMap((group, place) => (place === 0 ? group : ['', ...group]))
  return untold === 0 ? lines : [...lines, `- and ${untold} more`]
}

function smokeLines({ name, before, after, details }: SmokeResult): readonly string[] {
  return [
    `**Different smoke run**, ${code(name)}:`,
    '',
    `- before: ${code(before)}`,
    `- after: ${code(after)}`,
    ...(details.length === 0 ? [] : ['', ...block(excerpt(details, OUTPUT_LINES, OUTPUT_LINES))]),
  ]
}

function table(rows: readonly Measurement[]): readonly string[] {
  return [
    tableRow(['', 'before', 'after', 'difference']),
    tableRow(['---', '---:', '---:', '---:']),
    ...rows.map((row) => tableRow([row.name, row.before, row.after, differenceOf(row)])),
  ]
}

function factLines(verification: Verification): readonly string[] {
  const { before, after, target } = verification
  const facts: readonly Pick<Fact, 'label' | 'lines'>[] = [
    ...(target === undefined ? [] : [{ label: 'stage', lines: [code(target)] }]),
    ...(before && !after ? [{ label: 'original', lines: [factsText(before)] }] : []),
    ...factsOf(verification, MARKDOWN_WORDS),
  ]
  return facts.flatMap(({ label, lines }) =>
    lines.length === 1
      ? [`- ${label}: ${lines.join('')}`]
      : [`- ${label}:`, ...lines.map((line) => `  - ${line}`)],
  )
}

function layerLines(before: BuiltFacts, after: BuiltFacts): readonly string[] {
  const layout = { style: styleFor(false), width: 100, verbose: false }
  return folded('Layers before and after', block(waterfall(before, after, layout)))
}

function nextLines(verification: Verification): readonly string[] {
  const steps = nextSteps(verification)
  return steps.length === 0 ? [] : [`What to do: ${steps.map(prose).join('; ')}.`]
}

function endLines(verifications: readonly Verification[]): readonly string[] {
  const breaks = verifications.some(mayBeDefect)
  return breaks ? ['A change marked safe that breaks something is a defect of dfopt: please report it.'] : []
}
