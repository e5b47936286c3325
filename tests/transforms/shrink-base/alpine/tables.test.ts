import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { alpineReleases, isApkName, releasesWith } from '../../../../src/catalog/alpine-packages.ts'
import { isAlpineApplet } from '../../../../src/catalog/image-facts.ts'
import { parseDocument } from '../../../../src/dockerfile/document.ts'
import { NO_PROJECT } from '../../../../src/project/project.ts'
import { isAlpineProgram } from '../../../../src/transforms/shrink-base/alpine/alpine-base.ts'
import {
  appletGap,
  fullPrograms,
  knownApplets,
} from '../../../../src/transforms/shrink-base/alpine/applets.ts'
import { addedNames, apkNamesFor } from '../../../../src/transforms/shrink-base/alpine/apt-names.ts'
import { extensionPackages } from '../../../../src/transforms/shrink-base/alpine/php-extensions.ts'
import { libraryNames } from '../../../../src/transforms/shrink-base/alpine/left-behind.ts'
import { packagesWithPrograms } from '../../../../src/transforms/shrink-base/alpine/programs.ts'
import { swapFor, tryAlpine } from './bench.ts'
import { unresolved } from './resolve.ts'

const NEWEST = alpineReleases().findLast((each) => each !== 'edge') ?? ''

describe('tables', () => {
  test.each([...packagesWithPrograms(), ...fullPrograms(), ...extensionPackages()])(
    '%s is a package of the newest release',
    (name) => {
      expect(isApkName(name, NEWEST)).toBe(true)
    },
  )

  test.each(knownApplets())('%s is there without a package', (name) => {
    expect(isAlpineApplet(name) || isAlpineProgram(name)).toBe(true)
  })

  test.each([
    ['grep', ['-P', 'x'], 'grep'],
    ['grep', ['-qE', 'x'], undefined],
    ['sed', ['-i.bak', 's/a/b/'], undefined],
    ['sed', ['-z', 's/a/b/'], 'sed'],
    ['sed', ["'s/a/\\U&/'"], 'sed'],
    ['tar', ['xzf', 'x.tgz', '-C', '/opt', '--strip-components=1'], undefined],
    ['tar', ['--wildcards', '-xf', 'x.tar'], 'tar'],
    ['find', ['.', '-name', '-printf', '-delete'], undefined],
    ['find', ['.', '-printf', '%p'], 'findutils'],
    ['find', ['.', '-perm', '/u+x'], 'findutils'],
    ['date', ['-d', 'yesterday'], 'coreutils'],
    ['date', ['-u', '+%s'], undefined],
    ['xargs', ['-0', 'rm', '--recursive'], undefined],
    ['xargs', ['-d', ',', 'rm'], 'findutils'],
    ['sha256sum', ['-c', '-'], undefined],
    ['sha256sum', ['--check', '--status'], 'coreutils'],
    ['wget', ['-qO-', 'x'], undefined],
    ['wget', ['--progress=dot', 'x'], 'wget'],
    ['chmod', ['-w', 'x'], undefined],
    ['rm', ['-rf', '--', '--odd'], undefined],
    ['rm', ['--recursive', 'x'], 'coreutils'],
    ['ln', ['-sr', 'a', 'b'], 'coreutils'],
    ['cp', ['--parents', 'a', 'b'], undefined],
    ['ps', ['aux'], 'procps'],
  ])('%s %j', (name, words, full) => {
    const args = words.map((text) => ({ text, literal: text.replace(/^'(.*)'$/, '$1'), start: 0, end: 0 }))
    expect(appletGap(name, args)?.full).toBe(full)
  })

  test.each([...addedNames(), ...libraryNames()])('%s is a package of some release', (name) => {
    expect(releasesWith(name)).not.toEqual([])
  })

  test('what older releases call otherwise, and what newer ones have in parts', () => {
    expect(apkNamesFor(['libpq-dev'], '3.11')).toMatchObject({ names: ['postgresql-dev'] })
    expect(apkNamesFor(['libpq-dev'], '3.22')).toMatchObject({ names: ['libpq-dev'] })
    expect(apkNamesFor(['libicu-dev'], '3.15')).toMatchObject({ names: ['icu-dev'] })
    expect(apkNamesFor(['libicu-dev'], '3.22')).toMatchObject({ names: ['icu-dev', 'icu-data-full'] })
    expect(apkNamesFor(['imagemagick'], '3.18')).toMatchObject({ names: ['imagemagick'] })
    expect(apkNamesFor(['imagemagick'], '3.19')).toHaveProperty('names.length', 6)
  })

  test("names for other parts' packages", () => {
    expect(apkNamesFor(['g++', 'make', 'libpq-dev'], NEWEST)).toMatchObject({
      names: ['g++', 'make', 'libpq-dev'],
    })
    expect(apkNamesFor(['make', 'nodejs'], NEWEST)).toHaveProperty('reason')
  })
})

describe('what does not resolve', () => {
  const look = (text: string): readonly string[] => {
    const document = parseDocument(text)
    return unresolved(document, document.stages, 'node', '3.22')
  }

  test.each([
    ['RUN apk add --no-cache build-essential', 'Alpine 3.22 has no package build-essential'],
    ['RUN apk del .build-deps', '.build-deps is no virtual package'],
    ['RUN apt-get update', 'apt-get belongs to Debian'],
    ['RUN useradd app', 'useradd belongs to Debian'],
    ['RUN git clone x', 'nothing brings git'],
    ['RUN cat /etc/debian_version', '/etc/debian_version is no known path'],
    ['COPY x /usr/lib/jvm/x', '/usr/lib/jvm/x is no known path'],
    ['CMD ["psql"]', 'nothing brings psql'],
  ])('%s', (line, fault) => {
    expect(look(`FROM node:22-alpine\n${line}\n`)).toEqual([fault])
  })

  test('a name that left Alpine', () => {
    const document = parseDocument('FROM node\nRUN apk add --no-cache python2\n')
    expect(unresolved(document, document.stages, 'node', '3.15')).toEqual([])
    expect(unresolved(document, document.stages, 'node', '3.22')).not.toEqual([])
  })
})

const corpus = new URL('../../../../../shared/corpus/dataset/', import.meta.url)

describe.runIf(existsSync(corpus))('every translation of a folder of real files', () => {
  const files = existsSync(corpus) ? readdirSync(corpus).filter((name) => name.endsWith('.Dockerfile')) : []

  test('resolves, and loses no word', () => {
    const faults: string[] = []
    let translated = 0
    for (const file of files) {
      const text = readFileSync(new URL(file, corpus), 'utf8')
      if (parseDocument(text).problem !== undefined || !swapFor(text, NO_PROJECT)) continue
      const tried = tryAlpine(text)
      if (tried.output === undefined) continue
      translated += 1
      const document = parseDocument(tried.output)
      const stages = tried.swap.stages.flatMap(({ index }) => document.stages[index] ?? [])
      const open = unresolved(document, stages, tried.swap.image, tried.swap.release)
      if (tried.fault !== undefined) faults.push(`${file}: ${tried.fault}`)
      faults.push(...open.map((each) => `${file}: ${each}`))
    }
    expect(faults).toEqual([])
    expect(translated).toBeGreaterThan(20)
  })
})
