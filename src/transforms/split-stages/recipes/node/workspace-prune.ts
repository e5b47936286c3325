// Taking the development dependencies of all packages out of a workspace.
import { stateAt } from '../../../../dockerfile/document.ts'
import { noSplit, type NoSplit } from '../../split-plan.ts'
import type { Subject } from '../../subject.ts'
import { pruneCommand } from './development-packages.ts'
import { installScripts, isBerry } from './node-project.ts'
import type { ProjectBuild } from './project-build.ts'
import { behindBuild } from './project-plan.ts'
import type { Workspace } from './workspace.ts'

/**
 * The commands that do so and leave what the build made. Run on a workspace of three packages with npm 11.19, yarn 1.22, yarn 4.6 and
 * pnpm 7.33, 8.15, 9.15, 10.12 and 12.21: `pnpm prune` of 9 and 10 takes the packages of all members away, and `pnpm install --prod`
 * asks first where CI does not say that nobody answers, ends well, and does nothing.
 */
export function workspacePrune(
  subject: Subject,
  { root, members }: Workspace,
  build: ProjectBuild,
): readonly string[] | NoSplit {
  const { document, stage } = subject
  const [install] = build.installs
  const user = stateAt(document, stage, behindBuild(subject, build)).user ?? 'root'
  const owner = (install && stateAt(document, stage, install.instruction).user) ?? 'root'
  if (user !== owner && !/^(?:root|0)(?::|$)/.test(user))
    return noSplit(
      `${user} cannot take out development dependencies that ${owner} has installed`,
      'let USER follow what builds',
    )
  if (root.manager === 'pnpm')
    return ['CI=true pnpm install --prod --ignore-scripts --config.modules-cache-max-age=0']
  // npm has workspaces from version 7 on, which came with Node 15.
  if (root.manager === 'npm' && !(Number(/^(\d+)/.exec(subject.tag.tag)?.[1] ?? Number.NaN) >= 15))
    return noSplit(
      `which npm node:${subject.tag.tag} has is not known, or it knows no workspaces`,
      'name a version of Node from 15 on in the tag',
    )
  const scripted = members.find((each) => installScripts(each).length > 0)
  if (root.manager === 'yarn' && isBerry(root) && scripted)
    return noSplit(
      'yarn runs the scripts of the project again when it takes out development dependencies',
      'split it by hand',
    )
  const command = pruneCommand(subject, root, install)
  return typeof command === 'object' ? command : [command]
}
