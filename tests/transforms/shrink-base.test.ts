// What shrink-base takes from the build context, and where it leaves a base alone.
import { describe, expect, test } from 'vitest'
import { rewrite } from '../../src/engine/pipeline.ts'
import type { Rewrite, RewriteOptions } from '../../src/engine/rewrite.ts'
import { NO_PROJECT } from '../../src/project/project.ts'
import { transforms } from '../../src/transforms/index.ts'
import { memoryProject } from '../project/memory-project.ts'

const list = transforms.filter(({ id }) => id === 'shrink-base')

function run(
  text: string,
  files?: Readonly<Record<string, string>>,
  more: Partial<RewriteOptions> = {},
): Rewrite {
  const project = files ? memoryProject(files) : NO_PROJECT
  const result = rewrite(text, {
    transforms: list,
    project,
    settings: { variant: 'slim' },
    today: '2026-11-22',
    ...more,
  })
  expect(result.notes).toEqual([])
  return result
}

function swapped(text: string, files?: Readonly<Record<string, string>>): string {
  const result = run(text, files)
  expect(result.refusals.filter(({ quiet }) => !quiet).map(({ reason }) => reason)).toEqual([])
  expect(result.rounds).toBe(2)
  expect(run(result.output, files).status).toBe('unchanged')
  return result.output
}

function refusal(text: string, files?: Readonly<Record<string, string>>): string {
  const result = run(text, files)
  expect(result.output).toBe(text)
  return result.refusals.map(({ line, reason }) => `${line}: ${reason}`).join('\n')
}

const INSTALL = (names: string): string =>
  `RUN apt-get update && \\\n    apt-get install -y --no-install-recommends ${names} && \\\n    rm -rf /var/lib/apt/lists/*\n`

const lock = (packages: Readonly<Record<string, object>>): string =>
  JSON.stringify({ lockfileVersion: 3, packages: { '': {}, ...packages } })

describe('tags', () => {
  const end = 'CMD ["node", "a.js"]\n'
  test.each([
    ['node:22', 'node:22-slim'],
    ['node:22-bookworm', 'node:22-bookworm-slim'],
    ['node:22.23.2-trixie', 'node:22.23.2-trixie-slim'],
    ['docker.io/library/node:22', 'docker.io/library/node:22-slim'],
    ['public.ecr.aws/docker/library/node:22', 'public.ecr.aws/docker/library/node:22-slim'],
    ['node', 'node:slim'],
    ['node:lts', 'node:lts-slim'],
  ])('%s to %s', (from, to) => {
    expect(swapped(`FROM ${from}\n${end}`)).toBe(`FROM ${to}\n${end}`)
  })

  test.each([
    'node:22-slim',
    'node:22-alpine',
    'node:99',
    'bitnami/node:22',
    'node:22-windowsservercore',
    'ubuntu:24.04',
    'postgres:16',
    'scratch',
  ])('%s is left alone without a word', (from) => {
    expect(refusal(`FROM ${from}\n${end}`)).toBe('')
  })

  test('the names of slim tags are those of the image', () => {
    const python = 'CMD ["python", "a.py"]\n'
    expect(swapped(`FROM python:3.12-bookworm\n${python}`)).toBe(`FROM python:3.12-slim-bookworm\n${python}`)
    expect(swapped('FROM debian:12\nCMD ["a"]\n')).toBe('FROM debian:12-slim\nCMD ["a"]\n')
  })

  test('an ARG that only the base has', () => {
    expect(swapped(`ARG NODE=22\nFROM node:\${NODE}\n${end}`)).toBe(
      `ARG NODE=22-slim\nFROM node:\${NODE}\n${end}`,
    )
    expect(refusal(`ARG NODE=22\nFROM node:\${NODE}\nARG NODE\nRUN echo $NODE\n${end}`)).toContain(
      'ARG NODE is also used',
    )
    expect(refusal(`ARG NODE\nFROM node:\${NODE}\n${end}`)).toBe('')
  })

  test('a digest', () => {
    expect(refusal(`FROM node:22@sha256:${'a'.repeat(64)}\n${end}`)).toContain('pinned to a digest')
  })

  test('a platform that it is built for, and one that it is not', () => {
    expect(swapped(`FROM --platform=linux/arm64 node:22 AS app\n${end}`)).toBe(
      `FROM --platform=linux/arm64 node:22-slim AS app\n${end}`,
    )
  })

  test('a mirror of the user', () => {
    const text = `FROM registry.example.com/hub/node:22\n${end}`
    const settings = { variant: 'slim', mirrors: ['registry.example.com/hub/'] } as const
    expect(run(text, undefined, { settings }).output).toBe(text.replace('22', '22-slim'))
    expect(refusal(text)).toBe('')
  })
})

describe('stages', () => {
  test('one that others are built on changes for all of them', () => {
    expect(
      swapped(
        'FROM node:22 AS base\nWORKDIR /app\n\nFROM base AS build\nRUN git init\n\nFROM base\nCMD ["node", "a.js"]\n',
      ),
    ).toBe(
      `FROM node:22-slim AS base\nWORKDIR /app\n\nFROM base AS build\n${INSTALL('git')}RUN git init\n\nFROM base\nCMD ["node", "a.js"]\n`,
    )
  })

  test('what several of them need is installed in the one that they share, the rest in its own', () => {
    const rest = (head: string, build: string, final: string): string =>
      `${head}COPY a /a\n\nFROM base AS build\n${build}RUN git init\n\nFROM base\n${final}RUN file /a && git log\nCMD ["node", "a.js"]\n`
    expect(swapped(rest('FROM node:22 AS base\n', '', ''))).toBe(
      rest(`FROM node:22-slim AS base\n${INSTALL('git')}`, '', INSTALL('file')),
    )
  })

  test('one that only builds', () => {
    const text = 'FROM node:22 AS build\nRUN npm -v\n\nFROM scratch\nCOPY --from=build /a /\nCMD ["/a"]\n'
    const result = run(text)
    expect(result.output).toBe(text)
    expect(result.refusals.map(({ quiet }) => quiet)).toEqual([true])
  })

  test.each([
    ['ONBUILD COPY . .\nCMD ["node", "a.js"]\n', 'what the builds behind ONBUILD use'],
    ['RUN npm -v\n', 'nothing says what its containers run'],
    ['CMD ["bash"]\n', 'people or a CI work in them'],
    ['CMD tail -f /dev/null\n', 'people or a CI work in them'],
    ['CMD ["node"]\n', 'people or a CI work in them'],
  ])('that is made to be used otherwise: %s', (rest, reason) => {
    expect(refusal(`FROM node:22\n${rest}`)).toContain(reason)
  })
})

describe('programs', () => {
  const app = (run: string, image = 'node:22-bookworm'): string =>
    `FROM ${image}\n${run}\nCMD ["node", "a.js"]\n`
  test.each<[string, string]>([
    ['RUN git --version', 'git'],
    ['RUN curl -f https://example.com/a -o /a', 'ca-certificates curl'],
    ['RUN curl -f http://example.com/a -o /a', 'curl'],
    ['RUN git clone https://example.com/a.git /a', 'ca-certificates git'],
    ['RUN git clone git@example.com:a.git /a', 'git openssh-client'],
    ['RUN tar -xJf /a.tar.xz', 'xz-utils'],
    ['RUN tar xf /a.tar.bz2', 'bzip2'],
    ['RUN unzip /a.zip', 'unzip'],
    ['RUN if [ -f /a ]; then patch < /a; fi', 'patch'],
    ['RUN sh -c "file /a"', 'file'],
    ['RUN find / -name a -exec file {} +', 'file'],
    ['RUN ls | xargs -n 1 file', 'file'],
    ['RUN <<EOF\nset -e\nfile /a\nEOF', 'file'],
    ['RUN ["git", "init"]', 'git'],
    ['RUN python3 -c "print(1)"', 'python3'],
    ['RUN ln -s /usr/lib/x86_64-linux-gnu/libmariadb.so.3 /opt/', 'libmariadb3'],
    ['RUN perl /opt/report.pl', 'perl'],
    ["RUN perl -MLWP::Simple -e 'get(1)'", 'perl'],
    ['HEALTHCHECK CMD ps aux | grep node', 'procps'],
  ])('%s', (line, names) => {
    const head = line.startsWith('HEALTHCHECK') ? 'COPY a.js .\n' : ''
    expect(swapped(app(head + line))).toBe(
      `FROM node:22-bookworm-slim\n${INSTALL(names)}${head}${line}\nCMD ["node", "a.js"]\n`,
    )
  })

  test.each([
    'RUN ls | grep a',
    'RUN tar xzf /a.tgz',
    'RUN perl -e 1',
    'RUN npm -v && yarn -v',
    'RUN echo git curl',
  ])('that both have: %s', (line) => {
    expect(swapped(app(line))).toBe(app(line, 'node:22-bookworm-slim'))
  })

  test('join an install in front of them, in the order of its list', () => {
    expect(
      swapped(
        app(
          'RUN apt-get update && apt-get install -y \\\n    ffmpeg \\\n    jq \\\n    vim \\\n && rm -rf /var/lib/apt/lists/*\nRUN git init',
        ),
      ),
    ).toBe(
      app(
        'RUN apt-get update && apt-get install -y \\\n    ffmpeg \\\n    git \\\n    jq \\\n    vim \\\n && rm -rf /var/lib/apt/lists/*\nRUN git init',
        'node:22-bookworm-slim',
      ),
    )
  })

  test('are there already', () => {
    const text = (image: string): string =>
      app('RUN apt-get update && apt-get install -y git build-essential\nRUN git init && xz -V', image)
    expect(swapped(text('node:22-bookworm'))).toBe(text('node:22-bookworm-slim'))
  })

  test('are removed again, and what came with them', () => {
    const text = (image: string, install = ''): string =>
      app(
        `RUN apt-get update && apt-get install -y build-essential && apt-get purge -y --auto-remove build-essential\n${install}RUN xz -V`,
        image,
      )
    expect(swapped(text('node:22-bookworm'))).toContain('build-essential xz-utils && apt-get purge')
  })

  test('may not have been installed', () => {
    expect(
      swapped(app('RUN if [ -n "$A" ]; then apt-get update && apt-get install -y git; fi\nRUN git init')),
    ).toContain(INSTALL('git'))
  })

  test('are needed before they are installed', () => {
    expect(swapped(app('RUN git init && apt-get update && apt-get install -y git'))).toContain(INSTALL('git'))
  })

  test.each<[string, string]>([
    ['RUN make', 'what make compiles'],
    ['RUN curl -f https://example.com/setup | bash -', 'what is piped into a shell is not known'],
    ['RUN $TOOL install', 'which program $TOOL is'],
    ['COPY setup.sh /\nRUN /setup.sh', 'what setup.sh runs is not known'],
    ['RUN apt-get purge -y imagemagick', 'it removes imagemagick'],
    ['RUN cp /usr/share/doc/git/copyright /srv', 'it uses /usr/share/doc'],
    ['ENV LANG=de_DE.UTF-8', 'its programs speak de_DE'],
    ['RUN apt-get update && apt-get install -y man-db', 'it installs man-db'],
    ['USER node\nRUN git init', 'git would have to be installed, and node may not'],
    ['SHELL ["/usr/bin/fish", "-c"]\nRUN git init', 'is not a POSIX shell'],
    ['COPY --from=golang:1.24 /usr/local/go /usr/local/go', 'needs to run is not known'],
  ])('%s', (line, reason) => {
    expect(refusal(app(line))).toContain(reason)
  })

  test('of a release whose packages have moved away', () => {
    expect(refusal(app('RUN git init', 'node:14-buster'))).toContain(
      "Debian's servers have no packages of this release any more",
    )
    expect(swapped(app('RUN ls', 'node:14-buster'))).toBe(app('RUN ls', 'node:14-buster-slim'))
  })
})

describe('scripts of the build context', () => {
  const text = (image: string, install = ''): string =>
    `FROM ${image}\n${install}COPY entrypoint.sh /usr/local/bin/\nENTRYPOINT ["entrypoint.sh"]\nCMD ["node", "a.js"]\n`
  test('are read for what they start', () => {
    const files = { 'entrypoint.sh': '#!/bin/sh\nset -e\n[ -n "$DB" ] || sleep 1\nexec "$@"\n' }
    expect(swapped(text('node:22'), files)).toBe(text('node:22-slim'))
    const curl = { 'entrypoint.sh': '#!/bin/bash\ncurl -sf http://config/ > /tmp/c\nexec "$@"\n' }
    expect(swapped(text('node:22'), curl)).toBe(text('node:22-slim', INSTALL('curl')))
  })

  test('are not known without it', () => {
    expect(refusal(text('node:22'))).toContain('what entrypoint.sh runs is not known')
  })

  test('of package.json', () => {
    const app = (image: string, install = ''): string =>
      `FROM ${image}\nWORKDIR /app\n${install}COPY . .\nCMD ["npm", "start"]\n`
    expect(swapped(app('node:22'), { 'package.json': '{"scripts":{"start":"node a.js"}}' })).toBe(
      app('node:22-slim'),
    )
    expect(
      swapped(app('node:22'), {
        'package.json': '{"scripts":{"prestart":"git log -1","start":"node a.js"}}',
      }),
    ).toBe(app('node:22-slim', INSTALL('git')))
    expect(refusal(app('node:22'))).toContain('what npm start runs is in a package.json')
  })
})

describe('programs that the application starts', () => {
  const text = (image: string, install = ''): string =>
    `FROM ${image}\n${install}COPY . /app\nCMD ["node", "/app/a.js"]\n`
  test.each([
    ["import { execFile } from 'node:child_process'\nexecFile('git', ['log'])\n", 'a.js'],
    ['const { exec } = require("child_process")\nexec(`git log ${n}`)\n', 'lib/log.js'],
    ['import subprocess\nsubprocess.run(["git", "log"], check=True)\n', 'log.py'],
    ['log = `git log -1`\n', 'log.rb'],
  ])('%s', (source, name) => {
    expect(swapped(text('node:22'), { 'a.js': '', [name]: source })).toBe(
      text('node:22-slim', INSTALL('git')),
    )
  })

  test.each([
    ["const found = /git/.exec('git log')\n", 'a.js'],
    ["import { execFile } from 'node:child_process'\nexecFile('git')\n", 'node_modules/x/index.js'],
    ["import { execFile } from 'node:child_process'\nexecFile('git')\n", 'lib/log.test.js'],
  ])('that are none: %s in %s', (source, name) => {
    expect(swapped(text('node:22'), { 'a.js': '', [name]: source })).toBe(text('node:22-slim'))
  })
})

describe('dependencies', () => {
  const node = (image: string, install = ''): string =>
    `FROM ${image}\nWORKDIR /app\nCOPY package.json package-lock.json ./\n${install}RUN npm ci\nCOPY . .\nCMD ["node", "a.js"]\n`
  const manifest = '{"dependencies":{}}'

  test('without native code', () => {
    const files = {
      'package.json': manifest,
      'package-lock.json': lock({ 'node_modules/express': { version: '4.21.2' } }),
    }
    expect(swapped(node('node:22'), files)).toBe(node('node:22-slim'))
  })

  test('that are compiled', () => {
    const files = {
      'package.json': manifest,
      'package-lock.json': lock({ 'node_modules/microtime': { version: '3.1.1', hasInstallScript: true } }),
    }
    const result = run(node('node:22'), files)
    expect(result.status === 'changed' ? result.output : result.refusals[0]?.reason).toMatch(
      /microtime|node:22-slim/,
    )
  })

  test('of which nothing is known', () => {
    const files = {
      'package.json': manifest,
      'package-lock.json': lock({
        'node_modules/never-heard-of': { version: '1.0.0', hasInstallScript: true },
      }),
    }
    expect(refusal(node('node:22'), files)).toContain('never-heard-of 1.0.0')
    expect(refusal(node('node:22'), { 'package.json': manifest })).toContain('package-lock.json')
  })

  test('of Python', () => {
    const python = (image: string, install = ''): string =>
      `FROM ${image}\nWORKDIR /app\nCOPY requirements.txt .\n${install}RUN pip install -r requirements.txt\nCOPY . .\nCMD ["python", "a.py"]\n`
    expect(swapped(python('python:3.11'), { 'requirements.txt': 'flask==2.2.2\n' })).toBe(
      python('python:3.11-slim'),
    )
    const compiled = swapped(python('python:3.11'), { 'requirements.txt': 'psycopg2==2.9.9\n' })
    expect(compiled).toContain('FROM python:3.11-slim')
    expect(compiled).toMatch(/install -y --no-install-recommends .*gcc.*libpq-dev/)
    expect(refusal(python('python:3.11'), { 'requirements.txt': 'never-heard-of==1.0\n' })).toContain(
      'never-heard-of 1.0',
    )
    expect(refusal(python('python:3.11'))).toContain('/app/requirements.txt is not in a known build context')
  })

  test('of Ruby', () => {
    const ruby = (image: string): string =>
      `FROM ${image}\nWORKDIR /app\nCOPY Gemfile Gemfile.lock ./\nRUN bundle install\nCOPY . .\nCMD ["ruby", "a.rb"]\n`
    const gems = (name: string): Readonly<Record<string, string>> => ({
      Gemfile: '',
      'Gemfile.lock': `GEM\n  remote: https://rubygems.org/\n  specs:\n    ${name}\n\nPLATFORMS\n  ruby\n  x86_64-linux\n\nDEPENDENCIES\n  ${name.split(' ')[0] ?? ''}\n`,
    })
    expect(swapped(ruby('ruby:3.3'), gems('rack (3.0.8)'))).toBe(ruby('ruby:3.3-slim'))
    expect(swapped(ruby('ruby:3.3'), gems('pg (1.5.4)'))).toMatch(
      /no-install-recommends .*gcc.* libpq-dev.* make/,
    )
    expect(refusal(ruby('ruby:3.3'))).toContain('/app/Gemfile.lock is not in a known build context')
  })

  test('that are compiled with what goes again', () => {
    const python = (image: string, more = ''): string =>
      `FROM ${image}\nWORKDIR /app\nCOPY requirements.txt .\nRUN apt-get update && apt-get install -y gcc libpq-dev${more} && pip install -r requirements.txt && apt-get purge -y gcc libpq-dev\nCMD ["python", "a.py"]\n`
    expect(swapped(python('python:3.11'), { 'requirements.txt': 'psycopg2==2.9.9\n' })).toBe(
      python('python:3.11-slim', ' libc6-dev libpq5 make'),
    )
  })

  test('of another stage, copied', () => {
    const text = (image: string, install = ''): string =>
      `FROM python:3.11 AS build\nCOPY requirements.txt .\nRUN pip install --prefix=/install -r requirements.txt\n\nFROM ${image}\n${install}COPY --from=build /install /usr/local\nCMD ["python", "a.py"]\n`
    expect(swapped(text('python:3.11'), { 'requirements.txt': 'flask==2.2.2\n' })).toBe(
      text('python:3.11-slim'),
    )
    expect(swapped(text('python:3.11'), { 'requirements.txt': 'psycopg2==2.9.9\n' })).toContain(
      INSTALL('libpq5'),
    )
  })

  test('of Rust', () => {
    const rust = (image: string): string =>
      `FROM ${image}\nWORKDIR /app\nCOPY . .\nRUN cargo build --release\nCMD ["/app/target/release/a"]\n`
    const cargo = (name: string): string => `[[package]]\nname = "${name}"\nversion = "1.0.0"\n`
    expect(swapped(rust('rust:1.86'), { 'Cargo.lock': cargo('serde') })).toBe(rust('rust:1.86-slim'))
    expect(refusal(rust('rust:1.86'), { 'Cargo.lock': cargo('clang-sys') })).toContain(
      'which libraries clang-sys 1.0.0 links to',
    )
  })
})

test('an ignore comment', () => {
  const text =
    '# dfopt ignore=shrink-base -- the plugins need all of it\nFROM node:22\nCMD ["node", "a.js"]\n'
  expect(run(text).output).toBe(text)
})

describe('the smallest of all', () => {
  const smallest = { settings: { variant: 'smallest' } } as const
  test('says why it is not the smaller one', () => {
    const text =
      'FROM node:22\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY a.js ./\nCMD ["node", "a.js"]\n'
    const files = {
      'package.json': '{}',
      'package-lock.json': lock({ 'node_modules/cypress': { version: '13.6.0', hasInstallScript: true } }),
      'a.js': '',
    }
    const result = run(text, files, smallest)
    expect(result.output).toContain('FROM node:22-slim\n')
    expect(result.changes[0]?.reason).toContain('not node:22-alpine: cypress 13.6.0 has no build for musl')
    const pure = { ...files, 'package-lock.json': lock({ 'node_modules/express': { version: '4.21.2' } }) }
    expect(run(text, pure, smallest).output).toBe(text.replace('node:22', 'node:22-alpine'))
    const bound = { ...pure, 'tool.bin': 'x' }
    const asked = text.replace('COPY a.js ./', 'COPY a.js ./\nENV LD_PRELOAD=/usr/lib/libx.so')
    const slim = run(asked, bound, smallest)
    expect(slim.output).toBe(asked.replace('node:22', 'node:22-slim'))
    expect(slim.changes[0]?.reason).toContain('not node:22-alpine: LD_PRELOAD')
  })

  test('stays with Debian where a release of it is named', () => {
    const text = 'FROM node:22-bookworm\nCOPY a.js ./\nCMD ["node", "a.js"]\n'
    expect(run(text, { 'a.js': '' }, smallest).output).toBe(text.replace('bookworm', 'bookworm-slim'))
    const alpine = { settings: { variant: 'alpine' } } as const
    expect(run(text, { 'a.js': '' }, alpine).output).toBe(text.replace('22-bookworm', '22-alpine'))
  })
})

describe('accounts that Alpine does not have', () => {
  const flask = (image: string, command: string): string =>
    `FROM ${image}\nRUN pip install flask==2.2.2 gunicorn==20.1.0\nCOPY app.py /\nCMD ${command}\n`
  const settings = { variant: 'alpine' } as const
  test.each([
    'gunicorn -u www-data app:app',
    'gunicorn --user=www-data app:app',
    'gunicorn --group staff app:app',
    '["su", "backup", "-c", "gunicorn app:app"]',
  ])('%s', (command) => {
    const text = flask('python:3.11', command)
    const result = run(text, { 'app.py': '' }, { settings })
    expect(result.output).toBe(text)
    expect(result.refusals[0]?.reason).toContain('Alpine has no account')
  })

  test('a word that is none', () => {
    const text = flask('python:3.11', 'gunicorn app:list')
    expect(run(text, { 'app.py': '' }, { settings }).output).toBe(text.replace('3.11', '3.11-alpine'))
  })
})

test('a server of which nothing but labels is written is there for others', () => {
  expect(
    run('FROM nginx:1.27\nLABEL a=b\n', {}, { settings: { variant: 'alpine' } }).refusals[0]?.reason,
  ).toContain('nothing that nginx serves is copied into it, and who builds on it')
})
