import { lastOf, type Reading } from './build-failure.ts'

const PREFIXES =
  /^(?:(?:ERROR|Error|error): |failed to (?:build|solve|compute cache key|create LLB definition|build LLB): |failed to solve with frontend \S+: |rpc error: code = \w+ desc = |failed to calculate checksum of ref \S+: )/

/**
 * What BuildKit's plain output says of a build that failed: the last word, the lines of the step that failed, and the
 * line in the frame that marks it. Versions since 20.10 write it alike but for the prefixes.
 */
export function readBuildKit(lines: readonly string[]): Reading {
  const last =
    lines.findLast((line) => /^(?:ERROR|error): |failed to solve/.test(line)) ?? lastOf(lines).at(-1)
  const message = plain(last ?? 'the builder gave no reason')
  return { message, tail: tailOf(lines), line: lineOf(lines, message) }
}

function plain(text: string): string {
  let rest = text
  for (let next = rest.replace(PREFIXES, ''); next !== rest; next = rest.replace(PREFIXES, '')) rest = next
  const process =
    /^(?:process ".*" did not complete successfully|executor failed running \[.*\]): (.*)$/s.exec(rest)?.[1]
  if (process === undefined) return rest
  const code = /^exit code: (\d+)(?:: (.*))?$/s.exec(process)
  if (!code) return `the command could not be run: ${process}`
  return `the command ended with exit code ${code[1] ?? ''}${code[2] === undefined ? '' : `: ${code[2]}`}`
}

function lineOf(lines: readonly string[], message: string): number | undefined {
  const marked = lines.flatMap((line) => /^\s*(\d+) \| >>> /.exec(line)?.[1] ?? [])[0]
  const named = marked ?? /dockerfile parse error (?:on )?line (\d+)/.exec(message)?.[1]
  return named === undefined ? undefined : Number(named)
}

/** The output of the step that failed; where no step did, the last lines without what frames the Dockerfile. */
function tailOf(lines: readonly string[]): readonly string[] {
  const step = lines.findLast((line) => /^#\d+ ERROR: /.test(line))?.split(' ')[0]
  if (step === undefined) return lastOf(lines.filter((line) => !FRAME.test(line) && !OWN_WORK.test(line)))
  const own = lines.filter((line) => line.startsWith(`${step} `))
  return lastOf(own.flatMap((line) => /^#\d+ \d+\.\d+ (.*)$/s.exec(line)?.[1] ?? []))
}

const OWN_WORK = /^#\d+ (?:\[internal\]|building with|transferring|resolve|sha256:|DONE|CACHED)/
const FRAME = /^(?:-{6,}| > .*:|\S+:\d+|\s*\d+ \| .*)$/
