// The differences between dash and bash that use-pipefail looks for, as the two shells show them.
import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { parseDocument } from '../../src/dockerfile/document.ts'
import { isScript, scriptOf } from '../../src/shell/script.ts'
import { shDifference } from '../../src/transforms/use-pipefail/sh-differences.ts'

function outcome(shell: string, script: string, options: readonly string[] = []): string {
  const env = { PATH: process.env['PATH'], V: 'a  b' }
  const { status, stdout } = spawnSync(shell, [...options, '-c', script], { env, encoding: 'utf8' })
  return `${String(status)}\n${stdout}`
}

function differenceIn(script: string): string | undefined {
  const document = parseDocument(`FROM debian:12\nRUN ${script}\n`)
  const [stage] = document.stages
  const [instruction] = stage?.instructions ?? []
  if (!stage || !instruction) throw new Error('no RUN')
  const read = scriptOf(document, stage, instruction)
  if (!isScript(read)) throw new Error(read.reason)
  return shDifference(read)
}

describe('what the shells take differently is seen', () => {
  test.each([
    [String.raw`echo "a\tb"`],
    ['echo -e a'],
    [String.raw`printf '\x41\n'`],
    ['echo {a,b}'],
    ['echo {1..3}'],
    ['[ a == a ] && echo same'],
    ['[[ a = a ]] && echo same'],
    ['echo "${UID:-none}"'],
    ['echo "$0"'],
    ['set -e; v=$(false; echo on); echo "$v"'],
    ['source /dev/null; echo $?'],
    ['let a=1; echo "$a"'],
    ['pushd / && echo on'],
    ['printf "%q\\n" "a b"'],
  ])('%s', (script) => {
    expect(outcome('dash', script)).not.toBe(outcome('bash', script))
    expect(differenceIn(script)).toBeDefined()
  })
})

describe('what is let through is the same in both', () => {
  test.each([
    ['echo a b && echo "$V"'],
    ['echo -n a; printf "%s\\n" b'],
    ['set -eux; a=1; echo "$a"; test -n "$a"'],
    ['export A=1 B="x y"; echo "$A $B"'],
    ['for i in 1 2; do echo "$i"; done'],
    ['case "$V" in a*) echo yes ;; esac'],
    ['if [ "$V" = "a  b" ]; then echo same; fi'],
    ['(cd / && pwd) && echo "${V%b}"'],
    ['printf a | tr a b | cat; echo $?'],
    ['a=$(echo one); echo "$a" `echo two`'],
    ['{ echo a; echo b; } | sort -r'],
    ['echo $((1 + 2)) 2> /dev/null'],
  ])('%s', (script) => {
    expect(outcome('dash', script)).toBe(outcome('bash', script))
    expect(differenceIn(script)).toBeUndefined()
  })
})

test('pipefail is what bash has and dash 0.5.12 has not', () => {
  expect(outcome('bash', 'false | true', ['-o', 'pipefail'])).toBe('1\n')
  expect(outcome('bash', 'false | true')).toBe('0\n')
})
