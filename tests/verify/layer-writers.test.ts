import { describe, expect, test } from 'vitest'
import { parseDocument } from '../../src/dockerfile/document.ts'
import { layerWriters } from '../../src/verify/comparison/layer-writers.ts'
import { lineageOf } from '../../src/verify/comparison/lineage.ts'

/** For each layer the first lines of the instructions that may have written it. */
function writersOf(
  text: string,
  createdBy: readonly (string | undefined)[],
  target?: string,
): readonly (readonly string[])[] {
  const document = parseDocument(text)
  const layers = createdBy.map((each, index) => ({
    digest: `sha256:${index}`,
    createdBy: each,
    size: 0,
    compressed: 0,
  }))
  return layerWriters(document, lineageOf(document, target), layers).map((writers) =>
    writers.map(({ startLine }) => text.split('\n')[startLine - 1] ?? ''),
  )
}

// Each layer as the builder wrote it down when it built that instruction.
describe('BuildKit', () => {
  test.each([
    ['RUN echo $V > /v', 'RUN |2 V=1 W=zz /bin/sh -c echo $V > /v # buildkit'],
    ['RUN a \\\n    # why\n    && b "q  u"', 'RUN |2 V=1 W=zz /bin/sh -c a     && b "q  u" # buildkit'],
    ['RUN ["/bin/sh", "-c", "echo x"]', 'RUN |2 V=1 W=zz /bin/sh -c echo x # buildkit'],
    ['RUN <<E1\necho one > /h1\necho two\nE1', 'RUN /bin/sh -c echo one > /h1\necho two\n # buildkit'],
    [
      'RUN <<-EOT cat > /h2\n\tbody $V\nEOT',
      'RUN |1 V=1 /bin/sh -c <<-EOT cat > /h2\n\tbody $V\nEOT # buildkit',
    ],
    ['RUN --mount=type=cache,target=/c --network=none echo m', 'RUN |1 V=1 /bin/sh -c echo m # buildkit'],
    ['RUN echo x', 'RUN |1 V=1 /bin/bash -o pipefail -c echo x # buildkit'],
    ['COPY a.txt d/ $P/x/', 'COPY a.txt d/ /opt/x/ # buildkit'],
    ['COPY --chown=1000:1000 ["a.txt", "/b b/"]', 'COPY --chown=1000:1000 a.txt /b b/ # buildkit'],
    ['COPY --from=other --link /o /o', 'COPY /o /o # buildkit'],
    ['COPY <<E2 /h3\nsome text\nE2', 'COPY <<E2 /h3 # buildkit'],
    ['ADD v.tgz /v/', 'ADD v.tgz /v/ # buildkit'],
    ['WORKDIR /wk/$V', 'WORKDIR /wk/1'],
    ['WORKDIR sub/', 'WORKDIR /wk/1/sub'],
  ])('%s', (instruction, createdBy) => {
    const [first = ''] = instruction.split('\n')
    const text = `FROM a AS other\nFROM b\nRUN before\n${instruction}\nRUN after\n`
    const layers = [
      undefined,
      'RUN /bin/sh -c before # buildkit',
      createdBy,
      'RUN /bin/sh -c after # buildkit',
    ]
    expect(writersOf(text, layers)).toEqual([['FROM b'], ['RUN before'], [first], ['RUN after']])
  })
})

describe('buildah and podman', () => {
  test.each([
    ['RUN echo $V > /v', '|2 V=1 W=zz /bin/sh -c echo $V > /v'],
    ['RUN ["/bin/sh", "-c", "echo x"]', '/bin/sh -c ["/bin/sh", "-c", "echo x"]'],
    ['RUN --mount=type=cache,target=/c echo m', '/bin/sh -c --mount=type=cache,target=/c echo m'],
    ['COPY a.txt d/ $P/x/', '/bin/sh -c #(nop) COPY multi:1e4caf1b in $P/x/ '],
    ['COPY ["a.txt", "/b b/"]', '/bin/sh -c #(nop) COPY file:e4e5e4b2 in /b b/ '],
    ['ADD v.tgz /v/', '/bin/sh -c #(nop) ADD file:20408559 in /v/ '],
  ])('%s', (instruction, createdBy) => {
    const text = `FROM b\nRUN before\n${instruction}\nRUN after\n`
    const layers = [undefined, '/bin/sh -c before', createdBy, '/bin/sh -c after']
    expect(writersOf(text, layers)).toEqual([['FROM b'], ['RUN before'], [instruction], ['RUN after']])
  })

  test('what has no layer of its own is in the next one', () => {
    const text = 'FROM b\nRUN a\nWORKDIR /w\nWORKDIR x\nENV A=b\nRUN c\nRUN d\n'
    expect(writersOf(text, [undefined, '/bin/sh -c a', '/bin/sh -c c', '/bin/sh -c d'])).toEqual([
      ['FROM b'],
      ['RUN a'],
      ['RUN c', 'WORKDIR x', 'WORKDIR /w'],
      ['RUN d'],
    ])
  })

  test('a stage in one layer is named after its last instruction', () => {
    const text = 'FROM b\nRUN a\nCOPY c /c\nCMD ["x"]\n'
    expect(writersOf(text, [undefined, '/bin/sh -c #(nop) CMD ["x"]'])).toEqual([
      ['FROM b', 'COPY c /c', 'RUN a'],
      ['COPY c /c', 'RUN a'],
    ])
  })
})

describe('matching', () => {
  const run = (script: string): string => `RUN /bin/sh -c ${script} # buildkit`

  test('goes in order where instructions are the same', () => {
    const text = 'FROM b\nRUN a\nRUN x\nRUN a\nRUN y\n'
    const document = parseDocument(text)
    const layers = ['a', 'x', 'a', 'y'].map((script) => ({
      digest: '',
      createdBy: run(script),
      size: 0,
      compressed: 0,
    }))
    const writers = layerWriters(document, lineageOf(document, undefined), layers)
    expect(writers.map((list) => list.map(({ startLine }) => startLine))).toEqual([[2], [3], [4], [5]])
  })

  test('takes the last of equal layers: those below are the base image’s', () => {
    expect(writersOf('FROM b\nRUN a\n', [run('a'), run('z'), run('a')])).toEqual([
      ['FROM b'],
      ['FROM b'],
      ['RUN a'],
    ])
  })

  test('goes by what a script is, not by how it ends', () => {
    const text = 'FROM b\nRUN x || true\nRUN true\n'
    expect(writersOf(text, [undefined, run('x || true'), run('true')])).toEqual([
      ['FROM b'],
      ['RUN x || true'],
      ['RUN true'],
    ])
    expect(writersOf('FROM b\nRUN true\n', [undefined, run('x || true')])).toEqual([
      ['FROM b', 'RUN true'],
      ['FROM b', 'RUN true'],
    ])
  })

  test('leaves out a layer above that no instruction wrote', () => {
    expect(writersOf('FROM b\nRUN a\n', [undefined, run('a'), run('z')])).toEqual([['FROM b'], ['RUN a'], []])
  })

  test.each([
    ['WORKDIR /a', 'WORKDIR /b'],
    ['WORKDIR a', 'WORKDIR /w/aa'],
    ['RUN a b c', 'RUN /bin/sh -c a b x # buildkit'],
    ['RUN a b', 'RUN /bin/sh -c a b x # buildkit'],
  ])('%s did not write %s', (instruction, createdBy) => {
    expect(writersOf(`FROM b\nRUN 1\n${instruction}\n`, [run('1'), createdBy, run('2')])).toEqual([
      ['RUN 1'],
      [instruction],
      [instruction],
    ])
    expect(writersOf(`FROM b\n${instruction}\nRUN 1\n`, [createdBy, run('1')])).toEqual([
      ['FROM b', instruction],
      ['RUN 1', instruction],
    ])
  })

  test.each([
    ['WORKDIR .', 'WORKDIR /w'],
    ['WORKDIR ./a/', 'WORKDIR /w/a'],
    ['RUN a b c d e f g h i j', 'RUN /bin/sh -c a b c d e f g 1 2 3 # buildkit'],
  ])('%s may have written %s', (instruction, createdBy) => {
    expect(writersOf(`FROM b\n${instruction}\nRUN 1\n`, [createdBy, run('1')])).toEqual([
      [instruction],
      ['RUN 1'],
    ])
  })

  test('tolerates a script that was written down in other words', () => {
    const text = 'FROM b\nRUN apt-get update && apt-get install -y a b c\n'
    expect(writersOf(text, [undefined, run('apt-get update && apt-get install -y a b $X')])).toEqual([
      ['FROM b'],
      ['RUN apt-get update && apt-get install -y a b c'],
    ])
  })

  test('of a layer that nothing explains names what stands around it', () => {
    const text = 'FROM b\nRUN a\nCOPY x /x\nRUN c\n'
    expect(writersOf(text, [undefined, run('a'), undefined, run('c')])).toEqual([
      ['FROM b'],
      ['RUN a'],
      ['COPY x /x'],
      ['RUN c', 'COPY x /x'],
    ])
  })

  test('a COPY to elsewhere is another one', () => {
    expect(writersOf('FROM b\nCOPY a /x\nCOPY a /y\n', [undefined, 'COPY a /y # buildkit'])).toEqual([
      ['FROM b', 'COPY a /x'],
      ['COPY a /y', 'COPY a /x'],
    ])
  })
})

describe('stages', () => {
  const text = 'FROM b AS one\nRUN a\nFROM c AS other\nRUN o\nFROM one AS two\nRUN d\nFROM two\nRUN e\n'
  const layers = (...scripts: readonly string[]): readonly (string | undefined)[] => [
    undefined,
    ...scripts.map((script) => `RUN /bin/sh -c ${script} # buildkit`),
  ]

  test('those that the last one is built from come first', () => {
    expect(writersOf(text, layers('a', 'd', 'e'))).toEqual([
      ['FROM b AS one'],
      ['RUN a'],
      ['RUN d'],
      ['RUN e'],
    ])
  })

  test.each(['two', 'TWO', '2'])('--target %s', (target) => {
    expect(writersOf(text, layers('a', 'd'), target)).toEqual([['FROM b AS one'], ['RUN a'], ['RUN d']])
  })

  test('of stages with one name the last is meant', () => {
    const twice = 'FROM b AS x\nRUN a\nFROM c AS x\nRUN e\n'
    expect(writersOf(twice, layers('e'), 'x')).toEqual([['FROM c AS x'], ['RUN e']])
  })

  test('triggers run where the stage is taken up', () => {
    const triggered = 'FROM b AS one\nONBUILD RUN t\nFROM one\nRUN e\n'
    expect(writersOf(triggered, layers('t', 'e'))).toEqual([['FROM b AS one'], ['ONBUILD RUN t'], ['RUN e']])
  })
})
