// A workspace of several packages in one repository, and those of them that a container's program uses.
import { posix } from 'node:path'
import { copiedFiles } from '../../../../project/copied-files.ts'
import type { PackageManager } from '../../../../project/node/project-scripts.ts'
import { fieldOf, textOf } from '../../../../project/node/values.ts'
import type { Call } from '../../../calls/calls.ts'
import { memberFolders, workspaceRoot } from '../../../calls/workspace-calls.ts'
import { noSplit, type NoSplit } from '../../split-plan.ts'
import type { Subject } from '../../subject.ts'
import { nodeProject, type NodeProject } from './node-project.ts'
import { fileOfNode, type StartedProgram } from './started-programs.ts'

export interface Workspace {
  readonly root: NodeProject
  /** All packages but the first. */
  readonly members: readonly NodeProject[]
}

/** Undefined where an install in that folder is of one package alone. */
export function workspaceAt(
  subject: Subject,
  folder: string,
  manager: PackageManager,
): Workspace | NoSplit | undefined {
  const { document, stage, project } = subject
  const files = copiedFiles(document, stage, undefined, project)
  const top = workspaceRoot(manager, folder, files)
  if (top === undefined) return undefined
  const root = nodeProject(subject, top, manager)
  const folders = memberFolders(top, manager, files)
  if (!root || !folders) return noSplit('which packages its workspace has is not known', 'split it by hand')
  const members = folders.flatMap((each) => nodeProject(subject, each, manager) ?? [])
  if (top !== folder)
    return noSplit(
      `packages are installed in ${folder}, which is part of the workspace in ${top}`,
      `install in ${top}`,
    )
  return { root, members }
}

/** True for an install that is of the whole workspace: yarn and pnpm see to all of it from the folder of each package. */
export function installsAll({ root, members }: Workspace, { folder }: Call): boolean {
  return (
    folder === root.folder || (root.manager !== 'npm' && members.some((member) => member.folder === folder))
  )
}

export function nameOf({ manifest }: NodeProject): string | undefined {
  return textOf(fieldOf(manifest, 'name'))
}

/** The package that a program is started from: that of its file, else of the folder that it starts in. */
export function startedMember({ root, members }: Workspace, program: StartedProgram): NodeProject {
  const folder = program.call.folder ?? root.folder
  const file = fileOfNode(program)
  const path = file === undefined ? folder : posix.resolve(folder, file)
  const owners = members.filter((each) => path === each.folder || path.startsWith(`${each.folder}/`))
  // One package may lie in another.
  return owners.sort((left, right) => right.folder.length - left.folder.length)[0] ?? root
}

/** Those packages with all of the workspace that they depend on, and the first one, whose packages all find. */
export function neededMembers(
  { root, members }: Workspace,
  started: readonly NodeProject[],
): ReadonlySet<NodeProject> {
  const found = new Set<NodeProject>(started)
  for (const each of found)
    for (const member of members) if (each.dependencies.has(nameOf(member) ?? '')) found.add(member)
  found.delete(root)
  return found
}

/**
 * A package as its sources see it. npm and yarn put what all packages need into one folder, where each of them finds it; pnpm shows
 * each its own and what the first one has.
 */
export function seenFrom({ root, members }: Workspace, member: NodeProject): NodeProject {
  const isStrict = root.manager === 'pnpm'
  const declared = new Set([...member.dependencies, ...root.dependencies])
  const others = isStrict ? [] : members
  const kept = new Set(others.flatMap(({ dependencies }) => [...dependencies]))
  const dev = new Set([...member.dev, ...root.dev, ...others.flatMap((each) => [...each.dev])])
  const survives = (name: string): boolean =>
    declared.has(name) || (!isStrict && (kept.has(name) || root.survives(name)))
  return {
    ...member,
    dependencies: declared,
    dev: new Set([...dev].filter((name) => !declared.has(name))),
    survives,
  }
}
