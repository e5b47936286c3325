import { count } from '../../report/wrap.ts'

/** Times of the files of a run. */
export interface Stats {
  add(path: string, milliseconds: number): void
  text(): string
}

export function startStats(): Stats {
  const started = performance.now()
  let files = 0
  let inFiles = 0
  let slowest = { path: '', milliseconds: 0 }
  return {
    add(path, milliseconds) {
      files += 1
      inFiles += milliseconds
      if (milliseconds >= slowest.milliseconds) slowest = { path, milliseconds }
    },
    text() {
      const memory = Math.round(process.resourceUsage().maxRSS / 1024)
      const total = performance.now() - started
      const lines = [
        `stats: ${count(files, 'file')} in ${total.toFixed(0)} ms, of which ${inFiles.toFixed(0)} ms on the files`,
        ...(files > 0 ? [`stats: slowest ${slowest.path}, ${slowest.milliseconds.toFixed(1)} ms`] : []),
        `stats: peak memory ${memory} MB`,
      ]
      return lines.map((line) => `${line}\n`).join('')
    },
  }
}
