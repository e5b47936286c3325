// Scripts of the build context that the image runs: the shell that they ask for, and what its twin in Alpine reads differently.
import { posix } from 'node:path'
import type { Call } from '../../calls/calls.ts'
import { judgeCall } from './judge-call.ts'
import { differenceOfShells } from './shell-differences.ts'
import { refuse, type Draft } from './translation.ts'

interface FoundScript {
  /** In the build context. */
  readonly source: string
  readonly text: string
  /** `bash` */
  readonly interpreter: string
}

export function scriptsOf(draft: Draft, calls: readonly Call[]): void {
  const seen = new Set<string>()
  for (const call of calls) {
    const script = scriptOf(call)
    if (!script || seen.has(`${script.interpreter} ${script.source}`)) continue
    seen.add(`${script.interpreter} ${script.source}`)
    const { stage, instruction, atStart, at } = call
    if (script.interpreter === 'bash')
      draft.needs.push({ name: 'bash', stage, instruction, offset: 0, atStart, by: script.source })
    if (!/^(?:sh|bash|dash|ash|busybox)$/.test(script.interpreter)) askFor(draft, call, script)
    const what = /^(?:sh|dash|ash)$/.test(script.interpreter) ? differenceOfShells(script.text) : undefined
    if (what !== undefined)
      refuse(
        draft,
        at,
        `in ${script.source}, ${what}`,
        'write what every sh reads alike, or name bash in its first line',
      )
  }
}

/** The program that reads a script: `#!/usr/bin/env python3`. */
function askFor(draft: Draft, call: Call, { source, interpreter }: FoundScript): void {
  const command = { ...call.command, name: interpreter, args: [] }
  const verdict = judgeCall({ ...call, command }, draft.swap, new Set())
  const { stage, instruction, atStart, at } = call
  if (verdict.kind === 'obstacle')
    refuse(draft, at, `${source} asks for ${interpreter}: ${verdict.reason}`, verdict.unblock)
  else if (verdict.kind === 'needs')
    for (const name of verdict.names)
      draft.needs.push({ name, stage, instruction, offset: 0, atStart, by: source })
}

/** The script of the build context that a call runs; undefined where it runs none. */
export function scriptOf({ command, files, folder }: Call): FoundScript | undefined {
  const { name = '', args, syntax, wrappers } = command
  const isShell = /^(?:sh|bash|dash|ash|source|\.)$/.test(name)
  const written = isShell
    ? args.find(({ text }) => !/^[-+]/.test(text))?.text
    : [syntax.name, ...syntax.args][wrappers.length]?.text
  const file = written?.replace(/^(["'])([^]*)\1$/, '$2')
  if (file === undefined || (isShell && args.some(({ text }) => /^-[a-z]*c$/.test(text)))) return undefined
  const here = posix.resolve(folder ?? '/', file)
  const [path] =
    file.includes('/') || (isShell && files.sourceOf(here) !== undefined)
      ? [here]
      : files.placesOf(file).filter((each) => /\/s?bin\/[^/]+$/.test(each))
  const text = path === undefined ? undefined : files.read(path)
  const source = path === undefined ? undefined : files.sourceOf(path)
  if (text === undefined || source === undefined) return undefined
  const [, program = '', option = ''] = /^#!\s*(\S+)(?:\s+(?:-S\s+)?(\S+))?/.exec(text) ?? []
  const asked = posix.basename(program) === 'env' ? option : posix.basename(program)
  const given = /^(?:source|\.)$/.test(name) ? 'sh' : name
  return { source, text, interpreter: isShell ? given : asked === '' ? 'sh' : asked }
}
