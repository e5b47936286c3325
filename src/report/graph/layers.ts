// Places the nodes of a graph without cycles in layers, the sources on top, so that no line runs through a node.

export interface Box {
  readonly width: number
  readonly height: number
}

export interface Link {
  readonly from: number
  readonly to: number
}

export interface Point {
  readonly x: number
  readonly y: number
}

export interface Placed {
  readonly width: number
  readonly height: number
  /** The upper left corner of each box. */
  readonly boxes: readonly Point[]
  /** For each link the points that its line goes through: straight down from the first to the second, third to fourth …, through a layer. */
  readonly lines: readonly (readonly Point[])[]
}

/** Between boxes of one layer, and between layers. */
const GAP = { x: 36, y: 56 }
/** The width that a line takes where it passes a layer. */
const PASSAGE = 16
const SWEEPS = 8

interface Spot {
  readonly layer: number
  readonly width: number
  readonly height: number
}

/** @param links from boxes to boxes that may not lead back */
export function placeInLayers(boxes: readonly Box[], links: readonly Link[]): Placed {
  const layers = layersOf(boxes, links)
  const spots: Spot[] = boxes.map(({ width, height }, index) => ({
    width,
    height,
    layer: layers[index] ?? 0,
  }))
  // A line that passes layers has a place of its own in each of them.
  const chains = links.map(({ from, to }) => {
    const chain = [from]
    for (let layer = (layers[from] ?? 0) + 1; layer < (layers[to] ?? 0); layer += 1)
      chain.push(spots.push({ layer, width: PASSAGE, height: 0 }) - 1)
    return [...chain, to]
  })
  const steps = chains.flatMap((chain) =>
    chain.slice(1).map((to, index) => ({ from: chain[index] ?? to, to })),
  )
  const rows = orderedRows(spots, steps)
  const centers = centersOf(spots, rows, steps)
  const tops = topsOf(spots, rows)
  const box = (index: number): Point & Box => {
    const { width, height, layer } = spots[index] ?? { width: 0, height: 0, layer: 0 }
    return { width, height, x: (centers[index] ?? 0) - width / 2, y: tops[layer]?.y ?? 0 }
  }
  const ends = portsOf(spots, steps, centers)
  let step = 0
  const lines = chains.map((chain) => {
    const points: Point[] = []
    chain.slice(1).forEach((to, index) => {
      const from = chain[index] ?? to
      const port = ends[step]
      step += 1
      const x = port?.from ?? 0
      if (index === 0) points.push({ x, y: box(from).y + box(from).height })
      points.push({ x, y: bottomOf(spots[from], tops) }, { x: port?.to ?? 0, y: box(to).y })
    })
    return points
  })
  const placed = boxes.map((_, index) => box(index))
  const width = Math.max(0, ...placed.map((each) => each.x + each.width), ...lines.flat().map(({ x }) => x))
  const height = Math.max(0, ...placed.map((each) => each.y + each.height))
  return { width, height, boxes: placed.map(({ x, y }) => ({ x, y })), lines }
}

/** As far down as what leads to a box asks for; what nothing leads to stands right above what it leads to. */
function layersOf(boxes: readonly Box[], links: readonly Link[]): readonly number[] {
  const depths = boxes.map(() => 0)
  for (let round = 0, changed = true; changed && round <= boxes.length; round += 1) {
    changed = false
    for (const { from, to } of links) {
      const wanted = (depths[from] ?? 0) + 1
      if (wanted > (depths[to] ?? 0)) {
        depths[to] = wanted
        changed = true
      }
    }
  }
  return depths.map((depth, index) => {
    if (links.some(({ to }) => to === index)) return depth
    const below = links.flatMap(({ from, to }) => (from === index ? [depths[to] ?? 0] : []))
    return below.length === 0 ? depth : Math.min(...below) - 1
  })
}

/** Each layer from left to right: near to what it is linked to, in the layer above and below by turns. */
function orderedRows(spots: readonly Spot[], steps: readonly Link[]): readonly (readonly number[])[] {
  const count = Math.max(0, ...spots.map(({ layer }) => layer)) + 1
  const rows: number[][] = Array.from({ length: count }, (_, layer) =>
    spots.flatMap((spot, index) => (spot.layer === layer ? [index] : [])),
  )
  let best = rows.map((row) => [...row])
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const down = sweep % 2 === 0
    const places = (): ReadonlyMap<number, number> =>
      new Map(rows.flatMap((row) => row.map((index, at) => [index, at] as const)))
    for (const row of down ? rows : rows.toReversed()) {
      const at = places()
      const mean = (index: number): number => {
        const others = steps.flatMap(({ from, to }) =>
          down ? (to === index ? [from] : []) : from === index ? [to] : [],
        )
        if (others.length === 0) return at.get(index) ?? 0
        return others.reduce((sum, other) => sum + (at.get(other) ?? 0), 0) / others.length
      }
      const means = new Map(row.map((index) => [index, mean(index)]))
      row.sort((left, right) => (means.get(left) ?? 0) - (means.get(right) ?? 0))
    }
    if (crossings(rows, steps) < crossings(best, steps)) best = rows.map((row) => [...row])
  }
  return best
}

function crossings(rows: readonly (readonly number[])[], steps: readonly Link[]): number {
  const at = new Map(
    rows.flatMap((row, layer) => row.map((index, place) => [index, { layer, place }] as const)),
  )
  const spans = steps.map(({ from, to }) => ({
    layer: at.get(from)?.layer ?? 0,
    from: at.get(from)?.place ?? 0,
    to: at.get(to)?.place ?? 0,
  }))
  return spans.reduce(
    (sum, one, index) =>
      sum +
      spans
        .slice(index + 1)
        .filter((two) => one.layer === two.layer && (one.from - two.from) * (one.to - two.to) < 0).length,
    0,
  )
}

/** The middle of each spot: as near to the middle of what it is linked to as its neighbours allow. */
function centersOf(
  spots: readonly Spot[],
  rows: readonly (readonly number[])[],
  steps: readonly Link[],
): readonly number[] {
  const centers = spots.map(() => 0)
  for (const row of rows)
    spread(
      row,
      spots,
      centers,
      row.map(() => 0),
    )
  for (let sweep = 0; sweep < SWEEPS; sweep += 1)
    for (const row of sweep % 2 === 0 ? rows : rows.toReversed()) {
      const wanted = row.map((index) => {
        const others = steps.flatMap(({ from, to }) => (from === index ? [to] : to === index ? [from] : []))
        if (others.length === 0) return centers[index] ?? 0
        return others.reduce((sum, other) => sum + (centers[other] ?? 0), 0) / others.length
      })
      spread(row, spots, centers, wanted)
    }
  const left = Math.min(...spots.map(({ width }, index) => (centers[index] ?? 0) - width / 2))
  return centers.map((center) => center - left)
}

/** Least squares under the order of a row: neighbours that would overlap are moved together. */
function spread(
  row: readonly number[],
  spots: readonly Spot[],
  centers: number[],
  wanted: readonly number[],
): void {
  let offset = 0
  const offsets = row.map((index, at) => {
    const half = (spots[index]?.width ?? 0) / 2
    const before = at === 0 ? -half : (spots[row[at - 1] ?? 0]?.width ?? 0) / 2 + GAP.x
    offset += before + half
    return offset
  })
  const blocks: { sum: number; count: number }[] = []
  row.forEach((_, at) => {
    let block = { sum: (wanted[at] ?? 0) - (offsets[at] ?? 0), count: 1 }
    for (
      let last = blocks.at(-1);
      last && last.sum / last.count > block.sum / block.count;
      last = blocks.at(-1)
    ) {
      block = { sum: block.sum + last.sum, count: block.count + last.count }
      blocks.pop()
    }
    blocks.push(block)
  })
  let at = 0
  for (const { sum, count } of blocks)
    for (let each = 0; each < count; each += 1, at += 1)
      centers[row[at] ?? 0] = sum / count + (offsets[at] ?? 0)
}

function topsOf(
  spots: readonly Spot[],
  rows: readonly (readonly number[])[],
): readonly { readonly y: number; readonly height: number }[] {
  let y = 0
  return rows.map((row) => {
    const top = y
    const height = Math.max(0, ...row.map((index) => spots[index]?.height ?? 0))
    y += height + GAP.y
    return { y: top, height }
  })
}

function bottomOf(spot: Spot | undefined, tops: ReturnType<typeof topsOf>): number {
  const top = tops[spot?.layer ?? 0]
  return top ? top.y + top.height : 0
}

/** Lines that begin or end at one box do so side by side, in the order in which their other ends lie. */
function portsOf(
  spots: readonly Spot[],
  steps: readonly Link[],
  centers: readonly number[],
): readonly { readonly from: number; readonly to: number }[] {
  const place = (index: number, own: 'from' | 'to', step: Link): number => {
    const other = own === 'from' ? 'to' : 'from'
    const all = steps
      .filter((each) => each[own] === index)
      .sort((left, right) => (centers[left[other]] ?? 0) - (centers[right[other]] ?? 0))
    const width = spots[index]?.width ?? 0
    const gap = Math.min(36, (width - 24) / Math.max(1, all.length))
    return (centers[index] ?? 0) + (all.indexOf(step) - (all.length - 1) / 2) * gap
  }
  return steps.map((step) => ({ from: place(step.from, 'from', step), to: place(step.to, 'to', step) }))
}
