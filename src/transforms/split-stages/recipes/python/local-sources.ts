// The project itself, where its own install leaves a link to its sources.
import { posix } from 'node:path'
import { listIn, parseToml, tableIn, textIn } from '../../../../project/toml.ts'
import { packageCommand } from '../../../../shell/package-command.ts'
import type { Call } from '../../../calls/calls.ts'
import { pathFrom } from '../../subject.ts'
import { installerOf } from './installers.ts'

export interface LocalSources {
  /** Folders whose sources the environment links to. */
  readonly linked: readonly string[]
  /** Those among them that the install may write into. */
  readonly written: readonly string[]
}

export function localSources(installs: readonly Call[]): LocalSources {
  const linked = new Set<string>()
  const written = new Set<string>()
  for (const call of installs)
    for (const folder of linkedBy(call)) {
      linked.add(folder)
      if (isWritten(call, folder)) written.add(folder)
    }
  return { linked: [...linked], written: [...written] }
}

function linkedBy(call: Call): readonly string[] {
  const { command, folder, files } = call
  if (folder === undefined) return []
  const options = packageCommand(command)?.normalOptions ?? []
  const has = (pattern: RegExp): boolean => options.some((each) => pattern.test(each))
  const here = files.read(posix.join(folder, 'pyproject.toml'))
  switch (installerOf(command)) {
    case 'poetry':
      return has(/^--no-root$|^--no-directory$/) || /^\s*package-mode\s*=\s*false/m.test(here ?? '')
        ? []
        : [folder]
    case 'uv':
      if (packageCommand(command)?.action === 'sync') {
        if (has(/^--no-install-(?:project|workspace|local)$|^--no-editable$/)) return []
        return here !== undefined && isPackage(here) ? [folder] : []
      }
      return editable(call, options)
    case 'pipenv':
      return /\beditable\s*=\s*true/.test(files.read(posix.join(folder, 'Pipfile')) ?? '') ? [folder] : []
    case 'setup.py':
      return command.args.some(({ text }) => text === 'develop') ? [folder] : []
    default:
      return editable(call, options)
  }
}

/** https://docs.astral.sh/uv/concepts/projects/config/#project-packaging */
function isPackage(pyproject: string): boolean {
  const table = parseToml(pyproject) ?? {}
  const said = tableIn(tableIn(table, 'tool'), 'uv').package
  return typeof said === 'boolean' ? said : Object.hasOwn(table, 'build-system')
}

function editable({ folder, files }: Call, options: readonly string[]): readonly string[] {
  const value = (pattern: RegExp): readonly string[] =>
    options.flatMap((each) => pattern.exec(each)?.[1] ?? [])
  const own = value(/^(?:-e|--editable) (.*)$/)
  const inFiles = value(/^(?:-r|--requirement) (.*)$/).flatMap((name) => {
    const path = pathFrom(folder, name)
    const text = path === undefined ? '' : (files.read(path) ?? '')
    return [...text.matchAll(/^\s*(?:-e|--editable)[ =]\s*(\S+)/gm)].flatMap(([, target]) => target ?? [])
  })
  return [...own, ...inFiles].flatMap((target) => {
    if (/^(?:git|hg|svn|bzr)\+|:\/\//.test(target)) return []
    return pathFrom(folder, target.replace(/^["']|\[.*$|["']$/g, '')) ?? []
  })
}

// Backends that leave a path in site-packages and nothing in the sources, unless the project hooks into them.
const LEAVES_SOURCES = /^(?:poetry\.core|hatchling|flit_core|uv_build|pdm\.backend)\b/

function isWritten({ files }: Call, folder: string): boolean {
  const text = files.read(posix.join(folder, 'pyproject.toml'))
  const table = text === undefined ? undefined : parseToml(text)
  if (!table || text === undefined) return true
  const backend = textIn(tableIn(table, 'build-system'), 'build-backend') ?? ''
  if (!LEAVES_SOURCES.test(backend)) return true
  const poetry = tableIn(tableIn(table, 'tool'), 'poetry')
  return (
    /version[_-]file|write_to|\[tool\.hatch\.build\.hooks|\[tool\.hatch\.build\.targets\.\w+\.hooks/.test(
      text,
    ) ||
    Object.hasOwn(poetry, 'build') ||
    listIn(poetry, 'build').length > 0
  )
}
