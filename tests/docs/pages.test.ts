// The pages are generated: `npm run docs` writes them anew.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { transformPage, transformTable } from '../../src/report/transform-page.ts'
import { transforms } from '../../src/transforms/index.ts'

const root = new URL('../../', import.meta.url)

test.each(transforms.map((transform) => [transform.id, transform] as const))(
  'the page of %s',
  async (id, transform) => {
    await expect(transformPage(transform)).toMatchFileSnapshot(`../../docs/transforms/${id}.md`)
  },
)

test('there is no page of a transform that is gone', () => {
  const ids = transforms.map((transform) => `${transform.id}.md`).sort()
  expect(readdirSync(new URL('docs/transforms/', root)).sort()).toEqual(ids)
})

test('the README lists the transforms that there are', async () => {
  const readme = readFileSync(new URL('README.md', root), 'utf8')
  const list = /(<!-- transforms -->\n\n)[^]*?(\n\n<!-- end of transforms -->)/
  expect(readme).toMatch(list)
  const current = readme.replace(
    list,
    (_, start: string, end: string) => start + transformTable(transforms) + end,
  )
  await expect(current).toMatchFileSnapshot('../../README.md')
})

test('every link of the README to a file leads somewhere', () => {
  const readme = readFileSync(new URL('README.md', root), 'utf8')
  const links = [...readme.matchAll(/\]\(((?!https?:)[^)#]+)\)/g)].map((match) => match[1] ?? '')
  expect(links.length).toBeGreaterThan(3)
  expect(links.filter((link) => !existsSync(new URL(link, root)))).toEqual([])
})
