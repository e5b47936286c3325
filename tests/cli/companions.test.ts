// Files that are written with a Dockerfile, by the transform that writes ignore files.
import { existsSync, lstatSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { git, repository, useCli, writeFiles } from './run-cli.ts'

const cli = useCli('real')

const TEXT = 'FROM debian:bookworm-slim\nCOPY . /app\nCMD ["/app/run"]\n'
const FIX = ['fix', '--only', 'write-dockerignore']
const WRITTEN = '.git\n.dockerignore\nDockerfile\n'

const read = (...parts: readonly string[]): string => readFileSync(join(...parts), 'utf8')

test('a new file is written with --write, and then nothing is left to do', () => {
  const folder = repository(cli.folder(), { Dockerfile: TEXT, run: 'x' })
  expect(cli.run(['check', ...FIX.slice(1)], { cwd: folder }).code).toBe(1)
  expect(existsSync(join(folder, '.dockerignore'))).toBe(false)
  expect(cli.run([...FIX, '--write'], { cwd: folder }).code).toBe(0)
  expect(read(folder, '.dockerignore')).toBe(WRITTEN)
  expect(read(folder, 'Dockerfile')).toBe(TEXT)
  expect(cli.run(['check', ...FIX.slice(1)], { cwd: folder }).code).toBe(0)
})

test('git apply takes the diff, and makes of it what --write writes', () => {
  const files = { Dockerfile: TEXT, 'other.Dockerfile': TEXT, run: 'x', 'app.log': 'x' }
  const folder = repository(cli.folder(), files)
  const patch = cli.run([...FIX, '--quiet'], { cwd: folder }).stdout
  expect(patch).toContain('new file mode 100644\n--- /dev/null\n+++ b/.dockerignore\n')
  const twin = repository(cli.folder(), files)
  expect(cli.run([...FIX, '--write'], { cwd: twin }).code).toBe(0)
  writeFiles(folder, { '.git/a.patch': patch })
  git(folder, 'apply', '.git/a.patch')
  expect(read(folder, '.dockerignore')).toBe(read(twin, '.dockerignore'))
  expect(read(twin, '.dockerignore')).toContain('other.Dockerfile\n')
})

test('JSON has the text and says what is new', () => {
  const folder = repository(cli.folder(), { Dockerfile: TEXT, run: 'x' })
  const { stdout } = cli.run([...FIX, '--format', 'json'], { cwd: folder })
  expect(JSON.parse(stdout)).toMatchObject({
    files: [
      {
        status: 'changed',
        companions: [{ path: '.dockerignore', output: WRITTEN }],
        created: ['.dockerignore'],
      },
    ],
  })
})

test('--list-created prints what is new and nothing else, written or not', () => {
  const folder = repository(cli.folder(), {
    Dockerfile: TEXT,
    'b/Dockerfile': TEXT,
    'b/.dockerignore': 'x\n',
    run: 'x',
  })
  expect(cli.run([...FIX, '--list-created'], { cwd: folder }).stdout).toBe('.dockerignore\n')
  expect(existsSync(join(folder, '.dockerignore'))).toBe(false)
  expect(cli.run([...FIX, '--write', '--list-created'], { cwd: join(folder, 'b') }).stdout).toBe('')
  expect(cli.run([...FIX, '--write', '--list-created', '..'], { cwd: join(folder, 'b') }).stdout).toBe(
    '../.dockerignore\n',
  )
  expect(read(folder, '.dockerignore')).toBe(WRITTEN)
  expect(cli.run([...FIX, '--list-created', '--format', 'json'], { cwd: folder }).code).toBe(2)
})

test('one with CRLF keeps it, and its own words', () => {
  const folder = repository(cli.folder(), { Dockerfile: TEXT, run: 'x' })
  writeFiles(folder, { '.dockerignore': 'a\r\n!b' })
  git(folder, 'add', '.')
  git(folder, 'commit', '-qm', 'b')
  expect(cli.run([...FIX, '--write'], { cwd: folder }).code).toBe(0)
  expect(read(folder, '.dockerignore')).toBe('a\r\n!b\r\n.git\r\n')
})

test('one with changes that are not committed stays, and its Dockerfile with it', () => {
  const folder = repository(cli.folder(), { Dockerfile: TEXT, '.dockerignore': 'a\n', run: 'x' })
  writeFiles(folder, { '.dockerignore': 'b\n' })
  const { code, stderr } = cli.run([...FIX, '--write'], { cwd: folder })
  expect(code).toBe(2)
  expect(stderr).toContain('not committed')
  expect(read(folder, '.dockerignore')).toBe('b\n')
  expect(cli.run([...FIX, '--write', '--allow-dirty'], { cwd: folder }).code).toBe(0)
  expect(read(folder, '.dockerignore')).toBe('b\n.git\n')
})

test('one behind a symlink is left alone', () => {
  const folder = repository(cli.folder(), { Dockerfile: TEXT, ignored: 'a\n', run: 'x' })
  symlinkSync('ignored', join(folder, '.dockerignore'))
  expect(cli.run([...FIX, '--write'], { cwd: folder }).code).toBe(0)
  expect(read(folder, 'ignored')).toBe('a\n')
  expect(lstatSync(join(folder, '.dockerignore')).isSymbolicLink()).toBe(true)
})

test('the one that goes by the name of the Dockerfile is the one that is read', () => {
  const folder = repository(cli.folder(), {
    Dockerfile: TEXT,
    'Dockerfile.dockerignore': 'a\n',
    '.dockerignore': 'c\n',
    run: 'x',
  })
  expect(cli.run([...FIX, '--write'], { cwd: folder }).code).toBe(0)
  expect(read(folder, '.dockerignore')).toBe('c\n')
  expect(read(folder, 'Dockerfile.dockerignore')).toBe('a\n.git\n')
})

test('standard input has no build context', () => {
  const { stdout } = cli.run([...FIX, '-'], { cwd: cli.folder(), input: TEXT })
  expect(stdout).not.toContain('.dockerignore')
})
