import { describe, expect, test } from 'vitest'
import { parseImageReference, splitImageReference } from '../../src/dockerfile/image-reference.ts'
import { referenceCases } from './fixtures.ts'

// A host with an underscore is parsed as a name without a registry, from which nothing can be pulled.
describe('names as Docker reads them', () => {
  test.each(referenceCases)('$name', ({ name, answer }) => {
    const reference = parseImageReference(name)
    expect(
      reference && {
        domain: reference.registry,
        path: reference.repository,
        tag: reference.tag ?? '',
        digest: reference.digest ?? '',
      },
    ).toEqual(answer.domain ? answer : undefined)
  })
})

describe('names with variables', () => {
  test.each([
    ['$IMAGE', 'docker.io', 'library/$IMAGE', undefined],
    ['${IMAGE}:${TAG}', 'docker.io', 'library/${IMAGE}', '${TAG}'],
    ['node:$VERSION', 'docker.io', 'library/node', '$VERSION'],
    ['node:${VERSION:-20}-slim', 'docker.io', 'library/node', '${VERSION:-20}-slim'],
    ['node:${VERSION:-a/b:c@d}', 'docker.io', 'library/node', '${VERSION:-a/b:c@d}'],
    ['${REGISTRY:-a.b}/c:1', 'docker.io', '${REGISTRY:-a.b}/c', '1'],
    ['$REGISTRY/app', 'docker.io', '$REGISTRY/app', undefined],
    ['ghcr.io/$OWNER/app:1', 'ghcr.io', '$OWNER/app', '1'],
    ['${HOST}:5000/app:1', '${HOST}:5000', 'app', '1'],
    ['localhost/${APP}', 'localhost', '${APP}', undefined],
  ])('%s', (name, registry, repository, tag) => {
    expect(splitImageReference(name)).toMatchObject({ text: name, registry, repository, tag })
  })

  test('a digest', () => {
    expect(splitImageReference('node:$TAG@${DIGEST}')).toMatchObject({ tag: '$TAG', digest: '${DIGEST}' })
  })

  test('an empty name has no parts', () => {
    expect(splitImageReference('')).toBeUndefined()
  })
})

test('a written registry is told from the default', () => {
  expect(parseImageReference('node')?.explicitRegistry).toBe(false)
  expect(parseImageReference('docker.io/node')?.explicitRegistry).toBe(true)
})
