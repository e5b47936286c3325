import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { disagreement } from '../../src/dockerfile/ast.ts'
import { parseDocument, stateAt } from '../../src/dockerfile/document.ts'
import { parseImageReference, splitImageReference } from '../../src/dockerfile/image-reference.ts'
import { LexError } from '../../src/dockerfile/lex-error.ts'
import { expandWord } from '../../src/dockerfile/lex.ts'
import { mapPieces, sliceMapped, toSource, toSourceRanges } from '../../src/dockerfile/mapped-text.ts'
import { applyEdits, conflicts } from '../../src/dockerfile/text-edit.ts'
import { argDefinitions, keyValues, splitBlanks, splitQuoted } from '../../src/dockerfile/words.ts'
import { expectSound } from './invariants.ts'

// Thousands of runs; how long they take says nothing.
vi.setConfig({ testTimeout: 120_000 })

const token = fc.constantFrom(
  'FROM', 'RUN', 'COPY', 'ADD', 'ENV', 'ARG', 'LABEL', 'CMD', 'ENTRYPOINT', 'SHELL', 'HEALTHCHECK', 'ONBUILD', 'VOLUME',
  'EXPOSE', 'USER', 'WORKDIR', 'STOPSIGNAL', 'MAINTAINER', 'from', 'Run', 'FOO', 'AS', 'NONE', '\n', '\n', '\n', '\r\n',
  '\r', '\\\n', '\\\n', '\\ \n', '\\\r\n', '`\n', '\\', '`', '\\\\', ' ', ' ', ' ', '\t', '\v', '\f', '\u0085', '\u00a0',
  '\u2028', '\ufeff', '\0', '#', '# c\n', '# escape=`\n', '# escape=\\\n', '# syntax=x\n', '# check=y\n', '#x=y\n', '<<', '<<EOF',
  '<<-EOF', "<<'EOF'", '<<"E F"', '3<<E', '\nEOF\n', '\n\tEOF\n', '\nE\n', '<', '"', "'", '["a","b"]', '[', ']', ',', '1',
  '--', '--from=b', '--mount=type=cache', '--x', '="', '=', 'a', 'b', '$A', '${A}', '${A:-b}', '${', '}', '/', ':', '@', '*', '.',
  'é', '🎉', '\ud800',
) // prettier-ignore

const file = fc.array(token, { maxLength: 60 }).map((tokens) => tokens.join(''))
const anyText = fc.oneof(file, fc.string({ unit: 'binary', maxLength: 80 }))

describe('any text', () => {
  test('is read, and every place in it holds what is said of it', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expectSound(parseDocument(text))
      }),
      { numRuns: 3000 },
    )
  })

  test('has a state at every instruction', () => {
    fc.assert(
      fc.property(file, (text) => {
        const document = parseDocument(`FROM a\n${text}`)
        for (const stage of document.stages) {
          for (const each of [undefined, ...stage.instructions]) stateAt(document, stage, each)
        }
      }),
      { numRuns: 500 },
    )
  })

  test('gets a second opinion', () => {
    fc.assert(
      fc.property(file, (text) => {
        disagreement(parseDocument(text))
      }),
      { numRuns: 500 },
    )
  })

  test('is the same to the reader when lines end in CRLF, but for the ends of lines', () => {
    const plain = file.map((text) => `FROM a\n${text}`.replaceAll('\r', ''))
    fc.assert(
      fc.property(plain, (text) => {
        const before = parseDocument(text)
        const after = parseDocument(text.replaceAll('\n', '\r\n'))
        expect(after.problem?.message).toBe(before.problem?.message)
        expect(
          after.instructions.map((each) => [each.keyword, each.startLine, each.endLine, each.json]),
        ).toEqual(before.instructions.map((each) => [each.keyword, each.startLine, each.endLine, each.json]))
      }),
      { numRuns: 1000 },
    )
  })
})

describe('words', () => {
  const word = fc.array(token, { maxLength: 12 }).map((tokens) => tokens.join(''))

  test('expand, or are refused as BuildKit refuses them', () => {
    fc.assert(
      fc.property(word, fc.constantFrom('\\', '`'), (text, escape) => {
        try {
          expandWord(text, (name) => (name === 'A' ? 'value' : undefined), { escape })
        } catch (error) {
          expect(error).toBeInstanceOf(LexError)
        }
      }),
    )
  })

  test('stand where their spans say', () => {
    fc.assert(
      fc.property(word, (text) => {
        for (const { start, end, text: written } of splitBlanks(text))
          expect(text.slice(start, end)).toBe(written)
        for (const { start, end, text: written } of splitQuoted(text, '\\')) {
          // A lone escape at the end is dropped.
          expect([written, `${written}\\`]).toContain(text.slice(start, end))
        }
        keyValues(text, '\\')
        argDefinitions(text, '\\')
      }),
    )
  })

  test('image names are split without loss', () => {
    const part = fc.constantFrom('a', 'A', '0', '.', '-', '_', '__', '/', ':', '@', 'sha256:', '$V', '${V:-x}', 'localhost', 'docker.io', '[::1]', '5000', 'é') // prettier-ignore
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 10 }), (parts) => {
        const text = parts.join('')
        const split = splitImageReference(text)
        if (!split) throw new Error('a name that is not empty has parts')
        const { registry, explicitRegistry, repository, tag, digest } = split
        const path = repository.replace(/^library\//, '')
        const rest = `${path}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`
        const shown = explicitRegistry ? `${registry}/${rest}` : rest
        const official = (name: string): string =>
          name.replace(/^index\.docker\.io\//, 'docker.io/').replace(/(^|\/)library\//, '$1')
        expect(official(shown)).toBe(official(text))
        if (parseImageReference(text)) expect(text).not.toContain('$')
      }),
      { numRuns: 2000 },
    )
  })
})

describe('mapped text', () => {
  const pieces = fc
    .tuple(fc.string({ maxLength: 40 }), fc.array(fc.nat(40), { maxLength: 8 }))
    .map(([source, cuts]) => {
      const sorted = [...new Set(cuts.map((cut) => Math.min(cut, source.length)))].sort((a, b) => a - b)
      const ranges = sorted.flatMap((start, index) => {
        const end = sorted[index + 1]
        return end === undefined || index % 2 === 1 ? [] : [{ start, end }]
      })
      return { source, ranges: ranges.length > 0 ? ranges : [{ start: 0, end: 0 }] }
    })

  test('every character comes from where it is said to come from', () => {
    fc.assert(
      fc.property(pieces, ({ source, ranges }) => {
        const mapped = mapPieces(source, ranges)
        expect(mapped.text).toBe(ranges.map(({ start, end }) => source.slice(start, end)).join(''))
        for (let at = 0; at < mapped.text.length; at += 1)
          expect(source[toSource(mapped, at)]).toBe(mapped.text[at])
      }),
    )
  })

  test('a slice comes from the same places', () => {
    fc.assert(
      fc.property(pieces, fc.nat(40), fc.nat(40), ({ source, ranges }, from, to) => {
        const mapped = mapPieces(source, ranges)
        const start = Math.min(from, to, mapped.text.length)
        const end = Math.min(Math.max(from, to), mapped.text.length)
        const slice = sliceMapped(mapped, { start, end })
        expect(slice.text).toBe(mapped.text.slice(start, end))
        for (let at = 0; at < slice.text.length; at += 1) {
          expect(toSource(slice, at)).toBe(toSource(mapped, start + at))
        }
        const found = toSourceRanges(mapped, { start, end })
        expect(found.map((range) => source.slice(range.start, range.end)).join('')).toBe(slice.text)
      }),
    )
  })
})

describe('edits', () => {
  const edit = fc.tuple(fc.nat(20), fc.nat(5), fc.string({ maxLength: 4 })).map(([start, length, text]) => ({
    start,
    end: start + length,
    text,
  }))

  test('keep every byte that they do not name, in whatever order they come', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 26, maxLength: 40 }),
        fc.array(edit, { maxLength: 4 }),
        (text, edits) => {
          const clash = edits.some((left, index) =>
            edits.slice(index + 1).some((right) => conflicts(left, right)),
          )
          if (clash) {
            expect(() => applyEdits(text, edits)).toThrow(RangeError)
            return
          }
          const result = applyEdits(text, edits)
          expect(applyEdits(text, [...edits].reverse())).toBe(result)
          const removed = edits.reduce((sum, each) => sum + each.end - each.start, 0)
          const added = edits.reduce((sum, each) => sum + each.text.length, 0)
          expect(result.length).toBe(text.length - removed + added)
        },
      ),
    )
  })
})
