// A Dockerfile, and what becomes of it on Alpine.
import { lineage, lineOf, parseDocument } from '../../../../src/dockerfile/document.ts'
import { baseEdits } from '../../../../src/dockerfile/base-word.ts'
import { applyEdits } from '../../../../src/dockerfile/text-edit.ts'
import { officialImage } from '../../../../src/catalog/image-name.ts'
import { officialTag, variantsOf } from '../../../../src/catalog/official-images.ts'
import { faultOf } from '../../../../src/engine/safety-net.ts'
import { NO_PROJECT, type Project } from '../../../../src/project/project.ts'
import { toAlpine } from '../../../../src/transforms/shrink-base/alpine/to-alpine.ts'
import type { AlpineSwap } from '../../../../src/transforms/shrink-base/alpine/translation.ts'

/** Files by their paths, and the folders that these have. */
export function projectWith(files: Readonly<Record<string, string | null>>): Project {
  const paths = Object.keys(files)
  return {
    known: true,
    read: (path) => files[path] ?? undefined,
    list: (path) => {
      const front = path === '' ? '' : `${path}/`
      const names = paths
        .filter((each) => each.startsWith(front))
        .map((each) => each.slice(front.length).split('/')[0] ?? '')
      return names.length === 0 ? undefined : [...new Set(names)].sort()
    },
  }
}

export interface Tried {
  /** The whole file; undefined where it stays. */
  readonly output: string | undefined
  /** `3: reason` */
  readonly refusals: readonly string[]
  readonly notes: readonly string[]
  /** What the engine would say against it. */
  readonly fault: string | undefined
  readonly swap: AlpineSwap
}

const known = {
  codename: /wheezy|jessie|stretch|buster|bullseye|bookworm|trixie/,
  release: /alpine-?(\d+\.\d+)/,
}

/** Undefined where the final stage is on no official image with an alpine variant. */
export function swapFor(
  text: string,
  project: Project,
): { readonly swap: AlpineSwap; readonly base: string } | undefined {
  const document = parseDocument(text)
  const final = document.stages.at(-1)
  const root = final && lineage(document, final).at(-1)
  const image = root?.resolvedBase === undefined ? undefined : officialImage(root.resolvedBase)
  const tag = image && officialTag(image.name, image.tag)
  if (!root || !image || !tag || tag.suffix.includes('alpine')) return undefined
  const target = variantsOf(image.name, image.tag).find(({ suffix }) => suffix === 'alpine')
  const release = target && known.release.exec(target.sameSuffix)?.[1]
  if (release === undefined) return undefined
  const stages = [
    root,
    ...document.stages.filter((each) => each !== root && lineage(document, each).includes(root)),
  ]
  const codename = known.codename.exec(tag.sameSuffix)?.[0]
  return {
    swap: { document, stages, image: image.name, release, codename, project, dependencies: [] },
    base: `${image.prefix}${image.name}:${target?.tag ?? ''}`,
  }
}

export function tryAlpine(text: string, project: Project = NO_PROJECT): Tried {
  const found = swapFor(text, project)
  if (!found) throw new TypeError('no stage that Alpine could be a base of')
  const { swap, base } = found
  const { document } = swap
  const [root] = swap.stages
  const result = toAlpine(swap)
  const edits = root ? baseEdits(document, root, base) : []
  if (!('edits' in result) || 'reason' in edits) {
    const refusals =
      'edits' in result
        ? []
        : result.map(({ at, reason }) => `${String(lineOf(document, at.start))}: ${reason}`)
    return { output: undefined, refusals, notes: [], fault: undefined, swap }
  }
  const output = applyEdits(text, [...edits, ...result.edits])
  const removes = [
    ...result.removes,
    root?.base ?? '',
    ...edits.map(({ start, end }) => text.slice(start, end)),
  ]
  return {
    output,
    refusals: [],
    notes: result.notes,
    fault: faultOf(document, parseDocument(output), [{ removes, removesComments: result.removesComments }]),
    swap,
  }
}
