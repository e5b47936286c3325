// What the installs of npm, pip and the like ask of an image, by the lock files in the build context.
import { officialImage, type ImageNames } from '../../catalog/image-name.ts'
import { stateAt, type Document } from '../../dockerfile/document.ts'
import type { DependencyNeed, Libc } from '../../project/dependency-needs.ts'
import { packageCommand } from '../../shell/package-command.ts'
import { externalBase } from '../../shell/shell.ts'
import type { Call } from '../calls/calls.ts'
import { NOTHING, unknownWithout, type Ecosystem } from './ecosystems/ecosystem.ts'
import { nodeDependencies } from './ecosystems/node.ts'
import { pythonDependencies } from './ecosystems/python.ts'
import { rubyDependencies } from './ecosystems/ruby.ts'
import { rustDependencies } from './ecosystems/rust.ts'
import type { Obstacle } from '../calls/obstacle.ts'

export interface DependencyFindings {
  readonly needs: readonly { readonly need: DependencyNeed; readonly call: Call }[]
  readonly obstacles: readonly Obstacle[]
}

/** What is built on. */
export interface Target {
  readonly libc: Libc
  readonly libcVersion: string
  readonly names: ImageNames
}

const ECOSYSTEMS: Readonly<Record<string, Ecosystem>> = {
  npm: nodeDependencies,
  yarn: nodeDependencies,
  pnpm: nodeDependencies,
  bun: nodeDependencies,
  cargo: rustDependencies,
  pip: pythonDependencies,
  uv: pythonDependencies,
  poetry: pythonDependencies,
  pipenv: pythonDependencies,
  gem: rubyDependencies,
  bundler: rubyDependencies,
  // Code in the language itself; what it asks of its platform, the image has in any variant.
  composer: () => NOTHING,
  // What they compile is judged where the program is called.
  go: () => NOTHING,
  maven: () => NOTHING,
  gradle: () => NOTHING,
  pecl: () => NOTHING,
}

const OF_THE_SYSTEM = new Set(['apt', 'apk', 'dnf', 'yum-utils', 'zypper', 'pacman'])

export function dependencyNeeds(
  document: Document,
  calls: readonly Call[],
  target: Target,
): DependencyFindings {
  const needs: { readonly need: DependencyNeed; readonly call: Call }[] = []
  const obstacles: Obstacle[] = []
  for (const call of calls) {
    const command = packageCommand(call.command)
    if (!command || OF_THE_SYSTEM.has(command.manager.id) || command.role !== 'install') continue
    const ecosystem = Object.hasOwn(ECOSYSTEMS, command.manager.id)
      ? ECOSYSTEMS[command.manager.id]
      : undefined
    const found =
      ecosystem?.({
        call,
        command,
        folder: call.folder,
        image: officialImage(externalBase(document, call.stage), target.names),
        variables: stateAt(document, call.stage, call.instruction).variables,
        libc: target.libc,
        libcVersion: target.libcVersion,
        before: calls,
      }) ?? unknownWithout(`what ${command.name} ${command.action} builds is not known`)
    obstacles.push(...found.unknown.map((each) => ({ at: call.at, ...each })))
    for (const need of found.needs) {
      if (need.blocked === undefined) needs.push({ need, call })
      else
        obstacles.push({
          at: call.at,
          reason: `${need.name} ${need.blocked}`,
          unblock: `replace ${need.name}, or keep the image as it is`,
        })
    }
  }
  return { needs, obstacles }
}
