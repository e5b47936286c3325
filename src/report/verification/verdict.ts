import type {
  Culprit,
  FailingInstruction,
  Problem,
  Verdict,
  Verification,
} from '../../verify/verification.ts'
import { count } from '../wrap.ts'
import { listText } from './words.ts'

const STEPS: Readonly<Record<Problem['step'], string>> = {
  read: 'reading the file',
  builder: 'finding a builder',
  context: 'reading the build context',
  'build before': 'building the original',
  'build after': 'building the rewrite',
  export: 'reading an image',
  compare: 'comparing the images',
  smoke: 'the smoke runs',
  scan: 'scanning the images',
  write: 'writing the file',
}

/** The file, and what it is built for where that is not the command line alone. */
export function titleOf({ path, definition }: Verification): string {
  return definition === undefined ? path : `${path} (${definition})`
}

/** "2 proven (1 written)", "1 regression" and so on, those that there are. */
export function verdictsText(
  verifications: readonly Verification[],
  paint: (verdict: Verdict, text: string) => string,
): readonly string[] {
  const written = verifications.filter(({ applied }) => applied).length
  return VERDICTS.flatMap((verdict) => {
    const number = verifications.filter((each) => each.verdict === verdict).length
    if (number === 0) return []
    const text = paint(verdict, verdict === 'regression' ? count(number, verdict) : `${number} ${verdict}`)
    return [verdict === 'proven' && written > 0 ? `${text} (${written} written)` : text]
  })
}

const VERDICTS: readonly Verdict[] = ['proven', 'regression', 'unproven', 'unchanged']

/** What stands behind the verdict on its line, with a comma in front; '' where the verdict says it all. */
export function verdictDetail(verification: Verification): string {
  const { verdict, problem, applied } = verification
  if (verdict === 'unchanged') return ', nothing to prove'
  if (verdict === 'proven') return applied ? ', written' : ''
  if (verdict === 'regression') return `, ${listText(breaksOf(verification))}`
  if (!problem) return ''
  return `, ${isInterruption(problem) ? 'interrupted' : 'stopped'} at ${STEPS[problem.step]}`
}

/** Then there is nothing to say but that. */
export function isInterruption({ message }: Problem): boolean {
  return message === 'interrupted'
}

function breaksOf({ problem, comparison, smoke }: Verification): readonly string[] {
  const differences = comparison?.regressions.length ?? 0
  const runs = smoke.filter(({ outcome }) => outcome === 'different').length
  return [
    ...(problem?.step === 'build after' ? ['the rewrite does not build'] : []),
    ...(differences > 0 ? [count(differences, 'undeclared difference')] : []),
    ...(runs > 0 ? [count(runs, 'different smoke run')] : []),
  ]
}

/** Who built what, in parts: "docker 28.5.2 … for linux/amd64", "context .", "stage runtime". */
export function settingParts({ builder, before, after, context, target }: Verification): readonly string[] {
  const config = before?.config ?? after?.config
  return [
    ...(builder === '' ? [] : [config ? `${builder} for ${config.platform}` : builder]),
    ...(builder === '' ? [] : [`context ${context}`]),
    ...(target === undefined ? [] : [`stage ${target}`]),
  ]
}

/** Where the instruction stands: "line 3 of the rewrite, changed by collapse-runs". */
export function instructionPlace({ step }: Problem, { line, transforms }: FailingInstruction): string {
  const file = step === 'build after' ? 'the rewrite' : 'the original'
  const by = transforms.length === 0 ? '' : `, changed by ${listText(transforms)}`
  return `line ${line} of ${file}${by}`
}

const BREAKS: Readonly<Record<Culprit['breaks'], string>> = {
  build: 'the build',
  comparison: 'the comparison',
  smoke: 'the smoke run',
}

/** "safe; it breaks the comparison, which holds without it; found with 5 more builds" */
export function culpritDetail({ level, breaks, builds }: Culprit): string {
  return `${level}; it breaks ${BREAKS[breaks]}, which holds without it; found with ${count(builds, 'more build')}`
}

/** What to do about it: parts of a line. */
export function nextSteps({
  verdict,
  problem,
  culprit,
  bisected,
  comparison,
}: Verification): readonly string[] {
  if (verdict !== 'regression') return problem && problem.hint !== '' ? [problem.hint] : []
  if (culprit) return [`--skip ${culprit.transform} leaves it out`]
  const suspects = problem
    ? (problem.instruction?.transforms ?? [])
    : [...new Set((comparison?.regressions ?? []).flatMap(({ transforms }) => transforms.slice(0, 1)))]
  const [suspect] = suspects
  return [
    bisected ? 'no single change could be named' : '--bisect names the change that does it',
    ...(suspect !== undefined && suspects.length === 1 ? [`--skip ${suspect} leaves the likeliest out`] : []),
  ]
}

/** Whether a regression may be the work of a safe change, which would be a defect. */
export function mayBeDefect({ verdict, culprit }: Verification): boolean {
  return verdict === 'regression' && culprit?.level !== 'review'
}
