import { describe, expect, test } from 'vitest'
import { parseDocument } from '../../src/dockerfile/document.ts'
import { commandsOf } from '../../src/shell/commands.ts'
import { isScript, scriptOf } from '../../src/shell/script.ts'
import { difference } from '../equivalence/harness.ts'
import { readCases, withBase } from './case-file.ts'

// Stand-ins of the sandbox and builtins: whatever else a case calls would be the machine's own.
const HARMLESS = new Set(['apt-get', 'curl', 'make', 'echo', 'true', 'cd', 'set', '['])

/** True when every command of the file is known not to reach outside the sandbox. */
function mayRun(text: string): boolean {
  const document = parseDocument(text)
  return document.stages.every((stage) =>
    stage.instructions.every((instruction) => {
      if (instruction.keyword !== 'RUN') return instruction.keyword === 'SHELL'
      const script = scriptOf(document, stage, instruction)
      if (!isScript(script) || /> ?\/|\/usr\/|\$\(/.test(script.text)) return false
      return commandsOf(script).every((command) => HARMLESS.has(command.name ?? ''))
    }),
  )
}

/** The cleanup would reach the machine's own lists; `true` stands in for one that went well. */
function withoutCleanup(text: string): string {
  return text.replaceAll('rm -rf /var/lib/apt/lists/*', 'true')
}

const cases = readCases(new URL('./clean-package-caches/changes.txt', import.meta.url)).filter((each) =>
  mayRun(each.before),
)

// A cleanup that hides the failure of the command before it lets the build go on where it stopped before.
describe('a RUN fails where it failed before, whichever of its commands does', () => {
  test.each(cases.map((each) => [each.name, each] as const))('%s', async (_, { before, expected }) => {
    const after = withoutCleanup(withBase(expected))
    expect(after).not.toContain('/var/lib/apt')
    expect(await difference(before, after)).toBeUndefined()
  })

  test('many cases are run, those with errexit and with ; among them', () => {
    expect(cases.length).toBeGreaterThan(25)
    expect(cases.filter((each) => /set -e|"-e"/.test(each.before)).length).toBeGreaterThan(5)
  })

  test('a cleanup behind ; would be seen', async () => {
    const wrong = withBase('RUN apt-get update && apt-get install -y curl; true\n')
    const before = withBase('RUN apt-get update && apt-get install -y curl\n')
    expect(await difference(before, wrong)).toContain('fails before and succeeds after')
  })
})
