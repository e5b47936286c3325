import type { Transform } from 'node:stream'
import type { Sink } from './sink.ts'

/** Sinks that pass on what they take through streams of zlib, which work in threads of their own. */
export interface Pumps {
  /** What comes out of `stream` goes to `out`; `done` resolves at the end, with the error if there was one. */
  through(stream: Transform, out: Sink): Pump
  /** Resolves when every stream takes more: whoever waits for it after each piece holds little in memory. */
  ready(): Promise<void>
  /** Ends all streams that are not through. */
  destroy(): void
}

export interface Pump extends Sink {
  readonly done: Promise<Error | undefined>
}

export function newPumps(): Pumps {
  const streams = new Set<Transform>()
  const full = new Map<Transform, Promise<void>>()

  function through(stream: Transform, out: Sink): Pump {
    streams.add(stream)
    const done = new Promise<Error | undefined>((resolve) => {
      stream.on('data', (chunk: Buffer) => guarded(stream, () => out.write(chunk)))
      stream.on('end', () => guarded(stream, () => out.end()))
      stream.on('error', resolve)
      stream.on('close', () => {
        streams.delete(stream)
        resolve(undefined)
      })
    })
    return {
      done,
      write: (chunk) => {
        if (!stream.destroyed && !stream.write(chunk) && !full.has(stream)) full.set(stream, drained(stream))
      },
      end: () => {
        if (!stream.destroyed) stream.end()
      },
    }
  }

  return {
    through,
    ready: async () => {
      await Promise.all(full.values())
      full.clear()
    },
    destroy: () => {
      for (const stream of streams) stream.destroy()
    },
  }
}

function drained(stream: Transform): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      stream.off('drain', done)
      stream.off('close', done)
      resolve()
    }
    stream.on('drain', done)
    stream.on('close', done)
  })
}

/** An error of the sink ends the stream. */
function guarded(stream: Transform, action: () => void): void {
  try {
    action()
  } catch (error) {
    stream.destroy(error instanceof Error ? error : new Error(String(error)))
  }
}
