import { expect, test } from 'vitest'
import { kindOfName, templateSuffix } from '../../src/batch/names.ts'

test.each([
  [
    'dockerfile',
    ['Dockerfile', 'Dockerfile.dev', 'Dockerfile-alpine', 'api.Dockerfile', 'api.dockerfile', '.dockerfile'],
  ],
  [
    'dockerfile',
    ['Containerfile', 'Containerfile.dev', 'Containerfiles', 'Dockerfile.in.prod', 'Dockerfile.jinja.txt'],
  ],
  [
    'template',
    ['Dockerfile.j2', 'Dockerfile.tmpl', 'Dockerfile.erb', 'Dockerfile-x.template', 'api.dockerfile.jinja2'],
  ],
  [
    'other',
    ['Dockerfile.dockerignore', 'api.Dockerfile.dockerignore', '.dockerignore', 'README.md', 'x.j2', ''],
  ],
  [
    'other',
    ['dockerfile', 'DOCKERFILE', 'MyDockerfile', 'Dockerfiles', 'Dockerfile_x', 'Dockerfile.', 'Dockerfile-'],
  ],
])('%s: %j', (kind, names) => {
  expect(names.map((name) => [name, kindOfName(name)])).toEqual(names.map((name) => [name, kind]))
})

test('the suffix of a template', () => {
  expect(templateSuffix('Dockerfile.j2')).toBe('.j2')
})
