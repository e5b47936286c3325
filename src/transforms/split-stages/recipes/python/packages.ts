// Packages of the distribution that a Python image has for its build alone.
import { isForBuilds, isForFetching } from '../../build-packages.ts'
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

/** Those that a layer of the image still has, and that only builds use. */
export function buildPackagesLeft(subject: Subject, kept: ReadonlySet<string>): readonly string[] {
  const programs = new Set(subject.building.map(({ command }) => command.name ?? ''))
  const names = subject.runs.flatMap(({ commands }) => {
    // What a later RUN takes away is in a layer all the same.
    const removed = new Set(commands.filter(removesPackages).flatMap(removedNames))
    return commands
      .filter(
        ({ args }) => !args.some(({ text }, index) => removed.has(virtualName(text, args[index + 1]?.text))),
      )
      .flatMap((command) => installedPackages(command) ?? [])
      .filter((name) => !removed.has(name))
  })
  return [...new Set(names)].filter(
    (name) =>
      !kept.has(name) &&
      (isForBuilds(name) || OF_OTHER_PYTHON.has(name) || (name === 'git' && isForFetching(name, programs))),
  )
}

/** The name that `apk add --virtual NAME` gives to a list of packages; empty for other words. */
function virtualName(word: string, next = ''): string {
  if (word === '-t' || word === '--virtual') return next
  return word.startsWith('--virtual=') ? word.slice('--virtual='.length) : ''
}

export function removesPackages({ name = '', args }: Subject['runs'][number]['commands'][number]): boolean {
  if (!/^(?:apt-get|apt|apk)$/.test(name)) return false
  return args.some(({ text }) => /^(?:purge|remove|autoremove|auto-remove|autopurge|del)$/.test(text))
}

function removedNames({ args }: Subject['runs'][number]['commands'][number]): readonly string[] {
  return args.map(({ literal, text }) => literal ?? text).filter((word) => !word.startsWith('-'))
}
