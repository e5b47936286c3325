import { expect } from 'vitest'
import type { Document } from '../../src/dockerfile/document.ts'
import type { Instruction } from '../../src/dockerfile/instruction.ts'
import { toSource, toSourceRange, toSourceRanges, type MappedText } from '../../src/dockerfile/mapped-text.ts'
import { keywordOf, type Range } from '../../src/dockerfile/text.ts'

/** What holds for every document, whatever its text. */
export function expectSound(document: Document): void {
  expectGapsToHoldNoCode(document)
  expectEveryCommentOnce(document)
  for (const instruction of document.instructions) expectPlaces(document, instruction)
}

/** The instructions stand in order; between them is nothing but blanks, comments and what BuildKit did not read. */
function expectGapsToHoldNoCode(document: Document): void {
  const { text, instructions, problem } = document
  let end = document.bom ? 1 : 0
  let rebuilt = text.slice(0, end)
  for (const { range } of instructions) {
    const gap = text.slice(end, range.start)
    expect(codeOf(gap)).toEqual([])
    rebuilt += gap + text.slice(range.start, range.end)
    end = range.end
  }
  const rest = text.slice(end)
  if (!problem) expect(codeOf(rest)).toEqual([])
  expect(rebuilt + rest).toBe(text)
}

/** Lines that are neither blank nor a comment; a lone continuation before a keyword is blank to BuildKit. */
function codeOf(gap: string): readonly string[] {
  return gap.split('\n').filter((line) => !/^[\s\u0085]*(?:#.*|[\\`][ \t\r]*)?$/s.test(line))
}

function expectEveryCommentOnce({ text, bom, comments, instructions, directives, problem }: Document): void {
  const listed = [
    ...comments.map((comment) => comment.range),
    ...instructions.flatMap((instruction) => instruction.comments.map((comment) => comment.range)),
    ...directives.map((directive) => directive.range),
  ]
  for (const { start, end } of listed) {
    expect(text[start]).toBe('#')
    expect(text.slice(start, end)).not.toContain('\n')
  }
  const starts = listed.map((range) => range.start).sort((left, right) => left - right)
  expect(new Set(starts).size).toBe(starts.length)
  if (problem) return
  const heredocs = instructions.flatMap((instruction) => instruction.heredocs)
  const written = hashLines(text, bom ? 1 : 0).filter(
    (at) => !heredocs.some(({ body, terminator }) => at >= body.start && at < terminator.end),
  )
  expect(starts).toEqual(written)
}

const BLANK_THEN_HASH = /^[\t\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*#/

/** Offsets of `#` where it opens a line. */
function hashLines(text: string, from: number): readonly number[] {
  const found: number[] = []
  let start = from
  for (const line of text.slice(from).split('\n')) {
    const match = BLANK_THEN_HASH.exec(line)
    if (match) found.push(start + match[0].length - 1)
    start += line.length + 1
  }
  return found
}

function expectPlaces(document: Document, instruction: Instruction): void {
  const { text } = document
  const { keyword, keywordRange, range, args, comments, heredocs, flags, trigger } = instruction
  expect(keywordOf(unwrapped(text, keywordRange))).toBe(keyword)
  expect(range.start).toBe(keywordRange.start)
  // A continuation alone on a line before the keyword counts as a line of the instruction.
  expect(lineAt(text, range.start)).toBeGreaterThanOrEqual(instruction.startLine)
  expect(lineAt(text, range.end)).toBeLessThanOrEqual(instruction.endLine)
  expect(range.end).toBeLessThanOrEqual(text.length)
  for (const flag of flags) {
    expect(text.slice(flag.range.start, flag.range.start + 2)).toMatch(/^-[-\\`\n\r ]/)
    expect(inside(range, flag.range)).toBe(true)
  }
  expectMapped(text, args)
  for (const comment of comments) {
    expect(text.slice(comment.range.start, comment.range.end)).toBe(comment.text)
    expect(lineAt(text, comment.range.start)).toBe(comment.line)
    expect(comment.line).toBeGreaterThan(instruction.startLine)
  }
  for (const heredoc of heredocs) {
    expect(inside(range, heredoc.body) && inside(range, heredoc.terminator)).toBe(true)
    expect(heredoc.body.end).toBe(heredoc.terminator.start)
    const line = text.slice(heredoc.terminator.start, heredoc.terminator.end)
    expect(heredoc.chomp ? line.replace(/^\t+/, '') : line).toBe(heredoc.name)
  }
  if (trigger) {
    expect(inside(range, trigger.keywordRange)).toBe(true)
    expectMapped(text, trigger.args)
  }
}

function expectMapped(source: string, mapped: MappedText): void {
  let wrong = 0
  for (let offset = 0; offset < mapped.text.length; offset += 1) {
    if (source[toSource(mapped, offset)] !== mapped.text[offset]) wrong += 1
  }
  expect(wrong).toBe(0)
  const whole = { start: 0, end: mapped.text.length }
  const ranges = toSourceRanges(mapped, whole)
  expect(ranges.map(({ start, end }) => source.slice(start, end)).join('')).toBe(mapped.text)
  const { start, end } = toSourceRange(mapped, whole)
  if (ranges.length > 0) {
    expect([ranges[0]?.start, ranges.at(-1)?.end]).toEqual([start, end])
  }
}

function inside(outer: Range, inner: Range): boolean {
  return outer.start <= inner.start && inner.end <= outer.end
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length
}

/** The text of a range with continuations taken out, comments and blank lines between them too. */
function unwrapped(text: string, { start, end }: Range): string {
  const all = text.slice(start, end).split('\n')
  const last = all.length - 1
  const lines = all.filter((line, index) => index === last || !/^[\s\u0085]*(?:#.*)?$/s.test(line))
  return lines
    .map((line, index) => (index < lines.length - 1 ? line.replace(/[\\`][ \t]*\r*$/, '') : line))
    .join('')
}
