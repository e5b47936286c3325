// poetry, pipenv and uv with a project's own manifest.
import { posix } from 'node:path'
import { isTable, parseToml, tableIn, tablesIn, textsIn, type Table } from '../../../project/toml.ts'
import {
  hasOption,
  NO_MANIFEST,
  NO_LOCK,
  present,
  setVariable,
  type Ecosystem,
  type Install,
  type InstallSite,
  type NotFirst,
} from '../install.ts'

export const pythonProjects: Ecosystem = {
  read(site) {
    const { call } = site
    switch (call.manager.id) {
      case 'poetry':
        return /^(?:install|sync)$/.test(call.action) ? poetry(site) : undefined
      case 'pipenv':
        return /^(?:install|sync)$/.test(call.action) && call.operands.length === 0 ? pipenv(site) : undefined
      case 'uv':
        return call.action === 'sync' ? uv(site) : undefined
      default:
        return undefined
    }
  },
}

function poetry(site: InstallSite): Install | NotFirst | undefined {
  const { call, files, folder } = site
  if (hasOption(call, /^(?:--only-root|-C|--directory|-P|--project)$/)) return undefined
  const manifest = toml(site, 'pyproject.toml')
  if (!manifest) return NO_MANIFEST('pyproject.toml')
  const own = tableIn(tableIn(manifest, 'tool'), 'poetry')
  // https://python-poetry.org/docs/basic-usage/#operating-modes
  if (!hasOption(call, /^--no-root$/) && own['package-mode'] !== false)
    return {
      reason: 'poetry install installs the project itself as well, for which it needs the sources',
      unblock:
        'install with --no-root and the project behind COPY, or set package-mode = false where it is no package',
    }
  const local = localIn(manifest)
  if (local !== undefined) return fromFolder(local)
  const locks = present(site, ['poetry.lock'])
  return {
    reads: [posix.join(folder, 'pyproject.toml'), ...locks, ...present(site, ['poetry.toml'])],
    // https://python-poetry.org/docs/configuration/#virtualenvsin-project: there, or outside of the project.
    fills:
      /in-project\s*=\s*true/.test(files.read(posix.join(folder, 'poetry.toml')) ?? '') ||
      setVariable(site, /^POETRY_VIRTUALENVS_IN_PROJECT$/) !== undefined
        ? [posix.join(folder, '.venv')]
        : [],
    rewrites: [],
    doubts: [...(locks.length === 0 ? [NO_LOCK('pyproject.toml')] : [])],
  }
}

function pipenv(site: InstallSite): Install | NotFirst | undefined {
  const { call, folder } = site
  if (hasOption(call, /^(?:-r|--requirements|-e|--editable|--requirementstxt)$/)) return undefined
  const manifest = toml(site, 'Pipfile')
  if (!manifest || setVariable(site, /^PIPENV_PIPFILE$/) !== undefined) return NO_MANIFEST('Pipfile')
  const local = localIn(manifest)
  if (local !== undefined) return fromFolder(local)
  const locks = present(site, ['Pipfile.lock'])
  const isFrozen = call.action === 'sync' || hasOption(call, /^(?:--deploy|--ignore-pipfile)$/)
  return {
    reads: [posix.join(folder, 'Pipfile'), ...locks],
    fills: setVariable(site, /^PIPENV_VENV_IN_PROJECT$/) === undefined ? [] : [posix.join(folder, '.venv')],
    rewrites: isFrozen ? [] : locks,
    doubts: [
      ...(locks.length === 0 ? [NO_LOCK('Pipfile')] : []),
      ...(isFrozen || locks.length === 0
        ? []
        : ['Pipfile.lock in the image is then the one of the sources, not what pipenv may make of it']),
    ],
  }
}

function uv(site: InstallSite): Install | NotFirst | undefined {
  const { call, folder } = site
  if (hasOption(call, /^(?:--package|--all-packages|--project|--directory|--script)$/)) return undefined
  const manifest = toml(site, 'pyproject.toml')
  if (!manifest) return NO_MANIFEST('pyproject.toml')
  const settings = tableIn(tableIn(manifest, 'tool'), 'uv')
  // https://docs.astral.sh/uv/concepts/projects/config/#build-systems: without one, the project is no package.
  const isPackage =
    settings['package'] === true || (settings['package'] !== false && isTable(manifest['build-system']))
  if (isPackage && !hasOption(call, /^(?:--no-install-project|--no-install-workspace)$/))
    return {
      reason: 'uv sync installs the project itself as well, for which it needs the sources',
      unblock: 'run uv sync --no-install-project in front of COPY, and uv sync behind it',
    }
  const isFrozen = hasOption(call, /^--frozen$/)
  const isAlone = hasOption(call, /^--no-install-workspace$/)
  const members = isTable(settings['workspace']) ? workspaceOf(site, tableIn(settings, 'workspace')) : []
  if ('reason' in members) return members
  if (isTable(settings['workspace']) && !isAlone)
    return {
      reason: 'uv sync installs the packages of the workspace as well, for which it needs the sources',
      unblock: 'run uv sync --frozen --no-install-workspace in front of COPY, and uv sync behind it',
    }
  // https://github.com/astral-sh/uv/issues/6685: a frozen lock file is not held against the manifests of members.
  const manifests = isFrozen ? [] : members
  const tables = [manifest, ...manifests.map((path) => parseToml(site.files.read(path) ?? '') ?? {})]
  const local = tables
    .map((each) => localIn(isAlone ? withoutMembers(each) : each))
    .find((each) => each !== undefined)
  if (local !== undefined) return fromFolder(local)
  const isDynamic = tables.some((each) => textsIn(tableIn(each, 'project'), 'dynamic').length > 0)
  if (!isFrozen && isDynamic)
    return { reason: 'uv sync builds the project to know what it depends on', unblock: 'add --frozen' }
  const locks = present(site, ['uv.lock'])
  return {
    reads: [
      posix.join(folder, 'pyproject.toml'),
      ...locks,
      ...manifests,
      ...present(site, ['uv.toml', '.python-version']),
    ],
    fills: setVariable(site, /^UV_PROJECT_ENVIRONMENT$/) === undefined ? [posix.join(folder, '.venv')] : [],
    rewrites: isFrozen || hasOption(call, /^--locked$/) ? [] : locks,
    doubts: [
      ...(locks.length === 0 ? [NO_LOCK('pyproject.toml')] : []),
      ...(isFrozen || hasOption(call, /^--locked$/) || locks.length === 0
        ? []
        : ['uv.lock in the image is then the one of the sources, not what uv may make of it']),
    ],
  }
}

/** The manifests of members: https://docs.astral.sh/uv/concepts/projects/workspaces/ */
function workspaceOf({ files, folder }: InstallSite, workspace: Table): readonly string[] | NotFirst {
  const found = new Set<string>()
  for (const [field, adds] of [
    ['members', true],
    ['exclude', false],
  ] as const)
    for (const pattern of textsIn(workspace, field)) {
      const parts = pattern.replace(/^\.\//, '').replace(/\/$/, '').split('/')
      if (!parts.every((part) => part === '*' || /^[\w@.-]+$/.test(part)))
        return {
          reason: `which members the pattern ${pattern} of the workspace finds is not known`,
          unblock: 'name their folders, or use patterns such as packages/*',
        }
      const folders = parts.reduce<readonly string[]>(
        (places, part) =>
          places.flatMap((place) =>
            (part === '*' ? (files.list(place) ?? []) : [part]).map((name) => posix.join(place, name)),
          ),
        [folder],
      )
      for (const each of folders) {
        const manifest = posix.join(each, 'pyproject.toml')
        if (files.read(manifest) === undefined) continue
        if (adds) found.add(manifest)
        else found.delete(manifest)
      }
    }
  return [...found].sort()
}

/** Without what is said of members, which are not installed. */
function withoutMembers(table: Table): Table {
  const tool = tableIn(table, 'tool')
  const settings = tableIn(tool, 'uv')
  const sources = Object.entries(tableIn(settings, 'sources')).filter(
    ([, source]) => !(isTable(source) && source['workspace'] === true),
  )
  const { workspace: _, ...others } = settings
  return { ...table, tool: { ...tool, uv: { ...others, sources: Object.fromEntries(sources) } } }
}

function toml({ files, folder }: InstallSite, name: string): Table | undefined {
  const text = files.read(posix.join(folder, name))
  return text === undefined ? undefined : parseToml(text)
}

/** A dependency that is installed from a folder or an archive of the project. */
function localIn(table: Table): string | undefined {
  for (const [name, value] of Object.entries(table)) {
    if (typeof value === 'string' && /(?:^|@\s*)file:/.test(value)) return name
    if (Array.isArray(value)) {
      const list: readonly unknown[] = value
      if (list.some((each) => typeof each === 'string' && /@\s*file:|^\.{1,2}\//.test(each))) return name
      for (const inner of tablesIn(table, name)) if (isLocal(inner)) return name
    }
    if (!isTable(value) || /^(?:build-system|scripts|urls|classifiers)$/.test(name)) continue
    if (isLocal(value)) return name
    const found = localIn(value)
    if (found !== undefined) return found
  }
  return undefined
}

function isLocal(table: Table): boolean {
  return typeof table['path'] === 'string' || table['workspace'] === true || table['editable'] === true
}

function fromFolder(name: string): NotFirst {
  return {
    reason: `${name} is installed from a folder or an archive of the project`,
    unblock: 'copy that in front of the install, too, by hand',
  }
}
