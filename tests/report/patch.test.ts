import { applyPatch } from 'diff'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { recordEdits, untouched } from '../../src/engine/provenance.ts'
import type { FileReport } from '../../src/report/file-report.ts'
import { headerOf, patchOf } from '../../src/report/patch.ts'
import { applyEdits, type TextEdit } from '../../src/dockerfile/text-edit.ts'

const COMMON = { path: 'Dockerfile', refusals: [], notes: [], error: undefined } as const

/** A report in which each edit is a change of its own, called t0, t1 and so on. */
function reportOf(input: string, edits: readonly TextEdit[]): FileReport {
  const changes = edits.map((_, index) => {
    return {
      transform: `t${index}`,
      level: 'safe',
      line: 1,
      endLine: 1,
      message: '',
      reason: '',
      effects: [],
    } as const
  })
  const output = applyEdits(input, edits)
  const provenance = recordEdits(
    untouched(input),
    edits.map((edit, change) => ({ ...edit, change })),
  )
  return {
    ...COMMON,
    companions: [],
    status: output === input ? 'unchanged' : 'changed',
    input,
    output,
    changes,
    provenance,
  }
}

function hunkHeaders(report: FileReport, context: number): readonly string[] {
  return patchOf(report, 'Dockerfile', context)
    .split('\n')
    .filter((line) => line.startsWith('@@'))
}

function replace(text: string, old: string, fresh: string): TextEdit {
  const start = text.indexOf(old)
  return { start, end: start + old.length, text: fresh }
}

describe('hunk headers name the changes that touched them', () => {
  const text = 'a\nb\nc\nd\ne\nf\ng\nh\n'

  test('one hunk for each', () => {
    const report = reportOf(text, [replace(text, 'b', 'B'), replace(text, 'g', 'G')])
    expect(hunkHeaders(report, 1)).toEqual(['@@ -1,3 +1,3 @@ t0', '@@ -6,3 +6,3 @@ t1'])
    expect(hunkHeaders(report, 3)).toEqual(['@@ -1,8 +1,8 @@ t0, t1'])
  })

  test('a deletion and an insertion', () => {
    const report = reportOf(text, [replace(text, 'b\n', ''), replace(text, 'g', 'f2\ng')])
    expect(hunkHeaders(report, 0)).toEqual(['@@ -2 +1,0 @@ t0', '@@ -6,0 +6 @@ t1'])
  })

  test('at the beginning and at the end', () => {
    const report = reportOf(text, [
      { start: 0, end: 0, text: 'new\n' },
      { start: text.length, end: text.length, text: 'end\n' },
    ])
    expect(hunkHeaders(report, 0)).toEqual(['@@ -0,0 +1 @@ t0', '@@ -8,0 +10 @@ t1'])
  })

  test('an insertion that begins with the line end of the line before', () => {
    const report = reportOf(text, [replace(text, 'd', 'd\nd2')])
    expect(hunkHeaders(report, 1)).toEqual(['@@ -4,2 +4,3 @@ t0'])
  })

  test('more edits than the diff looks for are one hunk', () => {
    const long = Array.from({ length: 5000 }, (_, line) => `a${line}\n`).join('')
    const edits = [...long.matchAll(/a/g)].map(({ index }) => ({ start: index, end: index + 1, text: 'b' }))
    const report = reportOf(long, edits)
    expect(hunkHeaders(report, 3)[0]).toMatch(/^@@ -1,5000 \+1,5000 @@ t0, t1, /)
    expect(applyPatch(report.input, patchOf(report, 'x', 3))).toBe(report.output)
  })
})

test('names are written as git writes them', () => {
  expect(headerOf('a b')).toEqual(['diff --git a/a b b/a b', '--- a/a b\t', '+++ b/a b\t'])
  expect(headerOf('é')).toEqual(['diff --git a/é b/é', '--- a/é', '+++ b/é'])
  expect(headerOf('a"b\n\u0001')[1]).toBe('--- "a/a\\"b\\n\\001"')
})

test('property: the patch turns the input into the output, for any edits and any line ends', () => {
  const line = fc.constantFrom(
    'a',
    'b',
    '',
    'RUN x',
    '\r',
    '+',
    '-',
    '\\ No newline at end of file',
    '@@ -1 +1 @@',
  )
  const end = fc.constantFrom('\n', '\r\n')
  const texts = fc
    .tuple(fc.array(fc.tuple(line, end), { maxLength: 12 }), line)
    .map(([lines, last]) => lines.flat().join('') + last)
  const property = fc.property(
    texts,
    texts,
    fc.nat(),
    fc.nat(),
    fc.nat(5),
    (input, fresh, from, length, context) => {
      const start = from % (input.length + 1)
      const report = reportOf(input, [
        { start, end: Math.min(input.length, start + (length % 9)), text: fresh },
      ])
      const patch = patchOf(report, 'Dockerfile', context)
      if (report.output === input) expect(patch).toBe('')
      else {
        expect(applyPatch(input, patch, { autoConvertLineEndings: false })).toBe(report.output)
      }
    },
  )
  fc.assert(property, { numRuns: 2000 })
})
