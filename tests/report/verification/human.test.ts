import { describe, expect, test } from 'vitest'
import { columnsOf } from '../../../src/report/columns.ts'
import type { Layout } from '../../../src/report/human.ts'
import { styleFor } from '../../../src/report/style.ts'
import { verificationText, verifySummaryText } from '../../../src/report/verification/human.ts'
import * as made from './make-verification.ts'

const ALL = Object.entries({
  small: made.small,
  collapsed: made.collapsed,
  rebuilt: made.rebuilt,
  hardNames: made.hardNames,
  regression: made.regression,
  scattered: made.scattered,
  bisected: made.bisected,
  doesNotBuild: made.doesNotBuild,
  originalFails: made.originalFails,
  noBuilder: made.noBuilder,
  interrupted: made.interrupted,
  unchanged: made.unchanged,
  hostile: made.hostile,
})

function layout(rest: Partial<Layout> = {}): Layout {
  return { style: styleFor(false), width: 80, verbose: false, ...rest }
}

function linesOf(text: string): readonly string[] {
  return text.split('\n')
}

describe.each(ALL)('%s', (_, verification) => {
  const text = verificationText(verification, layout())

  test('says nothing that is not known', () => {
    expect(text).not.toMatch(/undefined|NaN|null|\[object/)
  })

  test('has no blanks at the end of a line, and not two empty lines in a row', () => {
    expect(text).not.toMatch(/ \n|\n\n\n/)
    expect(text.endsWith('\n')).toBe(true)
  })

  test('is the same but for the colours', () => {
    const coloured = verificationText(verification, layout({ style: styleFor(true) }))
    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(text)
  })
})

test.each([80, 100, 120])('what is laid out fits into %i columns', (width) => {
  for (const verification of [made.small, made.collapsed, made.rebuilt, made.hardNames, made.regression]) {
    const lines = linesOf(verificationText(verification, layout({ width })))
    expect(lines.filter((line) => columnsOf(line) > width)).toEqual([])
  }
})

test('what comes from outside cannot steer a terminal, nor begin a line', () => {
  const text = verificationText(made.hostile, layout({ verbose: true }))
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e\ud800-\udfff]/)
  expect(text).not.toMatch(/^#/m)
})

test('a proven file takes 15 lines, and with its layers one screen', () => {
  const lines = linesOf(verificationText(made.small, layout()).trimEnd())
  expect(lines.indexOf('  layers before')).toBeLessThanOrEqual(16)
  expect(lines.length).toBeLessThanOrEqual(24)
})

describe('layers', () => {
  const same = made.verification({
    before: made.oneRun,
    after: { ...made.oneRun, size: made.oneRun.size + 12 },
    comparison: made.equal,
  })

  test('are left out where nothing of their sizes has changed, unless all is asked for', () => {
    expect(verificationText(same, layout())).not.toContain('layers before')
    expect(verificationText(same, layout({ verbose: true }))).toContain('layers before')
    expect(verificationText(made.regression, layout())).not.toContain('layers before')
  })

  test('growth is marked where it is more than time stamps make', () => {
    expect(verificationText(same, layout())).not.toContain('larger')
    const grown = { ...same, after: { ...made.oneRun, size: made.oneRun.size * 1.01 } }
    expect(verificationText(grown, layout())).toMatch(/^ {2}size .* larger$/m)
    expect(verificationText(grown, layout())).not.toMatch(/^ {2}compressed .* larger$/m)
  })
})

describe('a regression', () => {
  test('takes at most 20 lines of differences, and says how many there are besides', () => {
    const lines = linesOf(verificationText(made.scattered, layout()))
    expect(lines.filter((line) => /: mode 07\d5 → 0644$/.test(line))).toHaveLength(20)
    expect(lines).toContain('    and 17 more; --format json has all')
  })

  test('is told in the same way whatever the order of its differences', () => {
    const { comparison } = made.regression
    if (!comparison) throw new Error('no comparison')
    const configuration = comparison.regressions.filter(({ kind }) => kind === 'configuration')
    const files = comparison.regressions.filter(({ kind }) => kind === 'file')
    const turned = { ...comparison, regressions: [...files.toReversed(), ...configuration] }
    const text = verificationText({ ...made.regression, comparison: turned }, layout())
    expect(text).toBe(verificationText(made.regression, layout()))
  })

  test('proposes to leave out a transform only where a single one is likely', () => {
    expect(verificationText(made.regression, layout())).not.toContain('--skip')
    expect(verificationText(made.scattered, layout())).toContain('--skip collapse-runs leaves')
    expect(verificationText(made.bisected, layout())).toContain('--skip clean-package-caches leaves it out')
    expect(verificationText(made.bisected, layout())).not.toContain('--bisect')
  })
})

test('the last lines of output are ten, and all where all is asked for', () => {
  const { problem } = made.doesNotBuild
  if (!problem) throw new Error('no problem')
  const tail = Array.from({ length: 15 }, (_, place) => `line ${place}`)
  const long = { ...made.doesNotBuild, problem: { ...problem, tail } }
  const shown = (verbose: boolean) =>
    linesOf(verificationText(long, layout({ verbose }))).filter((line) => line.startsWith('    | '))
  expect(shown(false)).toEqual(['… 5 more lines', ...tail.slice(5)].map((line) => `    | ${line}`))
  expect(shown(true)).toEqual(tail.map((line) => `    | ${line}`))
})

test('an instruction of many lines keeps its first and its last', () => {
  const { problem } = made.doesNotBuild
  if (!problem?.instruction) throw new Error('no instruction')
  const lines = Array.from({ length: 99 }, (_, place) => `echo ${place}`)
  const instruction = { ...problem.instruction, text: lines.join('\n') }
  const text = verificationText({ ...made.doesNotBuild, problem: { ...problem, instruction } }, layout())
  expect(text).toContain('      echo 9\n      … 88 more lines\n      echo 98\n')
  expect(text).not.toContain('echo 10')
})

describe('the summary', () => {
  test('counts verdicts, and adds up what was proven', () => {
    const text = verifySummaryText([made.small, made.applied, made.regression, made.unchanged], layout())
    expect(linesOf(text)).toEqual([
      '4 files: 2 proven (1 written), 1 regression, 1 unchanged',
      '2 proven together: size       222 MB → 182 MB (-39.7 MB, -18 %)',
      '                   compressed 106 MB → 67.3 MB (-39.1 MB, -37 %)',
      'next: --apply writes what was proven',
      '      a change marked safe that breaks something is a defect of dfopt: please',
      '      report it',
      '',
    ])
  })

  test('says nothing twice of a single file, and nothing to do where all is done', () => {
    expect(verifySummaryText([made.applied], layout())).toBe('1 file: 1 proven (1 written)\n')
    expect(verifySummaryText([made.unchanged], layout())).toBe('1 file: 1 unchanged\n')
    expect(verifySummaryText([], layout())).toBe('0 files\n')
  })
})
