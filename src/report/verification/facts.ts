import {
  type Comparison,
  type Difference,
  type Finding,
  type ScanComparison,
  type Severity,
  type SmokeResult,
  type Verification,
} from '../../verify/verification.ts'
import { count } from '../wrap.ts'
import { configText, declaredText, filesText, isConfig, isFile, tell } from './differences.ts'
import { compareTexts } from './groups.ts'
import { numberText } from './sizes.ts'
import { listText, type Words } from './words.ts'

/** What is said of one side of a verification, behind a name. */
export interface Fact {
  readonly label: string
  readonly lines: readonly string[]
  /** What belongs to the lines, for those who ask for everything. */
  readonly details: () => readonly string[]
}

const none = (): readonly string[] => []

/** As many lines of differences are told of everything that was declared. */
const DECLARED_LINES = 20

/** What was found besides sizes: declared changes, noise, smoke runs, scans. Nothing that speaks against the rewrite. */
export function factsOf(verification: Verification, words: Words): readonly Fact[] {
  const { transforms, comparison, smoke, scan } = verification
  const facts = [
    { label: 'transforms', lines: transforms.length === 0 ? [] : [transforms.join(', ')], details: none },
    ...(comparison ? [configurationFact(comparison, words)] : []),
    ...(comparison ? [filesFact(comparison, transforms, words)] : []),
    ...(comparison ? [noiseFact(comparison, transforms, words)] : []),
    { label: 'smoke', lines: smoke.flatMap((result) => smokeText(result, words)), details: none },
    ...(scan ? [scanFact(scan, words)] : []),
  ]
  return facts.filter(({ lines }) => lines.length > 0)
}

function configurationFact({ declared, regressions }: Comparison, words: Words): Fact {
  const changed = declared.filter(isConfig)
  const isSame = changed.length === 0 && !regressions.some(isConfig)
  const lines = changed.map((difference) => {
    return `${configText(difference, words)}${byText(difference.transforms)}`
  })
  return { label: 'configuration', lines: isSame ? ['same'] : lines, details: none }
}

function byText(transforms: readonly string[]): string {
  return transforms.length === 0 ? '' : `, by ${listText(transforms)}`
}

function filesFact({ declared, regressions }: Comparison, order: readonly string[], words: Words): Fact {
  const changed = declared.filter(isFile)
  const isSame = changed.length === 0 && !regressions.some(isFile)
  return {
    label: 'files',
    lines: isSame ? ['same'] : declaredText(changed, order, words),
    details: () => eachText(changed, order, words),
  }
}

function noiseFact({ noise, unstable }: Comparison, order: readonly string[], words: Words): Fact {
  const files = noise.reduce((sum, each) => sum + each.count, 0)
  const reasons = noise.toSorted(
    (left, right) => right.count - left.count || compareTexts(left.reason, right.reason),
  )
  const steady = files === 0 ? [] : [`${differ(files)} as between any two builds`]
  const shaky =
    unstable === undefined || unstable.length === 0
      ? []
      : [`${differ(unstable.length)} when the original is built twice`]
  return {
    label: 'noise',
    lines: [...steady, ...shaky],
    details: () => [
      ...reasons.map(({ reason, count: number, path }) => {
        const place = words.path(path)
        const which = number === 1 ? place : `${filesText(number)} such as ${place}`
        return `${which}: ${words.text(reason)}`
      }),
      ...eachText(unstable ?? [], order, words),
    ],
  }
}

/** Path by path as far as there is room. */
function eachText(
  differences: readonly Difference[],
  order: readonly string[],
  words: Words,
): readonly string[] {
  const { blames, untold } = tell(differences, order, DECLARED_LINES, words, DECLARED_LINES)
  const rest = untold === 0 ? [] : [`and ${numberText(untold)} more`]
  return [...blames.flatMap(({ lines }) => lines), ...rest]
}

function differ(files: number): string {
  return `${filesText(files)} ${files === 1 ? 'differs' : 'differ'}`
}

/** A run that differs is told where the regression is. */
function smokeText({ name, outcome, before, after }: SmokeResult, words: Words): readonly string[] {
  if (outcome === 'different') return []
  if (outcome === 'same') return [`${words.text(name)}: same, ${words.text(after)}`]
  return [`${words.text(name)}: same as far as the original repeats itself, ${words.text(before)}`]
}

const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'unknown']

/** New findings that are named to everybody: there should be none. */
const NAMED_FINDINGS = 3

function scanFact({ scanner, before, after, gone, fresh }: ScanComparison, words: Words): Fact {
  const named = bySeverity(fresh).slice(0, NAMED_FINDINGS)
  const more = fresh.length - named.length
  const findings = `${words.text(scanner)}: ${count(before, 'finding')} before, ${after} after`
  const changes = [
    gone.length === 0 ? 'none gone' : `${gone.length} gone${severitiesText(gone)}`,
    fresh.length === 0 ? 'none new' : `${fresh.length} new${severitiesText(fresh)}`,
  ]
  return {
    label: 'scan',
    lines: [
      `${findings}; ${changes.join(', ')}`,
      ...named.map((finding) => `new: ${findingText(finding, words)}`),
      ...(more > 0 ? [`and ${more} more new`] : []),
    ],
    details: () => [
      ...bySeverity(fresh)
        .slice(named.length)
        .map((finding) => `new: ${findingText(finding, words)}`),
      ...bySeverity(gone).map((finding) => `gone: ${findingText(finding, words)}`),
    ],
  }
}

function severitiesText(findings: readonly Finding[]): string {
  const counts = SEVERITIES.flatMap((severity) => {
    const number = findings.filter((finding) => finding.severity === severity).length
    return number === 0 ? [] : [`${number} ${severity}`]
  })
  return ` (${counts.join(', ')})`
}

function bySeverity(findings: readonly Finding[]): readonly Finding[] {
  const key = ({ id, package: name, version }: Finding): string => [name, id, version].join('\0')
  return findings.toSorted(
    (left, right) =>
      SEVERITIES.indexOf(left.severity) - SEVERITIES.indexOf(right.severity) ||
      compareTexts(key(left), key(right)),
  )
}

function findingText({ id, package: name, version, severity }: Finding, words: Words): string {
  return `${words.text(id)} in ${words.text(`${name} ${version}`)}, ${severity}`
}
