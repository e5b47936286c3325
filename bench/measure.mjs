import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const preload = join(dirname(fileURLToPath(import.meta.url)), 'at-exit.cjs')

/** Runs node once: wall and CPU time in milliseconds, peak memory in megabytes. */
export function runNode(args, cwd) {
  const started = performance.now()
  const { output, error } = spawnSync(process.execPath, ['--require', preload, ...args], {
    cwd,
    maxBuffer: 1 << 30,
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  if (error) throw error
  return { wall: performance.now() - started, ...JSON.parse(output[3].toString()) }
}

export function median(numbers) {
  const sorted = [...numbers].sort((left, right) => left - right)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** Milliseconds of the fastest of several calls, the first of which warm up. */
export function fastest(action, calls = 5) {
  let best = Infinity
  for (let call = 0; call < calls; call += 1) {
    const started = performance.now()
    action()
    best = Math.min(best, performance.now() - started)
  }
  return best
}

/** Rows of cells, the first of which are headings, as aligned text. */
export function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => String(row[column]).length)))
  const line = (row) =>
    row.map((cell, column) =>
      column === 0 ? String(cell).padEnd(widths[0]) : String(cell).padStart(widths[column]),
    )
  return rows.map((row) => line(row).join('  ').trimEnd()).join('\n')
}
