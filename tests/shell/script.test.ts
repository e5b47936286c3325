import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parseDocument } from '../../src/dockerfile/document.ts'
import { toSource } from '../../src/dockerfile/mapped-text.ts'
import { MAX_SCRIPT_LENGTH } from '../../src/shell/parser.ts'
import { brokenScript, isScript, scriptOf, type Script } from '../../src/shell/script.ts'
import type { NoShell } from '../../src/shell/shell.ts'
import { reasonIn, runScript, scriptIn, scriptsIn } from './scripts.ts'
import { outcomes } from './shells.ts'

interface Fact {
  readonly name: string
  readonly text: string
  /** What Docker 28.5 (BuildKit) handed to the shell of a RUN, or wrote into the image, for each keyword. */
  readonly scripts: Readonly<Record<string, readonly string[]>>
}

function isFacts(value: unknown): value is readonly Fact[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'object' && 'scripts' in each)
}

// RUN: recorded by a SHELL that writes down its last argument. CMD, ENTRYPOINT, HEALTHCHECK: docker inspect.
const facts: unknown = JSON.parse(readFileSync(new URL('script-facts.json', import.meta.url), 'utf8'))
if (!isFacts(facts)) throw new Error('script-facts.json holds no facts')

function textsIn(text: string, keyword: string): readonly string[] {
  return scriptsIn(text, keyword).flatMap(({ script }) => (isScript(script) ? [script.text] : []))
}

describe('a script is what BuildKit hands to the shell', () => {
  test.each(facts.map((fact) => [fact.name, fact] as const))('%s', (_, { text, scripts }) => {
    expect(Object.keys(scripts).length).toBeGreaterThan(0)
    for (const [keyword, expected] of Object.entries(scripts)) {
      expect(textsIn(text, keyword)).toEqual(expected.filter((each) => each !== 'CMD-SHELL'))
    }
  })

  test.each(facts.map((fact) => [fact.name, fact] as const))(
    '%s: each character has its place',
    (_, { text, scripts }) => {
      let characters = 0
      for (const keyword of Object.keys(scripts)) {
        for (const { script } of scriptsIn(text, keyword)) {
          if (!isScript(script)) continue
          expect(script.mapped.text).toBe(script.text)
          const places = [...script.text.split('').keys()].map((offset) => toSource(script.mapped, offset))
          expect(places.map((place) => text.charAt(place)).join('')).toBe(script.text)
          expect(places).toEqual([...new Set(places)].sort((left, right) => left - right))
          characters += places.length
        }
      }
      expect(characters > 0).toBe(text !== 'FROM debian:bookworm-slim\nRUN <<EOF\nEOF\n')
    },
  )

  test('a heredoc without a line still has a place', () => {
    const text = 'FROM debian\nRUN <<EOF\nEOF\n'
    const { mapped } = scriptIn(text)
    expect(toSource(mapped, 0)).toBe(text.lastIndexOf('EOF'))
  })

  test.each([
    ['RUN echo a \\\n  b', 'line'],
    ['RUN <<EOF\na\nEOF', 'heredoc body'],
    ['RUN <<-"EOF"\na\nEOF', 'heredoc body'],
    ['RUN cat <<EOF\na\nEOF', 'line with heredocs'],
    ['RUN <<A cat <<B\na\nA\nb\nB', 'line with heredocs'],
    ['RUN cat <<<EOF', 'line'],
  ])('%j: %s', (text, form) => {
    expect(scriptIn(`FROM debian\n${text}\n`).form).toBe(form)
  })

  test('is read once', () => {
    const document = parseDocument('FROM debian\nRUN a\n')
    const [stage] = document.stages
    const [, run] = document.instructions
    if (!stage || !run) throw new Error('no RUN')
    expect(scriptOf(document, stage, run)).toBe(scriptOf(document, stage, run))
  })
})

describe('no script', () => {
  test.each(['RUN ["a", "b"]', 'RUN --network=none ["a"]', 'RUN []'])('exec form: %s', (text) => {
    expect(reasonIn(`FROM debian\n${text}\n`)).toMatchObject({
      reason: 'it is in exec form, which no shell reads',
      unblock: 'write RUN in shell form',
    })
  })

  test.each(['CMD', 'ENTRYPOINT', 'HEALTHCHECK CMD'])('exec form of %s', (keyword) => {
    const { reason, unblock } = reasonIn(`FROM debian\n${keyword} ["a"]\n`, keyword.split(' ')[0])
    expect(reason).toMatch(/exec form/)
    expect(unblock).toBe(`write ${keyword.split(' ')[0] ?? ''} in shell form`)
  })

  // BuildKit makes it a file and runs that (dispatchRun in dockerfile2llb/convert.go), behind the shell of SHELL.
  test.each([
    '<<EOF\n#!/usr/bin/env python3\nprint(1)\nEOF',
    '<<-EOF\n\t#!/bin/sh\n\techo\n\tEOF',
    '<<EOF\n#!/bin/bash -e\na\nEOF',
  ])('for another interpreter: %j', (text) => {
    expect(reasonIn(`FROM debian\nRUN ${text}\n`)).toMatchObject({
      reason: 'its heredoc begins with #!, so another program may read it',
      foreign: true,
    })
  })

  test('#! that is not at the very start is a comment', () => {
    expect(scriptIn('FROM debian\nRUN <<EOF\n #!/bin/sh\na\nEOF\n').text).toBe(' #!/bin/sh\na\n')
    expect(scriptIn('FROM debian\nRUN <<EOF\n\t#!/bin/sh\na\nEOF\n').text).toBe('\t#!/bin/sh\na\n')
  })

  test('a syntax error, with the words of the parser', () => {
    expect(reasonIn('FROM debian\nRUN if a; then b\n').reason).toMatch(/^the script does not parse: ./)
    expect(reasonIn('FROM debian\nRUN echo "$(a &&)"\n').reason).toMatch(/^the script does not parse: ./)
  })

  test('larger than 256 KiB', () => {
    const sized = (size: number): string => `FROM debian\nRUN <<EOF\n${'a\n'.repeat(size / 2)}EOF\n`
    expect(MAX_SCRIPT_LENGTH).toBe(262_144)
    expect(scriptIn(sized(MAX_SCRIPT_LENGTH)).text).toHaveLength(MAX_SCRIPT_LENGTH)
    expect(reasonIn(sized(MAX_SCRIPT_LENGTH + 2)).reason).toBe('the script is larger than 256 KiB')
  })
})

describe("$'…' with an escaped quote", () => {
  const text = "printf %s $'a\\' ; echo b'"

  test('the shells do not agree where the word ends', () => {
    expect(new Set(Object.values(outcomes(text)).map(({ out }) => out)).size).toBeGreaterThan(1)
  })

  test('is read under bash only', () => {
    expect(reasonIn(`FROM debian\nRUN ${text}\n`).reason).toMatch(/dash and bash read/)
    expect(runScript(text, ['bash', '-c']).text).toBe(text)
  })

  test.each(["echo $'a\\n'", "echo $'a' '\\'", 'echo "$" \'\\\''])('%s is read', (plain) => {
    expect(runScript(plain).text).toBe(plain)
  })
})

describe('a RUN that is broken', () => {
  const brokenIn = (text: string): readonly (string | undefined)[] => {
    const document = parseDocument(text)
    return document.instructions.slice(1).map((instruction) => brokenScript(document, instruction))
  }

  test('is told of where a POSIX shell reads it', () => {
    expect(brokenIn('FROM debian\nRUN if a\nRUN b\n')).toEqual([expect.stringMatching(/./), undefined])
  })

  test.each(['RUN ["if"]', 'CMD if a', 'RUN <<EOF\n#!/usr/bin/python\nif a:\n  b\nEOF', 'ENV A=if'])(
    '%j is not',
    (text) => {
      expect(brokenIn(`FROM debian\n${text}\n`)).toEqual([undefined])
    },
  )

  test('nothing is said about other shells, and about a RUN before the first stage', () => {
    expect(brokenIn('FROM debian\nSHELL ["pwsh", "-c"]\nRUN if ($a) { (\n')).toEqual([undefined, undefined])
    const document = parseDocument('RUN if a\nFROM debian\n')
    expect(document.instructions.map((each) => brokenScript(document, each))).toEqual([undefined, undefined])
  })
})

test('a script of one kind is not one of the other', () => {
  const scripts: readonly (Script | NoShell)[] = scriptsIn('FROM debian\nRUN a\nRUN ["a"]\n').map(
    ({ script }) => script,
  )
  expect(scripts.map(isScript)).toEqual([true, false])
})
