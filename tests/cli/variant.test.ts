// --variant, down to what a transform makes of it.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundleCli } from '../../scripts/bundle.mjs'
import { environment, writeFiles } from './run-cli.ts'

const root = new URL('../../', import.meta.url)
let home = ''
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'dfopt-variant-'))
  cpSync(new URL('bin', root), join(home, 'bin'), { recursive: true })
  writeFileSync(join(home, 'package.json'), '{ "type": "module" }')
  await bundleCli({ outdir: join(home, 'dist/cli') })
})
afterAll(() => {
  rmSync(home, { recursive: true, force: true })
})

function fix(...flags: readonly string[]): { readonly code: number | null; readonly text: string } {
  const folder = writeFiles(mkdtempSync(join(home, 'work-')), {
    Dockerfile: 'FROM node:24\nCOPY server.js /app/\nCMD ["node", "/app/server.js"]\n',
    'server.js': 'require("http")\n',
  })
  const args = [join(home, 'bin/dfopt.js'), 'fix', '--only', 'shrink-base', ...flags]
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: folder,
    encoding: 'utf8',
    env: environment(),
  })
  return { code: status, text: stdout + stderr }
}

test.each([
  ['distroless', '+FROM gcr.io/distroless/nodejs24-debian13'],
  ['slim', '+FROM node:24-slim'],
  ['alpine', '+FROM node:24-alpine'],
])('%s', (variant, line) => {
  const { code, text } = fix('--variant', variant)
  expect(text).toContain(line)
  expect(code).toBe(0)
})

test('what there is not', () => {
  const { code, text } = fix('--variant', 'distrolless')
  expect(code).toBe(2)
  expect(text).toContain(
    '--variant takes smallest, alpine, slim or distroless, not distrolless; did you mean distroless?',
  )
})
