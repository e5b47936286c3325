import { sizeText } from '../../verify/comparison/size-text.ts'
import type { BuiltFacts, Verification } from '../../verify/verification.ts'
import { count } from '../wrap.ts'
import { differenceText, numberText, percentText, timeText } from './sizes.ts'

/** One line of the table of what was measured, as text. */
export interface Measurement {
  readonly name: string
  readonly before: string
  readonly after: string
  /** Signed, or "same". */
  readonly difference: string
  /** Signed; '' where it says nothing. */
  readonly percent: string
  readonly trend: 'less' | 'more' | 'same'
  /** Whether the image has become worse to store; times are not steady enough to say so. */
  readonly worse: boolean
}

export function measurements(before: BuiltFacts, after: BuiltFacts): readonly Measurement[] {
  return [
    sizeRow('size', before.size, after.size),
    sizeRow('compressed', before.compressed, after.compressed),
    row('layers', before.layers.length, after.layers.length, numberText, () => ''),
    row('files', before.files, after.files, numberText, percentText),
    // As exact as it is shown: a difference of what cannot be seen would look like a mistake.
    row('build time', tenths(before.seconds), tenths(after.seconds), timeText, wholePercentText),
  ]
}

function sizeRow(name: string, before: number, after: number): Measurement {
  const worse = after > before && isNotable(before, after)
  return { ...row(name, before, after, sizeText, percentText), worse }
}

function row(
  name: string,
  before: number,
  after: number,
  text: (value: number) => string,
  percent: (before: number, after: number) => string,
): Measurement {
  const difference = differenceText(before, after, text)
  const trend = difference === 'same' ? 'same' : after < before ? 'less' : 'more'
  return {
    name,
    before: text(before),
    after: text(after),
    difference,
    percent: trend === 'same' ? '' : percent(before, after),
    trend,
    worse: false,
  }
}

/** Two builds are not enough for more. */
function wholePercentText(before: number, after: number): string {
  const percent = before === 0 ? 0 : Math.round(((after - before) / before) * 100)
  return percent === 0 ? '' : `${percent > 0 ? '+' : ''}${percent} %`
}

/** Seconds rounded to tenths. */
export function tenths(seconds: number): number {
  return Math.round(seconds * 10) / 10
}

/** A thousandth and more: time stamps in files make less of a difference. */
function isNotable(before: number, after: number): boolean {
  return Math.abs(after - before) * 1000 >= before
}

/** Whether the layers are worth a look. */
export function layersDiffer(before: BuiltFacts, after: BuiltFacts): boolean {
  return before.layers.length !== after.layers.length || isNotable(before.size, after.size)
}

/** What is known of one image, in a line. */
export function factsText({ size, compressed, layers, seconds }: BuiltFacts): string {
  const weights = `${sizeText(size)}, ${sizeText(compressed)} compressed`
  return `${weights}, ${count(layers.length, 'layer')}, built in ${timeText(seconds)}`
}

/** What all files with two images weigh together; undefined where there are none. */
export interface Totals {
  readonly files: number
  readonly before: { readonly size: number; readonly compressed: number }
  readonly after: { readonly size: number; readonly compressed: number }
}

/** Of the files that are proven: the sizes of other rewrites are of no use to anybody. */
export function totalsOf(verifications: readonly Verification[]): Totals | undefined {
  const measured = verifications.flatMap(({ verdict, before, after }) =>
    verdict === 'proven' && before && after ? [{ before, after }] : [],
  )
  if (measured.length === 0) return undefined
  const sum = (pick: (pair: (typeof measured)[number]) => number): number =>
    measured.reduce((total, pair) => total + pick(pair), 0)
  return {
    files: measured.length,
    before: { size: sum((pair) => pair.before.size), compressed: sum((pair) => pair.before.compressed) },
    after: { size: sum((pair) => pair.after.size), compressed: sum((pair) => pair.after.compressed) },
  }
}
