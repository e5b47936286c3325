// What is said beside the end of a release, where another one asks for more than its name.
import { expect, test } from 'vitest'
import { rewrite } from '../../src/engine/pipeline.ts'
import { upgradeBase } from '../../src/transforms/upgrade-base/index.ts'
import { memoryProject } from '../project/memory-project.ts'

const reasonOf = (base: string, files: Readonly<Record<string, string>> = {}): string | undefined =>
  rewrite(`FROM ${base}\nCOPY . /a\n`, {
    transforms: [upgradeBase],
    project: memoryProject(files),
    today: '2026-11-22',
  }).changes[0]?.reason

test.each([
  ['tomcat:8.0', {}, /; since Tomcat 10 applications are written against jakarta\.servlet/],
  ['tomcat:10.0', {}, /fixes$/],
  ['postgres:9.6', {}, /; its data has to be carried over to the new version$/],
  [
    'golang:1.19',
    { 'go.mod': 'module a\n\ngo 1.19\n\nrequire (\n\tgithub.com/bytedance/sonic v1.8.1 // indirect\n)\n' },
    /; go\.mod names github\.com\/bytedance\/sonic v1\.8\.1, which a newer Go may not build$/,
  ],
])('%s', (base, files, said) => {
  expect(reasonOf(base, files)).toMatch(said)
})
