import type { BuildFailure, Builder, BuildSettings, BuiltImage, Limits } from './builder.ts'
import type { Rewrite } from '../engine/rewrite.ts'
import { readImage, type KnownLayers } from './archive/archive.ts'
import { ArchiveError } from './archive/archive-error.ts'
import type { Image } from './image.ts'
import type { BuiltFacts } from './verification.ts'
import type { Workshop } from './workshop.ts'

/** Where and how the builds of one verification are made: the same for all of them. */
export interface Bench {
  readonly builder: Builder
  readonly workshop: Workshop
  readonly context: string
  readonly ignoreFile: string | undefined
  /** What a rewrite makes of the ignore file; undefined where it leaves it as it is. */
  readonly ignoreTextOf?: (rewrite: Rewrite) => string | undefined
  readonly settings: BuildSettings
  readonly cache: boolean
  readonly limits: Limits
  readonly known: KnownLayers
  /** Told what is being done, and of every line of output. */
  readonly progress: Progress
}

export interface Progress {
  step(what: string, log: string | undefined): void
  line(line: string): void
}

export interface Built {
  readonly kind: 'built'
  readonly image: BuiltImage
  readonly content: Image
  readonly facts: BuiltFacts
  readonly log: string
}

export type NotBuilt = (BuildFailure | NotRead) & { readonly log: string }

/** It was built, and could not be taken out of the builder. */
export interface NotRead {
  readonly kind: 'not read'
  readonly message: string
  readonly hint: string
  readonly tail: readonly string[]
  readonly line: undefined
}

/** Builds a text and reads the image. @param label what is built, in a word; it names the log */
export async function buildAndRead(
  bench: Bench,
  name: string,
  text: string,
  label: string,
  rewrite?: Rewrite,
): Promise<Built | NotBuilt> {
  const { builder, workshop, context, settings, cache, limits, progress } = bench
  const log = workshop.logFile(label)
  progress.step(`building the ${label}`, log)
  const { dockerfile, ignoreFile } = await workshop.layOut(
    name,
    text,
    bench.ignoreFile,
    rewrite && bench.ignoreTextOf?.(rewrite),
  )
  const outcome = await builder.build(
    { dockerfile, context, ignoreFile, settings, cache, log, progress: (line) => progress.line(line) },
    limits,
  )
  if (outcome.kind !== 'built') return { ...outcome, log }
  const { image, seconds } = outcome
  progress.step(`reading the image of the ${label}`, undefined)
  const exporting = timed(limits)
  try {
    const content = await readImage(builder.save(image, exporting.stop), bench.known)
    return { kind: 'built', image, content, facts: factsOf(content, seconds), log }
  } catch (error) {
    if (limits.stop.aborted) return { ...interruption(seconds), log }
    if (!(error instanceof Error)) throw error
    return {
      kind: 'not read',
      ...readFault(error, exporting.isOver(), limits),
      tail: [],
      line: undefined,
      log,
    }
  } finally {
    exporting.end()
  }
}

/** A signal for what has a time limit of its own and no other way to keep it. */
function timed({ seconds, stop }: Limits): { readonly stop: AbortSignal; isOver(): boolean; end(): void } {
  const controller = new AbortController()
  const abort = (): void => controller.abort()
  let over = false
  const timer = setTimeout(() => {
    over = true
    abort()
  }, seconds * 1000)
  stop.addEventListener('abort', abort, { once: true })
  return {
    stop: controller.signal,
    isOver: () => over,
    end: () => {
      clearTimeout(timer)
      stop.removeEventListener('abort', abort)
    },
  }
}

function readFault(
  error: Error,
  late: boolean,
  { seconds }: Limits,
): { readonly message: string; readonly hint: string } {
  if (late)
    return { message: `the image was not exported within ${seconds} s`, hint: '--timeout gives it longer' }
  return {
    message: `the image cannot be read: ${error.message}`,
    hint: error instanceof ArchiveError ? error.hint : 'see whether the builder can export the image',
  }
}

function interruption(seconds: number): BuildFailure {
  return { kind: 'interrupted', message: 'interrupted', hint: '', tail: [], line: undefined, seconds }
}

function factsOf({ layers, files, config }: Image, seconds: number): BuiltFacts {
  return {
    size: layers.reduce((sum, layer) => sum + layer.size, 0),
    compressed: layers.reduce((sum, layer) => sum + layer.compressed, 0),
    layers,
    files: files.size,
    seconds,
    config,
  }
}
