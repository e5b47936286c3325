import { readFile, stat } from 'node:fs/promises'
import type { Limits } from '../builder.ts'
import { describeEnding, runProgram } from '../builders/child.ts'
import { keepFirst, keepLast, splitLines, type Bounded } from '../builders/lines.ts'
import type { ScannerKind, ScanSubject } from './scanners/scanner-kind.ts'
import type { Finding } from '../verification.ts'

/** Why there is no scan: in one line what is wrong, in one what to do, and the scanner's last lines. */
export interface ScanFault {
  readonly message: string
  readonly hint: string
  readonly tail: readonly string[]
}

const LARGEST_REPORT = 256 * 1024 * 1024
const LAST_LINES = 10

/** Runs a scanner on one image. @param which original or rewritten */
export async function runScan(
  kind: ScannerKind,
  subject: ScanSubject,
  which: string,
  environment: Readonly<Record<string, string | undefined>>,
  limits: Limits,
): Promise<{ readonly findings: readonly Finding[] } | ScanFault> {
  const args = kind.args(subject)
  if ('reason' in args)
    return {
      message: `${kind.name} cannot scan the images: ${args.reason}`,
      hint: 'name another scanner',
      tail: [],
    }
  const program = { command: kind.program, args, environment }
  const report = keepFirst(kind.report === 'stdout' ? LARGEST_REPORT : 0)
  const [complaints, printed] = [keepLast(LAST_LINES), keepLast(LAST_LINES)]
  const [stderr, stdout] = [splitLines(complaints.add), splitLines(printed.add)]
  const ending = await runProgram(program, limits, {
    stdout: (chunk) => {
      stdout.write(chunk)
      report.write(chunk)
    },
    stderr: stderr.write,
  })
  stderr.end()
  stdout.end()
  if (ending.kind === 'interrupted') return { message: 'interrupted', hint: '', tail: [] }
  const errors = complaints.lines()
  const tail = (errors.length > 0 || kind.report === 'stdout' ? errors : printed.lines()).map(plain)
  if (ending.kind === 'timeout')
    return {
      message: `${kind.name} did not scan the ${which} image within ${limits.seconds} s`,
      hint: 'allow more time',
      tail,
    }
  const ended = ending.kind === 'exited' && kind.successes.includes(ending.code)
  const findings = ended ? await findingsIn(kind, report, subject.report) : undefined
  if (findings) return { findings }
  const said = tail.join('\n')
  const remedy = kind.remedies.find(({ says }) => says.test(said))
  if (remedy) return { message: `${kind.name} ${remedy.message}`, hint: remedy.hint, tail }
  return ended
    ? {
        message: `${kind.name} left no report of the ${which} image that can be read`,
        hint: `this may be a version of ${kind.name} that dfopt does not know: please report it`,
        tail,
      }
    : {
        message: `${kind.name} failed on the ${which} image: ${describeEnding(program, ending)}`,
        hint: `see what it says, and whether ${kind.name} works by itself`,
        tail,
      }
}

async function findingsIn(
  kind: ScannerKind,
  stdout: Bounded,
  path: string,
): Promise<readonly Finding[] | undefined> {
  const text = kind.report === 'file' ? await textIn(path) : stdout.cut() ? undefined : stdout.text()
  return text === undefined ? undefined : kind.findings(parsed(text))
}

async function textIn(path: string): Promise<string | undefined> {
  const size = await stat(path).then(
    (stats) => stats.size,
    () => Infinity,
  )
  return size > LARGEST_REPORT ? undefined : readFile(path, 'utf8')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Without colours (ECMA-48, 5.4). */
function plain(line: string): string {
  return line.replace(/\u001b\[[0-?]*[ -/]*[@-~]/g, '')
}
