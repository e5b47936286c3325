import { describe, expect, test } from 'vitest'
import { parseDocument, type ParseOptions } from '../../src/dockerfile/document.ts'
import { parseImageReference } from '../../src/dockerfile/image-reference.ts'
import type { Stage } from '../../src/dockerfile/stage.ts'
import { buildFacts } from './fixtures.ts'

function stages(text: string, options?: ParseOptions): readonly Stage[] {
  return parseDocument(text, options).stages
}

function last(text: string): Stage | undefined {
  return stages(text).at(-1)
}

/** The images that a build of the last stage pulls, those apart that COPY and mounts name directly. */
function images(text: string): readonly string[] {
  const all = stages(text)
  const found = new Set<string>()
  const queue = all.slice(-1)
  for (let stage = queue.pop(); stage; stage = queue.pop()) {
    const { index, parent, resolvedBase } = stage
    if (parent !== undefined) queue.push(...all.filter((each) => each.index === parent))
    else if (resolvedBase !== undefined && resolvedBase !== 'scratch') found.add(resolvedBase)
    queue.push(...all.filter((each) => each.copiedBy.includes(index)))
  }
  return [...found].map(pulled).sort()
}

function pulled(name: string): string {
  const reference = parseImageReference(name)
  return `docker-image://${reference?.registry}/${reference?.repository}:${reference?.tag ?? 'latest'}`
}

// Images that COPY and mounts name, and bases that only those who build know.
const NOT_HERE = /copy image|mount index|targetarch in from|from empty suffix/
const buildable = buildFacts.filter(({ name, answer }) => answer.error === undefined && !NOT_HERE.test(name))

test.each(buildable)('the images of the build: $name', ({ text, answer }) => {
  expect(images(text.join('\n'))).toEqual(answer.sources)
})

describe('the base of a stage', () => {
  test('is an earlier stage where one has its name', () => {
    expect(last('FROM a AS b\nFROM b')?.parent).toBe(0)
  })

  test('is not a later one, nor the stage itself', () => {
    expect(stages('FROM b AS a\nFROM c AS b\nFROM c AS c').map((stage) => stage.parent)).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })

  test('is the last one of that name', () => {
    expect(last('FROM one AS s\nFROM two AS s\nFROM s')?.parent).toBe(1)
  })

  test('is compared with names in lower case, as it is written', () => {
    expect(last('FROM a AS Build\nFROM build')?.parent).toBe(0)
    expect(last('FROM a AS Build\nFROM Build')?.parent).toBeUndefined()
  })

  test('is not a number', () => {
    expect(last('FROM a\nFROM 0')?.parent).toBeUndefined()
  })

  test('may come from an ARG before the first FROM', () => {
    expect(last('ARG B=build\nFROM a AS build\nFROM $B')).toMatchObject({
      base: '$B',
      resolvedBase: 'build',
      variableBase: true,
      parent: 0,
    })
  })

  test.each([
    ['ARG V=1\nFROM a:$V', 'a:1'],
    ['ARG V\nFROM a:${V:-2}', 'a:2'],
    ['FROM a:${V:-2}', 'a:2'],
    ['ARG A=1\nARG B=${A}2\nFROM a:$B', 'a:12'],
    ['ARG V=1\nARG V\nFROM a:$V', 'a:1'],
    ['ARG V=x\nFROM a\nARG V=y\nFROM b:$V', 'b:x'],
    ['FROM "a"', 'a'],
    // Known only to those who build.
    ['ARG V\nFROM a:$V', undefined],
    ['ARG V\nFROM my-image:$V', undefined],
    ['FROM a:$TARGETARCH', undefined],
    ['ARG V\nFROM ${V:?give one}', undefined],
    // BuildKit refuses a blank name.
    ['FROM $NOTHING', undefined],
  ])('%j is %s', (text, base) => {
    expect(last(text)?.resolvedBase).toBe(base)
  })
})

describe('who copies from a stage', () => {
  function copiedBy(text: string): readonly (readonly number[])[] {
    return stages(text).map((stage) => stage.copiedBy)
  }

  test.each([
    ['by name, in any case', 'FROM a AS Build\nFROM b\nCOPY --from=BUILD c d', [[1], []]],
    ['by number', 'FROM a\nFROM b\nCOPY --from=0 c d', [[1], []]],
    ['by number with a sign', 'FROM a\nFROM b\nCOPY --from=+0 c d', [[1], []]],
    ['twice', 'FROM a AS s\nFROM b\nCOPY --from=s c d\nCOPY --from=s e f', [[1], []]],
    ['in a mount', 'FROM a AS s\nFROM b\nRUN --mount=type=bind,from=S,target=/x y', [[1], []]],
    ['in a quoted field', 'FROM a AS s\nFROM b\nRUN --mount=\'type=bind,"from=s",target=/x\' y', [[1], []]],
    ['a mount knows no numbers', 'FROM a\nFROM b\nRUN --mount=from=0,target=/x y', [[], []]],
    ['the last one of the name', 'FROM a AS s\nFROM b AS s\nFROM c\nCOPY --from=s d e', [[], [2], []]],
    ['an image of another name', 'FROM a AS s\nFROM b\nCOPY --from=nginx d e', [[], []]],
    ['a later stage: the build fails', 'FROM a\nCOPY --from=s b c\nFROM d AS s', [[], []]],
    ['itself: the build fails', 'FROM a AS s\nCOPY --from=s b c', [[]]],
    [
      'a name given again later: the build fails',
      'FROM a AS s\nFROM b\nCOPY --from=s c d\nFROM e AS s',
      [[], [], []],
    ],
    ['a variable: the build fails', 'ARG S=s\nFROM a AS s\nFROM b\nCOPY --from=$S c d', [[], []]],
    ['ONBUILD of the parent', 'FROM a AS s\nFROM b AS p\nONBUILD COPY --from=s c d\nFROM p', [[2], [], []]],
  ])('%s', (_name, text, expected) => {
    expect(copiedBy(text)).toEqual(expected)
  })
})

describe('stages that ship', () => {
  function shipping(text: string, options?: ParseOptions): readonly number[] {
    return stages(text, options).flatMap((stage) => (stage.ships ? [stage.index] : []))
  }

  test.each([
    ['the final one alone', 'FROM a AS b\nFROM c\nCOPY --from=b /x /y', [1]],
    ['with its parents', 'FROM a AS b\nFROM b AS c\nFROM x\nFROM c', [0, 1, 3]],
    ['and one that is copied whole', 'FROM a AS b\nFROM scratch\nCOPY --from=b / /', [0, 1]],
    ['copied whole by a dot', 'FROM a AS b\nFROM scratch\nCOPY --from=b . /', [0, 1]],
    ['copied whole by a star', 'FROM a AS b\nFROM scratch\nCOPY --from=b /* /', [0, 1]],
    ['copied whole in the exec form', 'FROM a AS b\nFROM scratch\nCOPY --from=b ["/", "/"]', [0, 1]],
    ['not the build context', 'FROM a AS b\nFROM c\nCOPY . /', [1]],
  ])('%s', (_name, text, expected) => {
    expect(shipping(text)).toEqual(expected)
  })

  test('targets ship too', () => {
    const text = 'FROM a AS b\nFROM b AS Dev\nFROM c AS d\nFROM e'
    expect(shipping(text)).toEqual([3])
    expect(shipping(text, { targets: ['DEV'] })).toEqual([0, 1, 3])
  })
})

test('children, names and instructions', () => {
  const [first, second] = stages('ARG X\nFROM a AS One\nRUN b\nFROM one\nRUN c\nCMD d')
  expect(first).toMatchObject({ index: 0, name: 'one', children: [1], final: false })
  expect(second).toMatchObject({ index: 1, name: undefined, children: [], final: true })
  expect(second?.instructions.map((instruction) => instruction.keyword)).toEqual(['RUN', 'CMD'])
})

test('ARG before the first FROM belongs to no stage', () => {
  const document = parseDocument('ARG A\nARG B\nFROM a\nARG C')
  expect(document.globalArgs.map((instruction) => instruction.args.text)).toEqual(['A', 'B'])
})
