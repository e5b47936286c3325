import { describe, expect, test } from 'vitest'
import { rewrite } from '../../src/engine/pipeline.ts'
import { findings } from '../../src/transforms/findings/index.ts'
import { defaultTransforms } from '../../src/transforms/index.ts'

describe('manual findings beside the other transforms', () => {
  test('are about the file that is left, and name lines of the file that was given', () => {
    const text = `FROM node:latest

RUN apt-get update

# the server
RUN apt-get install -y openssh-server
COPY . /app
RUN rm -rf /var/lib/apt/lists/*
RUN curl -fsSL https://example.com/install.sh | sh
RUN chown -R node:node /app
`
    const { output, changes } = rewrite(text, { transforms: defaultTransforms })
    expect(output).not.toBe(text)
    const found = changes.filter(({ level }) => level === 'manual')
    const lines = text.split('\n')
    expect(found.map(({ transform, line }) => [transform, lines[line - 1]])).toEqual([
      ['tag-base', 'FROM node:latest'],
      ['no-late-chown', 'RUN chown -R node:node /app'],
      ['no-piped-script', 'RUN curl -fsSL https://example.com/install.sh | sh'],
      ['no-ssh-server', 'RUN apt-get install -y openssh-server'],
    ])
  })

  test('do not speak of a cleanup that is mended', () => {
    const text =
      'FROM debian:12\nRUN apt-get update && apt-get install -y curl\nRUN rm -rf /var/lib/apt/lists/*\n'
    const late = rewrite(text, { transforms: findings })
    expect(late.changes.map(({ transform }) => transform)).toEqual(['no-late-cleanup'])
    const mended = rewrite(text, { transforms: defaultTransforms })
    expect(mended.changes.filter(({ level }) => level === 'manual')).toEqual([])
  })

  test('a comment that excuses one is not reported as unused', () => {
    const text = 'FROM debian:12\n# dfopt ignore=no-sudo -- asked for\nRUN sudo true\n'
    expect(rewrite(text, { transforms: findings }).notes).toEqual([])
  })

  test.each([
    ['aliases in lower case', '# hadolint ignore=dl3004'],
    ['ids of tally', '# tally ignore=hadolint/DL3004'],
  ])('%s count', (_, comment) => {
    const text = `FROM debian:12\n${comment}\nRUN sudo true\n`
    expect(rewrite(text, { transforms: findings }).changes).toEqual([])
  })
})
