import { describe, expect, test } from 'vitest'
import { rewrite } from '../../src/engine/pipeline.ts'
import type { Transform } from '../../src/engine/transform.ts'
import { failingInstruction, type RewriteFacts } from '../../src/verify/comparison/attribution.ts'
import { compare } from '../../src/verify/compare.ts'
import type { ImageConfig } from '../../src/verify/image.ts'
import { makeImage } from './make-image.ts'
import { replaceText } from './replace-text.ts'

function factsOf(text: string, transforms: readonly Transform[], target?: string): RewriteFacts {
  const targets = target === undefined ? [] : [target]
  return { rewrite: rewrite(text, { transforms, targets }), targets, target }
}

const BUILD_AND_SHIP = `FROM debian AS build
ARG V=1
RUN echo built > /src/out
FROM debian
ENV MODE=prod TZ=UTC
RUN apt-get update && \\
    apt-get install -y ca-certificates
COPY --from=build /src/out /app/out
RUN echo data > /app/one
RUN echo "$TZ" > /app/zone
USER app
CMD ["a"]
`

const joinRuns = replaceText('join-runs', '\nRUN echo "$TZ"', ' && echo "$TZ"')

describe('the failing instruction', () => {
  const facts = factsOf(BUILD_AND_SHIP, [
    replaceText('write-more', 'echo data', 'echo more'),
    joinRuns,
    replaceText('add-line', 'USER app', 'RUN echo new\nUSER app'),
  ])

  test.each([
    [6, 6, 'RUN apt-get update && apt-get install -y ca-certificates', []],
    [7, 6, 'RUN apt-get update && apt-get install -y ca-certificates', []],
    [8, 8, 'COPY --from=build /src/out /app/out', []],
    [9, 9, 'RUN echo more > /app/one && echo "$TZ" > /app/zone', ['write-more', 'join-runs']],
    [10, 10, 'RUN echo new', ['add-line']],
  ])('of the result at line %i', (line, first, text, transforms) => {
    expect(failingInstruction(facts, 'after', line)).toEqual({ line: first, text, transforms })
  })

  test('names transforms in the order in which they ran', () => {
    const both = factsOf('FROM a\nRUN one two\n', [
      replaceText('put-in', 'one', 'one 1'),
      replaceText('take-away', ' two', ''),
    ])
    expect(failingInstruction(both, 'after', 2).transforms).toEqual(['put-in', 'take-away'])
  })

  test('of the original names no transforms', () => {
    expect(failingInstruction(facts, 'before', 9)).toEqual({
      line: 9,
      text: 'RUN echo data > /app/one',
      transforms: [],
    })
  })

  test('is shortened to a line', () => {
    const long = factsOf(`FROM a\nRUN ${'x'.repeat(200)}\n`, [])
    const { text } = failingInstruction(long, 'before', 2)
    expect(text).toBe(`RUN ${'x'.repeat(95)}…`)
  })

  test('with a heredoc is told by its first line', () => {
    const heredoc = factsOf('FROM a\nRUN <<EOF cat\necho 1\nfalse\nEOF\nRUN x\n', [])
    expect(failingInstruction(heredoc, 'before', 4)).toEqual({
      line: 2,
      text: 'RUN <<EOF cat',
      transforms: [],
    })
  })

  test('may be no instruction at all', () => {
    const comment = factsOf('FROM a\n\n  # why\nRUN x\n', [])
    expect(failingInstruction(comment, 'after', 3)).toEqual({ line: 3, text: '# why', transforms: [] })
    expect(failingInstruction(comment, 'after', 99)).toEqual({ line: 99, text: '', transforms: [] })
  })
})

const LAYERS = [
  'RUN /bin/sh -c apt-get update &&     apt-get install -y ca-certificates # buildkit',
  'COPY /src/out /app/out # buildkit',
  'RUN /bin/sh -c echo data > /app/one # buildkit',
  'RUN /bin/sh -c echo "$TZ" > /app/zone # buildkit',
]

const FILES = {
  '/etc/issue': { layer: 0 },
  '/usr/cert': { layer: 1 },
  '/app/out': { layer: 2 },
  '/app/one': { layer: 3 },
  '/app/zone': { layer: 4 },
}

/** The transforms behind the file being gone or new, or the field having another value. */
function suspects(
  transforms: readonly Transform[],
  path: keyof typeof FILES | undefined,
  config: Partial<ImageConfig> = {},
  layers: { readonly before: readonly string[]; readonly after: readonly string[] } = {
    before: LAYERS,
    after: LAYERS,
  },
): readonly string[] | undefined {
  const facts = factsOf(BUILD_AND_SHIP, transforms)
  const rest = Object.fromEntries(Object.entries(FILES).filter(([name]) => name !== path))
  const before = makeImage(FILES, { user: 'app', env: ['MODE=prod', 'TZ=UTC'] }, layers.before)
  const after = makeImage(rest, { ...before.config, ...config }, layers.after)
  const { regressions } = compare(before, after, facts)
  expect(regressions).toHaveLength(1)
  return regressions[0]?.transforms
}

const a = replaceText('touch-apt', 'update', 'update -q')
const b = replaceText('touch-data', 'echo data', 'echo more')
const c = replaceText('touch-zone', '> /app/zone', '>> /app/zone')
const d = replaceText('touch-build', 'echo built', 'echo made')

describe('a file', () => {
  test.each<[string, keyof typeof FILES, readonly Transform[], readonly string[]]>([
    ['is that of who touched its instruction', '/app/one', [a, b, c, d], ['touch-data']],
    ['of another instruction is not', '/app/zone', [a, b, c, d], ['touch-zone']],
    ['that was copied is that of who touched its stage', '/app/out', [a, b, c, d], ['touch-build']],
    [
      'that was copied is rather that of who touched the COPY',
      '/app/out',
      [a, d, replaceText('touch-copy', '/app/out', '/app/out2')],
      ['touch-copy', 'touch-build'],
    ],
    [
      'of the base image is that of who touched FROM',
      '/etc/issue',
      [a, replaceText('swap-base', 'FROM debian\nENV', 'FROM alpine\nENV')],
      ['swap-base'],
    ],
    [
      'is that of who names it, wherever',
      '/etc/issue',
      [a, b, replaceText('take-away', 'USER app', 'RUN rm /etc/issue\nUSER app')],
      ['take-away'],
    ],
    [
      'is that of who names its directory',
      '/etc/issue',
      [replaceText('clean-up', 'USER app', 'RUN rm -rf /etc/*\nUSER app'), a],
      ['clean-up'],
    ],
    [
      'is that of who changes a variable in it',
      '/app/zone',
      [a, b, replaceText('set-zone', 'TZ=UTC', 'TZ=CET')],
      ['set-zone'],
    ],
    [
      'that nobody touched may be anybody’s, the nearest first',
      '/app/zone',
      [a, b],
      ['touch-data', 'touch-apt'],
    ],
    [
      'that nobody touched is rather that of who changed what it runs under',
      '/app/one',
      [a, replaceText('set-mode', 'MODE=prod', 'MODE=test'), c],
      ['set-mode', 'touch-zone', 'touch-apt'],
    ],
    [
      'that nobody in its stages touched may be that of others',
      '/app/one',
      [replaceText('set-v', 'V=1', 'V=2')],
      ['set-v'],
    ],
    ['is nobody’s where nothing changed', '/app/one', [], []],
  ])('%s', (_, path, transforms, expected) => {
    expect(suspects(transforms, path)).toEqual(expected)
  })

  test('of a joined instruction is first that of who touched its part', () => {
    const layers = {
      before: LAYERS,
      after: [
        ...LAYERS.slice(0, 2),
        'RUN /bin/sh -c echo more > /app/one && echo "$TZ" >> /app/zone # buildkit',
      ],
    }
    expect(suspects([a, b, c, joinRuns], '/app/one', {}, layers)).toEqual([
      'touch-data',
      'join-runs',
      'touch-zone',
    ])
    expect(suspects([a, b, c, joinRuns], '/app/zone', {}, layers)).toEqual([
      'touch-zone',
      'join-runs',
      'touch-data',
    ])
  })

  test('of a joined instruction is rather that of who changes a variable in its part than of another part', () => {
    const layers = {
      before: LAYERS,
      after: [
        ...LAYERS.slice(0, 2),
        'RUN /bin/sh -c echo more > /app/one && echo "$TZ" > /app/zone # buildkit',
      ],
    }
    const zone = replaceText('set-zone', 'TZ=UTC', 'TZ=CET')
    expect(suspects([b, joinRuns, zone], '/app/zone', {}, layers)).toEqual([
      'join-runs',
      'set-zone',
      'touch-data',
    ])
  })

  test('that another instruction writes now is that of who touched either', () => {
    const before = makeImage({ '/x': { layer: 3 } }, {}, LAYERS)
    const after = makeImage({ '/x': { layer: 4, mode: 0o600 } }, {}, LAYERS)
    const { regressions } = compare(before, after, factsOf(BUILD_AND_SHIP, [a, c, b]))
    expect(regressions).toMatchObject([{ transforms: ['touch-zone', 'touch-data'] }])
  })

  test('that is new is that of who changes a variable in what writes it', () => {
    const facts = factsOf(BUILD_AND_SHIP, [b, replaceText('set-zone', 'TZ=UTC', 'TZ=CET')])
    const { regressions } = compare(
      makeImage({}, {}, LAYERS),
      makeImage({ '/app/zone': { layer: 4 } }, {}, LAYERS),
      facts,
    )
    expect(regressions).toMatchObject([{ transforms: ['set-zone'] }])
  })

  test('that was copied may come from far', () => {
    const text = `FROM a AS deps
RUN one
FROM b AS tools
RUN two
FROM deps AS build
COPY --from=tools /t /t
FROM c
COPY --from=build /app /app
RUN three
`
    const transforms = ['one', 'two', 'three'].map((word) => replaceText(`touch-${word}`, word, `${word}!`))
    const layers = ['COPY /app /app # buildkit', 'RUN /bin/sh -c three # buildkit']
    const before = makeImage({ '/app/x': { layer: 1 } }, {}, layers)
    const { regressions } = compare(before, makeImage({}, {}, layers), factsOf(text, transforms))
    expect(regressions[0]?.transforms.toSorted()).toEqual(['touch-one', 'touch-two'])
  })

  test('that has no layer of its own is rather that of the last instruction in its layer', () => {
    const text = 'FROM b\nWORKDIR /w\nRUN one\n'
    const layers = ['/bin/sh -c one']
    const transforms = [replaceText('set-dir', '/w', '/v'), replaceText('touch-one', 'one', 'one!')]
    const before = makeImage({ '/x': { layer: 1 } }, {}, layers)
    const { regressions } = compare(before, makeImage({}, {}, layers), factsOf(text, transforms))
    expect(regressions).toMatchObject([{ transforms: ['touch-one', 'set-dir'] }])
  })

  test('that is new is that of who touched what writes it now', () => {
    const transforms = [a, replaceText('add-run', 'USER app', 'RUN touch x\nUSER app')]
    const before = makeImage({}, {}, LAYERS)
    const after = makeImage({ '/x': { layer: 5 } }, {}, [...LAYERS, 'RUN /bin/sh -c touch x # buildkit'])
    const { regressions } = compare(before, after, factsOf(BUILD_AND_SHIP, transforms))
    expect(regressions).toMatchObject([{ what: 'new', path: '/x', transforms: ['add-run'] }])
  })

  test('of another target is that of the stages of this one', () => {
    const facts = factsOf(BUILD_AND_SHIP, [a, d], 'build')
    const before = makeImage({ '/src/out': { layer: 0 } })
    const { regressions } = compare(before, makeImage(), facts)
    expect(regressions).toMatchObject([{ path: '/src/out', transforms: ['touch-build'] }])
  })
})

describe('a field', () => {
  const user = replaceText('set-user', 'USER app', 'USER root')
  const zone = replaceText('set-zone', 'TZ=UTC', 'TZ=CET')
  const mode = replaceText('split-env', 'ENV MODE=prod', 'ENV MODE=test\nENV')

  test.each<[string, Partial<ImageConfig>, readonly Transform[], readonly string[]]>([
    ['is that of who touched what sets it', { user: 'root' }, [a, zone, user], ['set-user']],
    ['of another name is not', { env: ['MODE=prod', 'TZ=CET'] }, [a, zone, user], ['set-zone']],
    [
      'is that of who touched the instruction with its key',
      { env: ['MODE=test', 'TZ=UTC'] },
      [mode, user],
      ['split-env'],
    ],
    [
      'that the file does not set is that of who touched FROM',
      { stopSignal: 'SIGINT' },
      [a, user, replaceText('swap-base', 'FROM debian\nENV', 'FROM alpine\nENV')],
      ['swap-base'],
    ],
    [
      'Cmd is that of who touched ENTRYPOINT as well',
      { cmd: undefined },
      [a, replaceText('set-entry', 'CMD', 'ENTRYPOINT ["b"]\nCMD')],
      ['set-entry'],
    ],
    [
      'that nobody touched is that of anybody, the nearest first',
      { user: 'root' },
      [a, c],
      ['touch-zone', 'touch-apt'],
    ],
  ])('%s', (_, config, transforms, expected) => {
    expect(suspects(transforms, undefined, config)).toEqual(expected)
  })

  test('is first that of who touched the last that sets it', () => {
    const text = 'FROM b\nUSER one\nRUN x\nUSER two\n'
    const transforms = [replaceText('set-one', 'one', 'uno'), replaceText('set-two', 'two', 'due')]
    const { regressions } = compare(makeImage(), makeImage({}, { user: 'x' }), factsOf(text, transforms))
    expect(regressions).toMatchObject([{ transforms: ['set-two', 'set-one'] }])
  })

  test('whose key no instruction has may be set by any of them', () => {
    const facts = factsOf('FROM b\nENV A=1\nRUN x\n', [
      replaceText('touch-run', 'RUN x', 'RUN y'),
      replaceText('set-env', 'A=1', 'A=2'),
    ])
    const { regressions } = compare(makeImage(), makeImage({}, { env: [] }), facts)
    expect(regressions).toMatchObject([{ key: 'PATH', transforms: ['set-env'] }])
  })

  test('of the base image is that of who touched the first FROM', () => {
    const facts = factsOf('FROM b AS one\nFROM one\n', [
      replaceText('name-it', 'FROM one', 'FROM one AS two'),
      replaceText('swap-base', 'FROM b', 'FROM c'),
    ])
    const { regressions } = compare(makeImage(), makeImage({}, { stopSignal: 'SIGINT' }), facts)
    expect(regressions).toMatchObject([{ transforms: ['swap-base'] }])
  })
})
