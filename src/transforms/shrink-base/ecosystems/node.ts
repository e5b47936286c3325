import { posix } from 'node:path'
import type { DependencyNeeds } from '../../../project/dependency-needs.ts'
import { nodeNeeds } from '../../../project/node/node-needs.ts'
import { NOTHING, unknownWithout, valueOf, type Install } from './ecosystem.ts'

const MANAGERS = ['npm', 'yarn', 'pnpm', 'bun'] as const

export function nodeDependencies(install: Install): DependencyNeeds {
  const { command, call, folder, image, libc } = install
  const manager = MANAGERS.find((each) => each === command.manager.id)
  const elsewhere = command.normalOptions.find((each) =>
    /^(?:--prefix|--cwd|-C|--dir|--workspace|-w|--filter|-F|--lockfile-dir)(?:[= ]|$)/.test(each),
  )
  if (manager === undefined || folder === undefined || elsewhere !== undefined)
    return unknownWithout(`which folder ${command.name} ${command.action} installs in is not known`)
  const has = (pattern: RegExp): boolean => command.normalOptions.some((each) => pattern.test(each))
  if (has(/^(?:-v|--version|-h|--help)$/)) return NOTHING
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
  const found = [
    ...(named.length > 0 ? [nodeNeeds(files, { ...options, dependenciesIn: named })] : []),
    ...(isGlobal ||
    (named.length > 0 && files.read('package.json') === undefined && !call.files.isNamed('package.json'))
      ? []
      : [nodeNeeds(files, options)]),
  ]
  return {
    needs: found.flatMap(({ needs }) => needs),
    unknown: found.flatMap(({ unknown }) => unknown),
  }
}
