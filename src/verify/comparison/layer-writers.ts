import type { Document } from '../../dockerfile/document.ts'
import type { Instruction } from '../../dockerfile/instruction.ts'
import { at } from '../../dockerfile/text.ts'
import type { Layer } from '../image.ts'
import { fitOf, readCreatedBy } from './layer-text.ts'
import type { Lineage } from './lineage.ts'

const WRITES_FILES = new Set(['RUN', 'COPY', 'ADD', 'WORKDIR'])

/**
 * For each layer the instructions that may have written it, most likely first. Layers and instructions are matched in
 * order, by the text that the builder noted. What an instruction without a layer of its own wrote is in the next layer: a
 * WORKDIR with buildah, everything where a stage becomes a single layer. Layers below the first match are the base
 * image's, which FROM brought.
 */
export function layerWriters(
  document: Document,
  lineage: Lineage,
  layers: readonly Layer[],
): readonly (readonly Instruction[])[] {
  const { instructions } = lineage
  const places = matchedPlaces(document, instructions, layers)
  const from = lineage.stages.slice(0, 1).map((stage) => stage.from)
  return layers.map((_, layer) => {
    const place = places[layer]
    const earlier = places.slice(0, layer).findLast((each) => each !== undefined)
    const end = place ?? places.slice(layer).find((each) => each !== undefined) ?? instructions.length
    const own = place === undefined ? [] : instructions.slice(place, place + 1)
    const unmatched = instructions.slice(earlier === undefined ? 0 : earlier + 1, end).reverse()
    const writers = [...own, ...unmatched].filter(({ keyword }) => WRITES_FILES.has(keyword))
    return earlier === undefined && place === undefined ? [...from, ...writers] : writers
  })
}

/** For each layer the place of its instruction, ascending: as many sure matches as there can be, the later ones first. */
function matchedPlaces(
  document: Document,
  instructions: readonly Instruction[],
  layers: readonly Layer[],
): readonly (number | undefined)[] {
  const fits = instructions.map((instruction) => fitOf(instruction, document.text))
  const texts = layers.map(({ createdBy }) =>
    createdBy === undefined ? undefined : readCreatedBy(createdBy),
  )
  const fit = (layer: number, place: number): number => {
    const text = texts[layer]
    return text ? at(fits, place)(text) : 0
  }
  return aligned(layers.length, instructions.length, fit)
}

/** For each of `left` the one of `right` that it goes with, in order, so that the sum of what fits is the greatest. */
function aligned(
  left: number,
  right: number,
  fit: (left: number, right: number) => number,
): readonly (number | undefined)[] {
  const rows: number[][] = [new Array<number>(right + 1).fill(0)]
  for (let row = 1; row <= left; row += 1) {
    const above = at(rows, row - 1)
    const sums = [0]
    for (let column = 1; column <= right; column += 1) {
      const here = fit(row - 1, column - 1)
      const matched = here > 0 ? at(above, column - 1) + here : 0
      sums.push(Math.max(at(above, column), at(sums, column - 1), matched))
    }
    rows.push(sums)
  }
  const found = new Array<number | undefined>(left).fill(undefined)
  let column = right
  for (let row = left; row > 0 && column > 0;) {
    const best = at(at(rows, row), column)
    const here = fit(row - 1, column - 1)
    if (here > 0 && best === at(at(rows, row - 1), column - 1) + here) {
      found[row - 1] = column - 1
      row -= 1
      column -= 1
    } else if (best === at(at(rows, row), column - 1)) column -= 1
    else row -= 1
  }
  return found
}
