// Commands that install Python packages, and those that work for them alone.
import type { SimpleCommand } from '../../../../shell/commands.ts'
import { packageCommand } from '../../../../shell/package-command.ts'
import type { RunScript } from '../../../../shell/run-scripts.ts'

export type Installer = 'pip' | 'poetry' | 'pipenv' | 'uv' | 'setup.py' | 'venv' | 'rustup' | 'others'

const PROGRAMS: readonly (readonly [RegExp, Installer])[] = [
  [/^(?:pip[\d.]*|pip-sync|pip-compile|easy_install(?:-[\d.]+)?)$/, 'pip'],
  [/^poetry$/, 'poetry'],
  [/^pipenv$/, 'pipenv'],
  [/^uv$/, 'uv'],
  [/^(?:virtualenv|venv)$/, 'venv'],
  [/^rustup$/, 'rustup'],
  [/^(?:conda|mamba|micromamba|pdm|hatch|rye|pipx|pixi|buildout|pex|shiv)$/, 'others'],
]

/** What a command belongs to; undefined for what installs nothing, such as `poetry run`. */
export function installerOf({ name = '', args }: SimpleCommand): Installer | undefined {
  const words = args.map(({ literal, text }) => literal ?? text)
  if (/^python[\d.]*$/.test(name)) {
    const module = words.indexOf('-m')
    if (module !== -1) return named(words[module + 1] ?? '', words.slice(module + 2))
    return words.some((word) => /(?:^|\/)setup\.py$/.test(word)) ? 'setup.py' : undefined
  }
  return named(name, words)
}

function named(name: string, words: readonly string[]): Installer | undefined {
  if (words.find((word) => !word.startsWith('-')) === 'run') return undefined
  const [, found] = PROGRAMS.find(([pattern]) => pattern.test(name)) ?? []
  return found
}

/** True for a command that puts packages into an environment. */
export function installsPackages(command: SimpleCommand): boolean {
  const installer = installerOf(command)
  if (installer === undefined || installer === 'venv' || installer === 'rustup') return false
  const words = command.args.map(({ text }) => text)
  if (installer === 'setup.py') return words.some((word) => /^(?:install|develop)$/.test(word))
  if (command.name === 'pip-sync') return true
  if (installer === 'others') return words.some((word) => /^(?:install|create|sync|update|add)$/.test(word))
  return packageCommand(command)?.role === 'install'
}

/** What installs for others, from wherever it lies: what builds packages has to lie beside them, and is none of these. */
const TOOLS =
  /^(?:poetry|poetry-plugin-export|poetry-dynamic-versioning|pipenv|uv|pip-tools|virtualenv|pdm|hatch)$/
const OF_PIP = /^(?:pip|setuptools|wheel)$/

/** The tools of a call that installs nothing else; undefined for a call that does. */
export function toolsIn(command: SimpleCommand): readonly string[] | undefined {
  const call = packageCommand(command)
  if (call?.manager.id !== 'pip' || call.role !== 'install') return undefined
  if (call.normalOptions.some((each) => /^-[rec] /.test(each)) || call.operands.length === 0) return undefined
  const names = call.operands.map(({ literal, text }) =>
    (literal ?? text).toLowerCase().replace(/^["']|(?:[[=<>~!;].*|["'])$/g, ''),
  )
  if (!names.every((name) => TOOLS.test(name) || OF_PIP.test(name))) return undefined
  return names.filter((name) => TOOLS.test(name))
}

/** True for one that puts a newer pip in place. */
export function upgradesPip(command: SimpleCommand): boolean {
  const call = packageCommand(command)
  return (
    call?.manager.id === 'pip' &&
    call.role === 'install' &&
    call.normalOptions.some((each) => /^(?:-U|--upgrade)$/.test(each)) &&
    call.operands.some(({ literal, text }) => /^pip(?:$|[<>=~!])/.test(literal ?? text))
  )
}

// https://python-poetry.org/docs/#installing-with-the-official-installer, https://docs.astral.sh/uv/getting-started/installation/,
// https://rustup.rs, https://pip.pypa.io/en/stable/installation/#get-pip-py
const FETCHED =
  /install\.python-poetry\.org|get-poetry\.py|install-poetry\.py|astral\.sh\/uv\/|github\.com\/astral-sh\/uv\/|sh\.rustup\.rs/

/** True for a RUN that fetches a program which installs: its commands count as parts of it. */
export function fetchesInstaller({ script }: Pick<RunScript, 'script'>): boolean {
  return FETCHED.test(script.text)
}

const OF_FETCH = /^(?:curl|wget|sh|bash|python[\d.]*|chmod|mv|ln)$/

export function isOfFetch(command: SimpleCommand): boolean {
  const { name = '', args, surroundings } = command
  if (!OF_FETCH.test(name)) return false
  return (
    surroundings.includes('pipeline') ||
    args.some(({ text }) => FETCHED.test(text) || /\.local\/bin|cargo|rustup|poetry|\buvx?\b/.test(text))
  )
}

/** `. .venv/bin/activate`, `source $HOME/.cargo/env`: what it sets lasts for its RUN. */
export function isSourced({ name = '', args }: SimpleCommand): boolean {
  return /^(?:\.|source)$/.test(name) && /\/(?:activate|env)["']?$/.test(args[0]?.text ?? '')
}
