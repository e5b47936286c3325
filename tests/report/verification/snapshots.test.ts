// What users see of a verification, kept as files under snapshots/verify so that a change of it is read in review. `npx
// vitest run tests/report/verification -u` writes them anew; read the difference before you commit it.
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { styleFor } from '../../../src/report/style.ts'
import { verificationText, verifySummaryText } from '../../../src/report/verification/human.ts'
import { verifyJson } from '../../../src/report/verification/json.ts'
import { verifyMarkdown } from '../../../src/report/verification/markdown.ts'
import type { Verification } from '../../../src/verify/verification.ts'
import * as made from './make-verification.ts'

const folder = fileURLToPath(new URL('../../../snapshots/verify/', import.meta.url))

const several = [
  made.collapsed,
  made.rebuilt,
  made.unchanged,
  made.hardNames,
  made.originalFails,
  made.regression,
]

interface Look {
  readonly width: number | undefined
  readonly verbose?: boolean
  readonly colour?: boolean
}

const TEXTS: readonly (readonly [string, readonly Verification[], Look])[] = [
  ['proven', [made.small], { width: 80 }],
  ['proven-colour', [made.small], { width: 80, colour: true }],
  ['proven-verbose', [made.small], { width: 80, verbose: true }],
  ['proven-and-written', [made.applied], { width: 80 }],
  ['collapsed', [made.collapsed], { width: 80 }],
  ['collapsed-120', [made.collapsed], { width: 120 }],
  ['rebuilt', [made.rebuilt], { width: 80 }],
  ['rebuilt-120', [made.rebuilt], { width: 120 }],
  ['rebuilt-verbose-120', [made.rebuilt], { width: 120, verbose: true }],
  ['hard-names', [made.hardNames], { width: 80 }],
  ['regression', [made.regression], { width: 80 }],
  ['regression-120', [made.regression], { width: 120 }],
  ['regression-colour', [made.regression], { width: 80, colour: true }],
  ['regression-many', [made.scattered], { width: 80 }],
  ['bisected', [made.bisected], { width: 80 }],
  ['does-not-build', [made.doesNotBuild], { width: 80 }],
  ['original-fails', [made.originalFails], { width: 80 }],
  ['no-builder', [made.noBuilder], { width: 80 }],
  ['interrupted', [made.interrupted], { width: 80 }],
  ['unchanged', [made.unchanged], { width: 80 }],
  ['several', several, { width: 80 }],
  ['several-not-a-terminal', several, { width: undefined }],
]

describe('text', () => {
  test.each(TEXTS)('%s', async (name, verifications, { width, verbose = false, colour = false }) => {
    const layout = { style: styleFor(colour), width, verbose }
    const texts = verifications.map((verification) => verificationText(verification, layout))
    const text = texts.join('') + verifySummaryText(verifications, layout)
    await expect(text).toMatchFileSnapshot(`${folder}${name}.txt`)
  })
})

const MARKDOWN: readonly (readonly [string, readonly Verification[]])[] = [
  ['proven', [made.small]],
  ['few', [made.rebuilt, made.bisected, made.doesNotBuild]],
  ['several', several],
  ['no-builder', [made.noBuilder]],
]

describe('Markdown', () => {
  test.each(MARKDOWN)('%s', async (name, verifications) => {
    await expect(verifyMarkdown(verifications)).toMatchFileSnapshot(`${folder}${name}.md`)
  })
})

test('JSON', async () => {
  const text = verifyJson([made.hardNames, made.doesNotBuild, made.noBuilder, made.unchanged])
  await expect(text).toMatchFileSnapshot(`${folder}several.json`)
})

test('there is no file that no test writes', () => {
  const names = [
    ...TEXTS.map(([name]) => `${name}.txt`),
    ...MARKDOWN.map(([name]) => `${name}.md`),
    'several.json',
  ]
  expect(readdirSync(folder).sort()).toEqual(names.sort())
})
