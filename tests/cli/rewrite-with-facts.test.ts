import { expect, test } from 'vitest'
import { rewriteWithFacts, type FactSource } from '../../src/cli/commands/rewrite-with-facts.ts'
import type { DigestFact } from '../../src/engine/facts.ts'
import { defineTransform, type Transform } from '../../src/engine/transform.ts'
import { pinBase } from '../../src/transforms/pin-base/index.ts'

const DIGEST = `sha256:${'7'.repeat(64)}`

interface Source extends FactSource {
  readonly looked: readonly (readonly string[])[]
}

/** Knows the digest of everything, once it is asked. */
function source(answers = true): Source {
  const known = new Map<string, DigestFact>()
  const looked: (readonly string[])[] = []
  return {
    looked,
    facts: { digest: (image) => known.get(image) },
    own: () => new Map(),
    look(images) {
      looked.push(images)
      if (answers) for (const image of images) known.set(image, { kind: 'known', digest: DIGEST })
      return Promise.resolve(true)
    },
  }
}

/** Writes another base, where `when` says so. */
function rebase(from: string, to: string, when: (digest: DigestFact | undefined) => boolean): Transform {
  return defineTransform({
    id: 'another-base',
    summary: 'Another base',
    category: 'size',
    level: 'review',
    aliases: [],
    docs: { why: '', risks: '', references: [] },
    examples: [],
    apply(document, context) {
      for (const { from: instruction, base } of document.stages) {
        if (base !== from || !when(context.digestOf(`docker.io/library/${to}`))) continue
        const start = instruction.range.start + 'FROM '.length
        const edits = [{ start, end: start + from.length, text: to }]
        context.change({
          at: instruction.range,
          edits,
          level: 'review',
          message: 'x',
          reason: 'y',
          removes: [from],
        })
      }
    },
  })
}

const rewritten = (
  text: string,
  transforms: readonly Transform[],
  facts: FactSource | undefined,
): ReturnType<typeof rewriteWithFacts> =>
  rewriteWithFacts(text, { transforms, ...(facts && { facts: facts.facts }) }, facts)

test('what another transform makes of the name is what is asked for', async () => {
  const facts = source()
  const always = rebase('node:20', 'node:20-slim', () => true)
  const result = await rewritten('FROM node:20\n', [always, pinBase], facts)
  expect(result?.output).toBe(`FROM node:20-slim@${DIGEST}\n`)
  expect(facts.looked.flat()).not.toContain('docker.io/library/node:20')
})

test('what an answer makes possible is asked for in turn', async () => {
  const facts = source()
  const ifThere = rebase('node:20', 'node:20-slim', (digest) => digest?.kind === 'known')
  const result = await rewritten('FROM node:20\n', [ifThere, pinBase], facts)
  expect(result?.output).toBe(`FROM node:20-slim@${DIGEST}\n`)
  expect(result?.wanted).toEqual([])
})

test('a source that never answers is not asked for ever', async () => {
  const facts = source(false)
  const result = await rewritten('FROM node:20\n', [pinBase], facts)
  expect(result).toMatchObject({ status: 'unchanged', wanted: ['docker.io/library/node:20'] })
  expect(facts.looked.length).toBe(5)
})

test('without a source it is a rewrite like any other', async () => {
  expect(await rewritten('FROM node:20\n', [pinBase], undefined)).toMatchObject({ status: 'unchanged' })
})

test('a run that is told to end meanwhile has no result', async () => {
  const facts: FactSource = { ...source(), look: () => Promise.resolve(false) }
  expect(await rewritten('FROM node:20\n', [pinBase], facts)).toBeUndefined()
})

test('a digest hides nothing of what other transforms have to say of the base', async () => {
  const lookAtBase = defineTransform({
    id: 'look-at-base',
    summary: 'Say what the base is',
    category: 'size',
    level: 'review',
    aliases: [],
    docs: { why: '', risks: '', references: [] },
    examples: [],
    apply(document, context) {
      for (const { from, base } of document.stages)
        context.refuse({ at: from.range, reason: base, unblock: 'nothing' })
    },
  })
  const another = rebase('ruby:3', 'ruby:3-slim', () => true)
  const result = await rewritten('FROM ruby:3\nFROM node:20\n', [lookAtBase, another, pinBase], source())
  expect(result?.output).toBe(`FROM ruby:3-slim@${DIGEST}\nFROM node:20@${DIGEST}\n`)
  expect(result?.refusals.map(({ reason }) => reason)).toEqual(['ruby:3-slim', 'node:20'])
  expect(result?.rounds).toBe(3)
})
