import { describe, expect, test } from 'vitest'
import { BASH, effects } from './scripts.ts'
import { outcomes } from './shells.ts'

describe('how a script ends', () => {
  // reached: whether what stands behind the script is run: by every shell, by none, or depending on $C.
  const rows: readonly (readonly [
    text: string,
    ends: string | undefined,
    mayEndWell: boolean,
    reached: 'always' | 'never' | 'it depends',
  ])[] = [
    ['exit', 'exit', true, 'never'],
    ['exit 0', 'exit', true, 'never'],
    ['exit 1', 'exit', false, 'never'],
    ['exit 256', 'exit', true, 'never'],
    ['exit "$C"', 'exit', true, 'never'],
    ['echo a; exit 1', 'exit', false, 'never'],
    ['echo a && exit 0', 'exit', true, 'never'],
    ['{ echo a; exit 3; }', 'exit', false, 'never'],
    ['exec true', 'exec', true, 'never'],
    ['exec env true', 'exec', true, 'never'],
    ['command exec true', 'exec', true, 'never'],
    ['exec false', 'exec', true, 'never'],
    ['exit 1 || echo a', 'exit', false, 'never'],
    ['echo a; exec >/dev/null', undefined, false, 'always'],
    ['test "$C" || exit 1', undefined, false, 'it depends'],
    ['test "$C" || exit 0', undefined, true, 'it depends'],
    ['if test "$C"; then exit 1; fi', undefined, false, 'it depends'],
    ['if test "$C"; then exit 0; fi', undefined, true, 'it depends'],
    ['for x in $C; do exit 0; done', undefined, true, 'it depends'],
    ['case "$C" in "") exit 1 ;; esac', undefined, false, 'it depends'],
    ['test "$C" || { echo a; exit 4; }', undefined, false, 'it depends'],
    ['(exit 1)', undefined, false, 'always'],
    ['(exit 0)', undefined, false, 'always'],
    ['(exec true)', undefined, false, 'always'],
    ['echo $(exit 0)', undefined, false, 'always'],
    ['exit 1 | cat', undefined, false, 'always'],
    ['exit 0 & wait', undefined, false, 'always'],
    ['f() { return 0; }; f', undefined, false, 'always'],
    ['f() { exit 0; }', undefined, true, 'always'],
    ['echo exit 1', undefined, false, 'always'],
    ['sh -c "exit 1"', undefined, false, 'always'],
  ]

  test.each(rows)('%s', (text, ends, mayEndWell, reached) => {
    const found = effects(text)
    expect({ ends: found.ends, mayEndWell: found.mayEndWell }).toEqual({ ends, mayEndWell })
    const seen = ['', '1'].flatMap((value) =>
      Object.values(outcomes(`exec 9>&1\n${text}\necho reached >&9`, { env: { C: value } })),
    )
    const got = new Set(seen.map(({ out }) => out.includes('reached')))
    expect([...got].sort()).toEqual({ always: [true], never: [false], 'it depends': [false, true] }[reached])
    const endedWell = seen.some(({ out, status }) => !out.includes('reached') && status === 0)
    if (!mayEndWell) expect(endedWell).toBe(false)
  })

  test('return ends dash and busybox; bash goes on', () => {
    expect(effects('return 0').ends).toBe('return')
    expect(effects('if a; then return 0; fi').ends).toBe('return')
    const reached = Object.entries(outcomes('return 0; echo reached')).map(([name, { out }]) => [
      name,
      out !== '',
    ])
    expect(Object.fromEntries(reached)).toMatchObject({ dash: false, bash: true })
  })
})

describe('errexit', () => {
  test.each([
    ['set -e', true],
    ['set -ex; a', true],
    ['set -o errexit', true],
    ['set -euo pipefail', true],
    ['a; (set -e; b)', true],
    ['echo $(set -e; a)', true],
    ['f() { set -e; }', true],
    ['set -e | a', true],
    ['set $OPTIONS', true],
    ['set -x $OPTIONS', true],
    ['set +e', false],
    ['set -x', false],
    ['set -u -o pipefail', false],
    ['set -- -e', false],
    ['set - -e', false],
    ['set a -e', false],
    ['set -- $X', false],
    ['set', false],
    ['echo set -e', false],
    ['sh -ec a', false],
  ])('%s: %s', (text, on) => {
    expect(effects(text).setsErrexit).toBe(on)
    // What is not known, in a branch or in another process cannot be seen from outside.
    if (/[$(|{]|pipefail/.test(text)) return
    const options = text.replace(/; [ab]$/, '')
    for (const { out } of Object.values(outcomes(`${options} >/dev/null\nfalse\necho went on`)))
      expect([text, out !== '']).toEqual([text, !on])
  })

  test('trap ERR is of bash, and && switches it off', () => {
    expect(effects("trap 'echo oh' ERR", BASH).trapsErrors).toBe(true)
    expect(effects('trap - ERR EXIT', BASH).trapsErrors).toBe(true)
    expect(effects("trap 'echo oh' EXIT", BASH).trapsErrors).toBe(false)
    expect(effects("(trap 'echo oh' ERR)", BASH).trapsErrors).toBe(false)
    const bash = (text: string): string | undefined => outcomes(text)['bash']?.out
    expect(bash("{ trap 'echo oh' ERR; false; true; }")).toBe('oh\n')
    expect(bash("{ trap 'echo oh' ERR; false; true; } && true")).toBe('')
  })
})

describe('the identity of the process', () => {
  test.each([
    ['echo $$', '$$'],
    ['mkdir "/tmp/x.$$"', '$$'],
    ['echo ${$}', '${$}'],
    ['echo $PPID', '$PPID'],
    ['echo ${PPID}', '${PPID}'],
    ['echo $!', '$!'],
    ['a & kill $!', '$!'],
    ['echo ${!}', '${!}'],
    ['echo $BASHPID', '$BASHPID'],
    ['(echo $$)', '$$'],
    ['echo $(echo $$)', '$$'],
    ['cat <<E\n$$\nE', '$$'],
    ['echo $_', '$_'],
    ['echo ${_}', '$_'],
    ['echo "${PIPESTATUS[0]}"', '$PIPESTATUS'],
    ['mkdir a && cd $_', undefined],
    ['a | b; echo "${PIPESTATUS[0]}"', undefined],
    ["echo '$$'", undefined],
    ['echo \\$\\$', undefined],
    ["cat <<'E'\n$$\nE", undefined],
    ['echo $1 $? $# $@', undefined],
    ['echo ${!X*} ${!X@}', undefined],
    ['echo $PPIDS', undefined],
    ['echo $', undefined],
  ])('%j: %s', (text, found) => {
    expect(effects(text, BASH).processId).toBe(found)
  })

  test('${!X} follows a name and is none', () => {
    expect(effects('echo "${!X}"', BASH).processId).toBeUndefined()
    expect(outcomes('X=Y; Y=1; echo "${!X}"')['bash']?.out).toBe('1\n')
  })

  test('$_ is at first what was run before', () => {
    expect(outcomes('echo one >/dev/null && echo $_')['bash']?.out).toBe('one\n')
  })
})

describe('what a script leaves running', () => {
  test.each([
    ['a &', 'a command in the background'],
    ['service x start', 'service x start'],
    ['sh -c "a &"', 'a command in the background (in sh)'],
    ['a &>f', '&>, which sh may read as a command in the background,'],
    ['a &>>f', '&>>, which sh may read as a command in the background,'],
    ['a > >(b)', '>(b)'],
    ['coproc a', 'coproc'],
    ['a <(b)', undefined],
    ['a & wait', undefined],
    ['a 2>&1 && b >&2', undefined],
    ['a && b | c', undefined],
  ])('%s: %s', (text, staysRunning) => {
    expect(effects(text).staysRunning).toBe(staysRunning)
  })

  test('&> is one redirection to bash', () => {
    expect(effects('a &>f', BASH).staysRunning).toBeUndefined()
    expect(effects('a &>f', ['ksh', '-c']).staysRunning).toBeDefined()
  })
})

describe('programs that the shell itself starts', () => {
  test.each([
    ['apt-get update && /usr/bin/curl x | tar x', ['apt-get', 'curl', 'tar']],
    ['sudo -u x pip install y', ['pip']],
    ['(make)', []],
    ['make; (make install)', ['make']],
    ['echo $(ls)', ['echo']],
    ['$X a; b', ['b']],
    ['f() { a; }; f', ['a', 'f']],
    ['X=1', []],
    ['if a; then b; fi', ['a', 'b']],
    ['a & wait', ['wait']],
  ])('%s', (text, names) => {
    // bash and dash run the parts of a pipeline in processes of their own; what those look up is lost.
    const expected = text.includes('|') ? names.slice(0, 1) : names
    expect([...effects(text).runs].sort()).toEqual([...expected].sort())
  })
})

describe('what is read as commands', () => {
  test.each([
    ['. ./env.sh', '. ./env.sh'],
    ['a && source lib.sh', 'source lib.sh'],
    ['(. ./env.sh)', undefined],
    ['. /etc/os-release', undefined],
    ['eval "$X"', 'eval of a text that is not known'],
    ['a', undefined],
  ])('%s: %s', (text, sources) => {
    expect(effects(text).sources).toBe(sources)
  })
})
