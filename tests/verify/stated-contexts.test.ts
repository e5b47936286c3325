// From where a project says that it builds a Dockerfile.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { parseDocument } from '../../src/dockerfile/document.ts'
import { projectOf } from '../../src/project/project-of.ts'
import { statedContexts } from '../../src/verify/definitions/stated-contexts.ts'

let root = ''
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'dfopt-stated-')))
})
afterEach(() => {
  rmSync(root, { recursive: true })
})

function stated(files: Readonly<Record<string, string>>, dockerfile: string): readonly string[] {
  for (const [name, text] of Object.entries({ '.git/HEAD': '', ...files })) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  return statedContexts(join(root, dockerfile)).map((folder) => relative(root, folder) || '.')
}

const APP = { 'app/docker/Dockerfile': 'FROM a\n', 'app/Dockerfile': 'FROM a\n', Dockerfile: 'FROM a\n' }
const step = (run: string): string =>
  `jobs:\n  a:\n    steps:\n      - run: |\n${run
    .split('\n')
    .map((line) => `          ${line}\n`)
    .join('')}`

test.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
  ['nothing tells', {}, []],
  [
    'a compose file above it',
    { 'compose.yaml': 'services:\n  a:\n    build: { context: app, dockerfile: docker/Dockerfile }\n' },
    ['app'],
  ],
  [
    'one beside it, and another for its neighbour',
    {
      'app/docker/docker-compose.yml':
        'services:\n  a:\n    build: { context: ../.., dockerfile: app/docker/Dockerfile }\n',
      'compose.yaml': 'services:\n  b:\n    build: app\n',
    },
    ['.'],
  ],
  [
    'a bake file',
    { 'docker-bake.hcl': 'target "a" {\n  context = "app"\n  dockerfile = "docker/Dockerfile"\n}\n' },
    ['app'],
  ],
  [
    'not a bake file that computes',
    { 'docker-bake.hcl': 'target "a" {\n  context = DIR\n  dockerfile = "docker/Dockerfile"\n}\n' },
    [],
  ],
  [
    'a bake file in JSON',
    { 'docker-bake.json': '{"target":{"a":{"context":"app","dockerfile":"docker/Dockerfile"}}}' },
    ['app'],
  ],
  [
    'build-push-action',
    {
      '.github/workflows/ci.yml':
        'on: push\njobs:\n  a:\n    steps:\n      - uses: docker/build-push-action@v6\n        with:\n          context: ./app\n          file: app/docker/Dockerfile\n          tags: ${{ env.TAG }}\n',
    },
    ['app'],
  ],
  [
    'build-push-action of the whole repository',
    {
      '.github/workflows/ci.yml':
        'jobs:\n  a:\n    steps:\n      - uses: docker/build-push-action@v6\n        with: { file: app/docker/Dockerfile }\n',
    },
    ['.'],
  ],
  [
    'one for each of a matrix',
    {
      '.github/workflows/ci.yml':
        'jobs:\n  a:\n    steps:\n      - uses: docker/build-push-action@v6\n        with: { context: "${{ matrix.dir }}", file: app/docker/Dockerfile }\n',
    },
    [],
  ],
  [
    'docker build',
    {
      '.github/workflows/ci.yml': step(
        'docker build -t "a:$TAG" \\\n  --build-arg A=b -f app/docker/Dockerfile app',
      ),
    },
    ['app'],
  ],
  [
    'docker build behind a variable',
    {
      '.github/workflows/ci.yml': step(
        'docker buildx build --push --file=app/docker/Dockerfile "$GITHUB_WORKSPACE/app"',
      ),
    },
    ['app'],
  ],
  [
    'docker build somewhere',
    { '.github/workflows/ci.yml': step('cd app\ndocker build -f docker/Dockerfile .') },
    [],
  ],
  [
    'docker build of an address',
    { '.github/workflows/ci.yml': step('docker build -f app/docker/Dockerfile https://a.example/b.git') },
    [],
  ],
  [
    'a workflow that is none',
    { '.github/workflows/ci.yml': '{{ a: [', '.github/workflows/b.yml': 'on: push\n' },
    [],
  ],
  [
    'a folder that is gone',
    {
      'compose.yaml': 'services:\n  a:\n    build: { context: gone, dockerfile: ../app/docker/Dockerfile }\n',
    },
    [],
  ],
])('%s', (_, files, expected) => {
  expect(stated({ ...APP, ...files }, 'app/docker/Dockerfile')).toEqual(expected)
})

test('working directories of a job and of a step', () => {
  const workflow =
    'jobs:\n  a:\n    defaults: { run: { working-directory: app } }\n    steps:\n      - run: docker build .\n      - run: docker build -f docker/Dockerfile ..\n        working-directory: ./app\n'
  expect(stated({ ...APP, '.github/workflows/ci.yml': workflow }, 'app/Dockerfile')).toEqual(['app'])
  expect(statedContexts(join(root, 'app/docker/Dockerfile'))).toEqual([root])
})

test('the context that is told is taken where it has what is copied, and the nearest where that is told as well', () => {
  const text = 'FROM a\nCOPY . /x\n'
  stated({ ...APP, 'app/docker/Dockerfile': text, 'app/a.txt': '' }, 'Dockerfile')
  const dockerfile = join(root, 'app/docker/Dockerfile')
  const folderFor = (from: string, folders: readonly string[]): string | undefined => {
    const project = projectOf(
      dockerfile,
      () => parseDocument(from),
      () => folders,
    )
    return project.whole?.folder
  }
  const [docker, app] = [join(root, 'app/docker'), join(root, 'app')]
  expect(folderFor(text, [])).toBe(docker)
  expect(folderFor(text, [app])).toBe(app)
  expect(folderFor(text, [root, docker])).toBe(docker)
  expect(folderFor('FROM a\nCOPY a.txt /x\n', [root])).toBe(app)
  expect(folderFor('FROM a\nCOPY a.txt /x\n', [root, app])).toBe(app)
})
