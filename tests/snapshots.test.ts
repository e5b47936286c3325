// What users see, kept as files under snapshots/ so that a change of it is read in review. `npx vitest run
// tests/snapshots.test.ts -u` writes them anew; read the difference before you commit it.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bundleCli } from '../scripts/bundle.mjs'
import { rewrite } from '../src/engine/pipeline.ts'
import { transforms } from '../src/transforms/index.ts'
import { surroundingsOf } from './transforms/surroundings.ts'

const root = new URL('../', import.meta.url)
const snapshots = fileURLToPath(new URL('snapshots/', root))

describe('transforms', () => {
  for (const transform of transforms) {
    test.each(transform.examples.map((example) => [example.name, example] as const))(
      `${transform.id}: %s`,
      async (name, example) => {
        const { before } = example
        const folder = join(snapshots, 'transforms', transform.id, name.replace(/[^\w]+/g, '-'))
        const beside = transforms.filter((each) => each === transform || each.byDefault !== 'off')
        const { output } = rewrite(before, { transforms: beside, ...surroundingsOf(example) })
        await expect(before).toMatchFileSnapshot(join(folder, 'before.Dockerfile'))
        await expect(output).toMatchFileSnapshot(join(folder, 'after.Dockerfile'))
      },
    )
  }
})

describe('the command line', () => {
  let home = ''
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'dfopt-snapshots-'))
    cpSync(new URL('bin', root), join(home, 'bin'), { recursive: true })
    cpSync(new URL('tests/fixtures', root), join(home, 'fixtures'), { recursive: true })
    writeFileSync(join(home, 'package.json'), '{ "type": "module" }')
    await bundleCli({ outdir: join(home, 'dist/cli') })
  })
  afterAll(() => {
    rmSync(home, { recursive: true, force: true })
  })

  test.each([
    ['help', ['--help'], 0],
    ['fix-help', ['fix', '--help'], 0],
    ['check-help', ['check', '--help'], 0],
    ['verify-help', ['verify', '--help'], 0],
    ['graph-help', ['graph', '--help'], 0],
    ['graph', ['graph', '--before', 'fixtures/child-stages.Dockerfile'], 0],
    ['list', ['list'], 0],
    ...transforms.map(({ id }) => [`explain-${id}`, ['explain', id], 0] as const),
    ['fix', ['fix', 'fixtures'], 0],
    ['fix-colour', ['fix', '--color', 'always', 'fixtures/node-server.Dockerfile'], 0],
    ['fix-verbose', ['fix', '--verbose', 'fixtures/builder-and-runtime.Dockerfile'], 0],
    ['fix-json', ['fix', '--format', 'json', 'fixtures/python-api.Dockerfile'], 0],
    ['check', ['check', 'fixtures/legacy.Dockerfile'], 1],
    ['no-such-transform', ['fix', '--only', 'colapse-runs', 'fixtures'], 2],
    ['no-such-path', ['fix', 'fixture'], 3],
  ] as const)('%s', async (name, args, code) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(home, 'bin/dfopt.js'), ...args], {
      cwd: home,
      encoding: 'utf8',
      // Which releases are over depends on the day: 2026-01-15.
      env: { ...process.env, SOURCE_DATE_EPOCH: '1768435200' },
    })
    expect(status).toBe(code)
    const text = `$ dfopt ${args.join(' ')}\n${stdout}${stderr === '' ? '' : `--- stderr\n${stderr}`}`
    await expect(text).toMatchFileSnapshot(join(snapshots, 'cli', `${name}.txt`))
  })
})

test('there is no snapshot of a transform that is gone', () => {
  expect(readdirSync(join(snapshots, 'transforms')).sort()).toEqual(transforms.map(({ id }) => id).sort())
  expect(readFileSync(join(snapshots, 'cli/list.txt'), 'utf8').split('\n').length).toBe(transforms.length + 2)
})
