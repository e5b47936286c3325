import { fstatSync, writeSync } from 'node:fs'

export type ColourWish = (typeof COLOUR_WISHES)[number]

export const COLOUR_WISHES = ['auto', 'always', 'never'] as const

export type Environment = Readonly<Record<string, string | undefined>>

/** `--color` over NO_COLOR over FORCE_COLOR over whether the stream is a terminal. */
export function wantsColour(wish: ColourWish, environment: Environment, terminal: boolean): boolean {
  if (wish !== 'auto') return wish === 'always'
  if (environment['NO_COLOR']) return false
  const forced = environment['FORCE_COLOR']
  if (forced !== undefined) return forced !== '0' && forced !== 'false'
  return terminal && environment['TERM'] !== 'dumb'
}

/** A stream of this process, written at once and in order, so that nothing is lost at exit. */
export interface Stream {
  readonly terminal: boolean
  /** True when the reader is gone; what is written then is dropped. */
  readonly closed: boolean
  /** @throws where the stream cannot be written, such as for want of space */
  write(text: string): void
}

export function openStream(descriptor: 1 | 2): Stream {
  let closed = false
  return {
    terminal: isTerminal(descriptor),
    get closed() {
      return closed
    },
    write(text) {
      if (!closed) closed = !writeAll(descriptor, Buffer.from(text))
    },
  }
}

function isTerminal(descriptor: number): boolean {
  try {
    // Asked in this order since node's streams are slow to load.
    return (
      fstatSync(descriptor).isCharacterDevice() && (descriptor === 1 ? process.stdout : process.stderr).isTTY
    )
  } catch {
    return false
  }
}

/** False when the reader is gone. */
function writeAll(descriptor: number, bytes: Buffer): boolean {
  for (let done = 0; done < bytes.length;) {
    try {
      done += writeSync(descriptor, bytes, done)
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined
      if (code === 'EPIPE' || code === 'EBADF') return false
      if (code !== 'EAGAIN') throw error
      // A pipe that another process made non-blocking is full: give its reader time.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
    }
  }
  return true
}

/** Columns of the terminal on standard output; undefined where it is none. */
export function terminalWidth(stream: Stream): number | undefined {
  if (!stream.terminal) return undefined
  const { stdout } = process
  return Math.max(40, stdout.columns || 80)
}
