// The cases of remove-downloads, run in a sandbox with programs that fetch and unpack files of no content.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseDocument } from '../../src/dockerfile/document.ts'
import { rewrite } from '../../src/engine/pipeline.ts'
import { commandsOf } from '../../src/shell/commands.ts'
import { isScript, scriptOf } from '../../src/shell/script.ts'
import { transforms } from '../../src/transforms/index.ts'
import { build, type Outcome } from '../equivalence/build.ts'
import type { Sandbox } from '../equivalence/sandbox.ts'
import { standIns } from '../equivalence/shells.ts'
import { readCases } from './case-file.ts'
import { createDownloadSandbox, STUBBED } from './download-stubs.ts'

const HARMLESS = new Set([
  ...STUBBED,
  ...[
    'cd',
    'pushd',
    'popd',
    'set',
    'echo',
    'true',
    'exit',
    'mkdir',
    'mv',
    'cp',
    'chmod',
    'rm',
    'ls',
    'uname',
    'nproc',
  ],
  ...['mktemp', 'sh', 'bash', 'configure', 'get-b.sh', 'cuda.run', 'export'],
])

/** True when every command of the file is known not to reach outside the sandbox. */
function mayRun(text: string): boolean {
  const document = parseDocument(text)
  return document.stages.every((stage) =>
    stage.instructions.every((instruction) => {
      if (instruction.keyword !== 'RUN') return /^(?:SHELL|ENV|ARG|WORKDIR|CMD)$/.test(instruction.keyword)
      const script = scriptOf(document, stage, instruction)
      if (
        !isScript(script) ||
        text.includes('--mount') ||
        / \/[\w.-]+(?:\s|$)(?<!\/(?:tmp|opt|usr|srv)\s?)/.test(script.text)
      )
        return false
      return commandsOf(script).every(({ name, syntax }) => !syntax.name || HARMLESS.has(name ?? ''))
    }),
  )
}

/** The directories that a case writes to, below the sandbox. */
function inside(text: string, { root }: Sandbox): string {
  return text
    .split('\n')
    .map((line) =>
      line.startsWith('WORKDIR')
        ? line
        : line.replace(/(?<![\w.$}/:*-])\/(tmp|opt|usr|srv)(?=[/\s"]|$)/g, `${root}/$1`),
    )
    .join('\n')
    .replace(
      /^(FROM .*)$/gm,
      `$1\nENV TMPDIR=${root}/tmp\nRUN mkdir -p ${['tmp', 'opt', 'usr/bin', 'usr/src', 'usr/local/bin', 'srv'].map((each) => `${root}/${each}`).join(' ')}`,
    )
}

const cases = readCases(new URL('./remove-downloads/changes.txt', import.meta.url)).filter((each) =>
  mayRun(each.before),
)
const transform = transforms.filter(({ id }) => id === 'remove-downloads')
const [shell] = standIns

let sandbox: Sandbox
beforeAll(() => {
  sandbox = createDownloadSandbox()
})
afterAll(() => {
  sandbox.remove()
})

async function run(text: string, failing: readonly number[] = []): Promise<Outcome> {
  if (!shell) throw new Error('no shell is installed that could stand in for /bin/sh')
  return build(inside(text, sandbox), sandbox, shell, failing)
}

/** The files, without what the stand-ins write down and what mktemp makes up. */
function filesOf({ tree }: Outcome): readonly string[] {
  return tree
    .filter((line) => !line.startsWith('log '))
    .map((line) => line.replace(/tmp\.\w{10}/, 'tmp.random'))
}

describe('what is left of a RUN is what was left before, downloads aside', () => {
  test.each(cases.map((each) => [each.name, each.before] as const))('%s', async (_, before) => {
    const { output, changes } = rewrite(before, { transforms: transform })
    const old = await run(before)
    const fresh = await run(output)
    expect(old.stderr.replace(/^\+.*\n/gm, '')).toBe('')
    expect([old.succeeded, fresh.succeeded]).toEqual([true, true])
    const gone = filesOf(old).filter((line) => !filesOf(fresh).includes(line))
    expect(filesOf(fresh).filter((line) => !filesOf(old).includes(line))).toEqual([])
    // A later rm had hidden it before.
    if (!/^RUN (?:sudo )?rm/m.test(before)) expect(gone).not.toEqual([])
    const effects = changes.flatMap((change) => change.effects)
    const paths = effects.flatMap((effect) => (effect.kind === 'removes' ? effect.paths : []))
    const covered = new RegExp(
      `^(?:${paths
        .map((path) =>
          path
            .slice(1)
            .replace(/^root\//, '')
            .replace(/[.+]/g, '\\$&')
            .replaceAll('*', '[^/ ]*'),
        )
        .join('|')})(?:[/ ]|$)`,
    )
    expect(gone.filter((line) => !covered.test(line))).toEqual([])
  })
})

// Which end of a pipe writes first, and so has the smaller number, is open.
const serial = cases.filter(({ before }) => !/[^|]\|[^|]/.test(before))

describe('a RUN fails where it failed before, whichever of its commands does', () => {
  test.each(serial.map((each) => [each.name, each.before] as const))('%s', async (_, before) => {
    const { output } = rewrite(before, { transforms: transform })
    const { stubCalls } = await run(before)
    for (let call = 1; call <= stubCalls; call += 1) {
      const old = await run(before, [call])
      const fresh = await run(output, [call])
      expect(fresh.succeeded, `call ${String(call)} fails`).toBe(old.succeeded)
    }
  })
})

test('nearly all cases are run', () => {
  const all = readCases(new URL('./remove-downloads/changes.txt', import.meta.url))
  expect(cases.length / all.length).toBeGreaterThan(0.8)
})

test('a removal in front of what needs the file would be seen', async () => {
  const wrong = 'FROM debian\nRUN wget https://example.com/a.tgz && rm -f a.tgz && tar xf a.tgz\n'
  expect((await run(wrong)).succeeded).toBe(false)
})
