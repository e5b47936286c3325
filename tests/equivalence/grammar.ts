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
  'step d',
  'mkdir -p d',
  'echo hi >> out',
]
const failures: readonly string[] = ['false', 'test -e f1', '[ -n "" ]']
const observers: readonly string[] = [
  'echo "${X-fresh}" >> x',
  'umask >> mask',
  'touch here',
  'echo f* >> glob',
  'f 2>/dev/null || touch no-f',
  'echo "$NOPE" >> nope',
  'false | cat',
]
const effects: readonly string[] = [
  'cd "$S"',
  'mkdir -p d && cd d',
  'export X=1',
  'X=2',
  'X=3 :',
  ': "${X:=4}"',
  'X=5 step c',
  'X=$(echo 6; step s)',
  'unset X',
  'umask 077',
  'set -e',
  'set -u',
  'set -f',
  'set -x',
  'set -eu',
  'set +e',
  '( set -e; step s; touch strict )',
  'echo $(set -e; false; echo strict)',
  'command set -e',
  'hash -r',
  'mkdir -p bin; PATH=$PWD/bin:$PATH',
  'set -- a b',
  "eval 'X=7'",
  "trap 'touch trapped' EXIT",
  'f() { false; touch function; }',
  'f() { exit 0; }',
  'readonly X',
  'echo 9 > in; read X < in',
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
      { weight: 1, arbitrary: from(failures) },
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
      { weight: 1, arbitrary: inner.map((a) => `{ g() { ${a}; }; g; }`) },
    ),
    list: fc
      .array(command, { minLength: 1, maxLength: 3, size: 'max' })
      .map((commands) => commands.join('; ')),
  }
})

const tails = fc.oneof(
  { weight: 12, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: fc.constantFrom(' # why', ';', ' # a && b', ' ;') },
  { weight: 1, arbitrary: from(jobs).map((job) => `; ${job}`) },
)

/** How the lines of a script are broken, where an operator stands between its commands. */
const layouts: fc.Arbitrary<(commands: string) => string> = fc.constantFrom(
  (commands: string) => commands,
  (commands: string) => commands,
  (commands: string) => commands.replace(/ && |; (?=[a-z])/g, (operator) => `${operator}\\\n    `),
  (commands: string) => commands.replaceAll(' && ', ' \\\n  && '),
  (commands: string) => commands.replaceAll(' || ', ' || \\\n    # or else\n\t'),
)

/** A RUN, given how the scripts of its file begin. */
const runWith = (head: string): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.oneof(
        { weight: 3, arbitrary: fc.constant(head) },
        { weight: 1, arbitrary: fc.constantFrom('', 'set -e; ', 'set -f && ') },
      ),
      list,
      layouts,
      tails,
      fc.oneof(
        { weight: 4, arbitrary: fc.constant('') },
        { weight: 1, arbitrary: fc.constantFrom('# note\n', '\n') },
      ),
    )
    .map(([first, commands, layout, tail, above]) => `${above}RUN ${layout(first + commands)}${tail}`)

/** Dockerfiles of two to six RUNs. */
export const dockerfiles: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom(...shells),
    fc
      .constantFrom('', '', '', 'set -e; ', 'set -eux; ', 'set -x; ', 'set -ex && ', 'set -f && ')
      .chain((head) => fc.array(runWith(head), { minLength: 2, maxLength: 6 })),
  )
  .map(([shell, runs]) =>
    ['FROM debian:bookworm-slim', ...(shell === undefined ? [] : [shell]), 'WORKDIR /w', ...runs, ''].join(
      '\n',
    ),
  )
