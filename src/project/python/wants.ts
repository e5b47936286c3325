// Which packages a command installs, from all the files that it names.
import { posix } from 'node:path'
import type { Unknown } from '../dependency-needs.ts'
import { lockReader } from './lock-files.ts'
import type { LockedPackage, LockRead } from './locked-package.ts'
import { localProject } from './local-project.ts'
import type { Requirement, Source } from './requirement.ts'
import {
  NO_OPTIONS,
  parseRequirementsFile,
  type PipOptions,
  type RequirementsFile,
} from './requirements-file.ts'
import type { PythonRequest } from './python-needs.ts'
import { parseSpecifiers, parseVersion, satisfies, type Specifier } from './version.ts'

/** A package that is to be installed. */
export interface Want {
  readonly name: string
  readonly extras: readonly string[]
  readonly specifiers: readonly Specifier[]
  /** As a lock file has it. */
  readonly version: string | undefined
  readonly files: readonly string[] | undefined
  readonly source: Source
  /** One of them has to hold. */
  readonly markers: readonly string[]
}

export interface Wants {
  readonly wants: readonly Want[]
  readonly unknown: readonly Unknown[]
  readonly options: PipOptions
  /** Whether nothing else comes with them. */
  readonly complete: boolean
  /** What is asked of packages should anything bring them. */
  readonly constraints: ReadonlyMap<string, readonly Specifier[]>
}

const MOST_FILES = 100

// They serve the files of PyPI.
const MIRRORS =
  /^https?:\/\/(?:[^@/]*@)?(?:pypi\.org|pypi\.python\.org|pypi\.tuna\.tsinghua\.edu\.cn|mirrors\.tuna\.tsinghua\.edu\.cn|mirrors\.aliyun\.com|pypi\.douban\.com|pypi\.doubanio\.com|mirrors\.cloud\.tencent\.com|mirrors\.ustc\.edu\.cn|pypi\.mirrors\.ustc\.edu\.cn|repo\.huaweicloud\.com|mirrors\.huaweicloud\.com|mirror\.baidu\.com)(?:\/|$)/

export function collectWants(request: PythonRequest): Wants {
  const wants: Want[] = []
  const unknown: Unknown[] = []
  const constraints = new Map<string, readonly Specifier[]>()
  const seen = new Set<string>()
  const isLocked =
    request.tool !== 'pip' &&
    request.files.some((path) => lockReader(path, request.python) && request.read(path) !== undefined)
  let options = NO_OPTIONS
  let complete = true
  const tell = (reason: string, unblock: string): void => {
    unknown.push({ reason, unblock })
  }

  const isProject = (folder: string): boolean =>
    ['pyproject.toml', 'setup.py', 'setup.cfg'].some(
      (name) => request.read(posix.join(folder, name)) !== undefined,
    )

  const addRequirement = (each: Requirement, folder: string): void => {
    if (each.source.kind === 'folder') {
      addProject(posix.join(folder, each.source.path), each.extras)
      return
    }
    if (each.name === undefined) {
      tell(
        `which package ${each.source.kind === 'file' ? `${each.source.file} is` : 'stands behind an address'} is not known`,
        NAME_IT,
      )
      return
    }
    wants.push({
      ...each,
      name: each.name,
      version: undefined,
      files: undefined,
      markers: each.marker === undefined ? [] : [each.marker],
    })
  }

  const addProject = (folder: string, extras: readonly string[]): void => {
    const key = `project ${folder}`
    if (seen.has(key)) return
    seen.add(key)
    const project = localProject(folder, extras, request.read)
    for (const reason of project.unknown)
      tell(reason, 'list the dependencies in pyproject.toml or in a lock file')
    // What it asks for is what has been locked.
    if (isLocked) return
    for (const each of project.requirements) addRequirement(each, folder)
    if (project.requirements.length > 0) complete = false
  }

  const addLines = (file: RequirementsFile, folder: string, asConstraints: boolean): void => {
    for (const line of file.unread) tell(`what the line ${shortened(line)} asks for is not known`, NAME_IT)
    options = combined(options, file.options)
    for (const each of file.requirements) {
      if (!asConstraints) addRequirement(each, folder)
      else if (each.name !== undefined)
        constraints.set(each.name, [...(constraints.get(each.name) ?? []), ...each.specifiers])
    }
    if (!asConstraints && !file.complete && file.requirements.length > 0) complete = false
    for (const { path, constraints: only } of file.files)
      addFile(posix.join(folder, path), asConstraints || only)
  }

  const addFile = (path: string, asConstraints: boolean): void => {
    const key = `${asConstraints} ${path}`
    if (seen.has(key)) return
    if (seen.size >= MOST_FILES) {
      tell('what more than a hundred files ask for is not looked at', 'name fewer files')
      return
    }
    seen.add(key)
    const name = posix.basename(path)
    if (name === 'pyproject.toml' || name === 'setup.py' || name === 'setup.cfg') {
      addProject(posix.dirname(path), [])
      return
    }
    if (/^https?:/.test(path)) {
      tell(`what ${path} asks for is not known`, 'put the file into the build context')
      return
    }
    const text = request.read(path)
    if (text === undefined && isProject(path)) {
      addProject(path, [])
      return
    }
    if (text === undefined) {
      tell(
        `${path} is not in a known build context`,
        'run dfopt where the build context is, with this file in it',
      )
      return
    }
    const reader = lockReader(path, request.python)
    if (reader) addLock(path, reader(text))
    else addLines(parseRequirementsFile(text), posix.dirname(path), asConstraints)
  }

  const addLock = (path: string, read: LockRead): void => {
    if ('unread' in read) {
      tell(`${path} cannot be read: ${read.unread}`, 'write the lock file anew')
      return
    }
    if (read.python !== undefined && !isFor(read.python, request.python))
      tell(
        `${path} is made for Python ${read.python}, and does not tell what another one installs`,
        'lock for the Python of the image',
      )
    const strange = read.indexes.filter((url) => !MIRRORS.test(url))
    for (const each of read.packages) {
      if ((request.production === true && each.dev) || (request.withoutExtras === true && each.optional))
        continue
      if (
        each.files === undefined &&
        each.source.kind === 'index' &&
        strange.length > 0 &&
        options.index === undefined
      )
        options = { ...options, index: strange[0] }
      wants.push(wantOf(each))
    }
  }

  if (request.requirements.length > 0)
    addLines(parseRequirementsFile(request.requirements.join('\n')), '.', false)
  for (const path of request.files) addFile(posix.normalize(path), false)
  const index = options.index
  if (index !== undefined && !MIRRORS.test(index))
    tell(
      `what the package index ${withoutSecrets(index)} has is not known`,
      'install from a lock file that lists its files',
    )
  if (options.noIndex)
    tell('what packages are in the folders that stand in place of PyPI is not known', 'install from PyPI')
  return {
    wants: wants.map((want) => ({
      ...want,
      specifiers: [...want.specifiers, ...(constraints.get(want.name) ?? [])],
    })),
    unknown,
    options,
    complete,
    constraints,
  }
}

/** False only where the condition is plain, and lets no release of the Python through. */
function isFor(condition: string, python: string): boolean {
  const specifiers = parseSpecifiers(condition)
  if (!specifiers) return true
  const newest = python.split('.').length > 2 ? python : `${python}.99`
  return [python, newest].some((text) => {
    const version = parseVersion(text)
    return version === undefined || satisfies(version, specifiers)
  })
}

const NAME_IT = 'name the package in place of its address'

function wantOf(each: LockedPackage): Want {
  const { name, extras, version, files, source, markers } = each
  return { name, extras, specifiers: [], version, files, source, markers }
}

function combined(left: PipOptions, right: PipOptions): PipOptions {
  return {
    index: right.index ?? left.index,
    extraIndexes: [...left.extraIndexes, ...right.extraIndexes],
    noIndex: left.noIndex || right.noIndex,
    findLinks: [...left.findLinks, ...right.findLinks],
    noBinary: [...left.noBinary, ...right.noBinary],
    onlyBinary: [...left.onlyBinary, ...right.onlyBinary],
  }
}

function shortened(line: string): string {
  return withoutSecrets(line.length > 80 ? `${line.slice(0, 79)}…` : line)
}

function withoutSecrets(text: string): string {
  return text.replace(/\/\/[^@/\s]*@/g, '//')
}
