import { count } from '../../report/wrap.ts'

/** Times of the files of a run. */
export interface Stats {
  /** Does the work of one file and takes its time. */
  time<T>(path: string, work: () => Promise<T>): Promise<T>
  text(): string
}

export function startStats(): Stats {
  const started = now()
  let files = 0
  let inFiles = 0
  let slowest = { path: '', milliseconds: 0 }
  return {
    async time(path, work) {
      const start = now()
      const result = await work()
      const milliseconds = now() - start
      files += 1
      inFiles += milliseconds
      if (milliseconds >= slowest.milliseconds) slowest = { path, milliseconds }
      return result
    },
    text() {
      const memory = Math.round(process.resourceUsage().maxRSS / 1024)
      const total = now() - started
      const lines = [
        `stats: ${count(files, 'file')} in ${total.toFixed(0)} ms, of which ${inFiles.toFixed(0)} ms on the files`,
        ...(files > 0 ? [`stats: slowest ${slowest.path}, ${slowest.milliseconds.toFixed(1)} ms`] : []),
        `stats: peak memory ${memory} MB`,
      ]
      return lines.map((line) => `${line}\n`).join('')
    },
  }
}

/** Milliseconds. `performance.now()` is the same and takes node some of them to load. */
function now(): number {
  return Number(process.hrtime.bigint()) / 1e6
}
