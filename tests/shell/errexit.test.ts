import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { toSourceRange } from '../../src/dockerfile/mapped-text.ts'
import { applyEdits } from '../../src/dockerfile/text-edit.ts'
import { withoutErrexit } from '../../src/shell/errexit.ts'
import { turnsOnErrexit } from '../../src/shell/set-options.ts'
import { firstCommand, runScript, scriptIn, scriptsIn } from './scripts.ts'
import { posixShells, runIn, shells } from './shells.ts'

// `t NAME` writes down that it ran, and fails where NAME is in $FAIL.
const folder = mkdtempSync(join(tmpdir(), 'errexit-'))
writeFileSync(join(folder, 't'), '#!/bin/sh\necho "$1"\ncase " $FAIL " in *" $1 "*) exit 7 ;; esac\n', {
  mode: 0o755,
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

function edited(text: string, words?: readonly string[]): string {
  const script = runScript(text, words)
  const conversion = withoutErrexit(script)
  if (typeof conversion === 'string') throw new Error(`${conversion}: ${text}`)
  return applyEdits(script.text, [...conversion.edits])
}

const E = ['/bin/sh', '-ec']

describe('what && can say instead of set -e', () => {
  type Row = readonly [text: string, written: string, shell?: readonly string[]]
  const rows: readonly Row[] = [
    ['set -e; t a; t b', 't a && t b'],
    ['set -e; t a', 't a'],
    ['set -ex; t a; t b', 'set -x && t a && t b'],
    ['set -eux; t a; t b; t c', 'set -ux && t a && t b && t c'],
    ['set -x -e; t a; t b', 'set -x && t a && t b'],
    ['set -e -u; t a; t b', 'set -u && t a && t b'],
    ['set -x; set -e; t a; t b', 'set -x && t a && t b'],
    ['set -o errexit; t a; t b', 't a && t b'],
    ['set -o errexit -o nounset; t a; t b', 'set -o nounset && t a && t b'],
    ['set -o errexit; set -o nounset; t a; t b', 'set -o nounset && t a && t b'],
    ['set -e;t a;t b', 't a && t b'],
    ['set -e ; t a ; t b', 't a && t b'],
    ['set -e; t a; t b;', 't a && t b;'],
    ['set -e; t a; t b && t c', 't a && t b && t c'],
    ['set -e && t a && t b', 'set -e && t a && t b'],
    ['set -e; X=$(t a); t b', 'X=$(t a) && t b'],
    ['set -e; t a | cat; t b', 't a | cat && t b'],
    ['set -e; t a >/dev/null 2>&1; t b', 't a >/dev/null 2>&1 && t b'],
    ['set -e; cd /; t a', 'cd / && t a'],
    ['set -e; t "a; b"; t b', 't "a; b" && t b'],
    ['t a; t b', 't a && t b', E],
    ['t a; t b; t c && t d', 't a && t b && t c && t d', E],
    ['set -x; t a; t b', 'set -x && t a && t b', E],
    ['t a', 't a', E],
  ]

  test.each(rows.map(([text, ...rest]) => [text, rest] as const))('%s', (text, [written, shell]) => {
    expect(edited(text, shell)).toBe(written)
    const options = shell === undefined ? ['-c'] : ['-ec']
    const path = `${folder}:${process.env.PATH ?? ''}`
    for (const FAIL of ['', 'a', 'b', 'c', 'd', 'a b']) {
      for (const sh of posixShells) {
        const before = runIn(sh, text, { options, env: { PATH: path, FAIL } })
        const after = runIn(sh, `(${written.replace(/;$/, '')}) && t next`, {
          options,
          env: { PATH: path, FAIL },
        })
        const { status, out } = before
        expect([sh.name, FAIL, after]).toEqual([
          sh.name,
          FAIL,
          status === 0 ? { status, out: `${out}next\n` } : before,
        ])
      }
    }
  })

  test('bash with pipefail', () => {
    expect(edited('set -euo pipefail; t a | cat; t b', ['bash', '-c'])).toBe(
      'set -uo pipefail && t a | cat && t b',
    )
    expect(edited('set -eo pipefail; t a', ['bash', '-c'])).toBe('set -o pipefail && t a')
  })

  test('what went is told of', () => {
    expect(withoutErrexit(runScript('set -eu; a; b'))).toMatchObject({ removes: ['set', '-eu'] })
    expect(withoutErrexit(runScript('a; b', E))).toMatchObject({ removes: [] })
  })
})

describe('in a file of several lines', () => {
  function inFile(lines: readonly string[]): string {
    const text = ['FROM debian', ...lines, ''].join('\n')
    const script = scriptIn(text)
    const conversion = withoutErrexit(script)
    if (typeof conversion === 'string') throw new Error(conversion)
    const edits = conversion.edits.map((edit) => ({ ...toSourceRange(script.mapped, edit), text: edit.text }))
    const output = applyEdits(text, edits)
    // The file still says what the script says.
    const [again] = scriptsIn(output)
    expect(again && 'text' in again.script && again.script.text.replace(/\s+/g, ' ')).toBe(
      applyEdits(script.text, [...conversion.edits])
        .trim()
        .replace(/\s+/g, ' '),
    )
    return output.slice('FROM debian\n'.length, -1)
  }

  test.each([
    [
      ['RUN set -ex; \\', '    a; \\', '    b'],
      ['RUN set -x && \\', '    a && \\', '    b'],
    ],
    [
      ['RUN set -e; \\', '    a; \\', '    b'],
      ['RUN \\', '    a && \\', '    b'],
    ],
    [
      ['RUN set -eux; \\', '\t# why', '\ta; \\', '\tb'],
      ['RUN set -ux && \\', '\t# why', '\ta && \\', '\tb'],
    ],
    [
      ['RUN set -ex \\', '    ; a \\', '    ; b'],
      ['RUN set -x \\', '    && a \\', '    && b'],
    ],
    [
      ['RUN set -ex;\\', '    a;\\', '    b'],
      ['RUN set -x && \\', '    a && \\', '    b'],
    ],
  ])('%j', (lines, written) => {
    // A blank may stand behind the operator where none stood behind the semicolon.
    expect(inFile(lines).replace(/&& ?\\/g, '&& \\')).toBe(written.join('\n'))
  })
})

describe('what && cannot say', () => {
  test.each<readonly [text: string, reason: RegExp]>([
    ['set -e; a; set +e; b', /turns options off/],
    ['set -e; a; set +x; b', /turns options off/],
    ['(set -e; a; b); c', /in a part/],
    ['set -e; a; (set -e; b)', /in a part/],
    ['if a; then set -e; fi; b', /in a part/],
    ['echo $(set -e; a); b', /in a part/],
    ['set -e; . ./env; a', /reads commands with \./],
    ['set -e; source env; a', /reads commands with source/],
    ['set -e; eval "$X"; a', /reads commands with eval/],
    ['set -e; a & b', /background/],
    ['set -e; a || b; c', /\|\|/],
    ['set -e; c; a || b', /\|\|/],
    ['set -e; a && b; c', /&& under errexit/],
    ['set -e; a; (b; c)', /compound/],
    ['set -e; { a; b; }; c', /compound/],
    ['set -e; if a; then b; fi; c', /compound/],
    ['set -e; for x in 1; do a; done', /compound/],
    ['set -e; f() { a; }; f', /compound/],
    ['set -e; ! a; b', /compound/],
    ['set -e; a $(b; c); d', /compound/],
    ['set -e; a && (b; c)', /compound/],
    ['a; set -e; b', /half-way/],
    ['set -e; a; set -e; b', /half-way/],
    ['set -e $X; a', /does not read/],
    ['set $X; a', /does not read/],
    ['set -e -- x; a', /does not read/],
    ['sudo set -e; a', /does not read/],
    ['command set -e; a', /does not read/],
    ["set '-e'; a", /does not read/],
  ])('%s', (text, reason) => {
    expect(withoutErrexit(runScript(text))).toMatch(reason)
  })

  test('&& in front would let a failure pass in each of them', () => {
    const differ = [
      'set -e; (f; echo on); echo c',
      'set -e; if true; then f; echo on; fi',
      'set -e; { f; echo on; }',
    ]
    for (const text of differ) {
      for (const shell of shells) {
        const script = text.replaceAll('f;', 'false;')
        expect([text, runIn(shell, script).out]).toEqual([text, ''])
        expect([text, runIn(shell, `(${script}) && echo next`).out.startsWith('on\n')]).toEqual([text, true])
      }
    }
  })

  test('lines of a heredoc', () => {
    const script = scriptIn('FROM debian\nRUN <<EOF\nset -e\na\nb\nEOF\n')
    expect(withoutErrexit(script)).toMatch(/does not read|not separated by ;/)
  })
})

describe('set', () => {
  // Whether errexit is on is the shells' word, for what all of them take.
  test.each([
    ['set -e', true],
    ['set -xe', true],
    ['set -ex -u', true],
    ['set -x -e', true],
    ['set +x -e', true],
    ['set -o errexit', true],
    ['set -o nounset -o errexit', true],
    ['set -u -o errexit a', true],
    ['set -xo errexit', true],
    ['set', false],
    ['set -o', false],
    ['set -x', false],
    ['set +e', false],
    ['set +o errexit', false],
    ['set -o nounset', false],
    ['set errexit', false],
    ['set -- -e', false],
    ['set a -e', false],
    ['set -o nounset a -e', false],
  ])('%s: %s', (text, on) => {
    expect(turnsOnErrexit(firstCommand(text))).toBe(on)
    for (const shell of posixShells) {
      const { out } = runIn(shell, `${text} >/dev/null; case $- in *e*) echo on ;; esac`)
      expect([shell.name, out]).toEqual([shell.name, on ? 'on\n' : ''])
    }
  })

  test.each([
    ['set $X', true],
    ['set -x $X', true],
    ['set "$X"', true],
    ['set -- $X', false],
    ['set a $X', false],
  ])('%s: %s, as it may be', (text, on) => {
    expect(turnsOnErrexit(firstCommand(text))).toBe(on)
  })
})
