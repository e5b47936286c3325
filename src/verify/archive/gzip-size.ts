import { promisify } from 'node:util'
import { deflateRaw } from 'node:zlib'
import type { Sink } from './sink.ts'

export interface GzipSize extends Sink {
  /** Bytes that gzip makes of all that was written; call it after `end`. */
  total(): Promise<number>
}

const deflated = promisify(deflateRaw)

const BLOCK = 512 * 1024

/** As far back as deflate looks for what was there before (RFC 1951). */
const WINDOW = 32 * 1024

/** Header and trailer (RFC 1952, section 2.3). */
const FRAME = 18

/** As many as Node has threads for it, unless someone set another number. */
const MAX_BUSY = 4

/** As docker push does it. Go's deflate at this level comes within a few percent of zlib's. */
const LEVEL = 6

/**
 * Compresses only to know how long the result would be. As in pigz, blocks are compressed side by side, each with the
 * end of the one before it as its dictionary, which comes within a thousandth of compressing all in one piece.
 * @param wait is given what is to be waited for before more is written
 */
export function gzipSize(wait: (ready: Promise<unknown>) => void): GzipSize {
  let pieces: Buffer[] = []
  let held = 0
  let before = Buffer.alloc(0)
  let size = FRAME
  let failure: Error | undefined
  const busy = new Set<Promise<unknown>>()

  function compress(): void {
    const block = Buffer.concat(pieces)
    pieces = []
    held = 0
    const options = { level: LEVEL, dictionary: before }
    before = Buffer.from(block.subarray(-WINDOW))
    const work = deflated(block, options)
      .then((result) => (size += result.length))
      .catch((error: unknown) => (failure = error instanceof Error ? error : new Error(String(error))))
      .finally(() => busy.delete(work))
    busy.add(work)
    if (busy.size >= MAX_BUSY) wait(Promise.race(busy))
  }

  return {
    write: (chunk) => {
      // Blocks end at the same places however the bytes come, so that a layer always has the same size.
      for (let at = 0; at < chunk.length;) {
        const piece = chunk.subarray(at, at + BLOCK - held)
        pieces.push(piece)
        held += piece.length
        at += piece.length
        if (held === BLOCK) compress()
      }
    },
    end: () => compress(),
    total: async () => {
      await Promise.all(busy)
      if (failure !== undefined) throw failure
      return size
    },
  }
}
