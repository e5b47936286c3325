// Several files are written together, or none of them.
import * as fs from 'node:fs'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { replaceFiles } from '../../src/batch/write.ts'

vi.mock('node:fs', async (original) => ({ ...(await original<typeof fs>()) }))

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dfopt-write-'))
  writeFileSync(join(folder, 'Dockerfile'), 'FROM a\n', { mode: 0o640 })
})
afterEach(() => {
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true, force: true })
})

const dockerfile = (): Parameters<typeof replaceFiles>[0][number] => ({
  path: join(folder, 'Dockerfile'),
  before: Buffer.from('FROM a\n'),
  after: 'FROM b\n',
})
const ignoreFile = (before: string | undefined): Parameters<typeof replaceFiles>[0][number] => ({
  path: join(folder, '.dockerignore'),
  before,
  after: 'a\n.git\n',
  own: true,
})
const text = (name: string): string => readFileSync(join(folder, name), 'utf8')

test('both, with the mode that each had', () => {
  expect(replaceFiles([ignoreFile(undefined), dockerfile()])).toBeUndefined()
  expect([text('.dockerignore'), text('Dockerfile')]).toEqual(['a\n.git\n', 'FROM b\n'])
  expect(statSync(join(folder, 'Dockerfile')).mode & 0o777).toBe(0o640)
  expect(readdirSync(folder).sort()).toEqual(['.dockerignore', 'Dockerfile'])
})

test.each([
  ['a new one is taken away again', undefined],
  ['one that was there is as it was', 'a\n'],
])('where the second cannot take its place, %s', (_, before) => {
  if (before !== undefined) writeFileSync(join(folder, '.dockerignore'), before)
  const rename = fs.renameSync
  let renames = 0
  vi.spyOn(fs, 'renameSync').mockImplementation((from, to) => {
    renames += 1
    if (renames === 2) throw Object.assign(new Error('no space'), { code: 'ENOSPC' })
    rename(from, to)
  })
  expect(replaceFiles([ignoreFile(before), dockerfile()])).toHaveProperty('message')
  expect(renames).toBeGreaterThan(1)
  expect(text('Dockerfile')).toBe('FROM a\n')
  expect(readdirSync(folder).sort()).toEqual(
    before === undefined ? ['Dockerfile'] : ['.dockerignore', 'Dockerfile'],
  )
  if (before !== undefined) expect(text('.dockerignore')).toBe(before)
})

test.each<[string, () => void, string | undefined]>([
  ['that came meanwhile', () => writeFileSync(join(folder, '.dockerignore'), 'own\n'), undefined],
  ['that changed meanwhile', () => writeFileSync(join(folder, '.dockerignore'), 'own\n'), 'a\n'],
  ['that is a folder', () => mkdirSync(join(folder, '.dockerignore')), undefined],
  ['that is a symlink', () => symlinkSync('Dockerfile', join(folder, '.dockerignore')), undefined],
])('nothing where there is one %s', (_, meanwhile, before) => {
  meanwhile()
  const names = readdirSync(folder).sort()
  expect(replaceFiles([ignoreFile(before), dockerfile()])).toHaveProperty('message')
  expect(text('Dockerfile')).toBe('FROM a\n')
  expect(readdirSync(folder).sort()).toEqual(names)
})

test('nothing where the first one cannot even be prepared', () => {
  const lost = { ...ignoreFile(undefined), path: join(folder, 'gone/.dockerignore') }
  expect(replaceFiles([dockerfile(), lost])).toHaveProperty('message')
  expect(text('Dockerfile')).toBe('FROM a\n')
  expect(readdirSync(folder)).toEqual(['Dockerfile'])
})
