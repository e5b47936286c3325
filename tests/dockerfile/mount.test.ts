import { expect, test } from 'vitest'
import { parseDocument } from '../../src/dockerfile/document.ts'
import { mountField, mountTarget, mountTargets } from '../../src/dockerfile/mount.ts'

test.each([
  ['type=cache,target=/a/', '/a'],
  ['type=bind,dst=/a,from=x', '/a'],
  ['TYPE=cache,Destination=/a', '/a'],
  // BuildKit reads the fields as encoding/csv does.
  ['type=cache,"target=/a,b"', '/a,b'],
  ['type=cache,id=target=/x,target=/a', '/a'],
  ['type=secret,id=target', undefined],
  ['', undefined],
])('%j is at %j', (mount, target) => {
  expect(mountTarget(mount)).toBe(target)
})

test('a field is found by any of its names', () => {
  expect(mountField('type=bind,src=a,target=/t', 'source', 'src')).toBe('a')
  expect(mountField('type=bind,resource=a', 'source', 'src')).toBeUndefined()
})

test('mounts that do not say where they are are left out', () => {
  const { instructions } = parseDocument('FROM a\nRUN --mount=type=secret,id=x --mount=target=/b,src=c d\n')
  expect(instructions.flatMap(mountTargets)).toEqual(['/b'])
})

// Docker 28.5 mounts a cache at `/a,b` for this.
test('a flag in quotes can have a field in quotes', () => {
  const { instructions } = parseDocument(`FROM a\nRUN --mount='TYPE=cache,"Target=/a,b"' c\n`)
  expect(instructions.flatMap(mountTargets)).toEqual(['/a,b'])
})
