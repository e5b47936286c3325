// The build context, where --context names it.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { useCli, writeFiles } from './run-cli.ts'

const cli = useCli('real')

const DOCKERFILE =
  'FROM golang:1.26-bookworm\nWORKDIR /src\nCOPY main.go go.mod ./\nRUN CGO_ENABLED=0 go build -o app .\nCMD ["./app"]\n'
const FIX = ['fix', '--only', 'split-stages']

function project(): string {
  const folder = cli.folder()
  writeFiles(folder, {
    'deploy/Dockerfile': DOCKERFILE,
    'services/api/main.go': 'package main\nfunc main() {}\n',
    'services/api/go.mod': 'module example.com/api\n',
  })
  return folder
}

test('a folder is the build context of all files', () => {
  const folder = project()
  const without = cli.run([...FIX, 'deploy', '--format', 'json'], { cwd: folder })
  expect(without.stdout).toContain('not in a known build context')
  const { stdout } = cli.run(['graph', 'deploy', '--after', '--context', 'services/api'], { cwd: folder })
  expect(stdout).toContain('scratch')
  expect(cli.run([...FIX, 'deploy', '--write', '--context', 'services/api'], { cwd: folder }).code).toBe(0)
  expect(readFileSync(join(folder, 'deploy/Dockerfile'), 'utf8')).toContain('\nFROM scratch\n')
})

test('standard input has a build context with it, and lines may be given beside', () => {
  const folder = project()
  const { stdout, code } = cli.run(
    [...FIX, '-', '--quiet', '--context', './services/api', '--context', '0'],
    {
      cwd: folder,
      input: DOCKERFILE,
    },
  )
  expect(code).toBe(0)
  expect(stdout).toContain('+FROM scratch\n')
  expect(stdout).not.toContain('\n WORKDIR')
})

test.each([
  [['nowhere'], 'dfopt: --context nowhere: does not exist'],
  [
    ['deploy/Dockerfile'],
    'dfopt: --context deploy/Dockerfile is no folder; name the folder that is built from\n',
  ],
  [
    ['deploy', 'services'],
    'dfopt: --context was given more than once; it takes one number of lines and one folder\n',
  ],
])('%j is told of, and nothing is written', (values, message) => {
  const folder = project()
  const { code, stdout, stderr } = cli.run(
    [...FIX, 'deploy', '--write', ...values.flatMap((value) => ['--context', value])],
    { cwd: folder },
  )
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain(message)
})
