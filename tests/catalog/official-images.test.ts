import { describe, expect, test } from 'vitest'
import { officialImage } from '../../src/catalog/image-name.ts'
import {
  allTags,
  deprecationOf,
  isLeftOut,
  isOfficial,
  officialImagesDate,
  officialTag,
  variantsOf,
} from '../../src/catalog/official-images.ts'
import alpinePackages from '../../src/catalog/data/alpine-packages.json' with { type: 'json' }
import debianToAlpine from '../../src/catalog/data/debian-to-alpine.json' with { type: 'json' }
import imageFacts from '../../src/catalog/data/image-facts.json' with { type: 'json' }
import lifecycles from '../../src/catalog/data/lifecycles.json' with { type: 'json' }
import officialImages from '../../src/catalog/data/official-images.json' with { type: 'json' }
import { faultsOf, tagsOf } from '../../scripts/catalog/check.mjs'

const data: Readonly<Record<string, unknown>> = {
  'official-images.json': officialImages,
  'alpine-packages.json': alpinePackages,
  'debian-to-alpine.json': debianToAlpine,
  'lifecycles.json': lifecycles,
  'image-facts.json': imageFacts,
}

describe('the facts', () => {
  test('have the shape that their script gives them', () => {
    expect(faultsOf(data)).toEqual([])
  })

  test.each([
    ['official-images.json', '"0>f,1>g', '"0>z,1>g', 'node: a suffix in'],
    ['official-images.json', '"26.7,.7.0"', '"26,.7.0"', '26 comes twice'],
    ['alpine-packages.json', ' curl:', ' curl!:', 'curl!'],
    ['debian-to-alpine.json', '"abiword|h', '"abi-word|h', 'no release of Alpine has abi-word'],
    ['lifecycles.json', '22|2027-04-30', '22|soon', 'nodejs: 22|soon'],
    ['image-facts.json', '22-slim=', '22-slimmer=', 'node:22-slimmer of 2025-26 is no tag'],
  ])('are found wanting where a part of %s is wrong', (file, from, to, fault) => {
    const text = JSON.stringify(data[file])
    expect(text).toContain(from)
    const wrong: unknown = JSON.parse(text.replaceAll(from, to))
    expect(faultsOf({ ...data, [file]: wrong }).join('\n')).toContain(fault)
  })

  test('say up to which day they go', () => {
    expect(officialImagesDate()).toBe('2026-08-21')
  })
})

describe('tags', () => {
  // Looked up in library/<image> of docker-library/official-images at 37079fb (2026-08-21).
  test.each([
    ['node', '24-alpine', undefined, '24-alpine3.24'],
    ['node', '20', '2026-05', '20-bookworm'],
    ['python', '3.12-slim-bookworm', undefined, '3.12-slim-bookworm'],
    ['golang', '1.26-alpine3.24', undefined, '1.26-alpine3.24'],
    ['php', '8.3-fpm-alpine', undefined, '8.3-fpm-alpine3.24'],
    ['ruby', '3.3-slim', undefined, '3.3-slim-trixie'],
    ['eclipse-temurin', '17-jre-alpine-3.24', undefined, '17-jre-alpine-3.24'],
    ['node', '14-alpine', '2023-05', '14-alpine3.17'],
    ['python', '3.6-alpine', '2022-01', '3.6-alpine3.15'],
  ])('%s:%s', (image, tag, retired, same) => {
    expect(officialTag(image, tag)).toMatchObject({ tag, retired, same })
  })

  test('that never were are not found', () => {
    expect(officialTag('openjdk', '11-jdk-alpine')).toBeUndefined()
    expect(officialTag('ubuntu', '16')).toBeUndefined()
    expect(officialTag('no-such-image', 'latest')).toBeUndefined()
    expect(isOfficial('constructor')).toBe(false)
    expect(isLeftOut('1809-windowsservercore')).toBe(true)
    expect(isLeftOut('3.12-slim')).toBe(false)
  })

  test('of one version in its variants', () => {
    const tags = variantsOf('node', '22').map(({ tag }) => tag)
    expect(tags).toContain('22-slim')
    expect(tags).toContain('22-alpine')
    expect(tags).toContain('22-bookworm-slim')
    expect(variantsOf('nginx', '1.27-perl').map(({ tag }) => tag)).toContain('1.27-alpine-perl')
    expect(variantsOf('node').map(({ tag }) => tag)).toContain('slim')
  })

  test('are all read, and only they', () => {
    let count = 0
    for (const [name, row] of Object.entries(officialImages.images)) {
      const mine = [...allTags(name)].map(({ tag }) => tag)
      expect(new Set(mine)).toEqual(tagsOf(row).tags)
      count += mine.length
    }
    expect(count).toBe(134_716)
  })

  test('have architectures while they are kept up', () => {
    expect(officialTag('node', '24-alpine')?.architectures).toContain('arm64v8')
    expect(officialTag('node', '14-alpine')?.architectures).toEqual([])
  })
})

test('deprecation, of an image or of some of its tags', () => {
  expect(deprecationOf('openjdk')).toMatchObject({ since: '2022-07' })
  expect(deprecationOf('openjdk')?.successors[0]).toBe('eclipse-temurin')
  expect(deprecationOf('amazonlinux', '1')).toBeDefined()
  expect(deprecationOf('amazonlinux', '2023')).toBeUndefined()
  expect(deprecationOf('node')).toBeUndefined()
})

describe('names', () => {
  test.each([
    ['node', '', 'node', undefined, undefined],
    ['node:22', '', 'node', '22', undefined],
    ['library/node:22', 'library/', 'node', '22', undefined],
    ['docker.io/library/node:22', 'docker.io/library/', 'node', '22', undefined],
    ['docker.io/node', 'docker.io/', 'node', undefined, undefined],
    [
      'public.ecr.aws/docker/library/python:3.12',
      'public.ecr.aws/docker/library/',
      'python',
      '3.12',
      undefined,
    ],
    ['mirror.gcr.io/library/node@sha256:ab', 'mirror.gcr.io/library/', 'node', undefined, 'sha256:ab'],
  ])('%s', (base, prefix, name, tag, digest) => {
    expect(officialImage(base)).toEqual({ prefix, name, tag, digest })
  })

  test.each([
    'bitnami/node',
    'ghcr.io/node',
    'localhost:5000/node',
    'quay.io/library/node',
    'node:$V',
    'docker.io/a/b',
  ])('%s is none', (base) => {
    expect(officialImage(base)).toBeUndefined()
  })

  test('a mirror of the user’s', () => {
    expect(
      officialImage('registry.example.com/hub/node:22', {
        mirrors: ['registry.example.com/hub/'],
        images: {},
      }),
    ).toMatchObject({
      prefix: 'registry.example.com/hub/',
      name: 'node',
    })
  })
})
