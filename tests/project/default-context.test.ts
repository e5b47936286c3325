import { mkdirSync, mkdtempSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parseDocument } from '../../src/dockerfile/document.ts'
import { defaultContext, ignoreFileOf } from '../../src/project/default-context.ts'

let root = ''

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'dfopt-context-'))
})

afterEach(() => {
  rmSync(root, { recursive: true, force: true })
})

function write(path: string, text = ''): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

describe('the default context', () => {
  const contextOf = (dockerfile: string, ...lines: readonly string[]): unknown => {
    const { folder, missing } = defaultContext(
      join(root, dockerfile),
      parseDocument(['FROM a AS b', ...lines].join('\n')),
    )
    expect(`${folder}/`.startsWith(`${root}/`)).toBe(true)
    return { folder: folder.slice(root.length + 1), missing }
  }

  beforeEach(() => {
    mkdirSync(join(root, '.git'))
    for (const file of ['package.json', 'src/index.js', 'docker/app/start.sh', 'docker/conf/nginx.conf'])
      write(file)
  })

  test.each<[string, ...string[]]>([
    ['without a copy', 'RUN true'],
    ['of the whole context', 'COPY . .', 'ADD / /all'],
    ['of a file beside', 'COPY start.sh /'],
    ['of a file beside, with a flag', 'COPY --chown=a:b start.sh /'],
    ['of another stage', 'COPY --from=b package.json /'],
    ['of a remote file', 'ADD https://example.org/package.json git@example.org:a.git#main /'],
    ['of a heredoc', 'COPY <<package.json /x', 'a', 'package.json'],
    ['of a variable that only a build knows', 'ARG NAME', 'COPY $NAME /'],
    ['of a pattern that need not match', 'COPY start.sh package*.json /'],
    ['of a root with dots', 'COPY ../start.sh /'],
    ['with a cache mount', 'RUN --mount=type=cache,source=package.json,target=/a true'],
    ["with another stage's mount", 'RUN --mount=from=b,source=package.json,target=/a true'],
  ])('is the folder of the Dockerfile: %s', (_, ...lines) => {
    expect(contextOf('docker/app/Dockerfile', ...lines)).toEqual({ folder: 'docker/app', missing: [] })
  })

  test.each<[string, string, ...string[]]>([
    ['docker', 'a folder of the parent', 'COPY conf/nginx.conf /'],
    ['docker', 'a pattern alone', 'COPY conf/*.conf /'],
    ['docker', 'files in exec form', 'COPY ["conf/nginx.conf", "app/start.sh", "/"]'],
    ['', 'two of different folders', 'COPY package.json /', 'COPY docker/conf /'],
    ['', 'with a leading slash', 'COPY /package.json /'],
    ['', 'a variable with a value', 'ARG MANIFEST=package.json', 'COPY ${MANIFEST} /'],
    ['', 'a class', 'COPY [p]ackage.json src/index.?s /'],
    ['', 'any number of folders', 'COPY --parents src/**/*.js /'],
    ['', 'a mount', 'RUN --mount=type=bind,source=package.json,target=package.json npm ci'],
    ['', 'a mount without a type', 'RUN --mount=target=/p,src=package.json true'],
    ['', 'what is behind ONBUILD is of another build', 'COPY src /', 'ONBUILD COPY absent /'],
  ])('is %j for %s', (folder, _, ...lines) => {
    expect(contextOf('docker/app/Dockerfile', ...lines)).toEqual({ folder, missing: [] })
  })

  test('that lacks something is the one that lacks least, the nearest of equals', () => {
    expect(contextOf('docker/app/Dockerfile', 'COPY package.json dist /')).toEqual({
      folder: '',
      missing: ['dist'],
    })
    expect(contextOf('docker/app/Dockerfile', 'COPY dist /', 'COPY build/*.jar /')).toEqual({
      folder: 'docker/app',
      missing: ['dist'],
    })
    expect(contextOf('docker/app/Dockerfile', 'COPY build/*.jar /')).toEqual({
      folder: 'docker/app',
      missing: [],
    })
  })

  test('is not looked for outside of the repository', () => {
    write('outer.txt')
    write('inner/app/Dockerfile')
    mkdirSync(join(root, 'inner/.git'))
    expect(contextOf('inner/app/Dockerfile', 'COPY outer.txt /')).toEqual({
      folder: 'inner/app',
      missing: ['outer.txt'],
    })
  })

  test('is at most two folders up without a repository', () => {
    rmSync(join(root, '.git'), { recursive: true })
    mkdirSync(join(root, 'x/y/z'), { recursive: true })
    write('x/near.txt')
    expect(contextOf('x/y/z/Dockerfile', 'COPY near.txt /')).toEqual({ folder: 'x', missing: [] })
    expect(contextOf('x/y/z/Dockerfile', 'COPY package.json /')).toEqual({
      folder: 'x/y/z',
      missing: ['package.json'],
    })
  })
})

describe('the ignore file', () => {
  const ignoreFile = (builder: 'docker' | 'podman' | 'buildah'): string | undefined => {
    const path = ignoreFileOf(join(root, 'build/app.Dockerfile'), join(root, 'context'), builder)
    return path?.slice(root.length + 1)
  }

  beforeEach(() => {
    mkdirSync(join(root, 'build'))
    mkdirSync(join(root, 'context'))
  })

  test('is the one beside the Dockerfile, else that of the context', () => {
    expect(ignoreFile('docker')).toBeUndefined()
    write('build/.dockerignore')
    expect(ignoreFile('docker')).toBeUndefined()
    write('context/.dockerignore')
    expect(ignoreFile('docker')).toBe('context/.dockerignore')
    write('build/app.Dockerfile.dockerignore')
    expect(ignoreFile('docker')).toBe('build/app.Dockerfile.dockerignore')
  })

  test('has two names for podman and buildah, in their order', () => {
    write('context/.dockerignore')
    write('context/.containerignore')
    expect(ignoreFile('docker')).toBe('context/.dockerignore')
    expect(ignoreFile('podman')).toBe('context/.containerignore')
    write('build/app.Dockerfile.containerignore')
    expect(ignoreFile('docker')).toBe('context/.dockerignore')
    expect(ignoreFile('buildah')).toBe('build/app.Dockerfile.containerignore')
    write('build/app.Dockerfile.dockerignore')
    expect(ignoreFile('buildah')).toBe('build/app.Dockerfile.dockerignore')
  })

  test('is a file, and inside its folder', () => {
    write('context/.dockerignore')
    mkdirSync(join(root, 'build/app.Dockerfile.dockerignore'))
    expect(ignoreFile('docker')).toBe('context/.dockerignore')
    unlinkSync(join(root, 'context/.dockerignore'))
    write('outside')
    symlinkSync('../outside', join(root, 'context/.dockerignore'))
    expect(ignoreFile('docker')).toBeUndefined()
    unlinkSync(join(root, 'context/.dockerignore'))
    write('context/inside')
    symlinkSync('inside', join(root, 'context/.dockerignore'))
    expect(ignoreFile('docker')).toBe('context/.dockerignore')
  })
})
