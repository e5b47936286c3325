// Which versions of its language the manifests of a project ask for.
import type { Document } from '../dockerfile/document.ts'
import { contextSources } from './context-sources.ts'
import type { Project } from './project.ts'
import { versionRange, type Dialect } from './version-range.ts'

/** What one file says of the version. */
export interface VersionDemand {
  /** `backend/package.json` */
  readonly file: string
  /** As written: `>=14 <17`. */
  readonly wants: string
  /** `cycle` is a release cycle, `24`, and `version` its newest release, `24.19.0`. False where the words cannot be read. */
  allows(cycle: string, version: string): boolean
}

/** All that is said of a product, as the lifecycles name it; empty where nothing is. */
export function versionDemands(
  project: Project,
  document: Document,
  product: string,
): readonly VersionDemand[] {
  const readers = READERS[product] ?? []
  return folders(project, document).flatMap((folder) =>
    [...readers, ...managersFor(product)].flatMap(({ file, find, dialect }) => {
      const path = folder === '' ? file : `${folder}/${file}`
      const text = project.read(path)
      const wants = text === undefined ? undefined : find(text)?.trim()
      return wants === undefined || wants === '' ? [] : [demand(path, wants, dialect)]
    }),
  )
}

/** The root of the context, and the folders that the file copies from. */
function folders(project: Project, document: Document): readonly string[] {
  const copied = contextSources(document)
    .filter((source) => !/[*?[]/.test(source))
    .map((source) => (project.list(source) ? source : source.split('/').slice(0, -1).join('/')))
  return [...new Set(['', ...copied.map((folder) => folder.replace(/\/$/, ''))])]
}

/** `pin`: a version, or the beginning of one. */
interface Reader {
  readonly file: string
  readonly dialect: Dialect | 'pin'
  readonly find: (text: string) => string | undefined
}

function demand(file: string, wants: string, dialect: Reader['dialect']): VersionDemand {
  if (dialect !== 'pin') {
    const range = versionRange(wants, dialect)
    return { file, wants, allows: (_, version) => range?.(version) ?? false }
  }
  const pinned = wants.replace(/^v/, '')
  const begins = (long: string, short: string): boolean => long === short || long.startsWith(`${short}.`)
  return { file, wants, allows: (cycle) => begins(pinned, cycle) || begins(cycle, pinned) }
}

/** The first line of a file that is a version and nothing else; names such as `lts/*` and `stable` ask for none in particular. */
function versionLine(text: string): string | undefined {
  return text
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .find((line) => /^v?\d+(?:\.\d+)*$/.test(line))
}

const matched =
  (pattern: RegExp): Reader['find'] =>
  (text) =>
    pattern.exec(text)?.[1]

/** Inside a table of a TOML file. */
const inTable =
  (table: RegExp, pattern: RegExp): Reader['find'] =>
  (text) => {
    const part = text.split(/^(?=\s*\[)/m).find((each) => table.test(each))
    return part === undefined ? undefined : pattern.exec(part)?.[1]
  }

const inJson =
  (...path: readonly string[]): Reader['find'] =>
  (text) => {
    try {
      let value: unknown = JSON.parse(text)
      for (const key of path) {
        if (typeof value !== 'object' || value === null) return undefined
        value = new Map(Object.entries(value)).get(key)
      }
      return typeof value === 'string' ? value : undefined
    } catch {
      return undefined
    }
  }

// What is written for one version of Java a later JDK compiles and runs, a toolchain of Gradle aside.
const JAVA: readonly Reader[] = [
  {
    file: 'pom.xml',
    dialect: 'minimum',
    find: matched(/<(?:java\.version|maven\.compiler\.(?:release|source))>\s*(?:1\.)?(\d+)\s*</),
  },
  ...['build.gradle', 'build.gradle.kts'].flatMap((file): readonly Reader[] => [
    { file, dialect: 'pin', find: matched(/JavaLanguageVersion\.of\(\s*["']?(\d+)["']?\s*\)/) },
    {
      file,
      dialect: 'minimum',
      find: matched(/sourceCompatibility\s*=\s*(?:JavaVersion\.VERSION_)?["']?(?:1[._])?(\d+)/),
    },
  ]),
]

const READERS: Readonly<Record<string, readonly Reader[]>> = {
  'eclipse-temurin': JAVA,
  'amazon-corretto': JAVA,
  nodejs: [
    { file: 'package.json', dialect: 'npm', find: inJson('engines', 'node') },
    { file: 'package.json', dialect: 'pin', find: inJson('volta', 'node') },
    { file: '.nvmrc', dialect: 'pin', find: versionLine },
    { file: '.node-version', dialect: 'pin', find: versionLine },
  ],
  python: [
    {
      file: 'pyproject.toml',
      dialect: 'python',
      find: inTable(/^\s*\[project\]/, /^\s*requires-python\s*=\s*["']([^"'\n]*)["']/m),
    },
    {
      file: 'pyproject.toml',
      dialect: 'poetry',
      find: inTable(/^\s*\[tool\.poetry\.dependencies\]/, /^\s*python\s*=\s*["']([^"'\n]*)["']/m),
    },
    {
      file: 'setup.py',
      dialect: 'python',
      find: matched(/^[^#\n]*\bpython_requires\s*=\s*["']([^"'\n]*)["']/m),
    },
    { file: 'setup.cfg', dialect: 'python', find: matched(/^\s*python_requires\s*=\s*([^\n]*)$/m) },
    {
      file: 'Pipfile',
      dialect: 'pin',
      find: matched(/^\s*python_(?:full_)?version\s*=\s*["']([\d.]+)["']/m),
    },
    { file: 'runtime.txt', dialect: 'pin', find: matched(/^\s*python-(\d[\d.]*)\s*$/m) },
    { file: '.python-version', dialect: 'pin', find: versionLine },
  ],
  go: [
    { file: 'go.mod', dialect: 'minimum', find: matched(/^go\s+(\d+(?:\.\d+)*)/m) },
    { file: 'go.mod', dialect: 'minimum', find: matched(/^toolchain\s+go(\d+(?:\.\d+)*)/m) },
  ],
  ruby: [
    { file: 'Gemfile', dialect: 'ruby', find: rubyOfGemfile },
    { file: '.ruby-version', dialect: 'pin', find: (text) => versionLine(text.replace(/^ruby-/m, '')) },
  ],
  php: [
    { file: 'composer.json', dialect: 'composer', find: inJson('require', 'php') },
    { file: 'composer.json', dialect: 'pin', find: inJson('config', 'platform', 'php') },
  ],
  rust: [
    { file: 'Cargo.toml', dialect: 'minimum', find: matched(/^\s*rust-version\s*=\s*["']([\d.]+)["']/m) },
    { file: 'rust-toolchain.toml', dialect: 'pin', find: matched(/^\s*channel\s*=\s*["'](\d[\d.]*)["']/m) },
    { file: 'rust-toolchain', dialect: 'pin', find: rustToolchain },
  ],
}

/** `ruby "2.6.3"`, `ruby '>= 2.5', '< 3'`; with `file:` it is what that file says. */
function rubyOfGemfile(text: string): string | undefined {
  const list = /^\s*ruby[\s(]+(["'][^#\n]*)/m.exec(text)?.[1]
  const versions = [...(list ?? '').matchAll(/(?:^|,)\s*["']([~<>=!\s\d.]+)["']/g)].map((each) => each[1])
  return versions.length === 0 ? undefined : versions.join(', ')
}

function rustToolchain(text: string): string | undefined {
  return versionLine(text) ?? /^\s*channel\s*=\s*["'](\d[\d.]*)["']/m.exec(text)?.[1]
}

/** asdf and mise, which hold versions of anything. */
function managersFor(product: string): readonly Reader[] {
  const name = { nodejs: '(?:nodejs|node)', go: '(?:golang|go)' }[product] ?? product
  const line = matched(new RegExp(`^\\s*${name}\\s+(\\d+(?:\\.\\d+)*)(?:\\s.*)?$`, 'm'))
  const entry = inTable(
    /^\s*\[tools\]/,
    new RegExp(`^\\s*["']?${name}["']?\\s*=\\s*["'](\\d+(?:\\.\\d+)*)["']`, 'm'),
  )
  return [
    { file: '.tool-versions', dialect: 'pin', find: line },
    { file: 'mise.toml', dialect: 'pin', find: entry },
    { file: '.mise.toml', dialect: 'pin', find: entry },
  ]
}
