import { describe, expect, test } from 'vitest'
import { packageManagers } from '../../src/shell/package-managers.ts'

/** The targets of the mounts that a package manager has on a base image. */
function targets(id: string, base: string): readonly string[] {
  const manager = packageManagers.find((each) => each.id === id)
  return (manager?.mounts ?? []).filter(({ on }) => on?.(base) !== false).map(({ target }) => target)
}

describe('where a base image has its cache', () => {
  test.each([
    ...['fedora:40', 'docker.io/library/fedora:33', 'rockylinux:9', 'rockylinux/rockylinux:9.3-ubi'],
    ...['almalinux:8.10', 'oraclelinux:9', 'centos:8', 'centos:centos8', 'quay.io/centos/centos:stream9'],
    ...['quay.io/centos/centos:stream10-development', 'registry.access.redhat.com/ubi8', 'redhat/ubi9:9.4'],
    ...['registry.access.redhat.com/ubi9/ubi:9.4@sha256:0', 'registry.redhat.io/ubi8/nodejs-18', 'ubi10/ubi'],
    ...['amazonlinux:2023', 'public.ecr.aws/amazonlinux/amazonlinux:2023', 'nvidia/cuda:12.2.0-devel-ubi8'],
  ])('dnf 4: %s', (base) => {
    expect(targets('dnf', base)).toEqual(['/var/cache/dnf'])
  })

  test.each([
    'fedora',
    'fedora:latest',
    'fedora:41',
    'registry.fedoraproject.org/fedora:43',
    'fedora@sha256:0',
  ])('dnf 5: %s', (base) => {
    expect(targets('dnf', base)).toEqual(['/var/cache/libdnf5'])
  })

  test.each([
    ...[
      'centos:7',
      'centos',
      'centos:centos7.9.2009',
      'centos:6',
      'amazonlinux:2',
      'amazonlinux:latest',
      'ubi7/ubi',
    ],
    ...[
      'registry.access.redhat.com/ubi9/ubi-minimal:9.4',
      'ubi9-minimal',
      'ubi8/ubi-micro',
      'fedora:4',
      'fedora:21',
    ],
    ...[
      'example.org/fedora-base:42',
      'fedora-minimal:42',
      'oraclelinux:7',
      'example.org/base',
      'rockylinux:85',
    ],
  ])('not known: %s', (base) => {
    expect(targets('dnf', base)).toEqual([])
  })

  test.each([
    ...[
      'alpine',
      'alpine:latest',
      'alpine:3',
      'alpine:3.13',
      'alpine:3.20.3',
      'alpine:edge',
      'golang:1.22-alpine',
    ],
    ...['node:20-alpine3.19', 'python:3.12-alpine3.20', 'example.org/base:3.4', 'alpine@sha256:0'],
  ])('apk: %s', (base) => {
    expect(targets('apk', base)).toEqual(['/etc/apk/cache'])
  })

  test.each([
    'alpine:3.12',
    'alpine:3.9.6',
    'alpine:2.7',
    'node:10-alpine3.11',
    'golang:1.13-alpine3.9',
    'alpine:v3.3',
  ])('an apk that takes the index of one architecture for that of another: %s', (base) => {
    expect(targets('apk', base)).toEqual([])
  })
})
