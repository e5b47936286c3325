import { describe, expect, test } from 'vitest'
import { parseDocument } from '../../src/dockerfile/document.ts'
import { at } from '../../src/dockerfile/text.ts'
import { startCommands } from '../../src/shell/start-commands.ts'

function started(text: string): readonly (readonly [string, string])[] {
  const document = parseDocument(`FROM debian\n${text}\n`)
  return startCommands(document, at(document.stages, document.stages.length - 1)).map(
    ({ instruction, script }) => [instruction.keyword, script.text] as const,
  )
}

describe('what a container starts', () => {
  test.each([
    ['CMD ["a", "b c", "d\'e"]', [['CMD', "a 'b c' 'd'\\''e'"]]],
    ['CMD a && b', [['CMD', 'a && b']]],
    ['CMD a\nCMD b', [['CMD', 'b']]],
    ['ENTRYPOINT ["a"]\nCMD ["b"]', [['CMD', 'a b']]],
    [
      'ENTRYPOINT a\nCMD ["b"]',
      [
        ['ENTRYPOINT', 'a'],
        ['CMD', 'b'],
      ],
    ],
    [
      'ENTRYPOINT ["a"]\nCMD b',
      [
        ['ENTRYPOINT', 'a'],
        ['CMD', 'b'],
      ],
    ],
    ['HEALTHCHECK --interval=5s CMD a b', [['HEALTHCHECK', 'a b']]],
    ['HEALTHCHECK CMD ["a", "b"]', [['HEALTHCHECK', 'a b']]],
    ['HEALTHCHECK NONE', []],
    ['CMD []', []],
    ['RUN a', []],
    ['CMD a\nFROM scratch', []],
    ['SHELL ["pwsh", "-c"]\nCMD a', []],
  ])('%s', (text, found) => {
    expect(started(text).filter(([, script]) => script !== '')).toEqual(found)
  })

  test('of the stages that it is built FROM', () => {
    const document = parseDocument('FROM debian AS a\nCMD ["x"]\nHEALTHCHECK CMD y\nFROM a\nCMD ["z"]\n')
    expect(startCommands(document, at(document.stages, 1)).map(({ script }) => script.text)).toEqual([
      'z',
      'y',
    ])
  })
})
