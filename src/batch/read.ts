import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { codeOf, faultOfError, type Fault } from './fault.ts'

/** Bytes above which a file is no Dockerfile that a person wrote. */
export const MAX_BYTES = 4 * 1024 * 1024

export type Source =
  { readonly bytes: Buffer; readonly text: string; readonly fault?: undefined } | { readonly fault: Fault }

/** Reads a file, or standard input where `path` is its descriptor. Text keeps its BOM and its line endings. */
export function readSource(path: string | number): Source {
  try {
    return typeof path === 'number' ? decode(readAtMost(path, MAX_BYTES + 1)) : readFile(path)
  } catch (error) {
    return { fault: faultOfError(error, 'cannot be read') }
  }
}

function readFile(path: string): Source {
  const file = openSync(path, 'r')
  try {
    const status = fstatSync(file)
    if (status.isDirectory()) return { fault: { message: 'is a folder', hint: 'name a file in it' } }
    if (!status.isFile() && !status.isFIFO())
      return { fault: { message: 'is a device, not a file', hint: 'name a Dockerfile' } }
    return decode(readAtMost(file, MAX_BYTES + 1))
  } finally {
    closeSync(file)
  }
}

function readAtMost(file: number, limit: number): Buffer {
  const chunks: Buffer[] = []
  for (let length = 0; length < limit;) {
    const chunk = Buffer.allocUnsafe(Math.min(64 * 1024, limit - length))
    const read = readSome(file, chunk)
    if (read === 0) break
    chunks.push(chunk.subarray(0, read))
    length += read
  }
  return Buffer.concat(chunks)
}

/** Waits where a pipe that another process made non-blocking has nothing yet. */
function readSome(file: number, chunk: Buffer): number {
  for (;;) {
    try {
      return readSync(file, chunk)
    } catch (error) {
      if (codeOf(error) !== 'EAGAIN') throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
    }
  }
}

/** The text of a file's bytes, or why they are no text. */
export function decode(bytes: Buffer): Source {
  if (bytes.length > MAX_BYTES) {
    const message = `is larger than ${MAX_BYTES / 1024 / 1024} MB, which no Dockerfile is`
    return { fault: { message, hint: 'check that this is the right file' } }
  }
  const start = bytes.subarray(0, 2).toString('latin1')
  if (start === '\xff\xfe' || start === '\xfe\xff')
    return { fault: { message: 'is UTF-16, which BuildKit does not read', hint: 'save it as UTF-8' } }
  const binary = bytes.indexOf(0)
  if (binary !== -1) {
    const hint = 'name a Dockerfile'
    return { fault: { message: 'is binary: it has a NUL byte', line: lineAt(bytes, binary), hint } }
  }
  const text = bytes.toString('utf8')
  if (!isExact(text, bytes)) {
    const message = 'is not valid UTF-8, so it cannot be written back unchanged'
    return { fault: { message, line: firstBadLine(bytes), hint: 'save it as UTF-8' } }
  }
  return { bytes, text }
}

/** What is no UTF-8 becomes U+FFFD, which a file may also hold by itself. */
function isExact(text: string, bytes: Buffer): boolean {
  return !text.includes('\ufffd') || Buffer.from(text).equals(bytes)
}

function lineAt(bytes: Buffer, offset: number): number {
  let line = 1
  for (let end = bytes.indexOf(10); end !== -1 && end < offset; end = bytes.indexOf(10, end + 1)) line += 1
  return line
}

function firstBadLine(bytes: Buffer): number {
  let start = 0
  for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
    const line = bytes.subarray(start, end)
    if (!isExact(line.toString('utf8'), line)) break
    start = end + 1
  }
  return lineAt(bytes, start)
}
