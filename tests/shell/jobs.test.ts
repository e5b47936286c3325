import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { innerJob, jobLeft } from '../../src/shell/jobs.ts'
import { parseShell } from '../../src/shell/parser.ts'
import { firstCommand } from './scripts.ts'
import { shells, type ShellAtHand } from './shells.ts'

/** The states of the processes of a group, as proc(5) shows them. */
function statesOf(group: number): readonly string[] {
  return readdirSync('/proc').flatMap((entry) => {
    if (!/^\d+$/.test(entry)) return []
    try {
      const [, state, , its] =
        /^\d+ \(.*\) (\S) (\d+) (\d+) /s.exec(readFileSync(`/proc/${entry}/stat`, 'utf8')) ?? []
      return Number(its) === group && state !== undefined ? [state] : []
    } catch {
      return []
    }
  })
}

/** True when a process that the script started is still there when the shell is not. */
async function leavesProcess(shell: ShellAtHand, text: string): Promise<boolean> {
  const child = spawn(shell.path, ['-c', text], { argv0: shell.argv0, detached: true, stdio: 'ignore' })
  const { pid } = child
  if (pid === undefined) throw new Error(`${shell.name} does not start`)
  await once(child, 'exit')
  const left = statesOf(pid).some((state) => state !== 'Z')
  if (left) process.kill(-pid, 'SIGKILL')
  return left
}

describe.skipIf(process.platform !== 'linux')('a command in the background', () => {
  const rows: readonly (readonly [text: string, told: boolean, stays: boolean])[] = [
    ['sleep 60 &', true, true],
    ['sleep 60 & true', true, true],
    ['true && sleep 60 &', true, true],
    ['true; sleep 60 & true', true, true],
    ['{ sleep 60 & }', true, true],
    ['(sleep 60 &)', true, true],
    ['(sleep 60 &); wait', true, true],
    ['if true; then sleep 60 & fi', true, true],
    ['for x in 1 2; do sleep 60 & done', true, true],
    ['f() { sleep 60 & }; f', true, true],
    ['echo $(sleep 60 >/dev/null &)', true, true],
    ['echo $(sleep 60 >/dev/null &); wait', true, true],
    ['wait; sleep 60 &', true, true],
    ['sleep 60 & wait & true', true, true],
    ['{ sleep 60 & } & wait', true, true],
    ['sleep 60 & sleep 0 & wait $!', true, true],
    ['sleep 60 & (wait); true', true, true],
    ['sleep 60 & wait | true', true, true],
    ['sleep 60 & false && wait', true, true],
    ['sleep 60 & exit 0; wait', true, true],
    ['sleep 0 & true | { sleep 60 & }; wait', true, true],
    ['for x in 1 2; do sleep 60 & break; wait; done', true, true],
    ['f() { sleep 60 & return; wait; }; f', true, true],
    ['sleep 60 & kill $!', true, false],
    ['sleep 0 & wait || true', false, false],
    ['sleep 0 & wait', false, false],
    ['sleep 0 & wait $!', false, false],
    ['sleep 0 & P=$!; wait $P', false, false],
    ['sleep 0 & sleep 0 & wait', false, false],
    ['sleep 0 & wait && true', false, false],
    ['{ sleep 0 & }; wait', false, false],
    ['{ sleep 0 & wait; }', false, false],
    ['(sleep 0 & wait)', false, false],
    ['for x in 1 2; do sleep 0 & done; wait', false, false],
    ['if true; then sleep 0 & fi; wait', false, false],
    ['sleep 0', false, false],
    ['sleep 0 && true', false, false],
    ['true 2>&1', false, false],
    ["echo 'sleep 60 &'", false, false],
  ]

  test.concurrent.each(rows)('%s', async (text, told, stays) => {
    expect(jobLeft(parseShell(text))).toBe(told ? 'a command in the background' : undefined)
    const found = await Promise.all(shells.map((shell) => leavesProcess(shell, text)))
    expect(found).toEqual(shells.map(() => stays))
  })

  test('a pair of jobs is not waited for one by one', () => {
    // wait with one argument waits for one of them; which one is not looked into.
    expect(jobLeft(parseShell('a & P=$!; b & wait $P; wait $!'))).toBeDefined()
    expect(jobLeft(parseShell('a & wait -n'))).toBeDefined()
    expect(jobLeft(parseShell('for x in 1 2; do a & done; wait $!'))).toBeDefined()
    expect(jobLeft(parseShell('f() { a & }; f; f; wait $!'))).toBeDefined()
  })
})

describe('a script in a word', () => {
  test.each([
    ["sh -c 'a &'", 'a command in the background (in sh)'],
    ['bash -c "a & b"', 'a command in the background (in bash)'],
    ['bash -c "a $X &"', 'a command in the background (in bash)'],
    ["su app -c 'a &'", 'a command in the background (in su)'],
    ["sudo -u app bash -c 'a &'", 'a command in the background (in bash)'],
    ["eval 'a &'", 'a command in the background (in eval)'],
    ["trap 'a &' EXIT", 'a command in the background (in trap)'],
    ["runuser -u app -- sh -c 'a &'", 'a command in the background (in runuser)'],
    ["su postgres -c 'pg_ctl start -D /x'", 'pg_ctl start -D (in su)'],
    ["sh -c 'service x start && b'", 'service x start (in sh)'],
    ["xargs -I{} sh -c 'a {} &'", 'a command in the background (in xargs)'],
    ["sh -c 'a & wait'", undefined],
    ["sh -c 'a && b'", undefined],
    ['sh -c a', undefined],
    ["echo 'a &'", undefined],
    ['sh a.sh', undefined],
    ['$SHELL -c "a &"', undefined],
  ])('%s: %s', (text, found) => {
    expect(innerJob(firstCommand(text))).toBe(found)
  })
})
