import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ownNames } from '../../src/verify/definitions/own-names.ts'

let home = ''
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'dfopt-own-names-'))
})
afterAll(() => {
  rmSync(home, { recursive: true, force: true })
})

let next = 0
/** What is said of an `app/Dockerfile` in a repository with these files. */
function namesIn(files: Readonly<Record<string, string>>): readonly string[] {
  const folder = join(home, String((next += 1)))
  for (const [name, text] of Object.entries({ '.git/HEAD': '', 'app/Dockerfile': '', ...files })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  const names = ownNames(join(folder, 'app/Dockerfile'), { TAG: '3' })
  return names.map(({ name, file, kind }) => `${kind} ${name} (${file})`)
}

const HCL = `
variable "TAG" { default = "1" }
// target "no" { contexts = { never = "x" } }
target "app" {
  tags = ["acme/app:1", "acme/app:\${TAG}"]
  contexts = {
    # base = "is a comment"
    base = "target:base"
    "alpine:3.20" = "docker-image://mirror.example/alpine:3.20,x=y"
    sources: "\${dir("a", { b = "c" })}/x",  third = cond ? "a" : "b"
    (computed) = "z"
    "\${TAG}-x" = "z"
  }
  args = { base2 = "x" }
}
target "base" { contexts = {} }
`

test.each([
  [
    'docker-bake.hcl',
    HCL,
    ['image acme/app:1', 'context base', 'context alpine:3.20', 'context sources', 'context third'],
  ],
  [
    'docker-bake.override.json',
    '{"variable":{"V":{}},"target":{"a":{"tags":["a:1","b:${V}"],"contexts":{"c":"target:x"}},"b":null}}',
    ['image a:1', 'context c'],
  ],
  ['docker-bake.json', 'not JSON', []],
  [
    'compose.yaml',
    `services:
  app:
    image: acme/app:\${TAG}
    build:
      context: app
      tags: [acme/app:edge]
      additional_contexts: [base=service:base, alpine:3.20=docker-image://alpine:3.21]
  base: { image: "b:1", build: base }
  db: { image: "postgres:17" }
`,
    ['image acme/app:3', 'image acme/app:edge', 'context base', 'context alpine:3.20', 'image b:1'],
  ],
])('%s', (file, text, names) => {
  expect(namesIn({ [file]: text })).toEqual(names.map((name) => `${name} (${file})`))
})

test('files of the folders around count, and those of another repository do not', () => {
  const compose = (image: string): string => `services: { a: { image: "${image}", build: . } }`
  const files = { 'app/compose.yaml': compose('near:1'), 'compose.yaml': compose('far:1') }
  expect(namesIn(files)).toEqual(['image near:1 (compose.yaml)', 'image far:1 (compose.yaml)'])
  expect(namesIn({ ...files, 'app/.git/HEAD': '' })).toEqual(['image near:1 (compose.yaml)'])
})
