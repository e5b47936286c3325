// A picture that stands alone: no font, script or file beside it, and colours for light and dark.
import { placeInLayers, type Box, type Placed, type Point } from './layers.ts'
import { isStageNode, type Flow, type ImageNode, type StageGraph, type StageNode } from './stage-graph.ts'
import { lineWords, roleWords, type TitledGraph } from './words.ts'

const MARGIN = 24
const LINE = 17
/** Of a letter, as wide as the fonts that are asked for make it. */
const LETTER = { heading: 9.2, title: 8.6, row: 7.3 }
const LONGEST = 58

interface Card {
  readonly node: StageNode | ImageNode
  readonly title: string
  readonly rows: readonly string[]
  readonly width: number
  readonly height: number
}

interface Drawing {
  readonly width: number
  readonly height: number
  readonly parts: readonly string[]
}

/** All graphs below each other. */
export function graphSvg(graphs: readonly TitledGraph<StageGraph>[]): string {
  const drawings = graphs.map(({ title, graph }) => ({ title, ...drawn(graph) }))
  const widest = drawings.map((each) => Math.max(each.width, each.title.length * LETTER.heading))
  const width = Math.max(LEGEND_WIDTH, ...widest) + 2 * MARGIN
  let top = MARGIN
  const parts: string[] = []
  for (const { title, height, parts: own, width: ownWidth } of drawings) {
    const left = MARGIN + Math.max(0, (width - 2 * MARGIN - ownWidth) / 2)
    parts.push(
      `<text class="heading" x="${MARGIN}" y="${round(top + 14)}">${escaped(title)}</text>`,
      `<g transform="translate(${round(left)} ${round(top + 36)})">`,
      ...own.map((part) => `  ${part}`),
      '</g>',
    )
    top += 36 + height + 40
  }
  parts.push(...legend(top))
  const height = top + 12 + MARGIN
  const label = escaped(graphs.map(({ title }) => title).join('; '))
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="dfopt-graph" role="img" aria-label="${label}" width="${round(width)}" height="${round(height)}" viewBox="0 0 ${round(width)} ${round(height)}">`,
    `<style>${STYLE}</style>`,
    MARKERS,
    `<rect class="paper" width="${round(width)}" height="${round(height)}"/>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n')
}

const COLOURS = {
  light: {
    paper: '#ffffff',
    ink: '#1f2328',
    faint: '#57606a',
    card: '#f6f8fa',
    final: '#1a7f37',
    build: '#0969da',
  },
  dark: {
    paper: '#0d1117',
    ink: '#e6edf3',
    faint: '#9198a1',
    card: '#161b22',
    final: '#3fb950',
    build: '#58a6ff',
  },
}

const STYLE = `${rules(COLOURS.light)}@media (prefers-color-scheme:dark){${rules(COLOURS.dark)}}`

function rules({ paper, ink, faint, card, final, build }: (typeof COLOURS)['light']): string {
  const mono = 'ui-monospace,SFMono-Regular,Menlo,Consolas,DejaVu Sans Mono,monospace'
  const sans = 'system-ui,-apple-system,Segoe UI,Helvetica,Arial,sans-serif'
  return Object.entries({
    '.paper': `fill:${paper}`,
    text: `fill:${ink};font:12px ${mono}`,
    '.heading': `font:600 16px ${sans}`,
    '.title': `font:600 14px ${mono}`,
    '.faint': `fill:${faint};font:12px ${sans}`,
    '.card': `fill:${card};stroke:${faint};stroke-width:1.5`,
    '.card.final,.card.target': `stroke:${final};stroke-width:3`,
    '.card.ships': `stroke:${final};stroke-width:1.5`,
    '.card.build': `stroke:${build}`,
    '.card.unused': 'stroke-dasharray:5 4',
    '.card.image': 'fill:none',
    '.flow': `fill:none;stroke:${faint};stroke-width:1.5`,
    '.flow.base': 'stroke-width:3.5',
    '.flow.mount': 'stroke-dasharray:3 4',
    '.tip': `fill:${faint}`,
  })
    .map(([selector, rule]) => {
      const own = selector
        .split(',')
        .map((each) => `.dfopt-graph ${each}`)
        .join(',')
      return `${own}{${rule}}`
    })
    .join('')
}

const MARKERS =
  '<defs><marker id="dfopt-tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto"><path class="tip" d="M0 0L8 4L0 8z"/></marker></defs>'

const LEGEND_WIDTH = 420

function legend(top: number): readonly string[] {
  const entries = [
    ['base', 'FROM'],
    ['copy', 'COPY --from'],
    ['mount', 'RUN --mount=from='],
  ] as const
  return entries.flatMap(([kind, name], index) => {
    const x = MARGIN + index * 130
    return [
      `<path class="flow ${kind}" d="M${x} ${round(top)}h28"/>`,
      `<text class="faint" x="${x + 36}" y="${round(top + 4)}">${name}</text>`,
    ]
  })
}

function drawn(graph: StageGraph): Drawing {
  const { stages, images, flows } = graph
  const cards = [...images.map(imageCard), ...stages.map((stage) => stageCard(graph, stage))]
  const indexOf = (node: Flow['from']): number => cards.findIndex((card) => card.node === node)
  const links = flows.map(({ from, to }) => ({ from: indexOf(from), to: indexOf(to) }))
  const downwards = placeInLayers(cards, links)
  const sideways = downwards.width > WIDEST ? turned(placeInLayers(cards.map(turnedBox), links)) : undefined
  const isSideways = sideways !== undefined && sideways.width < downwards.width
  const { width, height, boxes, lines } = isSideways ? sideways : downwards
  return {
    width,
    height,
    parts: [
      ...flows.map(({ kind }, index) => line(kind, lines[index] ?? [], isSideways)),
      ...cards.flatMap((card, index) => drawnCard(card, boxes[index] ?? { x: 0, y: 0 })),
    ],
  }
}

/** A wider picture is drawn from left to right where that makes it narrower: cards are wide and low. */
const WIDEST = 1400

function turnedBox({ width, height }: Box): Box {
  return { width: height, height: width }
}

function turned({ width, height, boxes, lines }: Placed): Placed {
  const point = ({ x, y }: Point): Point => ({ x: y, y: x })
  return {
    width: height,
    height: width,
    boxes: boxes.map(point),
    lines: lines.map((each) => each.map(point)),
  }
}

function imageCard(node: ImageNode): Card {
  const title = shortened(node.name)
  return { node, title, rows: [], width: title.length * LETTER.row + 28, height: 28 }
}

function stageCard({ flows }: StageGraph, node: StageNode): Card {
  const into = flows.filter(({ to }) => to === node)
  const rows = [
    ...(into.some(({ kind }) => kind === 'base') ? [] : [`FROM ${node.base}`]),
    ...node.fromContext.slice(0, MOST).map((word) => `build context: ${word}`),
    ...more(node.fromContext.length),
    ...into.flatMap(({ from, paths }) => [
      ...paths.slice(0, MOST).map((path) => `${from.name}: ${path}`),
      ...more(paths.length),
    ]),
  ].map(shortened)
  const title = shortened(node.name)
  const state = `${roleWords(node)}, ${lineWords(node)}`
  const width =
    Math.max(
      title.length * LETTER.title,
      state.length * LETTER.row,
      ...rows.map((row) => row.length * LETTER.row),
    ) + 32
  return {
    node,
    title,
    rows,
    width: Math.max(width, 180),
    height: 54 + rows.length * LINE + (rows.length > 0 ? 6 : 0),
  }
}

/** Of what comes from one place. */
const MOST = 5

function more(count: number): readonly string[] {
  return count > MOST ? [`and ${count - MOST} more`] : []
}

function drawnCard({ node, title, rows, width, height }: Card, { x, y }: Point): readonly string[] {
  const at = (dx: number, dy: number): string => `x="${round(x + dx)}" y="${round(y + dy)}"`
  const rect = (kind: string, radius: number): string =>
    `<rect class="card ${kind}" ${at(0, 0)} width="${round(width)}" height="${round(height)}" rx="${radius}"/>`
  if (!isStageNode(node))
    return [
      rect('image', 14),
      `<text x="${round(x + width / 2)}" y="${round(y + 18)}" text-anchor="middle">${escaped(title)}</text>`,
    ]
  return [
    rect(node.role, 8),
    `<text class="title" ${at(16, 24)}>${escaped(title)}</text>`,
    `<text class="faint" ${at(16, 42)}>${escaped(`${roleWords(node)}, ${lineWords(node)}`)}</text>`,
    ...rows.map((row, index) => `<text ${at(16, 64 + index * LINE)}>${escaped(row)}</text>`),
  ]
}

/** Curves from layer to layer, straight where it passes one. */
function line(kind: Flow['kind'], points: readonly Point[], isSideways: boolean): string {
  const path = points.map(({ x, y }, index) => {
    const before = points[index - 1]
    const to = `${round(x)} ${round(y)}`
    if (!before) return `M${to}`
    if (index % 2 === 1) return `L${to}`
    const bend = round(isSideways ? (before.x + x) / 2 : (before.y + y) / 2)
    return isSideways
      ? `C${bend} ${round(before.y)} ${bend} ${round(y)} ${to}`
      : `C${round(before.x)} ${bend} ${round(x)} ${bend} ${to}`
  })
  return `<path class="flow ${kind}" marker-end="url(#dfopt-tip)" d="${path.join('')}"/>`
}

function shortened(text: string): string {
  if (text.length <= LONGEST) return text
  const half = (LONGEST - 1) / 2
  return `${text.slice(0, Math.ceil(half))}…${text.slice(-Math.floor(half))}`
}

function round(number: number): number {
  return Math.round(number * 10) / 10
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`)
}
