import type { Readable } from 'node:stream'
import { newArchiveContents } from './archive-contents.ts'
import { ArchiveError } from './archive-error.ts'
import type { ReadLayer } from './archive-layer.ts'
import { imageConfig } from './image-config.ts'
import type { Image } from '../image.ts'
import { isRecord, listIn, stringIn } from './json-fields.ts'
import { findManifest } from './manifest.ts'
import { newPumps, type Pumps } from './pump.ts'
import type { Sink } from './sink.ts'
import { tarReader } from './tar.ts'
import { treeOf } from './tree.ts'

/** Layers that were read already, by the sha256 that archives name them by: compressed or not, as they are stored. */
export type KnownLayers = Map<string, ReadLayer>

export function newKnownLayers(): KnownLayers {
  return new Map()
}

/**
 * Reads an image archive of `docker save` or `podman save`, or of an OCI layout, as it comes; little more than the
 * list of its files is held in memory. Layers in `known` are passed over, and those that are read are added to it.
 * @throws ArchiveError for an archive that is broken, incomplete or not understood, and what the stream fails with
 */
export async function readImage(archive: Readable, known: KnownLayers): Promise<Image> {
  const pumps = newPumps()
  try {
    const contents = newArchiveContents((name) => known.get(digestIn(name)), pumps)
    await feed(
      archive,
      tarReader((entry) => contents.take(entry)),
      pumps,
    )
    const { json, layers: names, digests } = findManifest((name) => contents.json(name))
    const layers: ReadLayer[] = []
    for (const [place, name] of names.entries()) {
      const layer = await contents.layer(name)
      if (layer.digest !== digests[place])
        throw new ArchiveError(
          `its layer ${name} has the digest ${layer.digest}, where its configuration says ${digests[place] ?? 'none'}`,
        )
      if (digestIn(name) !== '') known.set(digestIn(name), layer)
      layers.push(layer)
    }
    const steps = stepsOf(json, layers.length)
    return {
      config: imageConfig(json),
      layers: layers.map(({ digest, size, compressed }, place) => ({
        digest,
        createdBy: steps[place],
        size,
        compressed,
      })),
      files: treeOf(layers.map(({ items }) => items)),
    }
  } finally {
    pumps.destroy()
  }
}

async function feed(archive: Readable, reader: Sink, pumps: Pumps): Promise<void> {
  try {
    for await (const chunk of archive) {
      reader.write(bytesOf(chunk))
      await pumps.ready()
    }
    reader.end()
  } catch (error) {
    if (error instanceof ArchiveError) throw new ArchiveError(`the archive ${error.message}`, error.hint)
    if (stringIn(error, 'code') === 'ERR_STREAM_PREMATURE_CLOSE')
      throw new ArchiveError('the archive ends in the middle, since its stream was closed')
    throw error
  }
}

function bytesOf(chunk: unknown): Buffer {
  if (Buffer.isBuffer(chunk)) return chunk
  if (chunk instanceof Uint8Array) return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
  throw new TypeError('an archive comes as bytes')
}

/** The sha256 that a name ends with, without its extension; '' where it is named otherwise. */
function digestIn(name: string): string {
  return /(?:^|\/)([0-9a-f]{64})(?:\.tar)?$/.exec(name)?.[1] ?? ''
}

/** The instruction that made each layer; nothing where the image's history does not tell. */
function stepsOf(json: unknown, count: number): readonly (string | undefined)[] {
  const steps = listIn(json, 'history').filter((step) => !isRecord(step) || step['empty_layer'] !== true)
  return steps.length === count ? steps.map((step) => stringIn(step, 'created_by') || undefined) : []
}
