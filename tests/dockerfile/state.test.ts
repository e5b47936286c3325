import { describe, expect, test } from 'vitest'
import { parseDocument, stateAt, type Document } from '../../src/dockerfile/document.ts'
import type { Instruction } from '../../src/dockerfile/instruction.ts'
import type { Stage } from '../../src/dockerfile/stage.ts'
import type { State } from '../../src/dockerfile/state.ts'
import { buildFacts } from './fixtures.ts'

const buildable = buildFacts.filter((fact) => fact.answer.error === undefined)

// The recorded builds know one thing more than the file: the base image sets nothing but PATH, and amd64 is built.
describe('a build agrees wherever the file lets us know', () => {
  test.each(buildable)('$name', ({ text, answer }) => {
    const document = parseDocument(text.join('\n'))
    const { stage, run } = lastRun(document)
    const seen = answer.runs.at(-1)
    if (run && seen) {
      const state = stateAt(document, stage, run)
      const environment = new Map(seen.env.map(splitPair))
      expect(differing(state, environment)).toEqual([])
      expect([...environment.keys()].filter((name) => !state.variables.has(name))).toEqual([])
      expect([undefined, seen.cwd, seen.cwd.slice(1)]).toContain(state.workdir)
      expect(state.user ?? '').toBe(seen.user)
      expect([...(state.shell ?? ['/bin/sh', '-c']), run.args.text]).toEqual(seen.args)
    }
    const end = stateAt(document, lastStage(document))
    const lasting = [...end.variables.keys()].filter((name) => !end.args.has(name)).sort()
    expect(lasting).toEqual((answer.imageEnv ?? []).map((pair) => splitPair(pair)[0]))
  })
})

/** Names whose value we claim to know and do not. */
function differing(state: State, environment: ReadonlyMap<string, string>): readonly string[] {
  return [...state.variables]
    .filter(([name, value]) => value.text !== undefined && value.text !== environment.get(name))
    .map(([name]) => name)
}

function splitPair(pair: string): readonly [name: string, value: string] {
  const equals = pair.indexOf('=')
  return [pair.slice(0, equals), pair.slice(equals + 1)]
}

function lastStage(document: Document): Stage {
  const stage = document.stages.at(-1)
  if (!stage) throw new Error('no stage')
  return stage
}

function lastRun(document: Document): { stage: Stage; run: Instruction | undefined } {
  const stage = lastStage(document)
  return { stage, run: stage.instructions.findLast((instruction) => instruction.keyword === 'RUN') }
}

function endOf(text: string): State {
  const document = parseDocument(text)
  return stateAt(document, lastStage(document))
}

function valueOf(name: string, text: string): unknown {
  return endOf(text).variables.get(name)
}

describe('ENV', () => {
  test('values of one instruction are expanded before any of them is set', () => {
    expect(valueOf('B', 'FROM a\nENV A=0\nENV A=1 B=$A')).toEqual({ text: '0', certain: true })
  })

  test('names are expanded and lose their quotes', () => {
    expect([...endOf('FROM a\nENV N=KEY\nENV "$N"=1').variables.keys()]).toEqual(['N', 'KEY'])
  })

  test('a name that is not set here may be set by the base image', () => {
    expect(valueOf('A', 'FROM a\nENV A=$HOME/x')).toEqual({ text: undefined, certain: false })
  })

  test('a word that BuildKit refuses has no value', () => {
    expect(valueOf('A', 'FROM a\nENV A=${B:1}')).toEqual({ text: undefined, certain: false })
  })
})

describe('ARG', () => {
  test('a build argument can change it', () => {
    expect(valueOf('A', 'FROM a\nARG A=1')).toEqual({ text: '1', certain: false })
  })

  test('without a default it is not known', () => {
    expect(valueOf('A', 'FROM a\nARG A')).toEqual({ text: undefined, certain: false })
  })

  test('what is made of it is not certain either', () => {
    expect(valueOf('B', 'FROM a\nARG A=1\nENV B=${A}2')).toEqual({ text: '12', certain: false })
  })

  test('behind ENV of the same name it is what RUN sees, and ENV is what the image keeps', () => {
    const state = endOf('FROM a\nENV V=env\nARG V=arg')
    expect(state.variables.get('V')).toEqual({ text: 'arg', certain: false })
    expect(state.args.has('V')).toBe(false)
  })

  test('without a default it leaves the value of ENV, which a build argument can now change', () => {
    expect(valueOf('V', 'FROM a\nENV V=env\nARG V')).toEqual({ text: 'env', certain: false })
  })

  test('ENV behind it wins', () => {
    const state = endOf('FROM a\nARG V=arg\nENV V=env')
    expect(state.variables.get('V')).toEqual({ text: 'env', certain: true })
    expect(state.args.has('V')).toBe(false)
  })

  test('one of the file is not seen in a stage that does not name it', () => {
    expect(valueOf('V', 'ARG V=1\nFROM a')).toBeUndefined()
    expect(valueOf('V', 'ARG V=1\nFROM a\nARG V')).toEqual({ text: '1', certain: false })
    expect(valueOf('V', 'ARG V=1\nFROM a\nARG V=2')).toEqual({ text: '2', certain: false })
  })

  test('one of the file that is given again without a default keeps its value', () => {
    expect(valueOf('V', 'ARG V=1\nARG V\nFROM a\nARG V')).toEqual({ text: '1', certain: false })
  })

  test('the platform is not known', () => {
    expect(valueOf('TARGETARCH', 'FROM a\nARG TARGETARCH')).toEqual({ text: undefined, certain: false })
  })

  test('a child stage sees that of its parent', () => {
    const state = endOf('FROM a AS p\nARG V=1\nFROM p')
    expect(state.variables.get('V')).toEqual({ text: '1', certain: false })
    expect(state.args.has('V')).toBe(true)
  })

  test('a child stage starts with ENV of its parent where the parent has both', () => {
    expect(valueOf('V', 'FROM a AS p\nENV V=env\nARG V=arg\nFROM p')).toEqual({ text: 'env', certain: true })
  })
})

describe('WORKDIR', () => {
  test.each([
    ['/a/./b//c/', '/a/./b//c/'],
    ['/a\nWORKDIR b', '/a/b'],
    ['/a/b/\nWORKDIR ../c', '/a/c'],
    ['/a\nWORKDIR ../../..', '/'],
    ['"/a b"', '/a b'],
    ['/a/b/\nWORKDIR ""', '/a/b/'],
    ['C:/app', 'C:/app'],
    ['relative', undefined],
    ['$HOME', undefined],
    ['$HOME\nWORKDIR x', undefined],
  ])('WORKDIR %s', (path, workdir) => {
    expect(endOf(`FROM a\nWORKDIR ${path}`).workdir).toBe(workdir)
  })

  test('nothing is above scratch', () => {
    expect(endOf('FROM scratch\nWORKDIR b').workdir).toBe('/b')
  })
})

test('a child stage goes on with WORKDIR, USER and SHELL of its parent', () => {
  const state = endOf('FROM a AS p\nWORKDIR /w\nUSER $NAME\nUSER u\nSHELL ["bash", "-c"]\nFROM p\nWORKDIR x')
  expect(state).toMatchObject({ workdir: '/w/x', user: 'u', shell: ['bash', '-c'] })
})

test('a stage that is not built from another starts afresh', () => {
  const state = endOf('FROM a AS p\nWORKDIR /w\nUSER u\nSHELL ["bash", "-c"]\nENV A=1\nFROM b')
  expect(state).toMatchObject({ workdir: undefined, user: undefined, shell: undefined })
  expect(state.variables.size).toBe(0)
})

test('ONBUILD of the parent runs first in the child, and nowhere else', () => {
  const text = 'FROM a AS p\nONBUILD ENV A=1\nONBUILD WORKDIR /ob\n'
  expect(endOf(text).variables.size).toBe(0)
  expect(endOf(`${text}FROM p\nENV B=$A`)).toMatchObject({
    workdir: '/ob',
    variables: new Map([
      ['A', { text: '1', certain: true }],
      ['B', { text: '1', certain: true }],
    ]),
  })
})

test('what an instruction sees does not hold what it sets', () => {
  const document = parseDocument('FROM a\nENV A=1\nENV A=2')
  const stage = lastStage(document)
  expect(stateAt(document, stage, stage.instructions[1]).variables.get('A')?.text).toBe('1')
})
