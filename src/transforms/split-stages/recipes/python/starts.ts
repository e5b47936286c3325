// How a container starts a Python application, and whether that is one for use.
import { posix } from 'node:path'
import { toSourceRange } from '../../../../dockerfile/mapped-text.ts'
import { splitBlanks } from '../../../../dockerfile/words.ts'
import type { Instruction } from '../../../../dockerfile/instruction.ts'
import type { TextEdit } from '../../../../dockerfile/text-edit.ts'
import type { Call } from '../../../calls/calls.ts'
import { noSplit, type NoSplit } from '../../split-plan.ts'
import type { Subject } from '../../subject.ts'
import { installerOf, installsPackages } from './installers.ts'

const COMPILERS = /^(?:gcc|g\+\+|cc|c\+\+|clang|clang\+\+|make|cmake|ninja|cargo|rustc|go|javac|ld)$/
const TESTS =
  /^(?:pytest|py\.test|tox|nox|nosetests|coverage|flake8|pylint|mypy|ruff|black|isort|pre-commit|behave|robot)$/
const WATCHES = /^(?:watchmedo|nodemon|jurigged|hupper|watchfiles|ptw|entr)$/
/** What does not hand on the PATH of the image: a login shell, cron, sudo and the like. */
const OWN_PATH = /^(?:cron|crond|supercronic|su|sudo|sshd|runuser|login|systemctl|init)$/

/** Why what starts is none of an application, or needs what builds. */
export function startObstacle(subject: Subject): NoSplit | undefined {
  for (const call of subject.starting) {
    const { command, at } = call
    const { name = '' } = command
    const words = command.args.map(({ literal, text }) => literal ?? text)
    const test = testOf(name, words)
    // Of a script, it may be one of several ways to start.
    if (test !== undefined && call.within === undefined)
      return noSplit(`${test} is for those who work on the project`, 'split the image that ships', at)
    if (COMPILERS.test(name))
      return noSplit(`${call.within ?? 'the container'} calls ${name} when it runs`, 'build in a RUN', at)
    const isInstall = installsPackages(command) || installerOf(command) === 'setup.py'
    if (isInstall || (name === 'poetry' && words[0] === 'install'))
      return noSplit(
        'packages are installed whenever a container starts, for which the build tools have to stay',
        'install them in a RUN',
        at,
      )
  }
  return undefined
}

function testOf(name: string, words: readonly string[]): string | undefined {
  const program = /^python[\d.]*$/.test(name) ? (words[0] === '-m' ? (words[1] ?? '') : name) : name
  if (TESTS.test(program) || program === 'unittest') return program
  if (WATCHES.test(program)) return program
  if ((words[0] ?? '').endsWith('manage.py') && words[1] === 'test') return 'manage.py test'
  const reload = words.find((word) => /^--reload$|^--debug$/.test(word))
  return reload !== undefined &&
    /^(?:uvicorn|gunicorn|flask|fastapi|hypercorn|sanic|python[\d.]*)$/.test(name)
    ? `${program} ${reload}`
    : undefined
}

/** Why the PATH that the image says is not the one that the program gets. */
export function lostPath(subject: Subject): NoSplit | undefined {
  const found = subject.starting.find(
    ({ command: { name = '', args, wrappers } }) =>
      OWN_PATH.test(name) ||
      wrappers.some(({ text }) => /^(?:su|sudo|runuser)$/.test(text)) ||
      (/^(?:ba|da)?sh$/.test(name) && args.some(({ text }) => /^-[a-z]*l[a-z]*$|^--login$/.test(text))),
  )
  return (
    found &&
    noSplit(
      `${found.command.name ?? 'what starts'} gives programs a PATH of its own, without the venv`,
      'make a venv in the file, and start the program by its path in it',
      found.at,
    )
  )
}

export interface DirectStart {
  readonly edits: readonly TextEdit[]
  readonly removes: readonly string[]
}

const NOTHING: DirectStart = { edits: [], removes: [] }

/** `poetry run gunicorn` as `gunicorn`: what runs needs no tool for that where PATH leads into its environment. */
export function directStart(
  subject: Subject,
  last: Instruction,
  installs: readonly Call[],
): DirectStart | NoSplit {
  const edits: TextEdit[] = []
  const removes: string[] = []
  for (const call of subject.starting) {
    const { command, instruction, within, at } = call
    if (!/^(?:poetry|pipenv|uv|uvx)$/.test(command.name ?? '')) continue
    const stays = (reason: string): NoSplit =>
      noSplit(
        reason,
        `start the program itself, which PATH finds, in place of ${command.name ?? 'it'} run`,
        at,
      )
    if (within !== undefined)
      return stays(`${within} calls ${command.name ?? ''}, which the build alone has then`)
    if (instruction.index < last.index || !/^(?:CMD|ENTRYPOINT)$/.test(instruction.keyword))
      return stays(`${command.name ?? ''} is called when a container runs`)
    const edit = withoutRun(call)
    if (edit && isOwnName(call, command.name ?? '', edit.program, installs))
      return stays(`${edit.program} is a name of the project, which ${command.name ?? ''} makes a program of`)
    if (!edit) return stays(`what ${command.name ?? ''} starts is not known`)
    edits.push(edit.edit)
    removes.push(...edit.removes)
  }
  return edits.length === 0 ? NOTHING : { edits, removes }
}

// Options that say how an environment is brought up to date before the program starts, which a build has done.
const OPTIONS = '(?:--(?:frozen|locked|no-dev|no-sync|offline|no-cache|no-project|quiet|q|no-group[ =]dev))'

function withoutRun({
  instruction,
  command,
}: Call):
  { readonly edit: TextEdit; readonly removes: readonly string[]; readonly program: string } | undefined {
  const tool = command.name ?? ''
  const text = instruction.args.text
  const glue = instruction.json ? '"\\s*,\\s*"' : '\\s+'
  const options = instruction.json ? OPTIONS.replace('[ =]dev', '(?:=|"\\s*,\\s*")dev') : OPTIONS
  const pattern = new RegExp(
    `${instruction.json ? '^(\\s*\\[\\s*")' : '^(\\s*(?:exec\\s+)?)'}${tool}${glue}run${glue}((?:${options}${glue})*)(?:--${glue})?(?=([^\\s",]+))`,
  )
  const found = pattern.exec(text)
  if (!found) return undefined
  const [whole, before = '', , program = ''] = found
  // Another option, or a name of the project's own.
  if (program.startsWith('-') || !/^[\w./-]+$/.test(program)) return undefined
  const isFile = tool === 'uv' && program.endsWith('.py')
  const range = toSourceRange(instruction.args, { start: before.length, end: whole.length })
  return {
    edit: { ...range, text: isFile ? (instruction.json ? 'python", "' : 'python ') : '' },
    program,
    removes: splitBlanks(text).map((word) => word.text),
  }
}

/** True for a name that the project gives to a command, and that its install alone turns into a program. */
function isOwnName(
  { folder, files }: Call,
  tool: string,
  program: string,
  installs: readonly Call[],
): boolean {
  const name = program.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const isIn = (file: string, table: RegExp): boolean => {
    const text = files.read(posix.join(folder ?? '/', file)) ?? ''
    const part = text.split(/^(?=\[)/m).find((each) => table.test(each))
    return part !== undefined && new RegExp(`^\\s*["']?${name}["']?\\s*=`, 'm').test(part)
  }
  if (tool === 'pipenv') return isIn('Pipfile', /^\[scripts\]/)
  const isBare = installs.some(({ command }) =>
    command.args.some(({ text }) => /^--no-(?:root|install-project)$/.test(text)),
  )
  return isBare && isIn('pyproject.toml', /^\[(?:tool\.poetry|project)\.scripts\]/)
}
