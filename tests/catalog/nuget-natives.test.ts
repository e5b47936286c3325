import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { notForMusl, nugetBuildOf } from '../../src/catalog/nuget-natives.ts'

const text = readFileSync(new URL('../../src/catalog/data/nuget-natives.json', import.meta.url), 'utf8')
const rows = (key: string): readonly string[] =>
  (new RegExp(`"${key}":"([^"]*)"`).exec(text)?.[1] ?? '').split('\\n')

test('each package is in one list, sorted, and so is all that it brings', () => {
  const [managed, native] = [rows('managed'), rows('native')]
  expect(managed.length).toBeGreaterThan(300)
  const names = [...managed, ...native].map((row) => row.split(' ')[0])
  expect(new Set(names).size).toBe(names.length)
  expect([...managed].sort()).toEqual(managed)
  for (const row of managed) for (const name of row.split(' ')) expect(names, row).toContain(name)
  expect(text).not.toContain('/work')
})

test.each([
  ['Newtonsoft.Json', 'managed', undefined],
  ['Npgsql.EntityFrameworkCore.PostgreSQL', 'managed', undefined],
  ['Swashbuckle.AspNetCore', 'managed', undefined],
  ['Microsoft.EntityFrameworkCore.SqlServer', 'managed', undefined],
  ['SQLitePCLRaw.lib.e_sqlite3', 'also for musl', undefined],
  ['Microsoft.EntityFrameworkCore.Sqlite', 'managed', undefined],
  ['QuestPDF', 'for glibc', 'questpdf'],
  ['MongoDB.Driver', 'managed', 'mongodb.'],
  ['Odd.Package', undefined, 'odd.package'],
])('%s is %s', (name, build, other) => {
  expect(nugetBuildOf(name)).toBe(build)
  if (other === undefined) expect(notForMusl(name)).toBeUndefined()
  else expect(notForMusl(name)).toContain(other)
})
