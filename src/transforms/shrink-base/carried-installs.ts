// Which installs of dependencies a COPY out of their stage takes the results of. What a compiler of JavaScript, CSS or texts writes
// has none of them in it; native code stays where the package manager has put it, unless somebody moves it.
import { posix } from 'node:path'
import type { SimpleCommand } from '../../shell/commands.ts'
import { packageCommand } from '../../shell/package-command.ts'
import { isAtOrBelow } from '../../shell/path-values.ts'
import type { Call } from '../calls/calls.ts'

/**
 * The calls of a stage without the installs that a copy leaves behind.
 * @param sources absolute paths of that stage; undefined where only a build knows them
 */
export function withoutLeftInstalls(
  calls: readonly Call[],
  sources: readonly string[] | undefined,
): readonly Call[] {
  if (!sources || calls.some(({ command }) => packs(command))) return calls
  return calls.filter((call) => {
    const kept = leavesOf(call.command)
    return !kept || sources.some((path) => mayCarry(path, call, kept, calls))
  })
}

interface Leaves {
  /** Names of folders in which builds leave files that have no dependencies in them. */
  readonly outputs: RegExp
  /** Names of folders in which dependencies lie. */
  readonly places: RegExp
}

const OUTPUTS_OF_NODE =
  /^(?:dist|build|out|public|static|assets|_site|www|html|storybook-static|browser|css|js|img|images|fonts|locales?|i18n|views|templates|types|generated|migrations|config|docs)$/
// A page or a translation that a build writes; a wheel or a program lies elsewhere.
const OUTPUTS_OF_OTHERS =
  /^(?:public|static|staticfiles|assets|packs|_site|www|html|_build|css|js|img|images|fonts|locales?|i18n|templates)$/

const NODE: Leaves = {
  outputs: OUTPUTS_OF_NODE,
  // Next, Nuxt and Nitro copy the packages that a server needs beside it.
  places: /^(?:node_modules|standalone|\.next|\.nuxt|\.output|\.vercel|\.pnpm|\.yarn|\.store)$/,
}
const PYTHON: Leaves = {
  outputs: OUTPUTS_OF_OTHERS,
  places: /^(?:\.?v?env\w*|site-packages|dist-packages|\.local|wheels?|wheelhouse|pip\w*|__pypackages__)$/,
}
const RUBY: Leaves = { outputs: OUTPUTS_OF_OTHERS, places: /^(?:bundle|gems?|vendor|\.gem)$/ }

const BY_MANAGER: Readonly<Record<string, Leaves>> = {
  npm: NODE,
  yarn: NODE,
  pnpm: NODE,
  bun: NODE,
  pip: PYTHON,
  uv: PYTHON,
  poetry: PYTHON,
  pipenv: PYTHON,
  gem: RUBY,
  bundler: RUBY,
}

/** Undefined for what is no install of a language whose builds leave texts alone. */
function leavesOf(command: SimpleCommand): Leaves | undefined {
  const call = packageCommand(command)
  if (call?.role !== 'install') return undefined
  return Object.hasOwn(BY_MANAGER, call.manager.id) ? BY_MANAGER[call.manager.id] : undefined
}

// They put packages into what they make: a folder, an archive or one program.
const PACKERS =
  /^(?:ncc|pkg|nexe|boxednode|electron-builder|electron-forge|pex|shiv|pyinstaller|nuitka\d*|cxfreeze|pyoxidizer|conda-pack|venv-pack|tebako|ocra)$/

function packs({ name = '', args }: SimpleCommand): boolean {
  const words = args.map(({ text }) => text)
  const has = (...wanted: readonly string[]): boolean => wanted.some((each) => words.includes(each))
  return (
    PACKERS.test(name) ||
    words.some((word) => PACKERS.test(word.replace(/^@[^/]+\//, ''))) ||
    (name === 'turbo' && has('prune')) ||
    (name === 'pnpm' && has('deploy')) ||
    (/^(?:npm|yarn|pnpm|bun)$/.test(name) && has('pack')) ||
    has('--compile', 'zipapp')
  )
}

const MOVES = /^(?:cp|mv|ln|rsync|tar|install)$/

/**
 * False for what another stage has handed to a stage where a copy out of that leaves it behind.
 * @param target where it was put: `/app/node_modules`
 * @param calls of that stage
 */
export function isHandedOn(
  target: string,
  sources: readonly string[] | undefined,
  calls: readonly Call[],
): boolean {
  const leaves = [NODE, PYTHON, RUBY].find(({ places }) => places.test(posix.basename(target)))
  if (!sources || !leaves || calls.some(({ command }) => packs(command))) return true
  const folder = posix.dirname(target)
  return sources.some(
    (path) =>
      !isOutput(path, folder, leaves) ||
      calls.some((call) => MOVES.test(call.command.name ?? '') && moves(call, folder, leaves)),
  )
}

/** True for what a build has written to a folder of its own, or a text. */
function isOutput(path: string, folder: string, { outputs, places }: Leaves): boolean {
  if (isAtOrBelow(folder, path) || /[*?[]/.test(path)) return false
  const parts = (isAtOrBelow(path, folder) ? posix.relative(folder, path) : path.slice(1)).split('/')
  if (!parts.some((part) => outputs.test(part)) && !isText(path)) return false
  return !parts.some((part) => places.test(part)) || path.endsWith('/.next/static')
}

function mayCarry(path: string, { folder, command }: Call, leaves: Leaves, calls: readonly Call[]): boolean {
  if (folder === undefined || !isOutput(path, folder, leaves)) return true
  // `pip install --target /srv/static`, `npm --prefix dist install`.
  if (namedPaths(command, folder).some((each) => isAtOrBelow(each, path) || isAtOrBelow(path, each)))
    return true
  return calls.some((call) => MOVES.test(call.command.name ?? '') && moves(call, folder, leaves))
}

/** A file that is read and not run. */
function isText(path: string): boolean {
  return /\.(?:[cm]?js|json|css|html?|map|txt|ya?ml|svg|xml|lock|toml|prisma|sql|md|conf|proto|graphql)$/.test(
    path,
  )
}

function namedPaths({ args }: SimpleCommand, folder: string): readonly string[] {
  return args.flatMap(({ text }) => {
    const word = text.replace(/^-[\w-]*=/, '')
    return /^[\w./-]+$/.test(word) && !word.startsWith('-') ? [posix.resolve(folder, word)] : []
  })
}

/** True where a command may bring dependencies to another place. */
function moves({ command, folder }: Call, installed: string, { places }: Leaves): boolean {
  return command.args.some(({ text }) => {
    if (text.startsWith('-')) return false
    const word = text.replaceAll(/["']/g, '')
    if (word.split('/').some((part) => places.test(part))) return true
    if (/[$`]/.test(word) || folder === undefined) return true
    // A pattern stands for what is right in its folder.
    const plain = word.replace(/(?:^|\/)[^/]*[*?[].*$/, '')
    return isAtOrBelow(installed, posix.resolve(folder, plain)) && !/^(?:\d+|[a-z]*[+=][a-z]*)$/.test(word)
  })
}
