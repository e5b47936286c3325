// Extensions of PHP: copied with the libraries that they are linked to, or installed again where those are not known.
import type { SimpleCommand } from '../../../../shell/commands.ts'
import type { RunScript } from '../../../../shell/run-scripts.ts'
import { isForBuilds } from '../../build-packages.ts'
import { installedLibraries } from '../../linked-libraries.ts'
import { packagesOf } from '../../mixed-runs.ts'
import { isNoSplit, type Artefact } from '../../split-plan.ts'
import { alpineOf, type Subject } from '../../subject.ts'
import { phpCall } from './php-calls.ts'

/** https://github.com/docker-library/php/blob/master/Dockerfile-linux.template: --with-config-file-scan-dir, and what make install fills. */
const FOLDERS = ['/usr/local/lib/php/extensions', '/usr/local/etc/php/conf.d']

export interface Extensions {
  readonly artefacts: readonly Artefact[]
  readonly packages: readonly string[]
  /** Packages that the runtime stage installs as the file does, because extensions are built there again. */
  readonly kept: ReadonlySet<string>
  /** True where they are built in the runtime stage again. */
  readonly areBuiltAgain: boolean
}

export function extensionsOf(subject: Subject): Extensions {
  const runs = subject.runs.filter(buildsExtensions)
  const names = packagesOf(subject)
  const again: Extensions = {
    artefacts: [],
    packages: [],
    kept: new Set(names.filter((name) => isForBuilds(name))),
    areBuiltAgain: true,
  }
  if (runs.length === 0) return { ...again, kept: new Set(), areBuiltAgain: false }
  const libraries = installedLibraries(subject)
  if (isNoSplit(libraries) || runs.some(({ commands }) => commands.some(isOwnWork))) return again
  const pecl = subject.runs.some(({ commands }) => commands.some(({ name }) => name === 'pecl'))
  return {
    artefacts: FOLDERS.map((path) => ({ from: path, to: path, isFolder: true })),
    // Those of C++ are linked to its library, which Debian always has.
    packages: [...libraries, ...(pecl && alpineOf(subject) !== undefined ? ['libstdc++'] : [])].filter(
      (name) => !names.includes(name),
    ),
    kept: new Set(),
    areBuiltAgain: false,
  }
}

export function buildsExtensions({ commands }: RunScript): boolean {
  return commands.some((command) => phpCall(command) === 'extension')
}

/** What looks for libraries itself, builds in other ways, or takes the RUN's own set of packages away again. */
function isOwnWork({ name = '', args }: SimpleCommand): boolean {
  return (
    /^(?:scanelf|ldd|find|make|\.\/configure|configure|phpize|git|wget|tar)$/.test(name) ||
    (name === 'apk' && args.some(({ text }) => /^(?:--virtual(?:=.*)?|-\w*t)$/.test(text)))
  )
}
