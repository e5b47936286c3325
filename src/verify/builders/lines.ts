import { StringDecoder } from 'node:string_decoder'

/** Characters of a line that are kept: a program may print gigabytes without a line break. */
const LONGEST = 64 * 1024

export interface Splitter {
  readonly write: (chunk: Buffer) => void
  /** Hands over what stands behind the last line break. */
  readonly end: () => void
}

/** Cuts bytes into lines of text. Of a line that a program wrote over itself with carriage returns the last state counts. */
export function splitLines(take: (line: string) => void): Splitter {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  const feed = (text: string): void => {
    const lines = (rest + text).split('\n')
    rest = (lines.pop() ?? '').slice(0, LONGEST)
    for (const line of lines) take(shown(line))
  }
  return {
    write: (chunk) => feed(decoder.write(chunk)),
    end: () => {
      feed(decoder.end())
      if (rest !== '') take(shown(rest))
      rest = ''
    },
  }
}

function shown(line: string): string {
  const text = line.endsWith('\r') ? line.slice(0, -1) : line
  return text.slice(text.lastIndexOf('\r') + 1).slice(0, LONGEST)
}

export interface LastLines {
  readonly add: (line: string) => void
  readonly lines: () => readonly string[]
}

/** Keeps the last lines of many. */
export function keepLast(count: number): LastLines {
  let kept: string[] = []
  return {
    add: (line) => {
      kept.push(line)
      if (kept.length >= 2 * count) kept = kept.slice(-count)
    },
    lines: () => kept.slice(-count),
  }
}

export interface Bounded {
  readonly write: (chunk: Buffer) => void
  readonly text: () => string
  readonly cut: () => boolean
}

/** Keeps the first bytes of many. */
export function keepFirst(bytes: number): Bounded {
  const chunks: Buffer[] = []
  let size = 0
  let cut = false
  return {
    write: (chunk) => {
      const room = bytes - size
      if (chunk.length > room) cut = true
      if (room <= 0) return
      chunks.push(chunk.length > room ? chunk.subarray(0, room) : chunk)
      size += Math.min(room, chunk.length)
    },
    text: () => Buffer.concat(chunks).toString('utf8'),
    cut: () => cut,
  }
}

/** The last line of a text that is not blank; '' where there is none. */
export function lastLine(text: string): string {
  return (
    text
      .split(/\r?\n/)
      .findLast((line) => line.trim() !== '')
      ?.trim() ?? ''
  )
}
