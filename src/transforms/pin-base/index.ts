import { parseImageReference, type ImageReference } from '../../dockerfile/image-reference.ts'
import type { Effect } from '../../engine/effect.ts'
import { defineTransform, type TransformContext } from '../../engine/transform.ts'
import { docs } from './docs.ts'
import { examples } from './examples.ts'
import { isPlace, type ImagePlace } from './image-place.ts'
import { imagePlaces } from './image-places.ts'

export const pinBase = defineTransform({
  id: 'pin-base',
  summary: 'Pin images to the digest that their tag means now, as the registry says',
  category: 'security',
  level: 'review',
  byDefault: 'off',
  asksRegistry: true,
  aliases: [],
  docs,
  examples,
  apply(document, context) {
    const done = new Set<number>()
    for (const place of imagePlaces(document)) {
      if (!isPlace(place)) context.refuse(place)
      else if (!done.has(place.written.end)) {
        done.add(place.written.end)
        pin(place, context)
      }
    }
  },
})

function pin(place: ImagePlace, context: TransformContext): void {
  const { at, image } = place
  const reference = parseImageReference(image)
  if (!reference) {
    context.refuse({
      at,
      reason: `${image} is no name of an image`,
      unblock: 'write the name as docker pull takes it',
    })
    return
  }
  const { tag, digest: pinned } = reference
  if (pinned !== undefined && !context.settings.refreshDigests) return
  if (pinned !== undefined && tag === undefined) {
    context.refuse({
      at,
      reason: `${reference.text.slice(0, -pinned.length - 1)} has a digest and no tag that it could follow`,
      unblock: 'name the tag in front of the digest',
    })
    return
  }
  const name = `${reference.registry}/${reference.repository}`
  const own = context.ownImage(`${name}:${tag ?? 'latest'}`)
  if (own) {
    context.refuse({ at, ...own })
    return
  }
  if (tag === undefined) {
    context.refuse({
      at,
      reason: `${image} has no tag, and beside a digest it has to say which version that is`,
      unblock: `name the tag, if only ${image}:latest`,
    })
    return
  }
  // A parser directive is no instruction: comments for the whole file hold for it.
  const [first, ...others] = place.instructions
  if ([first, ...others].some((instruction) => context.isSuppressed(instruction))) return
  const fact = context.digestOf(`${name}:${tag}`)
  if (fact?.kind === 'known') {
    if (fact.digest !== pinned) write(place, reference, fact.digest, context)
    return
  }
  context.refuse({
    at,
    reason: fact?.reason ?? `no registry was asked for the digest of ${image}`,
    unblock: fact?.unblock ?? 'run dfopt fix, which asks it, or hand the facts to rewrite',
  })
}

// Another build of the same version: its packages and the versions that it names in variables may be newer.
const REFRESHED: readonly Effect[] = [
  { kind: 'keeps', paths: [] },
  { kind: 'configures', fields: ['Env'] },
]

function write(
  { at, written, words }: ImagePlace,
  { text, digest: pinned }: ImageReference,
  digest: string,
  context: TransformContext,
): void {
  const { end } = written
  if (pinned === undefined) {
    context.change({
      at,
      edits: [{ start: end, end, text: `@${digest}` }],
      level: 'review',
      message: `Pin ${text} to the digest that it means now`,
      reason: 'a tag moves, so that a later build, or one on another machine, may start from another image',
      removes: words,
    })
    return
  }
  const name = text.slice(0, -pinned.length - 1)
  context.change({
    at,
    edits: [{ start: end - pinned.length, end, text: digest }],
    level: 'review',
    message: `Refresh the digest of ${name}`,
    reason: 'the tag has moved to another image since, which has fixes that the pinned one lacks',
    removes: words,
    effects: REFRESHED,
  })
}
