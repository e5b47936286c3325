// What the installs of npm, pip and the like ask of an image, by the lock files in the build context.
import type { Document } from '../../dockerfile/document.ts'
import type { DependencyNeed, Libc } from '../../project/dependency-needs.ts'
import type { Project } from '../../project/project.ts'
import { packageCommand } from '../../shell/package-command.ts'
import type { Call } from './calls.ts'
import type { Obstacle } from './obstacle.ts'
import type { Swap } from './swap.ts'

export interface DependencyFindings {
  readonly needs: readonly { readonly need: DependencyNeed; readonly call: Call }[]
  readonly obstacles: readonly Obstacle[]
}

export function dependencyNeeds(
  _document: Document,
  _swap: Swap,
  calls: readonly Call[],
  _project: Project,
  _libc: Libc,
): DependencyFindings {
  const obstacles = calls.flatMap(({ command, at }): readonly Obstacle[] => {
    const call = packageCommand(command)
    if (!call || SYSTEM.has(call.manager.id) || call.role !== 'install') return []
    return [
      {
        at,
        reason: `what ${call.name} ${call.action} builds is not known`,
        unblock: 'run dfopt where the build context is',
      },
    ]
  })
  return { needs: [], obstacles }
}

const SYSTEM = new Set(['apt', 'apk', 'dnf', 'yum', 'microdnf', 'tdnf', 'zypper', 'pacman'])
