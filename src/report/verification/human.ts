import { sizeText } from '../../verify/comparison/size-text.ts'
import type { BuiltFacts, Verdict, Verification } from '../../verify/verification.ts'
import type { Layout } from '../human.ts'
import type { Style } from '../style.ts'
import { count, wrap } from '../wrap.ts'
import { breakageLines } from './breakage.ts'
import { factsOf, type Fact } from './facts.ts'
import { gap, hanging, INDENT, joined, labelled, wide, type Wide } from './lines.ts'
import { factsText, layersDiffer, measurements, totalsOf } from './measurements.ts'
import { changeText } from './sizes.ts'
import { tableLines } from './table.ts'
import { mayBeDefect, nextSteps, settingParts, titleOf, verdictDetail, verdictsText } from './verdict.ts'
import { waterfall } from './waterfall.ts'
import { shownLine, TERMINAL_WORDS } from './words.ts'

const PAINTS: Readonly<Record<Verdict, keyof Style & ('green' | 'red' | 'yellow' | 'dim')>> = {
  proven: 'green',
  regression: 'red',
  unproven: 'yellow',
  unchanged: 'dim',
}

/** What became of one file; with an empty line at the end, unless it takes but one line. */
export function verificationText(verification: Verification, wanted: Layout): string {
  const layout = wide(wanted)
  const { style, width } = layout
  const { verdict, before, after } = verification
  const name = style.bold(shownLine(titleOf(verification)))
  const title = `${name}: ${style[PAINTS[verdict]](verdict)}${verdictDetail(verification)}`
  if (verdict === 'unchanged') return `${title}\n`
  const settings = settingParts(verification).map((part) => shownLine(part))
  const sections = [
    joined(settings, '  ', width).map((line) => style.dim(line)),
    breakageLines(verification, layout),
    before && after ? gap(tableLines(measurements(before, after), style)) : [],
    gap(factLines(verification, layout)),
    before && after ? waterfallLines(before, after, verdict, layout) : [],
    gap(endLines(verification, layout)),
  ]
  return [title, ...sections.flat(), ''].map((line) => `${line}\n`).join('')
}

function factLines(verification: Verification, layout: Wide): readonly string[] {
  const { before, after } = verification
  // Of a rewrite that was never built there is nothing to tell.
  if (!before) return []
  const single = after ? [] : labelled('original', factsText(before), layout)
  const facts = factsOf(verification, TERMINAL_WORDS)
  return [...single, ...facts.flatMap((fact) => oneFactLines(fact, layout))]
}

function oneFactLines({ label, lines, details }: Fact, layout: Wide): readonly string[] {
  return [
    ...lines.flatMap((line, place) => labelled(place === 0 ? label : '', line, layout)),
    ...(layout.verbose ? details() : []).flatMap((line) =>
      hanging(line, ' '.repeat(INDENT + 2), layout.width),
    ),
  ]
}

/** The sizes of a rewrite that breaks something are of little use. */
function waterfallLines(
  before: BuiltFacts,
  after: BuiltFacts,
  verdict: Verdict,
  layout: Wide,
): readonly string[] {
  const shows = layout.verbose || (verdict === 'proven' && layersDiffer(before, after))
  return shows ? gap(waterfall(before, after, layout)) : []
}

function endLines(verification: Verification, layout: Wide): readonly string[] {
  const { verdict, logs } = verification
  const failed = verdict === 'regression' || verdict === 'unproven'
  const shown = failed || layout.verbose ? logs : []
  return [
    ...shown.flatMap((log, place) => labelled(place === 0 ? 'log' : '', shownLine(log), layout)),
    ...nextSteps(verification).flatMap((step, place) =>
      labelled(place === 0 ? 'next' : '', shownLine(step), layout),
    ),
  ]
}

/** The last lines of a run: how many of what, what was measured of all together, what to do next. */
export function verifySummaryText(verifications: readonly Verification[], wanted: Layout): string {
  const { style, width } = wide(wanted)
  const parts = verdictsText(verifications, (verdict, text) => style[PAINTS[verdict]](text))
  const steps = summarySteps(verifications)
  const lines = [
    style.bold(count(verifications.length, 'file')) + (parts.length === 0 ? '' : `: ${parts.join(', ')}`),
    ...totalLines(verifications),
    ...steps.flatMap((step, place) => {
      const [first = '', ...rest] = wrap(step, NEXT, width)
      return [place === 0 ? `next: ${first.slice(NEXT.length)}` : first, ...rest]
    }),
  ]
  return lines.map((line) => `${line}\n`).join('')
}

const NEXT = ' '.repeat('next: '.length)

/** Of one file everything has been said. */
function totalLines(verifications: readonly Verification[]): readonly string[] {
  const totals = totalsOf(verifications)
  if (!totals || totals.files < 2) return []
  const { files, before, after } = totals
  const name = `${files} proven together: `
  return [
    `${name}size       ${changeText(before.size, after.size, sizeText)}`,
    `${' '.repeat(name.length)}compressed ${changeText(before.compressed, after.compressed, sizeText)}`,
  ]
}

function summarySteps(verifications: readonly Verification[]): readonly string[] {
  const waits = verifications.some(({ verdict, applied }) => verdict === 'proven' && !applied)
  const breaks = verifications.some(mayBeDefect)
  return [
    ...(waits ? ['--apply writes what was proven'] : []),
    ...(breaks ? ['a change marked safe that breaks something is a defect of dfopt: please report it'] : []),
  ]
}
