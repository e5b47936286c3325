import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseDocument } from '../../src/dockerfile/document.ts'
import { fileProject } from '../../src/project/file-project.ts'
import { projectOf } from '../../src/project/project-of.ts'

let root = ''

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'dfopt-project-'))
  const write = (path: string, text: string | Buffer): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  write('outside.txt', 'secret')
  write('context/package.json', '\ufeff{}')
  write('context/src/a.js', 'a')
  write('context/src/b.js', 'b')
  write('context/image.png', Buffer.from([0x89, 0x50, 0, 0xff]))
  write('context/build/Dockerfile', '')
  symlinkSync('../outside.txt', join(root, 'context/link.txt'))
  symlinkSync('src/a.js', join(root, 'context/inner.js'))
  mkdirSync(join(root, 'context/.git'))
})

afterAll(() => {
  rmSync(root, { recursive: true, force: true })
})

describe('a folder as a build context', () => {
  test('has its texts and its names', () => {
    const project = fileProject(join(root, 'context'), [])
    expect(project.read('package.json')).toBe('{}')
    expect(project.read('./src/../src/a.js')).toBe('a')
    expect(project.read('/src/a.js')).toBe('a')
    expect(project.read('inner.js')).toBe('a')
    expect(project.list('src')).toEqual(['a.js', 'b.js'])
    expect(project.list('.')).toContain('package.json')
    expect(project.known).toBe(true)
  })

  test('has nothing that is no text, no file, or lies outside', () => {
    const project = fileProject(join(root, 'context'), [])
    for (const path of ['image.png', 'src', 'absent', 'link.txt', '../outside.txt', 'package.json/x'])
      expect(project.read(path)).toBeUndefined()
    expect(project.list('absent')).toBeUndefined()
    expect(project.list('package.json')).toBeUndefined()
  })

  test('has nothing that is ignored, unless it is let in again', () => {
    const project = fileProject(join(root, 'context'), ['*', '!src/b.js', '!package.json'])
    expect(project.read('src/a.js')).toBeUndefined()
    expect(project.read('src/b.js')).toBe('b')
    expect(project.read('package.json')).toBe('{}')
    expect(project.list('src')).toEqual(['b.js'])
  })
})

describe('the build context of a Dockerfile', () => {
  const of = (...lines: readonly string[]): ReturnType<typeof projectOf> =>
    projectOf(join(root, 'context/build/Dockerfile'), () => parseDocument(['FROM a', ...lines].join('\n')))

  test('is the folder that has what is copied', () => {
    expect(of('COPY package.json src /').read('src/a.js')).toBe('a')
  })

  test('is not known where nothing has it', () => {
    expect(of('COPY package.json absent /').known).toBe(true)
    const project = of('COPY absent /')
    expect(project.known).toBe(false)
    expect(project.read('package.json')).toBeUndefined()
  })

  test('is not looked for before it is asked for', () => {
    const project = projectOf(join(root, 'context/build/Dockerfile'), () => {
      throw new Error('asked')
    })
    expect(() => project.read('package.json')).toThrow('asked')
  })
})
