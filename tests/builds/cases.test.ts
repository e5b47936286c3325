// Builds each case before and after all default transforms, and after each of them alone, compares the images and runs
// them. Of the others, a case names those that it is about.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { parseDocument } from '../../src/dockerfile/document.ts'
import { rewrite } from '../../src/engine/pipeline.ts'
import type { Rewrite } from '../../src/engine/rewrite.ts'
import type { Transform } from '../../src/engine/transform.ts'
import { defaultTransforms, transforms } from '../../src/transforms/index.ts'
import { newKnownLayers } from '../../src/verify/archive/archive.ts'
import type { Builder } from '../../src/verify/builder.ts'
import { contextSources } from '../../src/project/context-sources.ts'
import { ignoreFileOf } from '../../src/project/default-context.ts'
import { fileProject } from '../../src/project/file-project.ts'
import { parseIgnoreFile } from '../../src/project/ignore-file.ts'
import { NO_PROJECT, type Project } from '../../src/project/project.ts'
import { judge, type Originals } from '../../src/verify/judge.ts'
import { parseHttpWish, type SmokeWishes } from '../../src/verify/smoke/smoke.ts'
import { buildAndRead, type Bench, type Built } from '../../src/verify/trial.ts'
import { openWorkshop } from '../../src/verify/workshop.ts'
import { loadBuildCases, type BuildCase } from './cases.ts'
import { openLab, type UsableLab } from './lab.ts'

const lab = await openLab()
/** Most cases start from the same few bases, which are read once. */
const known = newKnownLayers()

describe.skipIf(!lab.builder)(
  lab.builder ? `built by ${lab.builder.version}` : `no builder: ${lab.why}`,
  () => {
    for (const each of loadBuildCases()) {
      const missing = lab.builder && each.bases.find((base) => !lab.has(base))
      // Some at a time: see vitest.builds.config.ts.
      test(
        `${each.name}: ${each.title}${missing === undefined ? '' : ` (there is no ${missing})`}`,
        { timeout: 600_000, concurrent: true, skip: missing !== undefined },
        async () => {
          if (lab.builder) await proveCase(each, lab)
        },
      )
    }
    afterAll(async () => {
      if (lab.builder) await lab.close()
    })
  },
)

async function proveCase(each: BuildCase, { builder, scratch }: UsableLab): Promise<void> {
  const text = readFileSync(each.dockerfile, 'utf8')
  const all = rewriteWith(text, defaultTransforms, each)
  const written = all.changes.filter(({ level }) => level !== 'manual')
  expect([...new Set(written.map(({ transform }) => transform))].sort()).toEqual(
    [...each.expect.transforms].sort(),
  )
  expect(refusersOf(all)).toEqual(expect.arrayContaining([...each.expect.refused]))
  const alone = transforms.filter(({ id, byDefault }) => byDefault !== 'off' || each.expect.also.includes(id))
  const rewrites = distinct([all, ...alone.map((transform) => rewriteWith(text, [transform], each))])

  const workshop = await openWorkshop(scratch, undefined)
  try {
    const bench = benchOf(builder, each, workshop)
    const first = await buildAndRead(bench, 'Dockerfile', text, 'original')
    if (first.kind !== 'built')
      throw new Error(`the original does not build: ${first.message}\n${first.tail.join('\n')}`)
    const originals: Originals = { name: 'Dockerfile', text, first, second: undefined }
    for (const result of rewrites) {
      const names = [...new Set(result.changes.map(({ transform }) => transform))].join(', ')
      const facts = { rewrite: result, targets: targetsOf(each), target: each.settings.target }
      const judged = await judge(bench, originals, facts, smokeOf(each))
      const { breaks, problem, comparison, smoke, after } = judged
      const unstable =
        comparison?.unstable?.map((difference) => (difference.kind === 'file' ? difference.path : '')) ?? []
      expect({ names, breaks, problem, regressions: comparison?.regressions, unstable }).toEqual({
        names,
        breaks: undefined,
        problem: undefined,
        regressions: [],
        unstable: [...each.expect.unstable],
      })
      expect(smoke.map(({ name, outcome }) => [name, outcome])).toEqual(
        smoke.map(({ name }) => [name, 'same']),
      )
      // One alone may cost something that another one saves.
      if (after && result.output === all.output)
        expect(after.facts.size).toBeLessThanOrEqual(first.facts.size + costOf(all, each))
      if (after) await builder.remove(after.image)
    }
    await expectAnswers(builder, each, first.image)
    await builder.remove(first.image)
  } finally {
    await workshop.close(false)
  }
}

/** What is copied in front of an install and with the sources is in two layers, and so is a log of a RUN that was parted. */
function costOf(written: Rewrite, { context }: BuildCase): number {
  if (!written.changes.some(({ transform }) => transform === 'order-for-cache')) return 0
  const [before, after] = [written.input, written.output].map((text) => contextSources(parseDocument(text)))
  const early = (after ?? []).filter((source) => before?.includes(source) !== true)
  return early.reduce((sum, source) => sum + sizeOf(join(context, source)), LOGS)
}

const LOGS = 2048

function sizeOf(path: string): number {
  const status = statSync(path, { throwIfNoEntry: false })
  if (status?.isDirectory() !== true) return status?.size ?? 0
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0)
}

function rewriteWith(text: string, list: readonly Transform[], each: BuildCase): Rewrite {
  return rewrite(text, {
    transforms: list,
    targets: targetsOf(each),
    project: projectOf(each),
    settings: { variant: each.variant },
  })
}

function projectOf({ dockerfile, context }: BuildCase): Project {
  const ignoreFile = ignoreFileOf(dockerfile, context, 'docker')
  const patterns = ignoreFile === undefined ? [] : parseIgnoreFile(readFileSync(ignoreFile, 'utf8'))
  return 'message' in patterns ? NO_PROJECT : fileProject(context, patterns)
}

/** A stage that is built by its name ships. */
function targetsOf({ settings }: BuildCase): readonly string[] {
  return settings.target === undefined ? [] : [settings.target]
}

function refusersOf({ refusals }: Rewrite): readonly string[] {
  return [...new Set(refusals.map(({ transform }) => transform))]
}

/** One of each output that differs from the original. */
function distinct(rewrites: readonly Rewrite[]): readonly Rewrite[] {
  const changed = rewrites.filter(({ status }) => status === 'changed')
  return [...new Map(changed.map((result) => [result.output, result])).values()]
}

function benchOf(
  theBuilder: Builder,
  { context, dockerfile, settings }: BuildCase,
  workshop: Bench['workshop'],
): Bench {
  return {
    builder: theBuilder,
    workshop,
    context,
    ignoreFile: ignoreFileOf(dockerfile, context, theBuilder.name),
    settings,
    cache: false,
    limits: { seconds: 300, stop: new AbortController().signal },
    known,
    progress: { step: () => undefined, line: () => undefined },
  }
}

function smokeOf({ smoke }: BuildCase): {
  readonly smoke: SmokeWishes
  readonly smokeLimits: Bench['limits']
} {
  return {
    smoke: {
      commands: smoke.flatMap((each) => (each.kind === 'command' ? [each.command] : [])),
      start: smoke.some(({ kind }) => kind === 'start'),
      http: smoke.flatMap((each) => (each.kind === 'http' ? [httpWish(each.at)] : [])),
      network: undefined,
    },
    smokeLimits: { seconds: 60, stop: new AbortController().signal },
  }
}

function httpWish(at: string): { readonly port: number; readonly path: string } {
  const wish = parseHttpWish(at)
  if (!wish) throw new Error(`${at} is no port and path`)
  return wish
}

/** Before and after could be wrong in the same way. */
async function expectAnswers(
  theBuilder: Builder,
  { smoke }: BuildCase,
  image: Built['image'],
): Promise<void> {
  const limits = { seconds: 60, stop: new AbortController().signal }
  for (const each of smoke) {
    if (each.kind === 'http') continue
    const argv = each.kind === 'command' ? ['/bin/sh', '-c', each.command] : undefined
    const outcome = await theBuilder.run({ image, argv, network: 'none' }, limits)
    const printed = outcome.kind === 'ended' ? outcome.stdout : outcome
    for (const part of each.prints) expect(printed).toContain(part)
  }
}
