// What latest meant for the official images on the day of the data.
import data from './data/latest-tags.json' with { type: 'json' }
import { officialTag } from './official-images.ts'

/** The tag that names the release that latest is: `26` of node, `trixie` of debian; undefined where none does. */
export function latestTag(image: string): string | undefined {
  const images: Readonly<Record<string, string>> = data.images
  const tag = Object.hasOwn(images, image) ? images[image] : undefined
  const kept = tag !== undefined && officialTag(image, tag)
  return kept && kept.retired === undefined ? tag : undefined
}

/** The day up to which the data goes, as `2026-08-21`. */
export function latestTagsDate(): string {
  return data.sources[0]?.date ?? ''
}
