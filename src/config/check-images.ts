import { allTags, isOfficial, officialNames, officialTag } from '../catalog/official-images.ts'
import { nearest } from '../dockerfile/nearest.ts'
import { nodeAt, type ConfigNode, type TextFault } from './node.ts'
import type { ConfigValues } from './schema.ts'

/** What the images of a configuration stand for has to be in the catalogue: of anything else nothing is known. */
export function checkImages(
  images: NonNullable<ConfigValues['images']>,
  root: ConfigNode,
): readonly TextFault[] {
  return Object.entries(images).flatMap(([name, { as, tags = [] }]) => {
    const fault = (path: readonly string[], message: string, near: string | undefined): TextFault => ({
      offset: nodeAt(root, ['images', name, ...path])?.offset ?? 0,
      message,
      hint: near === undefined ? 'name another one' : `did you mean ${near}?`,
    })
    if (!isOfficial(as))
      return [fault(['as'], `${as} is no official image that dfopt knows`, nearest(as, officialNames()))]
    // Of a list, those that the catalogue does not have are theirs alone, and never written.
    if (Array.isArray(tags)) return []
    return Object.entries(tags).flatMap(([own, tag]) => {
      if (officialTag(as, tag)) return []
      const near = nearest(
        tag,
        [...allTags(as)].map((each) => each.tag),
      )
      return [fault(['tags', own], `${as} has no tag ${tag} that dfopt knows`, near)]
    })
  })
}
