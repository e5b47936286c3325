import type { NamedImage } from './image-name.ts'
import { cyclesOf, productOf } from './lifecycles.ts'
import { officialTag } from './official-images.ts'

/** The version of the language in an image that is named after it: `3.11`; undefined for other images and tags without one. */
export function languageVersion({ name, tag }: NamedImage, language: string): string | undefined {
  if (name !== language) return undefined
  const found = officialTag(name, tag)
  if (!found) return undefined
  const version = /^\d+(?:\.\d+)+/.exec(found.flavour)?.[0]
  if (version !== undefined || found.retired !== undefined) return version
  // `3` and `latest` are the newest release with that number.
  const [newest] = cyclesOf(productOf(name) ?? '').filter(({ cycle }) =>
    `${cycle}.`.startsWith(found.flavour === '' ? '' : `${found.flavour}.`),
  )
  return newest?.cycle
}
