// Reasons that hold, and what is said to do: it has to help.
import { describe, expect, test } from 'vitest'
import { rewrite } from '../../src/engine/pipeline.ts'
import { NO_PROJECT } from '../../src/project/project.ts'
import { transforms } from '../../src/transforms/index.ts'
import { memoryProject } from '../project/memory-project.ts'

const list = transforms.filter(({ id }) => id === 'shrink-base')

/** The one refusal of a file, with what is to be done. */
function said(text: string, files?: Readonly<Record<string, string>>): string {
  const project = files ? memoryProject(files) : NO_PROJECT
  const result = rewrite(text, { transforms: list, project, today: '2026-11-22' })
  expect(result.output).toBe(text)
  expect(result.refusals.length).toBe(1)
  return result.refusals.map(({ reason, unblock }) => `${reason} | ${unblock}`).join('')
}

describe('a version that is no longer kept up', () => {
  test.each([
    ['FROM ruby:2.0\nCMD ["ruby", "a.rb"]\n', 'what ruby:2.0 has and its slim variant lacks is not known'],
    ['FROM golang:1.4\nCMD ["app"]\n', 'which release of Alpine it is made from is not known'],
  ])('has no tag with a release that could be named: %j', (text, reason) => {
    expect(said(text)).toContain(`${reason} | build on a version of the image that is still kept up`)
  })
})

describe('a server whose code comes from elsewhere', () => {
  test('is not said to have no purpose', () => {
    expect(said('FROM php:8.2-fpm\nRUN docker-php-ext-install pdo\n')).toBe(
      'php:8.2-fpm-alpine: nothing that php serves is copied into it, and who builds on it or mounts that may use what the full image brings | ' +
        'COPY what it serves, or swap it by hand',
    )
  })

  test('other images without CMD have none', () => {
    expect(said('FROM php:8.2-cli\nRUN docker-php-ext-install pdo\n')).toContain(
      'nothing says what its containers run',
    )
  })
})

describe('cargo install', () => {
  const clean = { 'Cargo.lock': '[[package]]\nname = "serde"\nversion = "1.0.0"\n', 'Cargo.toml': '' }
  const rust = (command: string): string =>
    `FROM rust:1.86\nWORKDIR /app\nCOPY . .\nRUN ${command}\nCMD ["app"]\n`

  test.each(['cargo install diesel_cli', 'cargo +stable install --locked ripgrep'])(
    'of something else says nothing of the lock file at hand: %s',
    (command) => {
      expect(said(rust(command), clean)).toBe(
        `rust:1.86-slim: what cargo install ${command.split(' ').at(-1) ?? ''} compiles is not known | ` +
          'compile in a stage of its own on the full image, and copy the result',
      )
    },
  )

  test('takes the newest versions where it is not told to go by the lock file', () => {
    expect(said(rust('cargo install --path .'), clean)).toBe(
      'rust:1.86-slim: cargo install takes the newest versions, whatever Cargo.lock says | ' +
        'write cargo install --locked',
    )
  })

  test.each(['cargo install --locked --path .', 'cargo install --path=/app --locked'])(
    'of the folder itself goes by its lock file: %s',
    (command) => {
      const result = rewrite(rust(command), { transforms: list, project: memoryProject(clean) })
      expect(result.output).toBe(rust(command).replace('rust:1.86', 'rust:1.86-slim'))
    },
  )

  test('a build without a lock file', () => {
    expect(said(rust('cargo build --release'))).toBe(
      'rust:1.86-slim: what cargo build compiles is not known without a Cargo.lock | run dfopt where the build context is, with Cargo.lock in it',
    )
  })
})

describe('what a build context would not tell', () => {
  const end = 'CMD ["python", "a.py"]\n'
  test.each([
    [
      `FROM python:3.12-bookworm\nARG WHAT\nRUN pip install $WHAT\n${end}`,
      'what pip installs is in a variable | name the packages where they are installed, or in a file of requirements',
    ],
    [
      'FROM ruby:3.3-bookworm\nRUN gem install cetus\nCMD ["ruby", "a.rb"]\n',
      'what gem install cetus builds is not known | put it into a Gemfile with its lock file',
    ],
    [
      'FROM ruby:3.3-bookworm\nRUN apt-get update && apt-get install -y python3-pip && pip3 install flask\nCMD ["ruby", "a.rb"]\n',
      'for which Python pip3 install installs is not known | swap it by hand, and run dfopt verify',
    ],
    [
      `FROM python:3.12-bookworm\nRUN pip install git+https://example.com/a.git\n${end}`,
      'which package stands behind an address is not known | name the package in place of its address',
    ],
    [
      `FROM python:3.12-bookworm\nRUN curl -fsSL https://example.com/a.tgz | tar xz && cd a && ./configure\n${end}`,
      'what configure runs is not known (and 1 more) | copy configure from the build context, or swap it by hand and run dfopt verify',
    ],
  ])('%j', (text, expected) => {
    expect(said(text, {})).toContain(expected)
  })
})

test('a package of the same name that is another one', () => {
  const text = 'FROM php:8.2-fpm\nCOPY . /app\nRUN apt-get update && apt-get install -y mysql-client\n'
  expect(said(text, {})).toContain('mysql-client of Alpine differs: MariaDB client')
})

test.each(['go.mod go.sum', 'Pipfile', 'gradlew', 'src/a.go', 'tools/phpmd.phar'])(
  'a name tells that it is no binary: %s',
  (names) => {
    const text = `FROM nginx:1.29\nCOPY ${names} /src/\n`
    expect(rewrite(text, { transforms: list, project: NO_PROJECT }).refusals).toEqual([])
  },
)
