import { describe, expect, test } from 'vitest'
import { NO_PROJECT } from '../../../../src/project/project.ts'
import { projectWith, tryAlpine } from './bench.ts'

const END = '\nCMD ["node", "server.js"]\n'

/** What a line has that Alpine has not, by a part of the reason. */
const LINES: readonly (readonly [line: string, reason: string])[] = [
  ['RUN apt-get update && apt-get install -y --no-install-recommends curl=7.88.1-10', 'asks for a version'],
  [
    'RUN apt-get update && apt-get install -y --no-install-recommends ./tool.deb',
    'asks for a version or a file',
  ],
  [
    'RUN apt-get update && apt-get install -y --no-install-recommends -t bookworm-backports git',
    'install -t bookworm-backports',
  ],
  ['RUN apt-get update && apt-get install -y --no-install-recommends $TOOLS', 'what $TOOLS stands for'],
  [
    'RUN apt-get update && apt-get install -y --no-install-recommends not-a-package-at-all',
    'has no known name in Alpine',
  ],
  ['RUN apt-get update && apt-get install -y --no-install-recommends cron', 'cron has nothing like it'],
  ['RUN apt-get update && apt-get install -y --no-install-recommends nginx', 'nginx of Alpine differs'],
  ['RUN apt-get update && apt-get install -y --no-install-recommends google-chrome-stable', 'glibc binary'],
  ['RUN apt-get update && apt-get build-dep -y curl', 'build-dep has nothing like it'],
  ['RUN sudo apt-get install -y --no-install-recommends curl', 'run by another program'],
  ['RUN apt-get purge -y perl', 'perl is removed'],
  ['RUN ACCEPT_EULA=Y apt-get install -y --no-install-recommends curl', 'ACCEPT_EULA is set'],
  ['RUN curl -fsSL https://deb.nodesource.com/setup_20.x | bash -', 'may be built for glibc'],
  ['RUN curl -o tool.tgz https://example.com/tool-linux-amd64.tar.gz', 'may be built for glibc'],
  ['RUN wget -q https://example.com/$NAME.tgz', 'may be built for glibc'],
  ['ADD https://example.com/agent.tar.gz /opt/', 'may be built for glibc'],
  ['ADD vendor.tar.gz /opt/', 'may be built for glibc'],
  ['RUN dpkg -i tool.deb', 'works on packages of Debian'],
  [
    'RUN echo "deb http://example.com stable main" > /etc/apt/sources.list.d/x.list',
    '/etc/apt is a file of Debian',
  ],
  ['RUN wget -qO- https://example.com/key.asc | apt-key add -', 'belongs to apt'],
  ['RUN add-apt-repository ppa:some/thing', 'belongs to apt'],
  ['RUN locale-gen de_DE.UTF-8', 'no locales to make'],
  ['ENV LANG=de_DE.UTF-8', 'a language that musl does not have'],
  ['ENV LC_ALL en_US.UTF-8', 'a language that musl does not have'],
  ['RUN ldconfig', 'no cache of libraries'],
  ['RUN service ssh start', 'no init scripts'],
  ['ENV LD_PRELOAD=/usr/lib/x86_64-linux-gnu/libjemalloc.so.2', 'is for glibc'],
  ['RUN cp /usr/lib/x86_64-linux-gnu/libpq.so.5 /opt/', 'is for glibc'],
  ['ENV JAVA_HOME=/usr/lib/jvm/java-17-openjdk-amd64', 'where Debian keeps what belongs to Java'],
  ['RUN make -C /opt/tool install', 'build for musl'],
  ['RUN cd /opt/tool && ./configure --prefix=/usr', 'configure'],
  ['RUN x=1; [[ $x == 1 ]] && touch /there', '[['],
  ['RUN echo hi &> /log', '&>'],
  ['RUN useradd --password x app', 'useradd has --password'],
  ['RUN useradd games', 'Alpine has a user games already'],
  ['RUN groupadd -g 999 app', 'Alpine has a group 999 already'],
  ['RUN useradd -g 4321 app', 'the group 4321 is not known'],
  ['RUN useradd app && usermod -aG sudo app', 'the group sudo is not known'],
  ['RUN useradd -m node', 'Alpine has a user node already'],
  ['RUN adduser app', 'asks for a password'],
  ['RUN chown -R www-data /srv', 'the user www-data is not known'],
  ['USER someone', 'the user someone is not known'],
  ['COPY --from=golang:1.24 /usr/local/go /usr/local/go', 'may be built for glibc'],
  ['COPY supervisord.conf /etc/supervisor/conf.d/app.conf', '/etc/supervisor'],
  ['COPY jobs /etc/cron.d/jobs', '/etc/cron.d'],
  ['RUN /usr/bin/whiptail --version', '/usr/bin/whiptail'],
  [
    'RUN apt-get update && apt-get install -y --no-install-recommends gcc libxslt1-dev && apt-get purge -y gcc libxslt1-dev',
    'apk del takes the libraries along that came with libxslt-dev',
  ],
  ['RUN $TOOL --help', 'which program $TOOL is'],
  ['RUN some-tool --help', 'which package of Alpine has some-tool'],
  ['RUN sed -n 1p /etc/os-release', 'names the distribution'],
  ['ONBUILD RUN npm ci', 'ONBUILD'],
  ['RUN ln -sf /bin/bash /bin/sh', 'in the place of /bin/sh'],
  ['RUN rm /bin/sh && ln -s bash /bin/sh', 'in the place of /bin/sh'],
  ['ENV BROWSER=/usr/bin/chromium', 'whether Alpine has /usr/bin/chromium'],
  ['RUN ln -s /usr/bin/convert /usr/local/bin/im', 'whether Alpine has /usr/bin/convert'],
  ['RUN npm install -g pm2\nCOPY run.sh /usr/local/bin/run\nRUN run', 'which package of Alpine has run'],
  ['RUN sed -i s/deb.debian.org/mirror.example.com/ /etc/apt/sources.list', '/etc/apt is a file of Debian'],
  [
    'RUN echo \'Acquire::http::Proxy "http://p";\' > /etc/apt/apt.conf.d/proxy',
    '/etc/apt is a file of Debian',
  ],
]

describe('a line of a stage on node', () => {
  test.each(LINES)('%s', (line, reason) => {
    const { output, refusals } = tryAlpine(`FROM node:22\n${line}${END}`)
    expect(output).toBeUndefined()
    expect(refusals.join('\n')).toContain(reason)
  })
})

describe('other images', () => {
  test.each([
    ['FROM golang:1.24\nRUN go build -o /app .\nCMD ["/app"]\n', 'whether it builds C code is not known'],
    [
      'FROM eclipse-temurin:17\nCOPY app.jar /\nCMD ["java", "-jar", "/app.jar"]\n',
      'native code is not known',
    ],
    ['FROM php:8.3-fpm\nRUN chown -R 33:33 /var/www\n', '33 is www-data'],
    ['FROM python:3.12\nRUN python setup.py install\nCMD ["python", "app.py"]\n', 'setup.py builds'],
    [
      'FROM node:22 AS build\nRUN npm ci\nFROM node:22\nCOPY --from=build /app/node_modules /app/node_modules\nCMD ["node", "a.js"]\n',
      'from build may be built for glibc',
    ],
    ['FROM haproxy:3.0\nCOPY haproxy.cfg /usr/local/etc/haproxy/\n', 'haproxy brings is not known'],
    ['FROM php:8.3-fpm\nRUN docker-php-ext-install odd\n', 'whether the extension odd builds'],
    ['FROM php:8.3-fpm\nRUN pecl install swoole-5.1.0\n', 'whether the extension swoole-5.1.0 builds'],
    [
      'FROM php:8.3-fpm\nRUN docker-php-ext-configure gd --with-libdir=lib/x86_64-linux-gnu\n',
      'is for glibc',
    ],
    ['FROM ruby:2.2\nCMD ["ruby", "a.rb"]\n', 'what Alpine 3.4 had is not known'],
  ])('%s', (text, reason) => {
    const { output, refusals } = tryAlpine(text)
    expect(output).toBeUndefined()
    expect(refusals.join('\n')).toContain(reason)
  })
})

describe('a configuration of nginx', () => {
  const text = 'FROM nginx:1.27\nCOPY nginx.conf /etc/nginx/nginx.conf\n'

  test.each([
    ['user nginx;\nload_module modules/ngx_http_js_module.so;\nevents {}\n', []],
    ['user  www-data;\n', ["2: it runs nginx as www-data, which Alpine's image does not have"]],
    [
      'load_module modules/ngx_http_brotli_filter_module.so;\n',
      ["2: modules/ngx_http_brotli_filter_module.so is a module that Alpine's image is not known to have"],
    ],
  ])('%j', (configuration, refusals) => {
    expect(tryAlpine(text, projectWith({ 'nginx.conf': configuration })).refusals).toEqual(refusals)
  })

  test("of scripts that the image's own entrypoint starts", () => {
    const before = 'FROM nginx:1.27\nCOPY 10-x.sh /docker-entrypoint.d/\n'
    const after = (script: string): string | undefined =>
      tryAlpine(before, projectWith({ '10-x.sh': script })).output
    expect(after('#!/bin/sh\necho x\n')).toBe(before.replace('1.27', '1.27-alpine'))
    expect(after('#!/bin/bash\necho x\n')).toContain('RUN apk add --no-cache bash\n')
    expect(after('#!/bin/sh\njq . /x\n')).toContain('RUN apk add --no-cache jq\n')
    expect(after('#!/bin/sh\n[[ -f /x ]]\n')).toBeUndefined()
    expect(tryAlpine(before).output).toBeUndefined()
  })

  test('that nobody sees', () => {
    expect(tryAlpine(text).refusals.join()).toContain('the user and the modules that nginx.conf names')
  })
})

describe('the build context', () => {
  const start = 'FROM node:22\nWORKDIR /app\nCOPY . .\nENTRYPOINT ["./start.sh"]\nCMD ["node", "server.js"]\n'

  test('has to be known where it has what a container starts', () => {
    expect(tryAlpine(start, NO_PROJECT).output).toBeUndefined()
  })

  test('tells what a script calls', () => {
    const { output } = tryAlpine(start, projectWith({ 'start.sh': '#!/bin/sh\ngit --version\nexec "$@"\n' }))
    expect(output).toBe(
      start.replace('node:22', 'node:22-alpine').replace('COPY', 'RUN apk add --no-cache git\nCOPY'),
    )
  })

  test('tells that a script is for bash', () => {
    const { output } = tryAlpine(start, projectWith({ 'start.sh': '#!/usr/bin/env bash\nexec "$@"\n' }))
    expect(output).toContain('RUN apk add --no-cache bash\n')
  })

  test('tells that CMD is what an entrypoint starts', () => {
    const text = start.replace('"node", "server.js"', '"psql"')
    expect(tryAlpine(text, projectWith({ 'start.sh': '#!/bin/sh\nexec "$@"\n' })).output).toContain(
      'RUN apk add --no-cache postgresql-client',
    )
  })

  test('has a script that sh reads differently', () => {
    const { refusals } = tryAlpine(start, projectWith({ 'start.sh': '#!/bin/sh\n[[ -f x ]] && exec "$@"\n' }))
    expect(refusals).toEqual(['5: in start.sh, dash has no [[, and ash has'])
  })

  test('has a program of Ruby, whose words are its own', () => {
    const text =
      'FROM ruby:3.3\nWORKDIR /rails\nCOPY . .\nENTRYPOINT ["/rails/bin/start"]\nCMD ["./bin/rails", "server"]\n'
    const files = { 'bin/start': '#!/bin/sh\nexec "$@"\n', 'bin/rails': '#!/usr/bin/env ruby\n' }
    expect(tryAlpine(text, projectWith(files)).refusals).toEqual([])
  })

  test('tells what reads a script', () => {
    const read = (first: string): string | undefined =>
      tryAlpine(start, projectWith({ 'start.sh': `${first}\nx\n` })).output
    expect(read('#!/usr/bin/env node')).toContain('node:22-alpine')
    expect(read('#!/usr/bin/perl')).toContain('RUN apk add --no-cache perl')
    expect(read('#!/usr/bin/tclsh')).toBeUndefined()
  })

  test('has a script in a folder of PATH', () => {
    const text = 'FROM python:3.12\nRUN pip install x\nCOPY run.sh /usr/local/bin/run\nCMD ["run"]\n'
    expect(tryAlpine(text, projectWith({ 'run.sh': '#!/bin/sh\nexec python /app.py\n' })).refusals).toEqual(
      [],
    )
    expect(tryAlpine(text, projectWith({ 'run.sh': null })).refusals).not.toEqual([])
  })

  test('has a library for glibc', () => {
    const files = { 'start.sh': '#!/bin/sh\nexec "$@"\n', 'native/libx.so': null }
    expect(tryAlpine(start, projectWith(files)).refusals).toEqual([
      '3: native/libx.so may be built for glibc',
    ])
  })

  test('has what was installed outside', () => {
    const files = { 'start.sh': '#!/bin/sh\nexec "$@"\n', 'node_modules/x/index.js': '' }
    expect(tryAlpine(start, projectWith(files)).refusals.join()).toContain('node_modules comes from outside')
  })

  test('has a program', () => {
    const text = 'FROM nginx:1.27\nCOPY helper /usr/local/bin/\n'
    expect(tryAlpine(text, projectWith({ helper: null })).refusals).toEqual([
      '2: helper may be built for glibc',
    ])
  })

  test.each([
    ['<artifactId>spring-web</artifactId>', []],
    [
      '<artifactId>rocksdbjni</artifactId>',
      ['1: rocksdbjni has or brings native code, which is not known to run on musl'],
    ],
  ])('tells of native libraries of Java: %s', (pom, refusals) => {
    const text = 'FROM eclipse-temurin:17\nCOPY app.jar /\nCMD ["java", "-jar", "/app.jar"]\n'
    expect(tryAlpine(text, projectWith({ 'pom.xml': pom, 'app.jar': null })).refusals).toEqual(refusals)
  })
})
