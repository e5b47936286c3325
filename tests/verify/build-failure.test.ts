import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { isStep, readBud } from '../../src/verify/builders/bud-output.ts'
import { failureOf } from '../../src/verify/builders/build-failure.ts'
import type { BuildFailure } from '../../src/verify/builder.ts'
import { isVertex, readBuildKit } from '../../src/verify/builders/buildkit-output.ts'
import type { Ending } from '../../src/verify/builders/child.ts'

const DOCKERFILES = {
  fail: `FROM debian:bookworm-slim AS base
# comment
RUN echo one > /one

FROM base
COPY a.txt /a.txt
RUN echo two > /two && \\
    echo some output && \\
    ls /missing && \\
    echo three
CMD ["cat","/a.txt"]
`,
  syntax: 'FROM debian:bookworm-slim\nRUN echo a\nCOPPY a b\n',
  missingFile: 'FROM debian:bookworm-slim\nRUN echo a\nCOPY nothere /b\n',
  noRegistry: 'FROM nosuchimage.example/foo:1\nRUN echo a\n',
  parallel: `FROM debian:bookworm-slim AS a
RUN exit 3
FROM debian:bookworm-slim AS b
RUN sleep 2; exit 4
FROM debian:bookworm-slim
COPY --from=a / /
COPY --from=b / /
`,
  exec: 'FROM debian:bookworm-slim\nRUN ["/nothere"]\n',
  sleep: 'FROM debian:bookworm-slim AS a\nRUN echo begun; sleep 4246\n',
  full: `FROM debian:bookworm-slim
RUN head -c 160M /dev/urandom > /big
RUN cp /big /big2
RUN cp /big /big3
`,
  variables: `ARG V=bookworm-slim
FROM debian:\${V} AS x
ARG N=three
ENV E=$N
WORKDIR /w
RUN echo 1
FROM x AS y
SHELL ["/bin/bash","-c"]
USER 1000
RUN --mount=type=tmpfs,target=/t echo $N \${E} && false
`,
  onbuild: '# a base with a trigger\nFROM localhost/bld:onb1\nRUN echo b\n',
  shortName: 'FROM debian:bookworm-slim AS x\nRUN echo 1\nFROM nosuch-stage-y\nRUN echo a\n',
  continued: 'FROM debian:bookworm-slim\nRUN echo a \\\n\n  && false\nRUN echo b\n',
  flag: 'FROM debian:bookworm-slim\nRUN --bad=1 echo a\n',
  empty: 'FROM debian:bookworm-slim\nENV\n',
  noFrom: 'RUN echo a\n',
} as const

const FAILED: Ending = { kind: 'exited', code: 1 }

/** What is made of output that was recorded; the first part of its name tells whose it is. */
function failure(name: string, dockerfile: keyof typeof DOCKERFILES, ending: Ending = FAILED): BuildFailure {
  const text = readFileSync(new URL(`fixtures/builders/${name}.txt`, import.meta.url), 'utf8')
  return failureIn(name.startsWith('docker') ? 'docker' : 'podman', text, DOCKERFILES[dockerfile], ending)
}

function failureIn(
  command: 'docker' | 'podman',
  text: string,
  dockerfile: string,
  ending: Ending = FAILED,
): BuildFailure {
  const lines = text.split('\n')
  return failureOf(
    { command, args: [], environment: {} },
    { ending, lines, seconds: 2 },
    { seconds: 60, stop: new AbortController().signal },
    (all) =>
      command === 'docker'
        ? readBuildKit(all, lines.filter(isVertex), dockerfile)
        : readBud(all, lines.filter(isStep), dockerfile),
  )
}

function matching(pattern: RegExp): unknown {
  return expect.stringMatching(pattern)
}

describe('a Dockerfile that does not build', () => {
  test.each([
    ['docker28-fail', 'fail', 7, 'the command ended with exit code 2'],
    ['docker20-fail', 'fail', 7, 'the command ended with exit code 2'],
    ['podman4-fail', 'fail', 7, 'the command ended with exit code 2'],
    [
      'docker28-syntax',
      'syntax',
      3,
      'dockerfile parse error on line 3: unknown instruction: COPPY (did you mean COPY?)',
    ],
    ['podman4-syntax', 'syntax', 3, 'unknown instruction: COPPY'],
    ['docker28-missing-file', 'missingFile', 3, '"/nothere": not found'],
    ['docker20-missing-file', 'missingFile', 3, '"/nothere" not found: not found'],
    ['podman4-missing-file', 'missingFile', 3, '"/nothere": no such file or directory'],
    ['docker28-parallel', 'parallel', 2, 'the command ended with exit code 3'],
    ['docker20-parallel', 'parallel', 2, 'the command ended with exit code 3'],
    ['buildah1-parallel', 'parallel', 2, 'the command ended with exit code 3'],
    ['docker28-exec', 'exec', 2, 'the command ended with exit code 1'],
    [
      'podman4-exec',
      'exec',
      2,
      'the command could not be started: exec: "/nothere": stat /nothere: no such file or directory',
    ],
    ['podman4-variables', 'variables', 10, 'the command ended with exit code 1'],
    ['podman4-onbuild', 'onbuild', 2, 'the command ended with exit code 1'],
    ['podman4-flag', 'flag', 2, 'RUN only supports the --mount flag'],
    ['podman4-empty', 'empty', 2, 'ENV requires at least one argument'],
    ['buildah1-continued', 'continued', 2, 'the command ended with exit code 1'],
    ['buildah1-no-from', 'noFrom', undefined, 'no FROM statement found'],
  ] as const)('%s', (name, dockerfile, line, message) => {
    expect(failure(name, dockerfile)).toMatchObject({ kind: 'failed', line, message })
  })

  test.each(['docker28-fail', 'docker20-fail', 'podman4-fail'])(
    '%s: the output is that of the step alone, without marks',
    (name) => {
      expect(failure(name, 'fail').tail).toEqual([
        'some output',
        "ls: cannot access '/missing': No such file or directory",
      ])
    },
  )

  test('the output is cut to its last lines', () => {
    const lines = Array.from({ length: 40 }, (_, index) => `#5 0.${index} line ${index}`)
    const text = [
      '#5 [2/2] RUN build',
      ...lines,
      '#5 ERROR: process "/bin/sh -c build" did not complete successfully: exit code: 1',
    ]
    const { tail } = failureIn('docker', text.join('\n'), 'FROM a\nRUN build\n')
    expect(tail).toHaveLength(15)
    expect(tail.at(-1)).toBe('line 39')
  })

  test('what a RUN prints is not taken for what the builder says', () => {
    const text = `STEP 1/3: FROM debian
STEP 2/3: RUN one
STEP 3/3: RUN two
STEP 2/3: RUN one
Error: building at STEP "RUN one": no such thing
Error: building at STEP "RUN two": while running runtime: exit status 7
`
    const found = failureIn('podman', text, 'FROM debian\nRUN one\nRUN two\n')
    expect(found).toMatchObject({ kind: 'failed', line: 3, message: 'the command ended with exit code 7' })
    const framed = `#5 [2/2] RUN cat log
#5 0.1   3 | >>> RUN other
#5 0.2 ERROR: no space left on paper
#5 ERROR: process "/bin/sh -c cat log" did not complete successfully: exit code: 1
`
    expect(failureIn('docker', framed, 'FROM debian\nRUN cat log\n')).toMatchObject({
      kind: 'failed',
      line: 2,
    })
  })

  test('without a frame a step that stands twice in its stage is not guessed at', () => {
    const text = `#5 [a 2/3] RUN make
#5 ERROR: executor failed running [/bin/sh -c make]: exit code: 2
executor failed running [/bin/sh -c make]: exit code: 2
`
    expect(failureIn('docker', text, 'FROM x AS a\nRUN make\nFROM x AS b\nRUN make\n').line).toBe(2)
    expect(failureIn('docker', text, 'FROM x AS a\nRUN make\nRUN make\n').line).toBeUndefined()
  })

  test('an image that does not exist, or is private', () => {
    const text = `#2 [internal] load metadata for docker.io/library/nodde:20
#2 ERROR: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed
Dockerfile:1
--------------------
   1 | >>> FROM nodde:20
--------------------
ERROR: failed to solve: nodde:20: failed to resolve source metadata for docker.io/library/nodde:20: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed
`
    expect(failureIn('docker', text, 'FROM nodde:20\n')).toMatchObject({
      kind: 'failed',
      line: 1,
      message: matching(/^docker.io\/library\/nodde:20 cannot be pulled: pull access denied/),
      hint: 'check its name, or log in to its registry where it is private',
    })
  })

  test('a flag that an instruction does not know is not one of ours', () => {
    const text = 'ERROR: failed to solve: dockerfile parse error on line 2: unknown flag: --bad\n'
    expect(failureIn('docker', text, 'FROM a\nRUN --bad x\n')).toMatchObject({ kind: 'failed', line: 2 })
  })
})

describe('a builder that cannot do its work', () => {
  test.each([
    ['docker28-full', 'full', 4, 'the builder has no space left on its disk', /free space/],
    [
      'docker28-gone',
      'sleep',
      2,
      'the engine went away during the build: failed to receive status: rpc error: code = Unavailable desc = error reading from server: EOF',
      /start it/,
    ],
    [
      'docker28-flag',
      'sleep',
      undefined,
      'the builder does not know a flag: unknown flag: --nosuch',
      /update/,
    ],
    [
      'docker28-no-registry',
      'noRegistry',
      1,
      'nosuchimage.example/foo:1 cannot be pulled: dial tcp: lookup nosuchimage.example on 127.0.0.53:53: no such host',
      /pull it first/,
    ],
    [
      'docker20-no-registry',
      'noRegistry',
      undefined,
      'nosuchimage.example/foo:1 cannot be pulled: dial tcp: lookup nosuchimage.example on 127.0.0.53:53: no such host',
      /pull it first/,
    ],
    [
      'buildah1-short-name',
      'shortName',
      3,
      'short-name "nosuch-stage-y" did not resolve to an alias and no unqualified-search registries are defined in "/etc/containers/registries.conf"',
      /pull the image first/,
    ],
  ] as const)('%s', (name, dockerfile, line, message, hint) => {
    expect(failure(name, dockerfile)).toMatchObject({
      kind: 'broken',
      line,
      message,
      hint: matching(hint),
    })
  })

  test.each([
    [
      'ERROR: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
      'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
    ],
    [
      'ERROR: permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get "http://%2Fvar%2Frun%2Fdocker.sock/_ping": dial unix /var/run/docker.sock: connect: permission denied',
      'this user may not talk to the engine',
    ],
    [
      'ERROR: failed to solve: ResourceExhausted: failed to read dockerfile: write /var/lib/docker/buildkit/cache.db: no space left on device',
      'the builder has no space left on its disk',
    ],
    [
      'ERROR: BuildKit is enabled but the buildx component is missing or broken.',
      "docker's buildx plugin is missing or broken",
    ],
    [
      'ERROR: failed to solve: golang:1.22: failed to resolve source metadata for docker.io/library/golang:1.22: failed to copy: httpReadSeeker: failed open: unexpected status code https://registry-1.docker.io/v2/library/golang/manifests/sha256:f5: 429 Too Many Requests - Server message: toomanyrequests: You have reached your pull rate limit.',
      'docker.io/library/golang:1.22 cannot be pulled: failed to copy: httpReadSeeker: failed open: unexpected status code https://registry-1.docker.io/v2/library/golang/manifests/sha256:f5: 429 Too Many Requests - Server message: toomanyrequests: You have reached your pull rate limit.',
    ],
    [
      'ERROR: failed to solve: debian:12: failed to copy: httpReadSeeker: failed open: unexpected status code https://registry-1.docker.io/v2/library/debian/blobs/sha256:53: 503 Service Unavailable',
      'debian:12 cannot be pulled: failed to copy: httpReadSeeker: failed open: unexpected status code https://registry-1.docker.io/v2/library/debian/blobs/sha256:53: 503 Service Unavailable',
    ],
  ])('docker: %s', (last, message) => {
    expect(failureIn('docker', `${last}\n`, 'FROM a\n')).toMatchObject({ kind: 'broken', message })
  })

  test.each([
    [
      'Error: creating build container: initializing source docker://debian:bookworm-slim: pinging container registry registry-1.docker.io: Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io on 127.0.0.53:53: no such host',
      'debian:bookworm-slim cannot be pulled: pinging container registry registry-1.docker.io: Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io on 127.0.0.53:53: no such host',
    ],
    [
      'Error: committing container for step {Env:[PATH=/bin] Command:run Args:[cp /big /big2] Flags:[]}: copying layers and metadata for container "f7": writing blob: processing tar file(write /big: no space left on device): exit status 1',
      'the builder has no space left on its disk',
    ],
    [
      `error running container: from /usr/bin/crun creating container for [/bin/sh -c echo a]: cgroups in hybrid mode not supported, drop all controllers from cgroupv2
: exit status 1
Error: building at STEP "RUN echo a": while running runtime: exit status 1`,
      'the container runtime failed: cgroups in hybrid mode not supported, drop all controllers from cgroupv2',
    ],
  ])('podman: %s', (last, message) => {
    const text = `STEP 1/2: FROM a\nSTEP 2/2: RUN echo a\n${last}\n`
    expect(failureIn('podman', text, 'FROM a\nRUN echo a\n')).toMatchObject({ kind: 'broken', message })
  })

  test('one that something else ended', () => {
    expect(failureIn('docker', '', 'FROM a\n', { kind: 'killed', signal: 'SIGKILL' })).toMatchObject({
      kind: 'broken',
      message: 'docker was ended by SIGKILL',
    })
  })
})

describe('a build that was cut short', () => {
  test.each(['docker28-stopped', 'docker20-stopped'])('%s: by its time', (name) => {
    expect(failure(name, 'sleep', { kind: 'timeout' })).toEqual({
      kind: 'timeout',
      message: 'the build took longer than 60 s',
      hint: 'give it more time with --timeout',
      tail: ['begun'],
      line: 2,
      seconds: 2,
    })
  })

  test('by a stop', () => {
    const text = 'STEP 1/2: FROM debian\nSTEP 2/2: RUN sleep 100\nbegun\n'
    expect(failureIn('podman', text, 'FROM debian\nRUN sleep 100\n', { kind: 'interrupted' })).toMatchObject({
      kind: 'interrupted',
      tail: ['begun'],
    })
  })

  test('by its time, in podman', () => {
    const text = 'STEP 1/2: FROM debian\nSTEP 2/2: RUN sleep 100\nbegun\n'
    expect(failureIn('podman', text, 'FROM debian\nRUN sleep 100\n', { kind: 'timeout' })).toMatchObject({
      kind: 'timeout',
      line: 2,
      tail: ['begun'],
    })
  })
})
