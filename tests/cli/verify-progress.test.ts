import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { showProgress } from '../../src/cli/commands/verify-progress.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function stream(terminal: boolean) {
  const written: string[] = []
  return { terminal, closed: false, write: (text: string) => void written.push(text), written }
}

const CLEAR = '\r\u001b[K'

test('on a terminal one line is written over, and tells how long it takes though nothing is printed', () => {
  const stderr = stream(true)
  const progress = showProgress(stderr, {}, false)
  progress.file('a/Dockerfile')
  progress.step('building the original', 'a.log')
  vi.advanceTimersByTime(2000)
  expect(stderr.written).toEqual([
    `${CLEAR}0 s  a/Dockerfile: building the original`,
    `${CLEAR}1 s  a/Dockerfile: building the original`,
    `${CLEAR}2 s  a/Dockerfile: building the original`,
  ])
})

test('what a builder prints is shown ten times a second at most, cut to the line, and cannot move the cursor', () => {
  const stderr = stream(true)
  const progress = showProgress(stderr, {}, false)
  progress.file('Dockerfile')
  progress.step('building', undefined)
  for (let line = 0; line < 500; line += 1) {
    progress.line(`\u001b[2J#${line} ${'x'.repeat(200)}`)
    vi.advanceTimersByTime(1)
  }
  expect(stderr.written.length).toBeLessThan(10)
  expect(stderr.written.at(-1)).toMatch(/^\r\u001b\[K0 s {2}Dockerfile: building: \^\[\[2J#\d+ x+$/)
  for (const text of stderr.written) expect(text.length - CLEAR.length).toBeLessThan(80)
})

test('the line is gone when there is something to read, and nothing is written any more', () => {
  const stderr = stream(true)
  const progress = showProgress(stderr, {}, false)
  progress.step('building', undefined)
  progress.end()
  vi.advanceTimersByTime(5000)
  expect(stderr.written.slice(1)).toEqual([CLEAR])
})

test.each([
  ['where nobody looks', false, {}],
  ['in CI', true, { CI: 'true' }],
])('nothing is shown %s', (_, terminal, environment) => {
  const stderr = stream(terminal)
  const progress = showProgress(stderr, environment, false)
  progress.step('building', undefined)
  progress.line('a')
  progress.end()
  vi.advanceTimersByTime(5000)
  expect(stderr.written).toEqual([])
})

test('under --verbose all of it is printed, and where the log is', () => {
  const stderr = stream(false)
  const progress = showProgress(stderr, {}, true)
  progress.file('Dockerfile')
  progress.step('building the original', '/tmp/1.log')
  progress.line('#1 DONE\u0007')
  expect(stderr.written.join('')).toBe('Dockerfile: building the original, log in /tmp/1.log\n  #1 DONE^G\n')
})
