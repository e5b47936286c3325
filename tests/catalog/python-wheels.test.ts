import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { faultsOf } from '../../scripts/python-wheels/check.mjs'
import { broughtBy } from '../../src/catalog/python-dependencies.ts'
import { calledBy, glibcOnly, pythonBuildOf, pythonBuildSources } from '../../src/catalog/python-builds.ts'
import { isPurePackage, pythonWheelSources, seenRuns } from '../../src/catalog/python-wheels.ts'

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../src/catalog/data/${name}.json`, import.meta.url), 'utf8'))
const wheels = read('python-wheels')
const dependencies = read('python-dependencies')

describe('the data', () => {
  test('has the shape that its script gives it', () => {
    expect(faultsOf(wheels, dependencies)).toEqual([])
  })

  test('is found wanting where a part of it is wrong', () => {
    const text = JSON.stringify(wheels)
    expect(faultsOf(JSON.parse(text.replace('"pure":"', '"pure":"zzz ')), dependencies)).not.toEqual([])
    expect(faultsOf(JSON.parse(text.replace('"numpy":', '"nampy":')), dependencies)).not.toEqual([])
    expect(faultsOf(wheels, JSON.parse(JSON.stringify(dependencies).replace('boto3', 'Boto 3')))).not.toEqual(
      [],
    )
  })

  test('names its sources', () => {
    expect(pythonWheelSources().length).toBeGreaterThan(50)
  })
})

test('what runs as it is', () => {
  for (const name of ['requests', 'flask', 'django', 'boto3', 'urllib3', 'certifi', 'click', 'jinja2'])
    expect(isPurePackage(name)).toBe(true)
  for (const name of ['numpy', 'psycopg2', 'cryptography', 'markupsafe', 'no-such-package'])
    expect(isPurePackage(name)).toBe(false)
})

test('what has been seen of the files of a package', () => {
  const psycopg2 = seenRuns('psycopg2')
  // It has wheels for Windows alone.
  expect(psycopg2.every(({ builds, source }) => builds.length === 0 && source)).toBe(true)
  expect(seenRuns('numpy').some(({ builds }) => builds.some(({ libc }) => libc === 'musl'))).toBe(true)
  expect(seenRuns('requests')).toEqual([])
})

test('what comes with a package', () => {
  expect(broughtBy('flask')?.map(({ name }) => name)).toContain('markupsafe')
  expect(broughtBy('uvicorn[standard]')?.map(({ name }) => name)).toContain('uvloop')
  expect(broughtBy('boto3')).toEqual([])
  expect(broughtBy('no-such-package')).toBeUndefined()
})

describe('what packages ask of Debian', () => {
  test('to be built', () => {
    expect(pythonBuildOf('psycopg2', 12)).toEqual({
      build: ['gcc', 'libc6-dev', 'make', 'libpq-dev'],
      run: ['libpq5'],
    })
    expect(pythonBuildOf('markupsafe', 12)).toMatchObject({ run: [] })
    expect(pythonBuildOf('orjson', 12)).toBe('rust')
    expect(pythonBuildOf('no-such-package', 12)).toBeUndefined()
    expect(pythonBuildOf('constructor', 12)).toBeUndefined()
  })

  test('by the name that the release has', () => {
    const run = (debian: number): unknown => pythonBuildOf('python-ldap', debian)
    expect([11, 12, 13].map(run)).toMatchObject([
      { run: ['libldap-2.4-2'] },
      { run: ['libldap-2.5-0'] },
      { run: ['libldap2'] },
    ])
    expect(run(10)).toEqual(run(11))
    expect(run(14)).toEqual(run(13))
  })

  test('when they run', () => {
    expect(calledBy('opencv-python', 13)).toEqual(['libgl1', 'libglib2.0-0t64'])
    expect(calledBy('python-magic', 12)).toEqual(['libmagic1'])
    expect(calledBy('requests', 12)).toEqual([])
    expect(calledBy('__proto__', 12)).toEqual([])
    expect(glibcOnly('cx-oracle')).toContain('glibc')
  })

  test('each with its source', () => {
    for (const [name, packages, source] of pythonBuildSources()) {
      expect(source, name).toMatch(/^(?:debian:[a-z0-9.+-]+|https?:\/\/\S+)$/)
      for (const each of packages)
        expect(each, name).toMatch(/^[a-z0-9][a-z0-9.+-]+(?:\|[a-z0-9][a-z0-9.+-]+\|[a-z0-9][a-z0-9.+-]+)?$/)
    }
  })
})
