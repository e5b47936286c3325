import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parseDocument } from '../../../src/dockerfile/document.ts'
import {
  placeInLayers,
  type Box,
  type Link,
  type Placed,
  type Point,
} from '../../../src/report/graph/layers.ts'
import { stageGraph } from '../../../src/report/graph/stage-graph.ts'
import { graphSvg } from '../../../src/report/graph/svg.ts'
import { TEN_STAGES } from './ten-stages.ts'

/** Lines that say what the others stand for. */
const LEGEND = 3

function svgOf(text: string): string {
  return graphSvg([{ title: 'Dockerfile', graph: stageGraph(parseDocument(text)) }])
}

/** What is wrong with a picture: boxes over each other or outside of it, lines through a box, or between wrong ends. */
function faultsOf(boxes: readonly Box[], links: readonly Link[], placed: Placed): readonly string[] {
  const rects = boxes.map(({ width, height }, index) => {
    const { x = 0, y = 0 } = placed.boxes[index] ?? {}
    return { left: x, top: y, right: x + width, bottom: y + height }
  })
  const over = rects.flatMap((one, index) =>
    rects
      .slice(index + 1)
      .filter(
        (two) => one.left < two.right && two.left < one.right && one.top < two.bottom && two.top < one.bottom,
      )
      .map(() => `box ${index} lies over another`),
  )
  const outside = rects.flatMap((each, index) =>
    each.left < -0.01 ||
    each.top < 0 ||
    each.right > placed.width + 0.01 ||
    each.bottom > placed.height + 0.01
      ? [`box ${index} is outside`]
      : [],
  )
  const inside = ({ x, y }: Point, index: number): boolean => {
    const rect = rects[index]
    return rect !== undefined && x > rect.left && x < rect.right && y > rect.top && y < rect.bottom
  }
  const lines = links.flatMap(({ from, to }, index) => {
    const points = placed.lines[index] ?? []
    const [first, last] = [points[0], points.at(-1)]
    const wrong =
      first?.y !== rects[from]?.bottom || last?.y !== rects[to]?.top ? [`line ${index} hangs`] : []
    const through = alongOf(points).some((point) => rects.some((_, box) => inside(point, box)))
    return through ? [...wrong, `line ${index} runs through a box`] : wrong
  })
  return [...over, ...outside, ...lines]
}

/** Points along a line: straight and curved by turns, a curve is C with both handles half-way down. */
function alongOf(points: readonly Point[]): readonly Point[] {
  return points.slice(1).flatMap((to, index) => {
    const from = points[index] ?? to
    return Array.from({ length: 21 }, (_, step) => {
      const t = step / 20
      const bend = index % 2 === 0 ? t : 3 * t * t - 2 * t * t * t
      const fall = index % 2 === 0 ? t : 1.5 * t * (1 - t) + t * t * t
      return { x: from.x + (to.x - from.x) * bend, y: from.y + (to.y - from.y) * fall }
    })
  })
}

describe('layers', () => {
  const box = { width: 100, height: 40 }
  test.each<readonly [string, readonly Box[], readonly Link[]]>([
    ['nothing', [], []],
    ['one', [box], []],
    [
      'a chain',
      [box, box, box],
      [
        { from: 0, to: 1 },
        { from: 1, to: 2 },
      ],
    ],
    [
      'two lines between the same boxes',
      [box, box],
      [
        { from: 0, to: 1 },
        { from: 0, to: 1 },
      ],
    ],
    [
      'a line past two layers',
      [box, box, box, box],
      [
        { from: 0, to: 1 },
        { from: 1, to: 2 },
        { from: 2, to: 3 },
        { from: 0, to: 3 },
      ],
    ],
    [
      'boxes of different sizes, the first without a link',
      [{ width: 300, height: 90 }, { width: 40, height: 20 }, { width: 200, height: 200 }, box],
      [
        { from: 1, to: 3 },
        { from: 2, to: 3 },
      ],
    ],
  ])('%s', (_, boxes, links) => {
    const placed = placeInLayers(boxes, links)
    expect(faultsOf(boxes, links, placed)).toEqual([])
    expect(placed.boxes).toHaveLength(boxes.length)
  })

  test('any graph', () => {
    let seed = 7
    const random = (below: number): number => {
      seed = (seed * 1103515245 + 12345) % 2 ** 31
      return Math.floor((seed / 2 ** 31) * below)
    }
    for (let round = 0; round < 300; round += 1) {
      const boxes = Array.from({ length: 1 + random(14) }, () => ({
        width: 40 + random(300),
        height: 20 + random(160),
      }))
      const links = boxes.flatMap((_, to) =>
        Array.from({ length: to === 0 ? 0 : random(4) }, () => ({ from: random(to), to })),
      )
      expect(faultsOf(boxes, links, placeInLayers(boxes, links))).toEqual([])
    }
  })
})

describe('the picture', () => {
  test('is well-formed, stands alone and has every name in it', () => {
    const svg = svgOf(TEN_STAGES)
    expect(tagsLeftOpen(svg)).toEqual([])
    expect(svg).not.toMatch(/href|url\((?!#)|<script|@import|<image/)
    for (const name of [
      'base',
      'lint',
      'runtime',
      'golang:1.26',
      'ghcr.io/krallin/tini:0.19',
      'build: /app/dist to ./dist',
    ])
      expect(svg).toContain(`>${name}<`)
    expect(svg.match(/<path class="flow/g)).toHaveLength(10 + 5 + 1 + LEGEND)
  })

  test('of a wide file is drawn from left to right', () => {
    const many = Array.from({ length: 9 }, (_, index) => `FROM a AS stage-with-a-long-name-${index}\n`).join(
      '',
    )
    const copies = Array.from({ length: 9 }, (_, index) => `COPY --from=${index} /x /y${index}\n`).join('')
    const width = Number(/<svg[^>]* width="([\d.]+)"/.exec(svgOf(`${many}FROM b\n${copies}`))?.[1])
    expect(width).toBeGreaterThan(300)
    expect(width).toBeLessThan(1400)
  })

  test('shows what HTML would take for its own, and cuts what is too long in its middle', () => {
    const svg = svgOf(`FROM a&b AS x\nCOPY "<i>.txt" /\nCOPY ${'long/'.repeat(30)}end.txt /\n`)
    expect(tagsLeftOpen(svg)).toEqual([])
    expect(svg).toContain('a&#38;b')
    expect(svg).toContain('&#60;i&#62;')
    expect(svg).toMatch(/build context: long\/.*….*end\.txt</)
  })

  test('has two graphs below each other', () => {
    const graph = stageGraph(parseDocument(TEN_STAGES))
    const svg = graphSvg([
      { title: 'one', graph },
      { title: 'two', graph },
    ])
    expect(tagsLeftOpen(svg)).toEqual([])
    expect(svg.match(/class="heading"/g)).toHaveLength(2)
  })
})

/** The elements that are not closed, or not in their order. */
function tagsLeftOpen(svg: string): readonly string[] {
  const open: string[] = []
  for (const [, close, name = '', self] of svg.matchAll(/<(\/?)([a-z]+)[^>]*?(\/?)>/g)) {
    if (self === '/') continue
    if (close !== '/') open.push(name)
    else if (open.at(-1) === name) open.pop()
    else return [`</${name}> without its beginning`]
  }
  return open
}

const fixtures = new URL('../../fixtures/', import.meta.url)

test.each(readdirSync(fixtures))('%s', (name) => {
  const svg = svgOf(readFileSync(new URL(name, fixtures), 'utf8'))
  expect(tagsLeftOpen(svg)).toEqual([])
  expect(svg).not.toMatch(/NaN|Infinity|undefined/)
})
