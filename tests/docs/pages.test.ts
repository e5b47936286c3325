// The pages are generated: `npm run docs` writes them anew.
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundleCli } from '../../scripts/bundle.mjs'
import { noiseTables } from '../../src/report/noise-tables.ts'
import { transformPage, transformTable } from '../../src/report/transform-page.ts'
import { transforms } from '../../src/transforms/index.ts'

const root = new URL('../../', import.meta.url)
const readme = readFileSync(new URL('README.md', root), 'utf8')

let home = ''
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'dfopt-docs-'))
  cpSync(new URL('bin', root), join(home, 'bin'), { recursive: true })
  writeFileSync(join(home, 'package.json'), '{ "type": "module" }')
  await bundleCli({ outdir: join(home, 'dist/cli') })
})
afterAll(() => {
  rmSync(home, { recursive: true, force: true })
})

/** What a part of the README between two markers has to be. */
function filled(text: string, marker: string, content: string): string {
  const part = new RegExp(`(<!-- ${marker} -->\\n\\n)[^]*?(\\n*<!-- end of ${marker} -->)`)
  expect(text).toMatch(part)
  return text.replace(part, (_, start: string) => `${start}${content}\n\n<!-- end of ${marker} -->`)
}

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

test('the README shows what the example really gives, and the transforms that there are', async () => {
  const bin = join(home, 'bin/dfopt.js')
  const { status, stdout } = spawnSync(process.execPath, [bin, 'fix', '--dry-run', 'examples/Dockerfile'], {
    cwd: fileURLToPath(root),
    encoding: 'utf8',
  })
  expect(status).toBe(0)
  const output = filled(readme, 'example output', `\`\`\`diff\n${stdout.trimEnd()}\n\`\`\``)
  await expect(filled(output, 'transforms', transformTable(transforms))).toMatchFileSnapshot(
    '../../README.md',
  )
})

test('the page of verify has the list of what differs between any two builds', async () => {
  const page = readFileSync(new URL('docs/verify.md', root), 'utf8')
  await expect(filled(page, 'noise', noiseTables())).toMatchFileSnapshot('../../docs/verify.md')
})

test('every link of the README to a file leads somewhere', () => {
  const links = [...readme.matchAll(/\]\(((?!https?:)[^)#]+)\)/g)].map((match) => match[1] ?? '')
  expect(links.length).toBeGreaterThan(3)
  expect(links.filter((link) => !existsSync(new URL(link, root)))).toEqual([])
})
