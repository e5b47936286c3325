// What the lock file of Bundler tells of a project: the gems that run, and what they call.
import { posix } from 'node:path'
import { parseGemfileLock, type GemfileLock } from '../../../../project/ruby/gemfile-lock.ts'
import type { Call } from '../../../calls/calls.ts'

export interface GemProject {
  readonly lock: GemfileLock
  readonly names: ReadonlySet<string>
  /** Gems that open libraries of the system by name when they run, as far as nothing else is known of them. */
  readonly opensLibraries: readonly string[]
}

/** Undefined where the lock file is not in a known build context. */
export function gemProject({ folder, files }: Call): GemProject | undefined {
  const text = files.read(posix.join(folder ?? '/', 'Gemfile.lock'))
  const lock = text === undefined ? undefined : parseGemfileLock(text)
  if (text === undefined || !lock) return undefined
  const names = new Set(lock.gems.map(({ name }) => name))
  return { lock, names, opensLibraries: usersOfFfi(text).filter((name) => !OPENS_RUNTIME.has(name)) }
}

/** Those that ask for a library by the name that the package without headers has, or bring it themselves. */
const OPENS_RUNTIME = new Set([
  'childprocess',
  'ethon',
  'ffi-compiler',
  'ffi-compiler2',
  'llhttp-ffi',
  'rb-inotify',
  'rbnacl',
  'ruby-vips',
  'sassc',
  'scrypt',
  'sys-uname',
])

function usersOfFfi(text: string): readonly string[] {
  const found: string[] = []
  let gem = ''
  for (const line of text.split(/\r?\n/)) {
    gem = /^ {4}([\w.-]+) \(/.exec(line)?.[1] ?? gem
    if (/^ {6}ffi(?: |$)/.test(line)) found.push(gem)
  }
  return found
}

/**
 * A gem of the project itself, whose gemspec asks git for its files whenever Bundler reads it: those from the index and from git are
 * written down when they are installed.
 */
export function asksGit({ lock }: GemProject, { folder, files }: Call): boolean {
  return lock.gems
    .filter(({ source }) => source === 'path')
    .some(({ name, path = '.' }) => {
      const spec = files.read(posix.resolve(folder ?? '/', path, `${name}.gemspec`))
      return spec === undefined || /\bgit\b/.test(spec)
    })
}

/** Gems that start Node when they run: https://github.com/rails/execjs looks for a runtime as soon as it is loaded. */
const STARTS_NODE = [
  'execjs',
  'grover',
  'mjml-rails',
  'node-runner',
  'nodo',
  'puppeteer-ruby',
  'schmooze',
  'react_on_rails',
]
/** Those that bring an engine of their own, which execjs takes in front of Node. */
const ENGINES = ['mini_racer', 'therubyracer', 'duktape']

/** The gem that calls Node when the application runs; undefined where none does. */
export function startsNode({ names }: GemProject): string | undefined {
  const found = STARTS_NODE.find((name) => names.has(name))
  return found === 'execjs' && ENGINES.some((name) => names.has(name))
    ? STARTS_NODE.find((name) => name !== 'execjs' && names.has(name))
    : found
}
