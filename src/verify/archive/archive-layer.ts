import { Transform } from 'node:stream'
import * as zlib from 'node:zlib'
import { ArchiveError } from './archive-error.ts'
import { gzipSize } from './gzip-size.ts'
import { layerReader, type LayerContent } from './layer.ts'
import type { Pumps } from './pump.ts'
import type { Sink } from './sink.ts'
import { BLOCK, hasChecksum, isZero } from './tar-header.ts'

export interface ReadLayer extends LayerContent {
  /** Bytes as a registry stores them. */
  readonly compressed: number
}

export interface LayerTaker extends Sink {
  /** What was read; call it after `end`. An error matters only if the image has this layer. */
  layer(): Promise<ReadLayer | ArchiveError>
}

/** What takes a layer, by its first block and its size in the archive; undefined for what is no layer. */
export function layerTaker(head: Buffer, size: number, pumps: Pumps): LayerTaker | undefined {
  if (size === 0 || (head.length === BLOCK && (isZero(head) || hasChecksum(head)))) return plainLayer(pumps)
  if (startsWith(head, [0x1f, 0x8b])) return packedLayer(zlib.createGunzip(PIECES), size, pumps)
  if (!startsWith(head, [0x28, 0xb5, 0x2f, 0xfd])) return undefined
  const stream = zstdDecompress()
  return stream === undefined ? unreadableLayer(NO_ZSTD) : packedLayer(stream, size, pumps)
}

/** Large pieces, since each is handed over between threads. */
const PIECES = { chunkSize: 256 * 1024, writableHighWaterMark: 512 * 1024 }

const NO_ZSTD = new ArchiveError(
  'is compressed with zstd, which this version of Node cannot unpack',
  'use Node 22.15 or newer, or have the builder compress layers with gzip',
)

/** A layer as it is, compressed on the way to know what it weighs in a registry. */
function plainLayer(pumps: Pumps): LayerTaker {
  const reader = layerReader()
  const gzip = gzipSize((ready) => pumps.wait(ready))
  let failure: ArchiveError | undefined
  const unlessFailed = (action: () => void): void => {
    if (failure !== undefined) return
    try {
      action()
    } catch (error) {
      if (!(error instanceof ArchiveError)) throw error
      failure = error
    }
  }
  return {
    write: (chunk) => {
      unlessFailed(() => {
        reader.write(chunk)
        gzip.write(chunk)
      })
    },
    end: () => {
      unlessFailed(() => {
        reader.end()
        gzip.end()
      })
    },
    layer: async () => failure ?? { ...reader.result(), compressed: await gzip.total() },
  }
}

function packedLayer(stream: Transform, size: number, pumps: Pumps): LayerTaker {
  const reader = layerReader()
  const pump = pumps.through(stream, reader)
  return {
    write: (chunk) => pump.write(chunk),
    end: () => pump.end(),
    layer: async () => asArchiveError(await pump.done) ?? { ...reader.result(), compressed: size },
  }
}

function unreadableLayer(error: ArchiveError): LayerTaker {
  return { write: () => undefined, end: () => undefined, layer: () => Promise.resolve(error) }
}

function asArchiveError(error: Error | undefined): ArchiveError | undefined {
  if (error === undefined || error instanceof ArchiveError) return error
  return new ArchiveError(`cannot be unpacked: ${error.message}`)
}

/** Node has it from 22.15 on, so it is not imported by name. */
function zstdDecompress(): Transform | undefined {
  const create: unknown = Reflect.get(zlib, 'createZstdDecompress')
  const stream: unknown =
    typeof create === 'function' ? Reflect.apply(create, undefined, [PIECES]) : undefined
  return stream instanceof Transform ? stream : undefined
}

function startsWith(head: Buffer, bytes: readonly number[]): boolean {
  return bytes.every((byte, at) => head[at] === byte)
}
