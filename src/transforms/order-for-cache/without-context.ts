// Where nothing but the Dockerfile is known: what package.json and its like have the install read is not seen.
import type { Document } from '../../dockerfile/document.ts'
import { wordsOf } from '../../dockerfile/instruction.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import { packageCommand } from '../../shell/package-command.ts'
import { runScripts } from '../../shell/run-scripts.ts'
import type { Stays } from './phase.ts'

const LANGUAGES = /^(?:npm|yarn|pnpm|bun|pip|poetry|pipenv|uv|bundler|composer|go|dotnet|maven|mix)$/

export function withoutContext(document: Document, stage: Stage): Stays | undefined {
  const copy = stage.instructions.find(
    (each) =>
      /^(?:COPY|ADD)$/.test(each.keyword) &&
      each.flags.length === 0 &&
      wordsOf(each).length === 2 &&
      /^\.\/?$/.test(wordsOf(each)[0] ?? ''),
  )
  if (!copy) return undefined
  const next = stage.instructions.find(({ keyword, index }) => keyword === 'RUN' && index > copy.index)
  const run = runScripts(document).find(({ instruction }) => instruction === next)
  const installs = run?.commands.some((command) => {
    const call = packageCommand(command)
    return call && LANGUAGES.test(call.manager.id) && call.role === 'install'
  })
  return installs === true
    ? {
        at: copy.range,
        reason: 'what the install behind it reads of the build context is not known without it',
        unblock: 'run dfopt where the build context is',
        quiet: true,
      }
    : undefined
}
