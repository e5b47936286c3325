import { expect, test } from 'vitest'
import { latestTag, latestTagsDate } from '../../src/catalog/latest-tags.ts'
import { officialImagesDate, officialTag } from '../../src/catalog/official-images.ts'
import data from '../../src/catalog/data/latest-tags.json' with { type: 'json' }

// Read from library/<image> of docker-library/official-images at the commit of the data.
test.each([
  ['node', '26'],
  ['python', '3.14'],
  ['golang', '1.27'],
  ['debian', 'trixie'],
  ['buildpack-deps', 'trixie'],
  ['ubuntu', '26.04'],
  ['alpine', '3.24'],
  ['eclipse-temurin', '25'],
  ['postgres', '18'],
  ['nginx', '1.31'],
  ['clojure', undefined],
  ['openjdk', undefined],
  ['centos', undefined],
  ['constructor', undefined],
])('latest of %s is %s', (image, tag) => {
  expect(latestTag(image)).toBe(tag)
})

test('each is a tag that is kept up, of the image that latest is', () => {
  expect(Object.keys(data.images).length).toBeGreaterThan(100)
  for (const [image, tag] of Object.entries(data.images)) {
    const [found, latest] = [officialTag(image, tag), officialTag(image)]
    expect([image, found?.tag, found?.retired]).toEqual([image, tag, undefined])
    // latest and the tag end in the same release of the distribution, where both name one.
    if (found?.sameSuffix && latest?.sameSuffix)
      expect([image, found.sameSuffix]).toEqual([image, latest.sameSuffix])
  }
})

test('it is as old as the list of tags', () => {
  expect(latestTagsDate()).toBe(officialImagesDate())
})
