import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { runProgram, streamProgram, type Ending, type Program } from '../../src/verify/builders/child.ts'
import { fakePrograms, type Fakes } from './fake-programs.ts'

const never = new AbortController().signal

interface Ran {
  readonly ending: Ending
  readonly stdout: string
  readonly stderr: string
}

async function run(program: Program, limits: { seconds?: number; stop?: AbortSignal } = {}): Promise<Ran> {
  let stdout = ''
  let stderr = ''
  const ending = await runProgram(
    program,
    { seconds: 30, stop: never, ...limits },
    { stdout: (chunk) => (stdout += chunk.toString()), stderr: (chunk) => (stderr += chunk.toString()) },
  )
  return { ending, stdout, stderr }
}

function program({ environment }: Fakes, ...args: readonly string[]): Program {
  return { command: 'fake', args, environment }
}

function isAlive(pid: number): boolean {
  try {
    // A zombie that nobody collects has ended as well.
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

async function written(path: string): Promise<string> {
  for (let tries = 0; tries < 200; tries += 1) {
    try {
      const text = readFileSync(path, 'utf8')
      if (text.endsWith('\n')) return text
    } catch {
      // Not yet.
    }
    await delay(50)
  }
  throw new Error(`${path} was not written`)
}

describe('runProgram', () => {
  test('gives both streams, the exit code, arguments and environment', async () => {
    const fakes = fakePrograms()
    fakes.add('fake', 'echo "out $1 $COLOUR"; echo err >&2; exit 3')
    const { environment } = fakes
    const ran = await run({ command: 'fake', args: ['a b'], environment: { ...environment, COLOUR: 'red' } })
    expect(ran).toEqual({ ending: { kind: 'exited', code: 3 }, stdout: 'out a b red\n', stderr: 'err\n' })
  })

  test('has no input to wait for', async () => {
    const fakes = fakePrograms()
    fakes.add('fake', 'read line; echo "read $? [$line]"')
    expect((await run(program(fakes))).stdout).toBe('read 1 []\n')
  })

  test('says what is not there', async () => {
    const fakes = fakePrograms()
    expect((await run(program(fakes))).ending).toEqual({
      kind: 'not started',
      message: 'fake is not on PATH',
    })
  })

  test('tells a program that something else ended', async () => {
    const fakes = fakePrograms()
    fakes.add('fake', 'kill -KILL $$')
    expect((await run(program(fakes))).ending).toEqual({ kind: 'killed', signal: 'SIGKILL' })
  })

  test('starts nothing where the stop came first', async () => {
    const fakes = fakePrograms()
    fakes.add('fake', 'true')
    expect((await run(program(fakes), { stop: AbortSignal.abort() })).ending).toEqual({ kind: 'interrupted' })
    expect(fakes.calls()).toEqual([])
  })

  test('lets a program clean up when its time is over', async () => {
    const fakes = fakePrograms()
    fakes.add('fake', `trap 'echo cleaned > "$FAKES/cleaned"; exit' TERM; sleep 60 & wait`)
    const { ending } = await run(program(fakes), { seconds: 0.5 })
    expect(ending).toEqual({ kind: 'timeout' })
    expect(readFileSync(join(fakes.folder, 'cleaned'), 'utf8')).toBe('cleaned\n')
  })

  test('ends the whole group, whatever it does about SIGTERM', async () => {
    const fakes = fakePrograms()
    fakes.add(
      'fake',
      `trap '' TERM
      (trap '' TERM; while :; do sleep 1; done) & echo "$! $$" > "$FAKES/pids"
      while :; do sleep 1; done`,
    )
    const stop = new AbortController()
    const running = run(program(fakes), { stop: stop.signal })
    const pids = (await written(join(fakes.folder, 'pids'))).trim().split(' ').map(Number)
    expect(pids.map(isAlive)).toEqual([true, true])
    stop.abort()
    expect((await running).ending).toEqual({ kind: 'interrupted' })
    expect(pids.map(isAlive)).toEqual([false, false])
  })

  test('ends what a program that goes at once leaves behind', async () => {
    const fakes = fakePrograms()
    fakes.add(
      'fake',
      `(trap '' TERM; while :; do sleep 1; done) & echo "$!" > "$FAKES/pid"
      trap 'exit 1' TERM
      while :; do sleep 0.1; done`,
    )
    const stop = new AbortController()
    const running = run(program(fakes), { stop: stop.signal })
    const pid = Number(await written(join(fakes.folder, 'pid')))
    stop.abort()
    expect((await running).ending).toEqual({ kind: 'interrupted' })
    expect(isAlive(pid)).toBe(false)
  })

  test('does not wait for what holds the pipe, and leaves it running', async () => {
    const fakes = fakePrograms()
    fakes.add('fake', 'setsid sleep 60 & echo "$!"; exit 4')
    const { ending, stdout } = await run(program(fakes), { seconds: 20 })
    expect(ending).toEqual({ kind: 'exited', code: 4 })
    expect(isAlive(Number(stdout))).toBe(true)
    process.kill(Number(stdout), 'SIGKILL')
  })

  test('ends the program where its output cannot be taken', async () => {
    const fakes = fakePrograms()
    fakes.add('fake', 'echo "$$"; sleep 60')
    let pid = 0
    const running = runProgram(
      program(fakes),
      { seconds: 30, stop: never },
      {
        stdout: (chunk) => {
          pid = Number(chunk.toString())
          throw new Error('no space')
        },
        stderr: () => undefined,
      },
    )
    await expect(running).rejects.toThrow('no space')
    expect(isAlive(pid)).toBe(false)
  })
})

describe('streamProgram', () => {
  async function read(stream: AsyncIterable<Buffer>, pause = 0): Promise<Buffer> {
    const chunks: Buffer[] = []
    for await (const chunk of stream) {
      chunks.push(chunk)
      if (pause > 0) await delay(pause)
    }
    return Buffer.concat(chunks)
  }

  test('gives all that a program writes, also to a slow reader', async () => {
    const fakes = fakePrograms()
    const text = Array.from({ length: 40_000 }, (_, index) => `line ${index} of a long output\n`).join('')
    fakes.file('long', text)
    fakes.add('fake', 'cat "$FAKES/long"')
    expect((await read(streamProgram(program(fakes), never, 'failed'), 20)).toString()).toBe(text)
  })

  test('fails with the last word of a program that fails', async () => {
    const fakes = fakePrograms()
    fakes.add('fake', 'echo part; echo "first" >&2; echo "Error: no such image" >&2; exit 1')
    await expect(read(streamProgram(program(fakes), never, 'it cannot be exported'))).rejects.toThrow(
      /^it cannot be exported: no such image$/,
    )
  })

  test('fails where there is no word and where there is no program', async () => {
    const fakes = fakePrograms()
    await expect(read(streamProgram(program(fakes), never, 'failed'))).rejects.toThrow(
      'failed: fake is not on PATH',
    )
    fakes.add('fake', 'exit 9')
    await expect(read(streamProgram(program(fakes), never, 'failed'))).rejects.toThrow(
      'failed: fake ended with exit code 9',
    )
  })

  test('ends the program where the reader leaves', async () => {
    const fakes = fakePrograms()
    fakes.add('fake', 'echo "$$"; while :; do echo more; done')
    const stream = streamProgram(program(fakes), never, 'failed')
    let pid = 0
    for await (const chunk of stream) {
      pid = Number(String(chunk).split('\n')[0])
      break
    }
    await new Promise((resolve) => (stream.closed ? resolve(undefined) : stream.once('close', resolve)))
    expect(pid).toBeGreaterThan(0)
    expect(isAlive(pid)).toBe(false)
  })

  test('ends the program, and fails, on a stop', async () => {
    const fakes = fakePrograms()
    fakes.add('fake', 'echo "$$" > "$FAKES/pid"; sleep 60')
    const stop = new AbortController()
    const reading = read(streamProgram(program(fakes), stop.signal, 'failed'))
    const pid = Number(await written(join(fakes.folder, 'pid')))
    stop.abort()
    await expect(reading).rejects.toThrow('failed: interrupted')
    expect(isAlive(pid)).toBe(false)
    await expect(read(streamProgram(program(fakes), stop.signal, 'failed'))).rejects.toThrow('interrupted')
  })

  test('does not wait for what holds the pipe', async () => {
    const fakes = fakePrograms()
    fakes.add('fake', 'setsid sleep 60 & echo "$!"')
    const text = (await read(streamProgram(program(fakes), never, 'failed'))).toString()
    expect(isAlive(Number(text))).toBe(true)
    process.kill(Number(text), 'SIGKILL')
  })
})
