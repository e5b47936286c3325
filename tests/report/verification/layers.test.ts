import { describe, expect, test } from 'vitest'
import { instructionOf, layerRows } from '../../../src/report/verification/layers.ts'
import { layer } from './make-verification.ts'

// The left-hand sides are what docker 28.5, docker 20.10 and buildah 1.28 wrote.
test.each([
  ['ADD b.Dockerfile /add/ # buildkit', 'ADD b.Dockerfile /add/'],
  ['COPY <<E /etc/my.conf # buildkit', 'COPY <<E /etc/my.conf'],
  ['WORKDIR /app', 'WORKDIR /app'],
  ['RUN /bin/sh -c echo four # buildkit', 'RUN echo four'],
  [
    'RUN |1 VERSION=1.2 beta /bin/bash -o pipefail -c echo one     && echo two # buildkit',
    'RUN echo one && echo two',
  ],
  [
    'RUN |1 VERSION=1.2 beta /bin/bash -o pipefail -c <<E cat > /y\nline\nE # buildkit',
    'RUN <<E cat > /y line E',
  ],
  ['RUN /bin/bash -euxo pipefail -c set -e\n\techo three > /x\n # buildkit', 'RUN set -e echo three > /x'],
  ['RUN /bin/sh -c bash -c "echo a" # buildkit', 'RUN bash -c "echo a"'],
  ['/bin/sh -c apt-get update', 'RUN apt-get update'],
  ['|2 A=1 B=x /bin/sh -c echo a', 'RUN echo a'],
  [
    `/bin/sh -c #(nop) COPY file:${'e2c3eed9c1194dd6'.repeat(4)} in /app/ `,
    'COPY file:e2c3eed9c119 in /app/',
  ],
  ['/bin/sh -c #(nop) WORKDIR /app', 'WORKDIR /app'],
  [
    "# debian.sh --arch 'amd64' out/ 'bookworm' '@1731283200'",
    "# debian.sh --arch 'amd64' out/ 'bookworm' '@1731283200'",
  ],
  ['', 'a layer without history'],
  [undefined, 'a layer without history'],
  // No shell, though it looks like one.
  ['RUN ./deploy.sh -c prod # buildkit', 'RUN ./deploy.sh -c prod'],
  ['RUN |1 A=b c ./deploy.sh -c prod # buildkit', 'RUN |1 A=b c ./deploy.sh -c prod'],
  ['RUN python3 -c pass # buildkit', 'RUN python3 -c pass'],
  ['COPY sh -c /y # buildkit', 'COPY sh -c /y'],
])('the instruction of %j', (createdBy, instruction) => {
  expect(instructionOf(layer(createdBy, 0))).toBe(instruction)
})

describe('rows', () => {
  const base = [layer(undefined, 70_000_000), layer('RUN /bin/sh -c useradd node # buildkit', 9_000)]
  const copy = layer('COPY . . # buildkit', 5_000_000)
  const run = (script: string, size: number) => layer(`RUN /bin/sh -c ${script} # buildkit`, size)

  test('what both begin with is one', () => {
    const { before, after } = layerRows([...base, run('a', 9_000_000)], [...base, copy], true)
    expect(before).toEqual([
      { label: 'first 2 layers, the same in both', size: 70_009_000, side: 'both' },
      { label: 'RUN a', size: 9_000_000, side: 'one' },
    ])
    expect(after[0]).toEqual(before[0])
    expect(after[1]).toEqual({ label: 'COPY . .', size: 5_000_000, side: 'one' })
  })

  test('a layer is told to be in both by its instruction, whatever its digest, and in order', () => {
    const { before, after } = layerRows(
      [run('a', 5_000_000), run('b', 6_000_000), copy],
      [run('b', 6_500_000), copy, run('a', 5_000_000)],
      true,
    )
    expect(before.map(({ label, side }) => [label, side])).toEqual([
      ['RUN a', 'one'],
      ['RUN b', 'both'],
      ['COPY . .', 'both'],
    ])
    expect(after.map(({ label, side }) => [label, side])).toEqual([
      ['RUN b', 'both'],
      ['COPY . .', 'both'],
      ['RUN a', 'one'],
    ])
  })

  test('layers below a hundredth are one, and a single one stays what it is', () => {
    const big = run('big', 100_000_000)
    const tiny = [run('a', 400_000), run('b', 1_000), run('c', 0)]
    const label = (layers: readonly ReturnType<typeof layer>[]) => layerRows(layers, [], true).before.at(-1)
    expect(label([big, ...tiny])).toEqual({ label: '3 layers below 500 kB', size: 401_000, side: 'one' })
    expect(label([big, run('a', 400_000)])?.label).toBe('RUN a')
    expect(label([big, run('c', 0), run('d', 0)])).toEqual({ label: '2 empty layers', size: 0, side: 'one' })
    expect(layerRows([big, ...tiny], [], false).before).toHaveLength(4)
  })

  test('of many layers the largest are told', () => {
    const many = Array.from({ length: 30 }, (_, place) => run(`n${place}`, (place + 1) * 1_000_000))
    const { before } = layerRows(many, [], true)
    expect(before.map(({ label }) => label)).toEqual([
      ...['RUN n22', 'RUN n23', 'RUN n24', 'RUN n25', 'RUN n26', 'RUN n27', 'RUN n28', 'RUN n29'],
      '22 smaller layers',
    ])
    expect(before.reduce((sum, { size }) => sum + size, 0)).toBe((30 * 31 * 1_000_000) / 2)
  })
})
