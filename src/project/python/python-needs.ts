import { broughtBy } from '../../catalog/python-dependencies.ts'
import { pythonNumber } from '../../catalog/python-tags.ts'
import type { DependencyNeed, DependencyNeeds, Libc, Unknown } from '../dependency-needs.ts'
import { collectWants, type Want } from './wants.ts'
import { judge, type PythonImage } from './judge.ts'
import { imagePip } from './image-pip.ts'
import { markerHolds } from './markers.ts'

export interface PythonRequest {
  readonly tool: 'pip' | 'poetry' | 'uv' | 'pipenv' | 'pdm'
  /** What the command line asks for, one requirement or one option of pip in each: `flask==3.0.0`, `--no-binary :all:`. */
  readonly requirements: readonly string[]
  /** Requirements files, lock files, and folders or pyproject.toml of projects that are installed themselves. */
  readonly files: readonly string[]
  /** Undefined for what is not there. */
  readonly read: (path: string) => string | undefined
  /** As the image has it: `3.11` or `3.11.4`. */
  readonly python: string
  readonly libc: Libc
  /** Of the C library: `2.36`, `1.2`. */
  readonly libcVersion: string
  /** Where the Dockerfile puts another pip in place of the image's; `newest` for `--upgrade`. */
  readonly pip?: string
  /** Leaves out what only those who work on the project need: `--only main`, `--no-dev`. */
  readonly production?: boolean
  /** Leaves out what only comes with an extra of the project. */
  readonly withoutExtras?: boolean
}

// Nobody lists more, and what is read may be anything.
const MOST_PACKAGES = 5000

/** What installing a Python project's dependencies asks of an image for x86_64. */
export function pythonNeeds(request: PythonRequest): DependencyNeeds {
  const { wants, image, unread, untold } = installedWants(request)
  const found = wants.map((want) => judge(want, image))
  return {
    needs: merged(found.flatMap(({ needs }) => needs)),
    unknown: distinct([...unread, ...found.flatMap(({ unknown }) => unknown), ...untold]),
  }
}

/** What is installed in a Python image. */
export function installedWants(request: PythonRequest): {
  readonly wants: readonly Want[]
  readonly image: PythonImage
  /** What cannot be read. */
  readonly unread: readonly Unknown[]
  /** Packages of which it is not known what they bring with them. */
  readonly untold: readonly Unknown[]
} {
  const { wants, unknown: unread, options, complete, constraints } = collectWants(request)
  const untold: Unknown[] = []
  const installed = wants
    .filter(
      ({ markers }) => markers.length === 0 || markers.some((each) => markerHolds(each, request.python)),
    )
    .slice(0, MOST_PACKAGES)
  const names = new Set(
    installed.flatMap(({ name, extras }) => [name, ...extras.map((extra) => `${name}-${extra}`)]),
  )
  const image: PythonImage = {
    // The extra of psycopg has the name of its package.
    has: (name) => names.has(name),
    target: {
      python: pythonNumber(request.python.split('.').slice(0, 2).join('.')),
      libc: request.libc,
      libcMinor: Number(request.libcVersion.split('.')[1] ?? 0),
      ...pipOf(request),
    },
    options,
  }
  const others = complete ? [] : brought(installed, image, untold)
  const all = [
    ...installed,
    ...others.map((want) => ({ ...want, specifiers: constraints.get(want.name) ?? [] })),
  ]
  return { wants: all, image, unread, untold }
}

function pipOf({ tool, pip, python }: PythonRequest): { readonly pip?: number } {
  // The others bring an installer of their own, which knows every name.
  if (tool !== 'pip' || pip === 'newest') return {}
  const version = pip ?? imagePip(python)
  return version === undefined ? {} : { pip: pipNumber(version) }
}

function pipNumber(version: string): number {
  const [major = '0', minor = '0'] = version.split('.')
  return Number(major) * 100 + Number(minor)
}

/** What comes with the packages of a file that need not name it all. */
function brought(wants: readonly Want[], image: PythonImage, unknown: Unknown[]): readonly Want[] {
  const named = new Set(wants.map(({ name }) => name))
  const keys = new Set(
    wants.flatMap(({ name, extras }) => [name, ...extras.map((extra) => `${name}[${extra}]`)]),
  )
  const found = new Map<string, Want>()
  for (const key of keys) {
    const bare = key.replace(/\[.*/, '')
    const list = broughtBy(key)
    if (list === undefined) {
      unknown.push({
        reason: `what ${key} brings with it is not known`,
        unblock: 'install from a lock file that names everything: uv.lock, poetry.lock or pdm.lock',
      })
      continue
    }
    for (const { name, before } of list) {
      if (before !== undefined && image.target.python >= before) continue
      keys.add(name)
      const own = name.replace(/\[.*/, '')
      if (named.has(own) || own === bare) continue
      found.set(own, {
        name: own,
        extras: [],
        specifiers: [],
        version: undefined,
        files: undefined,
        source: { kind: 'index' },
        markers: [],
      })
    }
  }
  return [...found.values()]
}

function merged(needs: readonly DependencyNeed[]): readonly DependencyNeed[] {
  const found = new Map<string, DependencyNeed>()
  for (const need of needs) {
    const known = found.get(need.name)
    found.set(need.name, {
      ...known,
      ...need,
      build: [...new Set([...(known?.build ?? []), ...need.build])].sort(),
      run: [...new Set([...(known?.run ?? []), ...need.run])].sort(),
    })
  }
  return [...found.values()]
}

function distinct(unknown: readonly Unknown[]): readonly Unknown[] {
  return [...new Map(unknown.map((each) => [each.reason, each])).values()]
}
