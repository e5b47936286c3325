// Taking development dependencies out of what an install made.
import { stateAt } from '../../../../dockerfile/document.ts'
import { fieldOf, textOf } from '../../../../project/node/values.ts'
import type { Call } from '../../../calls/calls.ts'
import { noSplit, type NoSplit } from '../../split-plan.ts'
import type { Subject } from '../../subject.ts'
import { isForProduction, managerCall } from './manager-calls.ts'
import { installScripts, isBerry, type NodeProject } from './node-project.ts'

/** True where the development dependencies are not installed, or are gone again at the end. */
export function isPruned(subject: Subject, calls: readonly Call[]): boolean {
  const last = calls.findLast(({ command }) => /^(?:install|prune)$/.test(managerCall(command) ?? ''))
  if (!last) return false
  if (isForProduction(last.command)) return true
  if (managerCall(last.command) === 'prune')
    return (
      last.command.args.some(({ text }) => /^--(?:production|prod|omit)|^-P$/.test(text)) ||
      isOldProduction(subject, last)
    )
  return isOldProduction(subject, last)
}

/** npm, yarn 1 and pnpm go by NODE_ENV, unless an option asks for all. */
function isOldProduction({ document, stage }: Subject, { command, instruction }: Call): boolean {
  const own = command.syntax.prefix.find((each) => each.type === 'Assignment' && each.name === 'NODE_ENV')
  const value =
    own && 'text' in own
      ? own.text.slice('NODE_ENV='.length)
      : stateAt(document, stage, instruction).variables.get('NODE_ENV')?.text
  const asks = command.args.some(({ text }) =>
    /^--(?:include=dev|production=false|prod=false|dev|also=dev(?:elopment)?)$|^-D$/.test(text),
  )
  return value === 'production' && !asks
}

/**
 * The command that takes them out and leaves what the build made in node_modules. Run with npm 6.14, 8.19 and 11.19, yarn 1.22, pnpm 7 to 10
 * and yarn 4.6: each keeps node_modules/.prisma and what was compiled; npm runs no scripts of the project, pnpm runs all of them
 * without --ignore-scripts, which it has from version 8 on, and yarn from version 2 on runs them always.
 */
export function pruneCommand(
  { tag }: Pick<Subject, 'tag'>,
  project: NodeProject,
  install: Call | undefined,
): string | NoSplit {
  const words = install?.command.args.map(({ text }) => text) ?? []
  const flags = words
    .filter((word) => /^--(?:legacy-peer-deps|force|unsafe-perm)$|^-f$/.test(word))
    .map((word) => ` ${word}`)
    .join('')
  const scripts = installScripts(project)
  switch (project.manager) {
    case 'npm': {
      const major = Number(/^(\d+)/.exec(tag.tag)?.[1] ?? Number.NaN)
      return major < 15 ? `npm prune --production${flags}` : `npm prune --omit=dev${flags}`
    }
    case 'pnpm':
      return scripts.length > 0 ? 'pnpm prune --prod --ignore-scripts' : 'pnpm prune --prod'
    case 'yarn':
      if (!isBerry(project)) return 'yarn install --production --ignore-scripts --prefer-offline'
      if (scripts.length > 0)
        return noSplit(
          'yarn runs the scripts of the project again when it takes out development dependencies',
          'split it by hand',
        )
      return canFocus(project)
        ? 'yarn workspaces focus --all --production'
        : noSplit(
            'yarn 2 and 3 take out development dependencies by a plugin alone',
            'yarn plugin import workspace-tools',
          )
    case 'bun':
      return noSplit('bun has no command that takes out development dependencies', 'split it by hand')
  }
}

/** https://yarnpkg.com/cli/workspaces/focus: part of yarn from version 4 on. */
function canFocus({ files, manifest }: NodeProject): boolean {
  const settings = files.read('.yarnrc.yml') ?? ''
  if (settings.includes('plugin-workspace-tools')) return true
  const named = /^yarn@(\d+)/.exec(textOf(fieldOf(manifest, 'packageManager')) ?? '')?.[1]
  return Number(named ?? /yarn-(\d+)\./.exec(settings)?.[1] ?? 0) >= 4
}
