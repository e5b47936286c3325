import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { changedBetween, contextState, type ContextState } from '../../src/verify/definitions/context.ts'

let root = ''

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'dfopt-context-'))
})

afterEach(() => {
  rmSync(root, { recursive: true, force: true })
})

function write(path: string, text = ''): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

describe('the state of a context', () => {
  const never = new AbortController().signal

  const stateOf = async (...patterns: readonly string[]): Promise<ContextState> => {
    const state = await contextState(root, patterns, never)
    if ('message' in state) throw new Error(state.message)
    return state
  }

  const changes = async (action: () => void, ...patterns: readonly string[]): Promise<readonly string[]> => {
    const before = await stateOf(...patterns)
    action()
    return changedBetween(before, await stateOf(...patterns))
  }

  beforeEach(() => {
    write('a.txt', 'one')
    write('src/b.txt', 'two')
    write('src/deep/c.txt', 'three')
    write('node_modules/x/index.js', 'four')
  })

  test('counts what is there', async () => {
    symlinkSync('a.txt', join(root, 'link'))
    expect(await stateOf()).toMatchObject({ files: 4, bytes: 15 })
    expect(await stateOf('**/node_modules')).toMatchObject({ files: 3, bytes: 11 })
    expect(await stateOf('*', '!src/deep')).toMatchObject({ files: 1, bytes: 5 })
  })

  test('is the same when nothing happens', async () => {
    expect(await changes(() => undefined)).toEqual([])
  })

  test.each<[string, () => void, readonly string[]]>([
    ['other content', () => write('src/b.txt', 'TWO!'), ['src/b.txt']],
    ['the same size, later', () => utimesSync(join(root, 'a.txt'), 1, 2), ['a.txt']],
    ['another mode', () => chmodSync(join(root, 'a.txt'), 0o755), ['a.txt']],
    ['another mode of a folder', () => chmodSync(join(root, 'src'), 0o700), ['src']],
    ['a new file', () => write('src/d.txt'), ['src/d.txt']],
    ['a file gone', () => unlinkSync(join(root, 'src/deep/c.txt')), ['src/deep/c.txt']],
    ['a new folder', () => write('new/e.txt'), ['new']],
    ['a folder gone', () => rmSync(join(root, 'src'), { recursive: true }), ['src']],
    ['a new name', () => renameSync(join(root, 'a.txt'), join(root, 'z.txt')), ['a.txt', 'z.txt']],
    ['a new empty folder', () => mkdirSync(join(root, 'src/empty')), ['src/empty']],
    [
      'a symlink for a file',
      () => {
        unlinkSync(join(root, 'a.txt'))
        symlinkSync('src/b.txt', join(root, 'a.txt'))
      },
      ['a.txt'],
    ],
    [
      'a file for a folder',
      () => {
        rmSync(join(root, 'src'), { recursive: true })
        write('src')
      },
      ['src'],
    ],
  ])('tells %s', async (_, action, expected) => {
    expect(await changes(action)).toEqual(expected)
  })

  test('tells a change within a millisecond', async () => {
    const at = (nanoseconds: string): void => {
      execFileSync('touch', ['-d', `2024-01-01 00:00:00.${nanoseconds}`, join(root, 'a.txt')])
    }
    at('123456001')
    expect(await changes(() => at('123456002'))).toEqual(['a.txt'])
  })

  test('names ten changes at most', async () => {
    const write20 = (): void => {
      for (let index = 0; index < 20; index += 1) write(`many-${String(index).padStart(2, '0')}`)
    }
    expect(await changes(write20)).toEqual([...Array(10).keys()].map((index) => `many-0${index}`))
  })

  test('leaves out what is ignored', async () => {
    const action = (): void => {
      write('node_modules/x/new.js')
      write('src/b.log')
    }
    expect(await changes(action, '**/node_modules', '**/*.log')).toEqual([])
    expect(await changes(() => write('src/deep/keep'), '*', '!src/deep/keep')).toEqual(['src/deep/keep'])
    expect(await changes(() => write('new/keep'), '*', '!*/keep')).toEqual(['new/keep'])
    expect(await changes(() => rmSync(join(root, 'new'), { recursive: true }), '*', '!*/keep')).toEqual([
      'new/keep',
    ])
  })

  test('does not look into what is ignored as a whole', async () => {
    const state = await stateOf('**/node_modules')
    expect([...state.folders.keys()].sort()).toEqual(['', 'src', 'src/deep'])
    const excepted = await stateOf('*', '!src/deep')
    expect([...excepted.folders.keys()].sort()).toEqual(['', 'src', 'src/deep'])
  })

  test('knows sockets, pipes, dangling symlinks and circles of them', async () => {
    symlinkSync('nowhere', join(root, 'dangling'))
    symlinkSync('..', join(root, 'src/up'))
    execFileSync('mkfifo', [join(root, 'pipe')])
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(join(root, 'socket'), resolve))
    try {
      expect(await stateOf()).toMatchObject({ files: 4 })
      expect(await changes(() => unlinkSync(join(root, 'dangling')))).toEqual(['dangling'])
    } finally {
      server.close()
    }
  })

  test('knows names that are not UTF-8', async () => {
    const latin = Buffer.concat([Buffer.from(`${root}/src/`), Buffer.from([0x66, 0xfc, 0x72])])
    mkdirSync(latin)
    const file = Buffer.concat([latin, Buffer.from('/x')])
    writeFileSync(file, '1')
    writeFileSync(Buffer.concat([Buffer.from(`${root}/src/`), Buffer.from([0x66, 0xfd, 0x72])]), '')
    expect(await stateOf()).toMatchObject({ files: 6 })
    expect(await changes(() => writeFileSync(file, '22'))).toEqual(['src/f\u00fcr/x'])
    expect(await stateOf('src/f?r')).toMatchObject({ files: 4 })
    rmSync(latin, { recursive: true })
  })

  test('is not to be had of what is no folder', async () => {
    const hint = 'name the build context with --context'
    expect(await contextState(join(root, 'absent'), [], never)).toEqual({
      message: `${join(root, 'absent')} is no folder to build from`,
      hint,
    })
    expect(await contextState(join(root, 'a.txt'), [], never)).toEqual({
      message: `${join(root, 'a.txt')} is no folder to build from`,
      hint,
    })
  })

  test('is not to be had where something cannot be read', async () => {
    chmodSync(root, 0o755)
    const hint = 'correct the permissions, or name it in .dockerignore'
    chmodSync(join(root, 'src/b.txt'), 0)
    expect(await asSomebody(() => contextState(root, [], never))).toEqual({
      message: 'the build context cannot be read: src/b.txt: permission denied',
      hint,
    })
    chmodSync(join(root, 'src'), 0)
    expect(await asSomebody(() => contextState(root, [], never))).toEqual({
      message: 'the build context cannot be read: src: permission denied',
      hint,
    })
    expect(await asSomebody(() => contextState(root, ['src'], never))).toMatchObject({ files: 2 })
    chmodSync(join(root, 'src'), 0o755)
  })

  test('is given up when a stop is asked for', async () => {
    for (let index = 0; index < 200; index += 1) write(`many/${index}/file`)
    const patterns = [...Array(2000).keys()].map((index) => `**/x${index}*y`)
    const stop = new AbortController()
    const state = contextState(root, patterns, stop.signal)
    stop.abort()
    expect(await state).toEqual({ message: 'interrupted', hint: '' })
  })
})

/** Root may read everything; nobody may not. */
async function asSomebody<T>(action: () => Promise<T>): Promise<T> {
  const { geteuid, seteuid } = process
  if (geteuid?.() !== 0 || !seteuid) return action()
  seteuid(65534)
  try {
    return await action()
  } finally {
    seteuid(0)
  }
}
