// A Python project in the build context that is installed itself: `pip install .`
import { posix } from 'node:path'
import { parseToml, tableIn, textIn, textsIn, listIn, type Table } from '../toml.ts'
import { parseRequirement, type Requirement } from './requirement.ts'
import { parseRequirementsFile } from './requirements-file.ts'

export interface LocalProject {
  readonly requirements: readonly Requirement[]
  /** What cannot be told of it, as ends of sentences. */
  readonly unknown: readonly string[]
}

type Read = (path: string) => string | undefined

// Backends that compile nothing, whatever the project holds.
const PURE_BACKENDS =
  /^(?:hatchling|flit_core|flit|poetry\.core|poetry|pdm\.backend|pdm\.pep517|uv_build|jupyter_packaging)\b/
const SETUPTOOLS = /^setuptools\b/
// What a setup.py has that compiles.
const EXTENSIONS =
  /\b(?:ext_modules|Extension|cythonize|cffi_modules|rust_extensions|RustExtension|CMakeExtension|pybind11)\b/

/** True for a setup.py that may compile code. */
export function compilesCode(setup: string): boolean {
  return EXTENSIONS.test(setup)
}

export function localProject(folder: string, extras: readonly string[], read: Read): LocalProject {
  const at = (name: string): string | undefined => read(posix.join(folder, name))
  const [pyproject, setup, config] = [at('pyproject.toml'), at('setup.py'), at('setup.cfg')]
  const where = folder === '.' ? 'the project' : `the project in ${folder}`
  if (pyproject === undefined && setup === undefined && config === undefined)
    return {
      requirements: [],
      unknown: [`what ${where} is built with is not known: it has no pyproject.toml and no setup.py`],
    }
  const table = pyproject === undefined ? undefined : parseToml(pyproject)
  if (pyproject !== undefined && !table)
    return {
      requirements: [],
      unknown: [`${posix.join(folder, 'pyproject.toml')} cannot be read: it is no valid TOML`],
    }
  const found = [ofPyproject(table, extras, at), ofSetup(table, setup, config)]
  const unknown = [...found.flatMap((each) => each.unknown), ...compiles(table, setup)].map(
    (reason) => `${reason} ${where}`,
  )
  return { requirements: found.flatMap((each) => each.requirements), unknown: [...new Set(unknown)] }
}

interface Found {
  readonly requirements: readonly Requirement[]
  readonly unknown: readonly string[]
}

function ofPyproject(table: Table | undefined, extras: readonly string[], read: Read): Found {
  if (!table) return { requirements: [], unknown: [] }
  const project = tableIn(table, 'project')
  const lines = [
    ...textsIn(project, 'dependencies'),
    ...extras.flatMap((extra) => textsIn(tableIn(project, 'optional-dependencies'), extra)),
    ...ofPoetry(tableIn(tableIn(table, 'tool'), 'poetry')),
  ]
  const found = lines.map(parseRequirement)
  const own = found.flatMap((each) => each ?? [])
  const isDynamic = textsIn(project, 'dynamic').includes('dependencies')
  const dynamic = isDynamic ? dynamicRequirements(table, read) : { requirements: [], unknown: [] }
  return {
    requirements: [...own, ...dynamic.requirements],
    unknown: [
      ...dynamic.unknown,
      ...(own.length < found.length ? ['not every dependency can be read of'] : []),
    ],
  }
}

/** Its conditions are written in another way: any version counts. */
function ofPoetry(poetry: Table): readonly string[] {
  return Object.keys(tableIn(poetry, 'dependencies')).filter((name) => name !== 'python')
}

function dynamicRequirements(table: Table, read: Read): Found {
  const setuptools = tableIn(
    tableIn(tableIn(tableIn(table, 'tool'), 'setuptools'), 'dynamic'),
    'dependencies',
  )
  const one = textIn(setuptools, 'file')
  const files =
    one === undefined ? listIn(setuptools, 'file').filter((each) => typeof each === 'string') : [one]
  const texts = files.map((file) => read(file))
  if (files.length === 0 || texts.includes(undefined))
    return { requirements: [], unknown: ['a program works out the dependencies of'] }
  return {
    requirements: texts.flatMap((text) => parseRequirementsFile(text ?? '').requirements),
    unknown: [],
  }
}

function ofSetup(table: Table | undefined, setup: string | undefined, config: string | undefined): Found {
  // What [project] says stands above what setup.py says.
  if (table && Object.hasOwn(table, 'project')) return { requirements: [], unknown: [] }
  const listed = /^install_requires\s*=[ \t]*((?:.*\n?)(?:[ \t]+.*\n?|[ \t]*\n)*)/m.exec(config ?? '')?.[1]
  const fromConfig = listed === undefined ? [] : parseRequirementsFile(listed).requirements
  if (setup === undefined || !/\binstall_requires\b/.test(setup))
    return { requirements: fromConfig, unknown: [] }
  const literal = /\binstall_requires\s*=\s*\[([^\][]*)\]/.exec(setup)?.[1]
  const names = literal === undefined ? undefined : literals(literal)
  if (!names) return { requirements: fromConfig, unknown: ['a program works out the dependencies of'] }
  return {
    requirements: [...fromConfig, ...names.flatMap((each) => parseRequirement(each) ?? [])],
    unknown: [],
  }
}

/** The strings of a list that holds nothing else. */
function literals(list: string): readonly string[] | undefined {
  const bare = list.replace(/#.*$/gm, '')
  const found = [...bare.matchAll(/'([^'\\\n]*)'|"([^"\\\n]*)"/g)].map(
    ([, single, double]) => single ?? double ?? '',
  )
  return bare.replace(/'[^'\\\n]*'|"[^"\\\n]*"/g, '').replace(/[\s,]/g, '') === '' ? found : undefined
}

function compiles(table: Table | undefined, setup: string | undefined): readonly string[] {
  const backend = textIn(tableIn(table ?? {}, 'build-system'), 'build-backend')
  if (backend !== undefined && PURE_BACKENDS.test(backend)) return []
  if (backend !== undefined && !SETUPTOOLS.test(backend)) return [`${backend} may compile code of`]
  return setup !== undefined && EXTENSIONS.test(setup) ? ['setup.py compiles code of'] : []
}
