import { visible } from '../../report/style.ts'
import type { Progress } from '../../verify/trial.ts'
import { terminalWidth, type Environment, type Stream } from '../terminal.ts'

export interface ShownProgress extends Progress {
  /** Sets what the following steps are about. */
  file(path: string): void
  /** Clears what is shown, until the next step. */
  end(): void
}

/** One line on a terminal that is written over; all the output under --verbose; else nothing. */
export function showProgress(stderr: Stream, environment: Environment, verbose: boolean): ShownProgress {
  let path = ''
  if (verbose) {
    return {
      file: (next) => (path = next),
      step: (what, log) => {
        stderr.write(`${path}: ${what}${log === undefined ? '' : `, log in ${log}`}\n`)
      },
      line: (line) => {
        stderr.write(`  ${visible(line)}\n`)
      },
      end: () => undefined,
    }
  }
  if (!stderr.terminal || environment['CI']) {
    return { file: () => undefined, step: () => undefined, line: () => undefined, end: () => undefined }
  }
  const started = Date.now()
  const width = terminalWidth(stderr) ?? 80
  let step = ''
  let detail = ''
  let shownAt = 0
  let timer: NodeJS.Timeout | undefined
  const show = (): void => {
    shownAt = Date.now()
    const seconds = Math.round((shownAt - started) / 1000)
    const text = visible(`${seconds} s  ${path}: ${step}${detail === '' ? '' : `: ${detail}`}`)
    stderr.write(`\r\u001b[K${text.slice(0, width - 1)}`)
  }
  return {
    file: (next) => (path = next),
    step(what) {
      step = what
      detail = ''
      show()
      // A builder may be silent for long.
      timer ??= setInterval(show, 1000).unref()
    },
    line(line) {
      if (line.trim() === '') return
      detail = line.trim()
      // Builders print faster than anybody reads.
      if (Date.now() - shownAt >= 100) show()
    },
    end: () => {
      if (timer === undefined) return
      clearInterval(timer)
      timer = undefined
      stderr.write('\r\u001b[K')
    },
  }
}
