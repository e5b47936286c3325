import { posix } from 'node:path'
import type { DependencyNeeds } from '../../../project/dependency-needs.ts'
import { nativeWheels } from '../../../project/python/native-wheels.ts'
import { pythonNeeds, type PythonRequest } from '../../../project/python/python-needs.ts'
import { packageCommand, type PackageCommand } from '../../../shell/package-command.ts'
import { NOTHING, unknownWithout, WORKDIR, type Install, type Natives } from './ecosystem.ts'
import { languageVersion } from '../../../catalog/language-version.ts'

const BY_HAND = 'swap it by hand, and run dfopt verify'
const VARIABLE = ' is in a variable'
const NAMES = 'name the packages where they are installed, or in a file of requirements'

type Wishes = Pick<PythonRequest, 'tool' | 'requirements' | 'files' | 'production' | 'withoutExtras'>

export function pythonDependencies(install: Install): DependencyNeeds {
  const request = requestOf(install)
  if (!request) return NOTHING
  return 'unknown' in request ? request : pythonNeeds(request)
}

/** What of the packages runs with one C library alone. */
export function pythonNatives(install: Install): Natives {
  const request = requestOf(install)
  if (!request) return { native: [], unknown: [] }
  return 'unknown' in request ? { native: [], unknown: request.unknown } : nativeWheels(request)
}

/** undefined: it installs nothing. */
function requestOf(install: Install): PythonRequest | DependencyNeeds | undefined {
  const { call, command, folder, image, libc, libcVersion } = install
  const what = `${command.name} ${command.action}`.trim()
  const python = image && languageVersion(image, 'python')
  if (python === undefined) return unknownWithout(`for which Python ${what} installs is not known`, BY_HAND)
  if (folder === undefined) return unknownWithout(`which folder ${what} runs in is not known`, WORKDIR)
  const wishes = wishesOf(command)
  if (typeof wishes === 'string') return unknownWithout(wishes, wishes.endsWith(VARIABLE) ? NAMES : BY_HAND)
  if (!wishes) return undefined
  const pip = pipBefore(install)
  return {
    ...wishes,
    files: wishes.files.map((file) => posix.resolve(folder, file)),
    read: (path) => call.files.read(posix.resolve(folder, path)),
    python,
    libc,
    libcVersion,
    ...(pip !== undefined && { pip }),
  }
}

/** undefined: it installs nothing; text: what cannot be told. */
function wishesOf(command: PackageCommand): Wishes | string | undefined {
  const { manager, action, normalOptions } = command
  const has = (pattern: RegExp): boolean => normalOptions.some((each) => pattern.test(each))
  switch (manager.id) {
    case 'pip':
      return pipWishes(command, 'pip')
    case 'uv':
      if (action === 'pip install' || action === 'pip sync') return pipWishes(command, 'uv')
      return action === 'sync'
        ? {
            tool: 'uv',
            requirements: [],
            files: ['uv.lock', ...(has(/^--no-install-project$/) ? [] : ['.'])],
            production: has(/^--no-dev$|^--only-group|^--no-default-groups$/),
            withoutExtras: !has(/^--(?:all-extras|extra)/),
          }
        : `what uv ${action} installs is not known`
    case 'poetry':
      if (action === 'lock') return undefined
      return action === 'install' || action === 'sync'
        ? {
            tool: 'poetry',
            requirements: [],
            files: ['poetry.lock', ...(has(/^--no-root$/) ? [] : ['.'])],
            production: has(/^--(?:no-dev|only[= ]main|without[= ]\S*dev)/),
            withoutExtras: !has(/^--(?:all-extras|extras|-E)/),
          }
        : `what poetry ${action} installs is not known`
    case 'pipenv':
      return action === 'install' || action === 'sync'
        ? {
            tool: 'pipenv',
            requirements: command.operands.map(literal),
            files: ['Pipfile.lock'],
            production: !has(/^(?:--dev|-d)$/),
          }
        : undefined
    default:
      return `what ${command.name} installs is not known`
  }
}

function pipWishes(
  { operands, normalOptions, options }: PackageCommand,
  tool: 'pip' | 'uv',
): Wishes | string {
  if (
    options.some((word) => word.literal === undefined) ||
    operands.some((word) => word.literal === undefined)
  )
    return `what ${tool} installs${VARIABLE}`
  const value = (pattern: RegExp): readonly string[] =>
    normalOptions.flatMap((each) => pattern.exec(each)?.[1] ?? [])
  const local = (word: string): boolean => /^\.{0,2}\/|^\.{1,2}(?:\[|$)/.test(word)
  const words = operands.map(literal)
  return {
    tool,
    requirements: [
      ...words.filter((word) => !local(word)),
      ...normalOptions.filter((each) =>
        /^--(?:no-binary|only-binary|prefer-binary|pre|extra-index-url|find-links|no-index|platform)\b|^-[if] /.test(
          each,
        ),
      ),
      ...value(/^-c (.*)$/).map((file) => `-c ${file}`),
    ],
    files: [
      ...value(/^-r (.*)$/),
      ...[...words.filter(local), ...value(/^-e (.*)$/)].map((word) => word.replace(/\[.*$/, '')),
    ],
  }
}

function literal({
  literal: known,
  text,
}: {
  readonly literal: string | undefined
  readonly text: string
}): string {
  return known ?? text
}

/** The pip that the file put in place of the image's before. */
function pipBefore({ call, before }: Install): string | undefined {
  let pip: string | undefined
  for (const each of before) {
    if (each === call) break
    const command = packageCommand(each.command)
    if (command?.manager.id !== 'pip' || command.role !== 'install') continue
    for (const { literal: word = '' } of command.operands) {
      const version = /^pip(?:\[.*\])?(?:==([\d.]+))?(?:[<>~!=].*)?$/.exec(word)
      if (version?.[1] !== undefined) pip = version[1]
      else if (version && command.normalOptions.some((each) => /^(?:-U|--upgrade)$/.test(each)))
        pip = 'newest'
    }
  }
  return pip
}
