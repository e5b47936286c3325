import { closeSync, openSync, writeSync } from 'node:fs'
import type { BuildRequest, Limits } from '../builder.ts'
import { runProgram, type Ending, type Program } from './child.ts'
import { keepLast, splitLines, type Splitter } from './lines.ts'

export interface BuildOutput {
  readonly ending: Ending
  /** The last lines of both streams, in the order in which they came. */
  readonly lines: readonly string[]
  readonly seconds: number
}

// Far more than is shown: output of steps that run side by side is mixed.
const KEPT = 2_000

/**
 * Runs a builder's program, its output going to the log and to the progress, line by line.
 *
 * @throws the file system's error when the log cannot be written; the program is gone by then
 */
export async function runBuild(
  program: Program,
  { log, progress }: Pick<BuildRequest, 'log' | 'progress'>,
  limits: Limits,
): Promise<BuildOutput> {
  const began = performance.now()
  const last = keepLast(KEPT)
  const take = (line: string): void => {
    last.add(line)
    progress(line)
  }
  const stdout = splitLines(take)
  const stderr = splitLines(take)
  const file = openSync(log, 'a')
  const into =
    (lines: Splitter) =>
    (chunk: Buffer): void => {
      for (let done = 0; done < chunk.length;) done += writeSync(file, chunk, done)
      lines.write(chunk)
    }
  try {
    const ending = await runProgram(program, limits, { stdout: into(stdout), stderr: into(stderr) })
    stdout.end()
    stderr.end()
    return { ending, lines: last.lines(), seconds: (performance.now() - began) / 1000 }
  } finally {
    closeSync(file)
  }
}
