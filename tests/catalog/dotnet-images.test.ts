import { expect, test } from 'vitest'
import { alpineReleases } from '../../src/catalog/alpine-packages.ts'
import {
  dotnetDate,
  dotnetImage,
  dotnetTag,
  dotnetTags,
  dotnetVariants,
} from '../../src/catalog/dotnet-images.ts'

const IMAGES = ['sdk', 'aspnet', 'runtime', 'runtime-deps', 'monitor']

test('every tag is one, names what it is made from, and was built in a month that there was', () => {
  for (const image of IMAGES) {
    const all = [...dotnetTags(image)]
    expect(all.length, image).toBeGreaterThan(200)
    for (const { tag, version, variant, system, retired } of all) {
      expect(tag).toMatch(/^(?:latest|\d+(?:\.\d+)*)(?:-[a-z0-9][\w.-]*)?$/)
      expect(tag).toBe(variant === '' ? version : `${version}-${variant}`)
      expect(system, `${image}:${tag}`).toMatch(
        /^(?:alpine3\.\d+|(?:stretch|buster|bullseye|bookworm|trixie)(?:-slim)?|(?:bionic|disco|focal|jammy|noble|resolute)(?:-chiseled)?|(?:cbl-mariner|azurelinux)\d\.\d(?:-distroless)?)$/,
      )
      if (retired !== undefined) expect(retired <= dotnetDate().slice(0, 7), `${tag} ${retired}`).toBe(true)
      if (variant.startsWith('alpine3')) expect(system).toBe(/^alpine3\.\d+/.exec(variant)?.[0])
      if (retired === undefined && system.startsWith('alpine'))
        expect(alpineReleases()).toContain(system.slice('alpine'.length))
    }
  }
})

test.each([
  ['aspnet', '8.0', 'bookworm-slim', undefined],
  ['aspnet', '9.0', 'bookworm-slim', undefined],
  ['aspnet', '10.0', 'noble', undefined],
  ['runtime', '8.0-alpine', 'alpine3.24', undefined],
  ['runtime-deps', '10.0-alpine-extra', 'alpine3.24', undefined],
  ['sdk', '6.0', 'bullseye-slim', '2024-12'],
  ['aspnet', '3.1-alpine', 'alpine3.16', '2022-12'],
])('%s:%s is made from %s', (image, tag, system, retired) => {
  expect(dotnetTag(image, tag)).toMatchObject({ system, retired })
})

test('what there is not', () => {
  for (const tag of ['4.0', '8', '8.0-alpine3.2', '8.0-slim', '11.0-preview', '8.0-alpine-amd64'])
    expect(dotnetTag('aspnet', tag), tag).toBeUndefined()
  expect(dotnetVariants('aspnet', '99')).toEqual([])
  expect(dotnetTag('constructor', '8.0')).toBeUndefined()
})

test('references', () => {
  expect(dotnetImage('mcr.microsoft.com/dotnet/aspnet:8.0')).toEqual({ name: 'aspnet', tag: '8.0' })
  expect(dotnetImage('mcr.microsoft.com/dotnet/core/aspnet:3.1')).toBeUndefined()
  expect(dotnetImage('mcr.microsoft.com/dotnet/aspnet:8.0@sha256:ab')).toBeUndefined()
})
