import { expect, test } from 'vitest'
import { MOST_PATHS, MOST_TEXT, walkFiles } from '../../src/project/walk-files.ts'
import { memoryProject } from './memory-project.ts'

const visited = (files: Readonly<Record<string, string>>, roots: readonly string[], skipped = /^$/) => {
  const paths: string[] = []
  const { isWhole } = walkFiles(memoryProject(files), roots, skipped, ({ path, names, read }) => {
    if (!names) read()
    paths.push(path)
    return undefined
  })
  return { paths, isWhole }
}

test('visits what is below the roots, once', () => {
  const files = { 'a/b/c.py': '', 'a/d.py': '', 'e.py': '' }
  expect(visited(files, ['a', 'a/b'])).toEqual({
    paths: ['a', 'a/b', 'a/d.py', 'a/b/c.py'],
    isWhole: true,
  })
  expect(visited(files, [''], /^a$/).paths).toEqual(['', 'e.py'])
  // A root is wanted by its name.
  expect(visited(files, ['a/b'], /^b$/).paths).toEqual(['a/b', 'a/b/c.py'])
})

test('ends with what is found', () => {
  const found = walkFiles(memoryProject({ 'a.py': 'x', 'b.py': 'y' }), [''], /^$/, ({ names, read }) =>
    names ? undefined : read(),
  )
  expect(found).toEqual({ found: 'x', isWhole: true })
})

test('ends at its bounds, and says so', () => {
  const many = Object.fromEntries(Array.from({ length: MOST_PATHS }, (_, index) => [`f${index}`, '']))
  expect(visited(many, ['']).isWhole).toBe(false)
  const long = { 'a.txt': 'x'.repeat(MOST_TEXT), 'b.txt': '', 'c.txt': '' }
  expect(visited(long, [''])).toEqual({ paths: ['', 'a.txt'], isWhole: false })
})
