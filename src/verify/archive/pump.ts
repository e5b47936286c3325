import type { Transform } from 'node:stream'
import type { Sink } from './sink.ts'

/** Work that other threads do on what is read. Whoever waits for `ready` after each piece holds little in memory. */
export interface Pumps {
  /** What is written goes through `stream` to `out`; `done` resolves at the end, with the error if there was one. */
  through(stream: Transform, out: Sink): Pump
  /** Adds something that is to be waited for before more is written. */
  wait(ready: Promise<unknown>): void
  ready(): Promise<void>
  /** Ends all streams that are not through. */
  destroy(): void
}

export interface Pump extends Sink {
  readonly done: Promise<Error | undefined>
}

export function newPumps(): Pumps {
  const streams = new Set<Transform>()
  const full = new Set<Transform>()
  let waits: Promise<unknown>[] = []

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
        if (stream.destroyed || stream.write(chunk) || full.has(stream)) return
        full.add(stream)
        waits.push(drained(stream).then(() => full.delete(stream)))
      },
      end: () => {
        if (!stream.destroyed) stream.end()
      },
    }
  }

  return {
    through,
    wait: (ready) => waits.push(ready),
    ready: async () => {
      if (waits.length === 0) return
      const all = waits
      waits = []
      await Promise.all(all)
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
