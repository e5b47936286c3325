import { basesEdits, wordsUnder } from '../../dockerfile/base-word.ts'
import type { Document } from '../../dockerfile/document.ts'
import { parseImageReference } from '../../dockerfile/image-reference.ts'
import { defineTransform, type TransformContext } from '../../engine/transform.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import { ANOTHER_RELEASE } from '../base-effects.ts'
import { successorOf } from '../base-successors/successors.ts'
import { docs } from './docs.ts'
import { examples } from './examples.ts'
import { meaningOf, type Meaning } from './meaning.ts'

export const tagBase = defineTransform({
  id: 'tag-base',
  summary:
    'Name the tag of base images that are without one or have latest, where the file is shown to fit it',
  category: 'correctness',
  level: 'review',
  aliases: ['DL3006', 'DL3007'],
  docs,
  examples,
  apply(document, context) {
    const reported: Untagged[] = []
    const written = new Map<string, Untagged[]>()
    const found = untagged(document, context)
    // Programs go from stage to stage: those of one image have one tag, or none.
    const open = new Set(found.flatMap((each) => (isShown(each) ? [] : [each.name])))
    for (const each of found) {
      if (open.has(each.name)) reported.push(each)
      else if (!context.isSuppressed(each.stage.from, each.aliases))
        written.set(each.name, [...(written.get(each.name) ?? []), each])
    }
    for (const group of written.values()) reported.push(...change(document, context, group))
    report(context, reported)
  },
})

// README.md of https://github.com/GoogleContainerTools/distroless: latest, nonroot and debug; the free images of Chainguard have latest alone.
const UNTAGGED = /^(?:gcr\.io\/distroless|cgr\.dev\/chainguard)\//

interface Untagged {
  readonly stage: Stage
  readonly name: string
  readonly aliases: readonly string[]
  /** True when the tag is written. */
  readonly latest: boolean
  /** True when it is the default of a build argument. */
  readonly byDefault: boolean
  readonly meaning: Meaning | undefined
}

function untagged(document: Document, context: TransformContext): readonly Untagged[] {
  return document.stages.flatMap((stage) => {
    const { parent, resolvedBase } = stage
    if (parent !== undefined || resolvedBase === undefined || resolvedBase === 'scratch') return []
    // `FROM REPLACE-ME` is a place to be filled in: names are in lower case.
    const image = parseImageReference(resolvedBase)
    if (!image || image.digest !== undefined || (image.tag !== undefined && image.tag !== 'latest')) return []
    // That it is given up weighs more, and replace-deprecated-base says it.
    if (successorOf(image.text, context.settings)) return []
    const latest = image.tag === 'latest'
    const name = latest ? image.text.slice(0, -':latest'.length) : image.text
    const aliases = [latest ? 'DL3007' : 'DL3006']
    const meaning = meaningOf(document, stage, image.text, context)
    return [{ stage, aliases, name, latest, byDefault: stage.variableBase, meaning }]
  })
}

function isShown({ meaning, byDefault }: Untagged): boolean {
  return meaning?.fit !== undefined && !byDefault
}

/** Writes the tag into all stages of one image; what cannot be written is given back. */
function change(
  document: Document,
  context: TransformContext,
  group: readonly Untagged[],
): readonly Untagged[] {
  const [first] = group
  if (!first) return []
  const { meaning } = first
  if (!meaning?.fit) return group
  const { base, proof } = meaning.fit
  const swaps = group.map(({ stage }) => ({ stage, base }))
  const edits = basesEdits(document, swaps)
  if ('reason' in edits) return group
  context.change({
    at: first.stage.from.range,
    aliases: first.aliases,
    edits,
    level: 'review',
    message: `Name the tag of ${first.name}: ${meaning.tag}`,
    reason: `latest is another image after each release; ${meaning.text.replace('latest', 'it')}, and ${proof}`,
    removes: wordsUnder(document, edits),
    effects: ANOTHER_RELEASE,
  })
  return []
}

function report(context: TransformContext, found: readonly Untagged[]): void {
  const all = found.filter(({ stage, aliases }) => !context.isSuppressed(stage.from, aliases))
  const [first] = all
  if (!first) return
  const others = new Set(all.map((each) => each.name))
  others.delete(first.name)
  const also =
    others.size === 0 ? '' : ` (and of ${[...others].slice(0, 3).join(', ')}${others.size > 3 ? ' …' : ''})`
  const instead = first.latest
    ? `, instead of latest${first.stage.base.endsWith(':latest') ? '' : ', which its ARG has by default'}`
    : ''
  const said = [first.meaning?.objection, first.meaning?.text].filter((part) => part !== undefined)
  context.change({
    at: first.stage.from.range,
    aliases: first.aliases,
    edits: [],
    level: 'manual',
    message: UNTAGGED.test(first.name)
      ? `Name the digest of ${first.name} that this file is meant for${also}`
      : `Name the tag of ${first.name} that this file is meant for${instead}${also}${said.map((part) => `; ${part}`).join('')}`,
    reason: volatile(first.latest),
  })
}

function volatile(latest: boolean): string {
  return `${latest ? 'latest' : 'without a tag it is latest, which'} is another image after each release, so that a build next month may differ or fail`
}
