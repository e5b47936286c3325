// What the installs of npm, pip and the like ask of an image, by the lock files in the build context.
import { officialImage, type ImageNames } from '../../catalog/image-name.ts'
import { stateAt, type Document } from '../../dockerfile/document.ts'
import type { DependencyNeed, Libc } from '../../project/dependency-needs.ts'
import { packageCommand } from '../../shell/package-command.ts'
import { externalBase } from '../../shell/shell.ts'
import type { Call } from '../calls/calls.ts'
import {
  NOTHING,
  unknownWithout,
  type Ecosystem,
  type Install,
  type Natives,
} from './ecosystems/ecosystem.ts'
import { nodeDependencies, nodeNatives } from './ecosystems/node.ts'
import { pythonDependencies, pythonNatives } from './ecosystems/python.ts'
import { rubyDependencies, rubyNatives } from './ecosystems/ruby.ts'
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

/** @param release of Alpine: `3.22` */
export function muslTarget(release: string, names: ImageNames): Target {
  const [major = 0, minor = 0] = release.split('.').map(Number)
  // musl 1.2 came with Alpine 3.13: https://alpinelinux.org/posts/Alpine-3.13.0-released.html
  return { libc: 'musl', libcVersion: major > 3 || minor >= 13 ? '1.2' : '1.1', names }
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
  for (const install of installsOf(document, calls, target)) {
    const { call, command } = install
    const found =
      entryOf(ECOSYSTEMS, command.manager.id)?.(install) ??
      unknownWithout(`what ${command.name} ${command.action} builds is not known`)
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

const NATIVES: Readonly<Record<string, (install: Install) => Natives>> = {
  npm: nodeNatives,
  yarn: nodeNatives,
  pnpm: nodeNatives,
  bun: nodeNatives,
  pip: pythonNatives,
  uv: pythonNatives,
  poetry: pythonNatives,
  pipenv: pythonNatives,
  gem: rubyNatives,
  bundler: rubyNatives,
  composer: () => ({ native: [], unknown: [] }),
}

/** What keeps the results of installs from being taken to another C library. */
export function nativeDependencies(
  document: Document,
  calls: readonly Call[],
  target: Target,
): readonly Obstacle[] {
  return installsOf(document, calls, target).flatMap((install) => {
    const { command, call } = install
    const { native, unknown } = entryOf(NATIVES, command.manager.id)?.(install) ?? {
      native: [],
      ...unknownWithout(`whether ${command.name} ${command.action} brings native code is not known`),
    }
    return [
      ...native.map((name) => ({
        at: call.at,
        reason: `${name} has native code`,
        unblock:
          'install the dependencies in a stage with the same C library as the one that they are copied to',
      })),
      ...unknown.map((each) => ({ at: call.at, ...each })),
    ]
  })
}

function entryOf<Value>(table: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined
}

function installsOf(document: Document, calls: readonly Call[], target: Target): readonly Install[] {
  return calls.flatMap((call) => {
    const command = packageCommand(call.command)
    if (!command || OF_THE_SYSTEM.has(command.manager.id) || command.role !== 'install') return []
    const image = officialImage(externalBase(document, call.stage), target.names)
    const { variables } = stateAt(document, call.stage, call.instruction)
    const { libc, libcVersion } = target
    return [{ call, command, folder: call.folder, image, variables, libc, libcVersion, before: calls }]
  })
}
