import fc from 'fast-check'

// Small commands whose effects can be seen: files in the working directory, and what a later command finds in the
// process. All paths are relative, or below $S.
const actions: readonly string[] = [
  'touch f1',
  'touch f2',
  'rm -f f1',
  'step a',
  'step b',
  'true',
  'false',
  'test -e f1',
  'mkdir -p d',
  'echo hi',
]
const observers: readonly string[] = [
  'echo "${X-fresh}" >> x',
  'umask >> mask',
  'touch here',
  'echo f* >> glob',
  'f 2>/dev/null',
  'echo "$NOPE" >> nope',
  'false | cat',
]
const effects: readonly string[] = [
  'cd "$S"',
  'cd d',
  'export X=1',
  'X=2',
  'X=3 :',
  ': "${X:=4}"',
  'X=5 step c',
  'X=$(echo 6; false)',
  'unset X',
  'umask 077',
  'set -e',
  'set -u',
  'set -f',
  'set -x',
  'set -eu',
  'set +e',
  'set -- a b',
  "eval 'X=7'",
  "trap 'touch trapped' EXIT",
  'f() { false; touch function; }',
  'f() { exit 0; }',
  'readonly X',
  'read X < log',
  'echo $((X = 8))',
]
const endings: readonly string[] = ['exit 0', 'exit 1', 'exit', 'exec touch executed']
const jobs: readonly string[] = [
  '( sleep 0.1; touch late ) &',
  '{ sleep 0.1; touch late; } & wait',
  'sleep 0.2',
]

const shells: readonly (string | undefined)[] = [
  undefined,
  undefined,
  'SHELL ["/bin/bash", "-c"]',
  'SHELL ["/bin/bash", "-e", "-c"]',
  'SHELL ["/bin/bash", "-euo", "pipefail", "-c"]',
  'SHELL ["/bin/sh", "-ec"]',
  'SHELL ["/bin/sh", "-u", "-c"]',
]

const from = (words: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...words)

const { list } = fc.letrec<{ command: string; list: string }>((tie) => {
  const command = tie('command')
  const inner = tie('list')
  return {
    command: fc.oneof(
      { maxDepth: 3, depthSize: 'small', withCrossShrink: true },
      { weight: 8, arbitrary: from(actions) },
      { weight: 5, arbitrary: from(observers) },
      { weight: 6, arbitrary: from(effects) },
      { weight: 1, arbitrary: from(endings) },
      { weight: 3, arbitrary: fc.tuple(command, command).map(([a, b]) => `${a} && ${b}`) },
      { weight: 3, arbitrary: fc.tuple(command, command).map(([a, b]) => `${a} || ${b}`) },
      { weight: 1, arbitrary: command.map((a) => (/^[\w:("{]/.test(a) ? `! ${a}` : a)) },
      { weight: 1, arbitrary: inner.map((a) => `{ ${a}; }`) },
      { weight: 1, arbitrary: inner.map((a) => `( ${a} )`) },
      { weight: 1, arbitrary: fc.tuple(inner, inner).map(([a, b]) => `if ${a}; then ${b}; fi`) },
      { weight: 1, arbitrary: fc.tuple(inner, inner).map(([a, b]) => `if ${a}; then :; else ${b}; fi`) },
      { weight: 1, arbitrary: inner.map((a) => `for i in 1 2; do ${a}; done`) },
      { weight: 1, arbitrary: inner.map((a) => `case x in x) ${a};; esac`) },
      { weight: 1, arbitrary: inner.map((a) => `{ ${a}; } | cat`) },
      { weight: 1, arbitrary: inner.map((a) => `echo "$(${a})" >> out`) },
      { weight: 1, arbitrary: inner.map((a) => `f() { ${a}; }; f`) },
    ),
    list: fc
      .array(command, { minLength: 1, maxLength: 3, size: 'max' })
      .map((commands) => commands.join('; ')),
  }
})

const script = fc
  .tuple(
    list,
    fc.oneof(
      { weight: 12, arbitrary: fc.constant('') },
      { weight: 1, arbitrary: fc.constantFrom(' # why', ';', ' # a && b', ' ;') },
      { weight: 1, arbitrary: from(jobs).map((job) => `; ${job}`) },
    ),
    fc.oneof(
      { weight: 9, arbitrary: fc.constant('') },
      { weight: 1, arbitrary: fc.constantFrom('set -e; ', 'set -eux; ') },
    ),
  )
  .map(([commands, tail, head]) => head + commands + tail)

/** Dockerfiles of two to six RUNs. */
export const dockerfiles: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom(...shells),
    fc.array(fc.tuple(script, fc.constantFrom('', '', '', '# note\n', '\n')), { minLength: 2, maxLength: 6 }),
  )
  .map(([shell, runs]) =>
    [
      'FROM debian:bookworm-slim',
      ...(shell === undefined ? [] : [shell]),
      'WORKDIR /w',
      ...runs.map(([text, above]) => `${above}RUN ${text}`),
      '',
    ].join('\n'),
  )
