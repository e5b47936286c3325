import { posix } from 'node:path'
import type { DependencyNeeds } from '../../../project/dependency-needs.ts'
import { nativePackages } from '../../../project/node/native-packages.ts'
import { nodeNeeds, type NodeOptions } from '../../../project/node/node-needs.ts'
import type { Files } from '../../../project/node/read-lock.ts'
import { NOTHING, unknownWithout, valueOf, type Install, type Natives } from './ecosystem.ts'

const MANAGERS = ['npm', 'yarn', 'pnpm', 'bun'] as const

/** What one command installs: the packages that it names, and whether those of the project as well. */
interface NodeInstall {
  readonly named: readonly string[]
  readonly isGlobal: boolean
  readonly ofProject: boolean
  readonly files: Files
  readonly options: NodeOptions
}

export function nodeDependencies(install: Install): DependencyNeeds {
  const found = installOf(install)
  if (!found) return NOTHING
  if ('unknown' in found) return found
  const { named, ofProject, files, options } = found
  const all = [
    ...(named.length > 0 ? [nodeNeeds(files, { ...options, dependenciesIn: named })] : []),
    ...(ofProject ? [nodeNeeds(files, options)] : []),
  ]
  return {
    needs: all.flatMap(({ needs }) => needs),
    unknown: all.flatMap(({ unknown }) => unknown),
  }
}

/** What in node_modules runs with one C library alone. */
export function nodeNatives(install: Install): Natives {
  const found = installOf(install)
  // What is global lies in the folders of the image.
  if (!found || ('isGlobal' in found && found.isGlobal)) return { native: [], unknown: [] }
  if ('unknown' in found) return { native: [], unknown: found.unknown }
  const { named, files, options } = found
  if (named.length > 0)
    return { native: [], ...unknownWithout(`whether ${named.join(' and ')} has native code is not known`) }
  return nativePackages(files, options)
}

/** Undefined for a command that installs nothing. */
function installOf(install: Install): NodeInstall | DependencyNeeds | undefined {
  const { command, call, folder, image, libc } = install
  const manager = MANAGERS.find((each) => each === command.manager.id)
  const elsewhere = command.normalOptions.find((each) =>
    /^(?:--prefix|--cwd|-C|--dir|--workspace|-w|--filter|-F|--lockfile-dir)(?:[= ]|$)/.test(each),
  )
  if (manager === undefined || folder === undefined || elsewhere !== undefined)
    return unknownWithout(`which folder ${command.name} ${command.action} installs in is not known`)
  const has = (pattern: RegExp): boolean => command.normalOptions.some((each) => pattern.test(each))
  if (has(/^(?:-v|--version|-h|--help)$/)) return undefined
  const major = /^(\d+)/.exec(image?.name === 'node' ? (image.tag ?? '') : '')?.[1]
  const named = command.operands.flatMap(({ literal, text }) => literal ?? text)
  const isGlobal = has(/^(?:-g|--global|--location[= ]global)$/) || command.action.startsWith('global')
  const options = {
    folder: '',
    omitDev:
      has(/^(?:--production|--prod|-P|--only[= ]prod(?:uction)?|--omit[= ]dev)$/) ||
      (manager !== 'bun' && valueOf(install, 'NODE_ENV') === 'production'),
    ignoreScripts: has(/^--ignore-scripts$/) || valueOf(install, 'npm_config_ignore_scripts') === 'true',
    noOptional: has(/^(?:--no-optional|--omit[= ]optional|--ignore-optional)$/),
    libc,
    nodeMajor: major === undefined ? undefined : Number(major),
    manager,
  }
  const files = {
    read: (path: string) => call.files.read(posix.join(folder, path)),
    list: (path: string) => call.files.list(posix.join(folder, path)),
  }
  return {
    named,
    isGlobal,
    ofProject: !(
      isGlobal ||
      (named.length > 0 && files.read('package.json') === undefined && !call.files.isNamed('package.json'))
    ),
    files,
    options,
  }
}
