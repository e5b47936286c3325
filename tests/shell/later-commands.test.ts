import { describe, expect, test } from 'vitest'
import { parseDocument } from '../../src/dockerfile/document.ts'
import { commandsRun, laterScripts } from '../../src/shell/later-commands.ts'
import { earlierInstructions } from '../../src/shell/earlier-instructions.ts'

/** `keyword: commands` of what may run behind the RUN of the command `here`. */
function behind(lines: readonly string[]): readonly string[] {
  const document = parseDocument(lines.join('\n'))
  for (const stage of document.stages) {
    for (const instruction of stage.instructions) {
      if (instruction.keyword !== 'RUN' || !/\bhere\b/.test(instruction.args.text)) continue
      return laterScripts(document, stage, instruction).map(
        (later) => `${later.instruction.keyword}: ${later.commands.map(({ name }) => name).join(' ')}`,
      )
    }
  }
  throw new Error('no RUN of the command here')
}

describe('what may run behind a RUN', () => {
  test.each<readonly [name: string, lines: readonly string[], expected: readonly string[]]>([
    ['nothing', ['FROM a', 'RUN here'], []],
    ['later RUNs, not earlier ones', ['FROM a', 'RUN b', 'RUN here', 'RUN c && d', 'COPY e /'], ['RUN: c d']],
    ['what a container starts', ['FROM a', 'RUN here', 'CMD b c'], ['CMD: b']],
    ['what it started before', ['FROM a', 'CMD b c', 'RUN here'], ['CMD: b']],
    [
      'stages built on it, and those on them',
      ['FROM a AS s', 'RUN here', 'FROM s AS t', 'RUN b', 'FROM t', 'RUN c', 'FROM a', 'RUN d'],
      ['RUN: b', 'RUN: c'],
    ],
    [
      'not a stage that copies from it',
      ['FROM a AS s', 'RUN here', 'FROM b', 'COPY --from=s / /', 'RUN c'],
      [],
    ],
    ['ONBUILD', ['FROM a', 'ONBUILD RUN b', 'RUN here'], ['RUN: b']],
    ['exec form', ['FROM a', 'RUN here', 'RUN ["b", "c d"]'], ['RUN: b']],
    ['a heredoc', ['FROM a', 'RUN here', 'RUN <<EOF', 'b', 'c', 'EOF', ''], ['RUN: b c']],
    ['an unknown shell', ['FROM a', 'RUN here', 'SHELL ["/bin/fancy", "-c"]', 'RUN b'], ['RUN: b']],
    [
      'another interpreter',
      ['FROM a', 'RUN here', 'RUN <<EOF', '#!/usr/bin/env python3', 'b', 'EOF', ''],
      [],
    ],
  ])('%s', (_, lines, expected) => {
    expect(behind(lines)).toEqual(expected)
  })
})

test('a word of exec form with a blank is one word', () => {
  const document = parseDocument('FROM a\nRUN ["b", "c d", "it\'s"]\n')
  const [stage] = document.stages
  const [run] = stage?.instructions ?? []
  const [command] = stage && run ? commandsRun(document, stage, run) : []
  expect(command?.args.map((word) => word.literal)).toEqual(['c d', "it's"])
})

describe('what ran before an instruction', () => {
  test.each<readonly [lines: readonly string[], expected: readonly string[]]>([
    [['FROM a', 'RUN b', 'RUN here', 'RUN c'], ['b']],
    [
      ['FROM a AS s', 'RUN b', 'FROM x', 'RUN d', 'FROM s', 'RUN c', 'RUN here'],
      ['b', 'c'],
    ],
    [
      ['FROM a AS s', 'RUN b', 'ONBUILD RUN t', 'FROM s', 'RUN here'],
      ['b', 'RUN t', 't'],
    ],
  ])('%j', (lines, expected) => {
    const document = parseDocument(lines.join('\n'))
    const stage = document.stages.at(-1)
    const here = stage?.instructions.find((each) => each.args.text === 'here')
    const found = stage && here ? earlierInstructions(document, stage, here) : []
    expect(found.map(({ args }) => args.text)).toEqual(expected)
  })
})
