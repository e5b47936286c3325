import { appendFileSync } from 'node:fs'
import type { Document } from '../../src/dockerfile/document.ts'
import type { Instruction } from '../../src/dockerfile/instruction.ts'
import { defineTransform, type Transform, type TransformContext } from '../../src/engine/transform.ts'

/** Transforms with known effects, so that the command line is tested and not what the real ones happen to do. */
const docs = { why: 'Because the tests need it.', risks: 'None.', references: ['https://example.com/'] }

function eachRun(document: Document, word: string, action: (instruction: Instruction) => void): void {
  for (const instruction of document.instructions)
    if (instruction.keyword === 'RUN' && instruction.args.text.split(' ')[0] === word) action(instruction)
}

/** Replaces `RUN <from>` by `RUN <to>`. */
function replaceRun(
  document: Document,
  context: TransformContext,
  [from, to]: readonly [string, string],
  level: 'safe' | 'review',
): void {
  eachRun(document, from, (instruction) => {
    const start = instruction.range.start + 'RUN '.length
    context.change({
      at: instruction.range,
      edits: [{ start, end: start + from.length, text: to }],
      level,
      message: `Write ${to} for ${from}`,
      reason: `${to} says it better`,
      removes: [from],
    })
  })
}

const writeGood = defineTransform({
  id: 'write-good',
  summary: 'Write good for bad',
  category: 'style',
  level: 'safe',
  aliases: ['XX1'],
  docs,
  examples: [{ name: 'a bad one', before: 'FROM a\nRUN bad\n', after: 'FROM a\nRUN good\n' }],
  apply(document, context) {
    replaceRun(document, context, ['bad', 'good'], 'safe')
  },
})

const writeAsked = defineTransform({
  id: 'write-asked',
  summary: 'Write answer for question',
  category: 'style',
  level: 'safe',
  byDefault: 'off',
  aliases: [],
  docs,
  examples: [],
  apply(document, context) {
    replaceRun(document, context, ['question', 'answer'], 'safe')
  },
})

const writeNew = defineTransform({
  id: 'write-new',
  summary: 'Write new for old',
  category: 'size',
  level: 'review',
  aliases: [],
  docs,
  examples: [],
  apply(document, context) {
    replaceRun(document, context, ['old', 'new'], 'review')
    eachRun(document, 'refuse', ({ range }) => {
      context.refuse({ at: range, reason: 'it cannot be known', unblock: 'say more' })
    })
    eachRun(document, 'quiet', ({ range }) => {
      context.refuse({ at: range, reason: 'it gains nothing', unblock: 'leave it', quiet: true })
    })
  },
})

const findRoot = defineTransform({
  id: 'find-root',
  summary: 'Find root',
  category: 'security',
  level: 'manual',
  aliases: [],
  docs,
  examples: [{ name: 'root', before: 'FROM a\nUSER root\n', found: 'Name a user' }],
  apply(document, context) {
    for (const { keyword, args, range } of document.instructions)
      if (keyword === 'USER' && args.text === 'root')
        context.change({
          at: range,
          edits: [],
          level: 'manual',
          message: 'Name a user',
          reason: 'root may do all',
        })
  },
})

/** `LABEL do-append=path` and `LABEL do-kill=signal` happen while the file is being worked on, `LABEL do-throw=1` throws. */
const interfere = defineTransform({
  id: 'interfere-now',
  summary: 'Interfere',
  category: 'correctness',
  level: 'safe',
  aliases: [],
  docs,
  examples: [],
  apply(document) {
    for (const { keyword, args } of document.instructions) {
      if (keyword !== 'LABEL') continue
      const [name, value = ''] = args.text.split('=')
      if (name === 'do-append' && !document.text.includes('RUN bad')) appendFileSync(value, '# meanwhile\n')
      if (name === 'do-kill') process.kill(process.pid, value)
      if (name === 'do-throw') throw new Error('thrown on purpose')
    }
  },
})

export const transforms: readonly Transform[] = [writeGood, writeAsked, writeNew, findRoot, interfere]
