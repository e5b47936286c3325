// Packages of the distribution that a Python image has for its build alone.
import { hasHeaders, isForBuilds, isForFetching } from '../../build-packages.ts'
import { installedPackages } from '../../../../shell/system-packages.ts'
import type { Subject } from '../../subject.ts'

/** Python of the distribution beside that of the image, and what installs for it. */
export const OF_OTHER_PYTHON: ReadonlySet<string> = new Set([
  ...[
    'python3-pip',
    'python3-setuptools',
    'python3-wheel',
    'python3-venv',
    'python3-virtualenv',
    'python3-distutils',
  ],
  ...[
    'python-pip',
    'python-setuptools',
    'python-wheel',
    'virtualenv',
    'python3-dev',
    'python-dev',
    'cython3',
  ],
  ...['py3-pip', 'py3-setuptools', 'py3-wheel', 'py3-virtualenv', 'python-dev-is-python3'],
])

/** Those that are still there when the image is done, and that only builds use. */
export function buildPackagesLeft(subject: Subject, kept: ReadonlySet<string>): readonly string[] {
  const removed = removedPackages(subject)
  const names = subject.runs.flatMap(({ commands }) =>
    commands.flatMap((command) => {
      const virtual = command.args.some(({ text }) => removed.has(text.replace(/^--virtual=/, '')))
      return virtual ? [] : (installedPackages(command) ?? [])
    }),
  )
  const programs = new Set(subject.building.map(({ command }) => command.name ?? ''))
  return [...new Set(names)].filter(
    (name) =>
      !removed.has(name) &&
      !kept.has(name) &&
      (isForBuilds(name) || OF_OTHER_PYTHON.has(name) || (name === 'git' && isForFetching(name, programs))),
  )
}

/** What apt-get and apk take away again, by name. */
function removedPackages({ runs }: Subject): ReadonlySet<string> {
  return new Set(runs.flatMap(({ commands }) => commands.filter(removesPackages).flatMap(removedNames)))
}

export function removesPackages({ name = '', args }: Subject['runs'][number]['commands'][number]): boolean {
  if (!/^(?:apt-get|apt|apk)$/.test(name)) return false
  return args.some(({ text }) => /^(?:purge|remove|autoremove|auto-remove|autopurge|del)$/.test(text))
}

function removedNames({ args }: Subject['runs'][number]['commands'][number]): readonly string[] {
  return args.map(({ literal, text }) => literal ?? text).filter((word) => !word.startsWith('-'))
}

/** True where headers of a library are installed, to which a package may be linked. */
export function installsHeaders({ runs }: Subject): boolean {
  return runs.some(({ commands }) =>
    commands.some((command) => installedPackages(command)?.some((name) => hasHeaders(name)) === true),
  )
}
