import { describe, expect, test } from 'vitest'
import { effectsOf } from '../../src/shell/effects.ts'
import { BASH, bareScript, effects } from './scripts.ts'
import { runIn, shells, type ShellAtHand } from './shells.ts'

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
