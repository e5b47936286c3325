import { describe, expect, test } from 'vitest'
import { effectsOf, type Effects } from '../../src/shell/effects.ts'
import { bareScript } from './scripts.ts'
import { outcomes, runIn, shells, type ShellAtHand } from './shells.ts'

const BASH = ['bash', '-c']

function effects(text: string, words?: readonly string[]): Effects {
  return effectsOf(bareScript(text, words))
}

// Everything of a shell that a later command of it can see and that no file holds.
const PROBE = `
unset BASH_EXECUTION_STRING
set | grep -vE '^(_|RANDOM|SRANDOM|SECONDS|EPOCH[A-Z]*|LINENO|PPID|BASH[A-Z_]*|PIPESTATUS|FUNCNAME|OLDPWD|PS[0-9]|COLUMNS|LINES)='
export -p | grep -v OLDPWD
pwd; umask; alias; trap; set +o; command -v fn; echo "$# $*"; ulimit -n
{ command -v shopt >/dev/null && shopt; } 2>/dev/null
{ echo >&5; } 2>/dev/null && echo five is open
echo end`

/** True when a shell that has run the script is not as one that has just begun. */
function leavesSomething(shell: ShellAtHand, text: string): boolean {
  const options = { cwd: '/', env: { SET: 'set' } }
  const fresh = runIn(shell, PROBE, options).out
  const after = runIn(shell, `exec 9>&1 >/dev/null\n${text}\nexec >&9 9>&-\n${PROBE}`, options).out
  if (!fresh.endsWith('end\n')) throw new Error(`the probe does not run in ${shell.name}`)
  return fresh !== after
}

describe('what a script leaves behind', () => {
  const rows: readonly (readonly [text: string, leaves: readonly string[]])[] = [
    ['cd /tmp', ['cd']],
    ['echo a && cd /tmp && echo b', ['cd']],
    ['{ cd /tmp; }', ['cd']],
    ['if true; then cd /tmp; fi', ['cd']],
    ['case a in a) cd /tmp ;; esac', ['cd']],
    ['false || cd /tmp', ['cd']],
    ['! cd /tmp', ['cd']],
    ['command cd /tmp', ['cd']],
    ['X=1', ['the variable X']],
    ['X=1 Y=2', ['the variable X']],
    ['true && X=1', ['the variable X']],
    ['X=$(echo a)', ['the variable X']],
    ['export X=1', ['export']],
    ['readonly X=1', ['readonly']],
    ['unset SET', ['unset']],
    ['umask 077', ['umask']],
    ['ulimit -n 64', ['ulimit']],
    ["trap 'echo bye >/dev/null' EXIT", ['trap']],
    ['alias ll=ls', ['alias']],
    ['set -f', ['set']],
    ['set -- a b', ['set']],
    ['set -o noglob', ['set']],
    ['fn() { echo; }', ['the function fn']],
    ['for x in 1 2; do echo $x; done', ['the variable x']],
    ['for x in 1 2; do cd /tmp; done', ['the variable x', 'cd']],
    ['echo a | while read -r x; do echo; done; while read -r y; do :; done </dev/null', ['read']],
    ['read -r x </dev/null', ['read']],
    ['getopts a x -a', ['getopts']],
    ['eval X=1', ['eval']],
    ['eval "cd /tmp"', ['eval']],
    ['echo ${X:=1}', ['the variable X']],
    ['echo "${X=1}"', ['the variable X']],
    ['echo $((X = 1))', ['arithmetic']],
    ['echo $((X += 1))', ['arithmetic']],
    ['echo $((X <<= 1))', ['arithmetic']],
    ['X=1 export Y', ['the variable X']],
    ['X=1 :', ['the variable X']],
    ['X=1 exec', ['the variable X']],
    ['$SET -f', ['what $SET stands for']],
    ['$(echo cd | cat /dev/stdin) /tmp', ['what $(echo cd | cat /dev/stdin) stands for']],
    ['"$SET"/bin/tool 2>/dev/null', []],
    ['"$(echo $SET)/bin/tool" 2>/dev/null || echo', []],
    ['"${SET:-/opt}"/tool 2>/dev/null || echo', []],
    ['exec 5>/dev/null', ['exec with a redirection']],
    ['echo a >/dev/null; cd /tmp; cd /', ['cd']],
    // Nothing of these is left.
    ['echo a', []],
    ['X=1 echo a', []],
    ['X=1 /bin/true', []],
    ['(cd /tmp; X=1; umask 077; set -f)', []],
    ['(cd /tmp) && { (X=1); }', []],
    ['(fn() { echo; }; for x in 1; do echo; done)', []],
    ['echo $(cd /tmp; X=1)', []],
    ['echo "`cd /tmp; pwd`"', []],
    ['{ cd /tmp; } & wait', []],
    ['{ cd /tmp; X=1; } | cat', []],
    ['echo a | { cat; cd /tmp; }', []],
    ['if true; then echo a; fi', []],
    ['while false; do :; done', []],
    ['case a in a) echo ;; esac', []],
    ['echo $((1 + 2 == 3)) $((1 <= 2)) $((1 >= 2)) $((1 != 2))', []],
    ['echo ${X:-1} ${X-1} ${X:+1}', []],
    ['env X=1 true', []],
    ['set', []],
    ['trap', []],
    ['umask', []],
    ['alias', []],
    ['export', []],
    ['echo cd /tmp', []],
    ['/bin/echo export X=1', []],
    ['sh -c "cd /tmp; X=1"', []],
    ['{ echo a; } >/dev/null', []],
    ['test -f /x && echo a || echo b', []],
    ['printf %s a', []],
  ]

  test.each(rows)('%s', (text, leaves) => {
    expect(effects(text).leaves).toEqual(leaves)
    const found = shells.filter((shell) => leavesSomething(shell, text)).map(({ name }) => name)
    // A change that is taken back is told of all the same.
    expect(found.length > 0).toBe(leaves.length > 0 && !text.endsWith('; cd /'))
  })

  const inBash: readonly (readonly [text: string, leaves: readonly string[]])[] = [
    ['shopt -s extglob', ['shopt']],
    ['pushd /tmp', ['pushd']],
    ['declare -r X=1', ['declare']],
    ['typeset X=1', ['typeset']],
    ['let X=1', ['let']],
    ['((X = 1))', ['arithmetic']],
    ['for ((i = 0; i < 2; i++)); do :; done', ['arithmetic']],
    ['X=(1 2)', ['the variable X']],
    ['X+=1', ['the variable X']],
    ['printf -v X a', ['printf -v']],
    ['printf "-v" X a', ['printf -v']],
    ['{cd,/tmp}', ['what {cd,/tmp} stands for']],
    ['mapfile X </dev/null', ['mapfile']],
    ['function fn { :; }', ['the function fn']],
    ['{ :; } {fd}>/dev/null', ['the variable fd']],
    ['echo $((X++))', ['arithmetic']],
    ['echo $((--X))', ['arithmetic']],
    ['builtin cd /tmp', ['cd']],
    ['echo a &>/dev/null', []],
    ['[[ -f /x ]] || echo', []],
    ['diff <(cd /tmp) <(X=1)', []],
  ]

  test.each(inBash)('%s, in bash', (text, leaves) => {
    expect(effects(text, BASH).leaves).toEqual(leaves)
    const bash = shells.filter(({ name }) => name === 'bash')
    expect(bash.map((shell) => leavesSomething(shell, text))).toEqual([leaves.length > 0])
  })

  test('a pipeline ends in the shell itself in ksh', () => {
    expect(effects('echo /tmp | read x', ['ksh', '-c']).leaves).toEqual(['read'])
    expect(effects('echo /tmp | read x').leaves).toEqual([])
  })

  test('a program in a variable', () => {
    const leaves = (text: string, value: string | undefined): readonly string[] =>
      effectsOf(bareScript(text), (name) => (name === 'TOOL' ? value : undefined)).leaves
    expect(leaves('$TOOL a', undefined)).toEqual(['what $TOOL stands for'])
    expect(leaves('$TOOL a', '/usr/bin/make')).toEqual([])
    expect(leaves('"${TOOL}" a', 'make -j')).toEqual([])
    for (const value of ['cd', 'set -e', 'export', 'exec', 'exit', 'command cd', '. x', '', ' ']) {
      expect(leaves('$TOOL a', value)).toEqual(['what $TOOL stands for'])
    }
    expect(leaves('$DIR/tool a', undefined)).toEqual([])
    expect(leaves('"$DIR/$TOOL" a', undefined)).toEqual([])
    expect(leaves('$TOOL$X a', 'make')).toEqual(['what $TOOL$X stands for'])
  })
})

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
