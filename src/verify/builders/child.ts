import { spawn, type ChildProcess } from 'node:child_process'
import { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import type { Limits } from '../builder.ts'
import { lastLine } from './lines.ts'
import { groupRuns } from './process-group.ts'

/** A program on PATH, or by its path, and what it is started with. */
export interface Program {
  readonly command: string
  readonly args: readonly string[]
  readonly environment: Readonly<Record<string, string | undefined>>
}

export type Ending =
  | { readonly kind: 'exited'; readonly code: number }
  /** Ended by somebody else. */
  | { readonly kind: 'killed'; readonly signal: string }
  | { readonly kind: 'timeout' | 'interrupted' }
  | { readonly kind: 'not started'; readonly message: string }

export interface Output {
  readonly stdout: (chunk: Buffer) => void
  readonly stderr: (chunk: Buffer) => void
  /** Called when the program is about to be ended. */
  readonly ending?: () => void
}

const PATIENCE = 5_000
// What the program itself wrote is there by then; what still holds the pipe is somebody else, such as ssh's master.
const DRAIN = 1_000
const LONGEST_TIMER = 2 ** 31 - 1

/**
 * Runs a program without input, in a process group of its own. When the time is up or a stop is asked for, the whole
 * group is ended, first with SIGTERM, and is gone before the promise resolves.
 *
 * @throws what `output` throws, once the group is gone
 */
export function runProgram(program: Program, limits: Limits, output: Output): Promise<Ending> {
  if (limits.stop.aborted) return Promise.resolve({ kind: 'interrupted' })
  const child = start(program)
  return new Promise((resolve, reject) => {
    let ended = false
    let cut: Ending | { readonly error: unknown } | undefined
    const end = (why: Exclude<typeof cut, undefined>): void => {
      if (cut) return
      cut = why
      output.ending?.()
      void endGroup(child).then(() => settle(undefined))
    }
    const guarded =
      (take: (chunk: Buffer) => void) =>
      (chunk: Buffer): void => {
        try {
          if (!ended && !cut) take(chunk)
        } catch (error) {
          end({ error })
        }
      }
    const endWhile = (kind: 'timeout' | 'interrupted') => (): void => {
      if (!hasEnded(child)) end({ kind })
    }
    const interrupted = endWhile('interrupted')
    const milliseconds = Math.min(LONGEST_TIMER, Math.max(0, limits.seconds * 1000))
    const timer = setTimeout(endWhile('timeout'), milliseconds)
    const settle = (ending: Ending | undefined): void => {
      if (ended) return
      ended = true
      clearTimeout(timer)
      limits.stop.removeEventListener('abort', interrupted)
      child.stdout?.destroy()
      child.stderr?.destroy()
      if (cut && 'error' in cut) reject(cut.error instanceof Error ? cut.error : new Error(String(cut.error)))
      else resolve(cut ?? ending ?? { kind: 'interrupted' })
    }
    limits.stop.addEventListener('abort', interrupted, { once: true })
    child.stdout?.on('data', guarded(output.stdout))
    child.stderr?.on('data', guarded(output.stderr))
    child.on('error', (error) => {
      if (child.pid === undefined) settle(notStarted(program, error))
    })
    child.on('exit', (code, signal) => {
      if (cut) return
      const ending = endingOf(code, signal)
      child.on('close', () => {
        if (!cut) settle(ending)
      })
      // One more turn of the loop, so that what waits in the pipes is read even after a long pause of ours.
      setTimeout(() => setImmediate(() => !cut && settle(ending)), DRAIN).unref()
    })
  })
}

/**
 * What a program prints, as a stream that reads no faster than it is read. It fails with `failed` and the program's
 * last word where the program does, and ends the program's group where it is destroyed or a stop is asked for.
 */
export function streamProgram(program: Program, stop: AbortSignal, failed: string): Readable {
  if (stop.aborted) return failing(new Error(`${failed}: interrupted`))
  const child = start(program)
  let said = ''
  let wanted = false
  let received = 0
  let over = false
  const stream = new Readable({
    read() {
      wanted = true
      child.stdout?.resume()
    },
    destroy(error, done) {
      over = true
      stop.removeEventListener('abort', interrupted)
      const ending = hasEnded(child) ? Promise.resolve() : endGroup(child)
      void ending.then(() => {
        child.stdout?.destroy()
        child.stderr?.destroy()
        done(error)
      })
    },
  })
  const interrupted = (): void => {
    stream.destroy(new Error(`${failed}: interrupted`))
  }
  const finish = (ending: Ending): void => {
    if (over) return
    over = true
    if (ending.kind === 'exited' && ending.code === 0) stream.push(null)
    else
      stream.destroy(
        new Error(
          `${failed}: ${lastLine(said).replace(/^(?:Error: |Error response from daemon: )+/, '') || describeEnding(program, ending)}`,
        ),
      )
  }
  stop.addEventListener('abort', interrupted, { once: true })
  child.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-10_000)
  })
  child.stdout?.on('data', (chunk: Buffer) => {
    received += chunk.length
    if (over || stream.push(chunk)) return
    wanted = false
    child.stdout?.pause()
  })
  child.on('error', (error) => {
    if (child.pid === undefined) finish(notStarted(program, error))
  })
  child.on('exit', (code, signal) => {
    const ending = endingOf(code, signal)
    child.on('close', () => finish(ending))
    // As long as nobody reads, what the program left in the pipe is still to come.
    const wait = (before: number): void => {
      setTimeout(() => {
        if (wanted && received === before) finish(ending)
        else if (!over) wait(received)
      }, DRAIN).unref()
    }
    wait(received)
  })
  return stream
}

function failing(error: Error): Readable {
  const stream = new Readable({ read: () => undefined })
  stream.destroy(error)
  return stream
}

function start({ command, args, environment }: Program): ChildProcess {
  return spawn(command, args, {
    env: { ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A session of its own: what the program starts is ended with it, and Ctrl-C at the terminal reaches only us.
    detached: true,
    windowsHide: true,
  })
}

function endingOf(code: number | null, signal: NodeJS.Signals | null): Ending {
  return signal === null ? { kind: 'exited', code: code ?? 0 } : { kind: 'killed', signal }
}

function notStarted({ command }: Program, error: Error): Ending {
  const missing = 'code' in error && error.code === 'ENOENT'
  return {
    kind: 'not started',
    message: missing ? `${command} is not on PATH` : `${command} cannot be started: ${error.message}`,
  }
}

/** One line for an ending that was not wanted. */
export function describeEnding({ command }: Program, ending: Ending): string {
  switch (ending.kind) {
    case 'exited':
      return `${command} ended with exit code ${ending.code}`
    case 'killed':
      return `${command} was ended by ${ending.signal}`
    case 'timeout':
      return `${command} took too long`
    case 'interrupted':
      return 'interrupted'
    case 'not started':
      return ending.message
  }
}

/** Asks a child's whole group to end, and ends it when it does not. */
export async function endGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined) return
  const group = child.pid
  const gone = (): boolean => hasEnded(child) && !(signalGroup(child, 0) && (groupRuns(group) ?? true))
  signalGroup(child, 'SIGTERM')
  for (let waited = 0; waited < PATIENCE && !gone(); waited += 50) await delay(50)
  if (gone()) return
  signalGroup(child, 'SIGKILL')
  // What not even SIGKILL ends waits for a device; waiting with it would help nobody.
  for (let waited = 0; waited < PATIENCE && !gone(); waited += 50) await delay(50)
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}

/** @returns whether there was anybody to take it */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals | 0): boolean {
  if (child.pid === undefined) return false
  try {
    return process.kill(-child.pid, signal)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false
    // Without process groups, as on Windows, the program alone is reached.
    return child.kill(signal)
  }
}
