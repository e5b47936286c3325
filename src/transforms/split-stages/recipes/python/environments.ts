// Where the packages of a Python application are installed.
import { posix } from 'node:path'
import { stateAt } from '../../../../dockerfile/document.ts'
import type { Instruction } from '../../../../dockerfile/instruction.ts'
import { expandIn, UNKNOWN, type Scope } from '../../../../dockerfile/variables.ts'
import { keyValues } from '../../../../dockerfile/words.ts'
import { packageCommand } from '../../../../shell/package-command.ts'
import type { Call } from '../../../calls/calls.ts'
import { noSplit, type NoSplit } from '../../split-plan.ts'
import { pathFrom, type Subject } from '../../subject.ts'
import { installerOf } from './installers.ts'
import { otherPython } from './uv-python.ts'

export interface Environment {
  /** `system`: the site-packages of the image, or where a tool makes a venv of a name that only a build knows. */
  readonly kind: 'system' | 'venv' | 'user'
  /** Empty for `system`. */
  readonly path: string
}

const SYSTEM: Environment = { kind: 'system', path: '' }

/** The one that all calls install into. */
export function environmentOf(subject: Subject, installs: readonly Call[]): Environment | NoSplit {
  const venvs = madeVenvs(subject)
  const found: Environment[] = []
  for (const call of installs) {
    const place = placeOf(subject, call, venvs)
    if ('reason' in place) return { ...place, at: call.at }
    found.push(place)
  }
  const [first, ...others] = found
  if (!first) return SYSTEM
  const other = others.findIndex(({ kind, path }) => kind !== first.kind || path !== first.path)
  return other === -1
    ? first
    : noSplit(
        'packages are installed into more than one environment',
        'install all of them into one venv',
        installs[other + 1]?.at,
      )
}

/** The venvs that RUNs make, by their paths. */
export function madeVenvs(subject: Subject): readonly string[] {
  return subject.building.flatMap((call) => {
    const { command, folder } = call
    const words = command.args.map(({ literal, text }) => literal ?? text)
    const isUv = command.name === 'uv' && words[0] === 'venv'
    if (!isUv && installerOf(command) !== 'venv') return []
    const at = words.findIndex((word) => word === 'venv' || word === 'virtualenv')
    const operands = words
      .slice(at + 1)
      .filter(
        (word, index, all) =>
          !word.startsWith('-') && !/^(?:-p|--python|--prompt)$/.test(all[index - 1] ?? ''),
      )
    const word = operands[0] ?? (isUv ? '.venv' : undefined)
    const path = word === undefined ? undefined : pathFrom(folder, expanded(subject, call.instruction, word))
    return path === undefined ? [] : [path]
  })
}

function placeOf(subject: Subject, call: Call, venvs: readonly string[]): Environment | NoSplit {
  const { command, folder } = call
  const variable = (name: string): string | undefined =>
    stateAt(subject.document, subject.stage, call.instruction).variables.get(name)?.text
  const strange = [
    'PIP_TARGET',
    'PIP_PREFIX',
    'PIP_USER',
    'PYTHONUSERBASE',
    'PIPENV_IGNORE_VIRTUALENVS',
  ].find((name) => variable(name) !== undefined)
  if (strange !== undefined)
    return noSplit(`${strange} says where packages are installed`, 'install them into a venv')
  const options = packageCommand(command)?.normalOptions ?? []
  const own = options.find((each) => /^(?:--target|-t|--prefix|--root|--python|-p)(?: |$)/.test(each))
  if (own !== undefined)
    return noSplit(`packages are installed where ${own.split(' ')[0] ?? ''} says`, 'install them into a venv')
  const active = activeVenv(subject, call, venvs)
  const venv = (path: string | undefined): Environment | NoSplit =>
    path === undefined
      ? noSplit('the folder of the venv is not known', 'write it out')
      : { kind: 'venv', path }
  switch (installerOf(command)) {
    case 'uv': {
      const action = packageCommand(command)?.action ?? ''
      if (action.startsWith('pip')) {
        if (options.includes('--system') || variable('UV_SYSTEM_PYTHON') !== undefined)
          return variable('UV_SYSTEM_PYTHON') === undefined
            ? SYSTEM
            : noSplit('UV_SYSTEM_PYTHON leaves no room for a venv', 'pass --system to uv pip install')
        return venv(
          active ?? venvs.find((path) => folder !== undefined && path === posix.join(folder, '.venv')),
        )
      }
      const other = otherPython(subject, call)
      if (other) return other
      const said = variable('UV_PROJECT_ENVIRONMENT')
      if (said !== undefined && /^\/usr(?:\/local)?\/?$/.test(said))
        return noSplit(
          'UV_PROJECT_ENVIRONMENT leaves no room for a venv',
          `take it away, so that uv makes .venv`,
        )
      return venv(pathFrom(folder, said ?? '.venv'))
    }
    case 'poetry': {
      if (active !== undefined) return venv(active)
      return isInProject(subject, call, variable) ? venv(pathFrom(folder, '.venv')) : SYSTEM
    }
    case 'pipenv': {
      if (active !== undefined) return venv(active)
      const isSystem = options.includes('--system') || variable('PIPENV_SYSTEM') !== undefined
      const inProject = variable('PIPENV_VENV_IN_PROJECT')
      return !isSystem && inProject !== undefined && !/^(?:0|false|no)$/i.test(inProject)
        ? venv(pathFrom(folder, '.venv'))
        : SYSTEM
    }
    case 'others':
      return noSplit(
        `where ${command.name ?? 'it'} puts the packages is not known`,
        'install them with pip, poetry, pipenv or uv',
      )
    default: {
      if (active !== undefined) return venv(active)
      const user = stateAt(subject.document, subject.stage, call.instruction).user ?? 'root'
      const isRoot = /^(?:root|0)(?::|$)/.test(user)
      if (!options.includes('--user') && isRoot) return SYSTEM
      const home = isRoot ? (variable('HOME') ?? '/root') : homeOf(subject, user.replace(/:.*/, ''))
      return home === undefined
        ? noSplit(
            `the home of ${user}, which pip installs into, is not known`,
            'install as root, into a venv',
          )
        : { kind: 'user', path: posix.join(home, '.local') }
    }
  }
}

function isInProject(
  subject: Subject,
  { folder, files }: Call,
  variable: (name: string) => string | undefined,
): boolean {
  const said = variable('POETRY_VIRTUALENVS_IN_PROJECT')
  if (said !== undefined) return /^(?:1|true)$/i.test(said)
  if (variable('POETRY_VIRTUALENVS_CREATE') !== undefined) return false
  const set = subject.building.find(
    ({ command }) =>
      command.name === 'poetry' &&
      command.args.some(({ text }) => text === 'virtualenvs.in-project') &&
      command.args.some(({ text }) => text === 'true'),
  )
  const settings = folder === undefined ? undefined : files.read(posix.join(folder, 'poetry.toml'))
  return set !== undefined || /^\s*in-project\s*=\s*true/m.test(settings ?? '')
}

/** The venv that a command works in: by its path, an activation in front of it, PATH or VIRTUAL_ENV. */
function activeVenv(subject: Subject, call: Call, venvs: readonly string[]): string | undefined {
  const { command, folder, instruction } = call
  const word = command.syntax.name?.text ?? ''
  const isKnown = (path: string | undefined): path is string => path !== undefined && venvs.includes(path)
  if (word.includes('/')) {
    const program = pathFrom(folder, expanded(subject, instruction, word))
    const path = program === undefined ? undefined : posix.dirname(posix.dirname(program))
    if (isKnown(path)) return path
  }
  const sourced = subject.building
    .filter((each) => each.instruction === instruction && each.command.start < command.start)
    .flatMap((each) => {
      if (!/^(?:\.|source)$/.test(each.command.name ?? '')) return []
      const file = pathFrom(each.folder, expanded(subject, instruction, each.command.args[0]?.text ?? ''))
      return file?.endsWith('/bin/activate') === true ? [posix.dirname(posix.dirname(file))] : []
    })
    .at(-1)
  if (isKnown(sourced)) return sourced
  const inPath = pathFolders(subject, instruction)
    .filter((path) => path.endsWith('/bin'))
    .map((path) => posix.dirname(path))
    .find(isKnown)
  if (inPath !== undefined) return inPath
  const said = stateAt(subject.document, subject.stage, instruction).variables.get('VIRTUAL_ENV')?.text
  // pip goes by its own place alone.
  return installerOf(command) !== 'pip' && isKnown(said) ? said : undefined
}

/** The folders that ENV has put in front of PATH, the first one first. */
export function pathFolders({ document, stage }: Subject, before?: Instruction): readonly string[] {
  let folders: readonly string[] = []
  for (const instruction of stage.instructions) {
    if (before && instruction.index >= before.index) break
    if (instruction.keyword !== 'ENV') continue
    for (const { key, value = '' } of keyValues(instruction.args.text, document.escape) ?? []) {
      if (key !== 'PATH') continue
      folders = value
        .replace(/^(["'])(.*)\1$/, '$2')
        .split(':')
        .flatMap((each) =>
          /^\$\{?PATH\}?$/.test(each) ? folders : [expanded({ document, stage }, instruction, each)],
        )
    }
  }
  return folders
}

/** A word with its variables written out, as far as the file tells. */
function expanded(
  { document, stage }: Pick<Subject, 'document' | 'stage'>,
  instruction: Instruction,
  word: string,
): string {
  const { variables } = stateAt(document, stage, instruction)
  const scope: Scope = (name) => variables.get(name) ?? UNKNOWN
  const bare = word.replace(/^(["'])(.*)\1$/, '$2')
  return expandIn(bare, scope, document.escape).text ?? bare
}

/** The home of an account that a RUN makes. */
function homeOf({ runs }: Subject, user: string): string | undefined {
  for (const { name = '', args } of runs.flatMap(({ commands }) => commands)) {
    if (!/^(?:useradd|adduser)$/.test(name)) continue
    const words = args.map(({ literal, text }) => literal ?? text)
    if (!words.includes(user)) continue
    const at = words.findIndex((word) => /^(?:-d|-h|--home|--home-dir)$/.test(word))
    const said =
      at === -1 ? words.find((word) => /^--home(?:-dir)?=/.test(word))?.split('=')[1] : words[at + 1]
    if (said !== undefined) return said.startsWith('/') ? said : undefined
    const isMade = name === 'adduser' || words.some((word) => /^-\w*m|^--create-home$/.test(word))
    return isMade && !words.some((word) => /^(?:-\w*M|-H|--no-create-home)$/.test(word))
      ? `/home/${user}`
      : undefined
  }
  return undefined
}
