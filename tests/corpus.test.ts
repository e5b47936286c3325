// What has to hold for every Dockerfile there is. Runs over our own fixtures and, where it is there, over a folder of
// real ones beside the checkout.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { officialImage } from '../src/catalog/image-name.ts'
import { officialTag } from '../src/catalog/official-images.ts'
import { disagreement } from '../src/dockerfile/ast.ts'
import { parseDocument } from '../src/dockerfile/document.ts'
import { rewrite } from '../src/engine/pipeline.ts'
import { defaultTransforms, transforms } from '../src/transforms/index.ts'

const folders = [
  new URL('fixtures/', import.meta.url),
  new URL('../../shared/corpus/dataset/', import.meta.url),
]

function commentsOf(text: string): readonly string[] {
  const document = parseDocument(text)
  return [...document.comments, ...document.instructions.flatMap((instruction) => instruction.comments)]
    .map((comment) => comment.text.trim())
    .sort()
}

/** Ignore comments of several RUNs become one: their ids must all still be there. */
function withoutPragmas(comments: readonly string[]): readonly string[] {
  return comments.filter((comment) => !/^#\s*(?:hadolint|dfopt|tally)\s+ignore/i.test(comment))
}

function missing(wanted: readonly string[], there: readonly string[]): readonly string[] {
  const left = [...there]
  return wanted.filter((each) => {
    const place = left.indexOf(each)
    if (place !== -1) left.splice(place, 1)
    return place === -1
  })
}

function newBases(before: string, after: string): readonly string[] {
  const basesOf = (text: string): readonly string[] =>
    parseDocument(text).stages.flatMap(({ parent, resolvedBase }) =>
      parent === undefined ? (resolvedBase ?? []) : [],
    )
  const old = new Set(basesOf(before))
  return basesOf(after).filter((base) => !old.has(base))
}

// Images that are none of Docker's: those that deprecated ones were moved to, by the notices that their rows name.
const ELSEWHERE = /^(?:mcr\.microsoft\.com|registry\.k8s\.io|gcr\.io\/distroless)\//

function isTag(base: string): boolean {
  const image = officialImage(base)
  return ELSEWHERE.test(base) || (image !== undefined && officialTag(image.name, image.tag) !== undefined)
}

const sets = [
  ['by default', defaultTransforms],
  ['with everything on', transforms],
] as const

// So that releases are over.
const today = '2026-01-15'

for (const folder of folders.filter((each) => existsSync(each))) {
  const files = readdirSync(folder).filter((name) => name.endsWith('.Dockerfile'))
  describe(folder.pathname.split('/').slice(-3, -1).join('/'), () => {
    test('there are files', () => {
      expect(files.length).toBeGreaterThan(10)
    })

    test.each(files.flatMap((file) => sets.map(([how, list]) => [file, how, list] as const)))(
      '%s %s',
      (name, _, list) => {
        const before = readFileSync(new URL(name, folder), 'utf8')
        const result = rewrite(before, { transforms: list, today })
        expect(result.notes.filter((note) => note.kind === 'defect')).toEqual([])
        if (result.status !== 'changed') {
          expect(result.output).toBe(before)
          expect(result.changes.every((change) => change.level === 'manual')).toBe(true)
          return
        }
        expect(result.output).not.toBe(before)
        expect(parseDocument(result.output).problem).toBeUndefined()
        expect(missing(withoutPragmas(commentsOf(before)), commentsOf(result.output))).toEqual([])
        // A second, independent parser reads the result as we do wherever it did so before.
        if (disagreement(parseDocument(before)) === undefined) {
          expect(disagreement(parseDocument(result.output))).toBeUndefined()
        }
        // A base that was not there before is a tag that there is.
        expect(newBases(before, result.output).filter((base) => !isTag(base))).toEqual([])
        // One round did it all, and a second run finds nothing to do.
        expect(result.rounds).toBe(2)
        expect(rewrite(result.output, { transforms: list, today }).status).toBe('unchanged')
        // What no change touched stands where it stood, byte for byte.
        let rebuilt = ''
        for (const piece of result.provenance.pieces) {
          const length = rebuilt.length + piece.length
          rebuilt +=
            piece.kind === 'kept'
              ? before.slice(piece.original, piece.original + piece.length)
              : result.output.slice(rebuilt.length, length)
        }
        expect(rebuilt).toBe(result.output)
      },
    )
  })
}
