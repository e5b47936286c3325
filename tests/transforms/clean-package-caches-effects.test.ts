import { expect, test } from 'vitest'
import { rewrite } from '../../src/engine/pipeline.ts'
import { cleanPackageCaches } from '../../src/transforms/clean-package-caches/index.ts'

function removedBy(text: string): readonly string[] {
  const { changes } = rewrite(text, { transforms: [cleanPackageCaches] })
  return changes.flatMap(({ effects }) =>
    effects.flatMap((effect) => (effect.kind === 'removes' ? effect.paths : [])),
  )
}

test('apk below another root', () => {
  const text = 'FROM alpine:3.20\nRUN apk add --initdb --root /rootfs/ busybox && apk add git\n'
  expect(removedBy(text)).toEqual(['/var/cache/apk', '/rootfs/var/cache/apk'])
})

test('yum and dnf, wherever the release has its cache', () => {
  const paths = ['/var/cache/dnf', '/var/cache/yum', '/var/cache/libdnf5', '/var/cache/tdnf']
  expect(removedBy('FROM centos:7\nRUN yum install -y git\n')).toEqual([
    ...paths,
    '/var/lib/yum/rpmdb-indexes',
  ])
})

test('packages that apt keeps go with its lists', () => {
  const text =
    'FROM debian:12\nRUN rm -f /etc/apt/apt.conf.d/docker-clean && apt-get update && apt-get install -y curl\n'
  expect(removedBy(text)).toEqual(['/var/lib/apt/lists', '/var/cache/apt/archives'])
})
