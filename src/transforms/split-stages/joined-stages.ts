// A last stage that copies what another stage has built, read with that as one: what somebody would have written who had not parted
// them, so that the recipes can say what the program needs.
import { posix } from 'node:path'
import { imageFolder } from '../../catalog/image-facts.ts'
import { lineage, parseDocument, type Document } from '../../dockerfile/document.ts'
import { flagValue, wordsOf, type Instruction } from '../../dockerfile/instruction.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import { copiedPaths } from '../../project/copied-paths.ts'
import { workingFolder } from '../../project/copied-files.ts'
import { blanked, mergedStage } from './merged-stage.ts'
import { pathFrom } from './subject.ts'

export interface JoinedStages {
  /** Up to the end of the stage that builds, every offset is that of the file. */
  readonly document: Document
  readonly stage: Stage
  readonly end: number
  readonly source: Stage
  /** The COPYs of the last stage that take something from there. */
  readonly copies: readonly Instruction[]
}

/** Undefined where the last stage starts nothing that is seen to come from another one. */
export function joinedStages(document: Document, last: Stage, image: string): JoinedStages | undefined {
  for (const source of sourcesOf(document, last)) {
    const copies = last.instructions.filter((each) => sourceOf(document, last, each) === source)
    const places = copies.flatMap((each) => placesOf(document, last, each))
    const starts = last.instructions
      .filter(({ keyword }) => STARTS.test(keyword))
      .map((each) => ({ each, text: mappedStart(document, last, each, places) }))
    if (starts.every(({ text }) => text === undefined)) continue
    const build = buildPart(document, source)
    if (!build) continue
    const behind = last.instructions
      .filter((each) => !copies.includes(each))
      .map((each) => starts.find((start) => start.each === each)?.text ?? textOf(document, each))
    // Whatever the other stage has set of these is not for the last one.
    const own = ['USER root', `WORKDIR ${imageFolder(image) ?? '/'}`]
    const joined = parseDocument([build, ...own, ...behind, ''].join(document.newline))
    const stage = joined.stages.at(-1)
    if (stage && !joined.problem) return { document: joined, stage, end: build.length, source, copies }
  }
  return undefined
}

const STARTS = /^(?:CMD|ENTRYPOINT|HEALTHCHECK)$/

function sourcesOf(document: Document, last: Stage): readonly Stage[] {
  return [...new Set(last.instructions.flatMap((each) => sourceOf(document, last, each) ?? []))]
}

function sourceOf(document: Document, last: Stage, copy: Instruction): Stage | undefined {
  const from = copy.keyword === 'COPY' ? flagValue(copy, 'from')?.toLowerCase() : undefined
  return document.stages.findLast(
    ({ index, name }) => index < last.index && (name === from || String(index) === from),
  )
}

function textOf({ text }: Document, { range }: Instruction): string {
  return text.slice(range.start, range.end)
}

/** The file up to the end of a stage, which has in it those that it is built on, and nothing that its containers start. */
function buildPart(document: Document, source: Stage): string | undefined {
  const end = (source.instructions.at(-1) ?? source.from).range.end
  const faces = lineage(document, source)
    .flatMap(({ instructions }) => instructions)
    .filter(({ keyword }) => STARTS.test(keyword) || /^(?:EXPOSE|VOLUME|LABEL)$/.test(keyword))
  const text = blanked(
    document.text.slice(0, end),
    faces.map(({ range }) => range),
  )
  const own = parseDocument(text)
  const stage = own.stages.at(-1)
  if (!stage || own.problem) return undefined
  return stage.parent === undefined ? text : mergedStage(own, stage)?.document.text
}

interface Place {
  /** Absolute in the last stage, and in the one that builds. */
  readonly to: string
  readonly from: string
  /** True where what lies below goes along. */
  readonly isDeep: boolean
}

/** What a COPY puts where: whether it takes a file or a folder, only a build shows. */
function placesOf(document: Document, last: Stage, copy: Instruction): readonly Place[] {
  const paths = copiedPaths(document, last, copy)
  if (!paths) return []
  const { sources, target } = paths
  const word = wordsOf(copy).at(-1) ?? ''
  const intoFolder =
    /(?:^|\/)\.?$/.test(word) || sources.length > 1 || target === workingFolder(document, last, copy)
  return sources.flatMap((from) => [
    ...(intoFolder ? [{ to: posix.join(target, posix.basename(from)), from, isDeep: false }] : []),
    ...(intoFolder && /[*?[]/.test(from) ? [] : [{ to: target, from, isDeep: true }]),
  ])
}

/** Where programs are found in every image. */
const IN_PATH = /^(?:\/usr)?(?:\/local)?\/s?bin$/

/** A start with the paths that files have in the stage that builds; undefined where it names none of them. */
function mappedStart(
  document: Document,
  last: Stage,
  start: Instruction,
  places: readonly Place[],
): string | undefined {
  const folder = workingFolder(document, last)
  const hits: string[] = []
  const mapped = (word: string): string => {
    const found = /[/.]/.test(word)
      ? mappedPath(pathFrom(folder, word), places)
      : places.find(({ to }) => posix.basename(to) === word && IN_PATH.test(posix.dirname(to)))?.from
    if (found === undefined) return word
    hits.push(found)
    return found
  }
  const text = start.json
    ? `${start.keyword} ${JSON.stringify(start.json.map((word) => eachWord(word, mapped)))}`
    : textOf(document, start).replace(
        /^(\S+\s+)([^]*)$/,
        (_, head: string, rest: string) => head + eachWord(rest, mapped),
      )
  return hits.length > 0 ? text : undefined
}

function eachWord(text: string, map: (word: string) => string): string {
  return text.replace(/[^\s"';&|()<>]+/g, map)
}

function mappedPath(path: string | undefined, places: readonly Place[]): string | undefined {
  if (path === undefined) return undefined
  const exact = places.find(({ to, isDeep }) => !isDeep && to === path)
  if (exact) return exact.from
  for (const { to, from, isDeep } of places.toReversed()) {
    if (!isDeep) continue
    if (path === to) return from
    if (path.startsWith(to === '/' ? '/' : `${to}/`)) return posix.join(from, posix.relative(to, path))
  }
  return undefined
}
