// What the page on the configuration shows is what dfopt prints: `npm run docs` writes it anew.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundleCli } from '../../scripts/bundle.mjs'
import { environment } from '../cli/run-cli.ts'

const root = new URL('../../', import.meta.url)
const page = readFileSync(new URL('docs/configuration.md', root), 'utf8')

let home = ''
let next = 0
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'dfopt-configuration-'))
  cpSync(new URL('bin', root), join(home, 'bin'), { recursive: true })
  writeFileSync(join(home, 'package.json'), '{ "type": "module" }')
  await bundleCli({ outdir: join(home, 'dist/cli') })
})
afterAll(() => {
  rmSync(home, { recursive: true, force: true })
})

function dfopt(args: readonly string[], cwd: string): string {
  const { stdout, stderr } = spawnSync(process.execPath, [join(home, 'bin/dfopt.js'), ...args], {
    cwd,
    encoding: 'utf8',
    // The day decides what is over.
    env: environment({ SOURCE_DATE_EPOCH: '1790000000' }),
  })
  return stderr + stdout
}

const FENCE = /```(\w+) ?(\S*)\n([^]*?)```/g

/** An example with what its command prints. */
function run(example: string): string {
  const folder = join(home, `example-${(next += 1)}`)
  mkdirSync(join(folder, '.git'), { recursive: true })
  return example.replace(FENCE, (block, language: string, name: string, text: string) => {
    if (name === '' && language !== 'console') return block
    if (language !== 'console') {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), text)
      return block
    }
    const [command = ''] = text.split('\n')
    const [, program, ...args] = command.split(' ')
    expect(program).toBe('dfopt')
    return `\`\`\`console\n${command}\n${dfopt(args, folder).trimEnd()}\n\`\`\``
  })
}

interface Schema {
  readonly properties: Readonly<Record<string, { readonly description: string }>>
}

const parse: (text: string) => Schema = JSON.parse

const schema = (): string => dfopt(['schema'], home)

test('the JSON schema is that of dfopt schema', async () => {
  await expect(schema()).toMatchFileSnapshot('../../docs/config-schema.json')
})

test('the page shows what its examples give, and all settings', async () => {
  const [start = '', ...examples] = page.split('<!-- example -->')
  expect(examples.length).toBeGreaterThan(2)
  const shown = [start, ...examples.map(run)].join('<!-- example -->')
  const { properties } = parse(schema())
  const rows = Object.entries(properties).map(([name, { description }]) => `| \`${name}\` | ${description} |`)
  const table = ['| setting | what it says |', '| --- | --- |', ...rows].join('\n')
  const part = /(<!-- settings -->\n\n)[^]*?(\n*<!-- end of settings -->)/
  expect(shown).toMatch(part)
  const whole = shown.replace(part, (_, marker: string) => `${marker}${table}\n\n<!-- end of settings -->`)
  await expect(whole).toMatchFileSnapshot('../../docs/configuration.md')
})
