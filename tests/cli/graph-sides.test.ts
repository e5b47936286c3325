// dfopt graph with the transforms as they are: before and after a split.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundleCli } from '../../scripts/bundle.mjs'
import { environment, writeFiles } from './run-cli.ts'

let home = ''
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'dfopt-graph-'))
  cpSync(new URL('../../bin', import.meta.url), join(home, 'bin'), { recursive: true })
  writeFileSync(join(home, 'package.json'), '{ "type": "module" }')
  await bundleCli({ outdir: join(home, 'dist/cli') })
  writeFiles(home, {
    'site/Dockerfile':
      'FROM node:24\nWORKDIR /app\nCOPY . .\nRUN npm ci && npm run build\nCMD ["npx", "serve", "-s", "-l", "80", "dist"]\n',
    'site/package.json': '{ "scripts": { "build": "vite build" } }\n',
  })
})
afterAll(() => {
  rmSync(home, { recursive: true, force: true })
})

function graph(...flags: readonly string[]): string {
  const args = [join(home, 'bin/dfopt.js'), 'graph', '--only', 'split-stages', '--variant', 'slim', ...flags]
  const { stdout } = spawnSync(process.execPath, args, {
    cwd: join(home, 'site'),
    encoding: 'utf8',
    env: environment({ SOURCE_DATE_EPOCH: '1795305600' }),
  })
  return stdout
}

const BEFORE = `  stage 0  lines 1-5, is built
      FROM node:24
      from the build context: .
`

const AFTER = `  build    lines 1-4, stays behind
      FROM node:24
      from the build context: .
  stage 1  lines 6-20, is built
      FROM nginx:1.30
      COPY from build: /app/dist to /usr/share/nginx/html
`

test('both sides, one below the other', () => {
  expect(graph()).toBe(`Dockerfile, before\n${BEFORE}\nDockerfile, after\n${AFTER}`)
})

test('one side', () => {
  expect(graph('--before')).toBe(`Dockerfile\n${BEFORE}`)
  expect(graph('--after')).toBe(`Dockerfile, after\n${AFTER}`)
})

test('in one flowchart, each in a part of its own', () => {
  const text = graph('--format', 'mermaid')
  expect(text.match(/^ {2}subgraph .*$/gm)).toEqual([
    '  subgraph g0["Dockerfile, before"]',
    '  subgraph g1["Dockerfile, after"]',
  ])
  expect(text).toContain('    g1s0 -->|"COPY /app/dist to /usr/share/nginx/html"| g1s1\n')
})
