import { describeEnding, runProgram, type Program } from './child.ts'
import { keepFirst, lastLine } from './lines.ts'

/** A builder's program and its environment. */
export type Tool = Pick<Program, 'command' | 'environment'>

export interface Answer {
  readonly ok: boolean
  readonly stdout: string
  readonly stderr: string
  /** One line: why not; '' where it went well. */
  readonly error: string
}

const MANY = 16 * 1024 * 1024
const SECONDS = 30
// For a builder that let a question lapse: when a run is given up, many more would follow.
const HUNG_SECONDS = 2

const hung = new WeakMap<Tool['environment'], Set<string>>()

/** Asks a builder something short. It is not stopped by a wish to end the run, since cleaning up asks as well. */
export async function ask(
  { command, environment }: Tool,
  args: readonly string[],
  seconds = SECONDS,
): Promise<Answer> {
  const program = { command, args, environment }
  const stdout = keepFirst(MANY)
  const stderr = keepFirst(MANY)
  const lapsed = hung.get(environment) ?? new Set<string>()
  const limits = {
    seconds: lapsed.has(command) ? HUNG_SECONDS : seconds,
    stop: new AbortController().signal,
  }
  const ending = await runProgram(program, limits, { stdout: stdout.write, stderr: stderr.write })
  if (ending.kind === 'timeout') hung.set(environment, lapsed.add(command))
  else lapsed.delete(command)
  const ok = ending.kind === 'exited' && ending.code === 0
  const said = ending.kind === 'exited' ? lastLine(stderr.text()) : ''
  const error = ok ? '' : said.replace(/^Error: /, '') || describeEnding(program, ending)
  return { ok, stdout: stdout.text(), stderr: stderr.text(), error }
}

export function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '')
}
