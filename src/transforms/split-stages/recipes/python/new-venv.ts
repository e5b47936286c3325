// A venv in place of the site-packages of the image, which holds what the application needs and nothing of the tools.
import type { Instruction } from '../../../../dockerfile/instruction.ts'
import { languageVersion } from '../../../../catalog/language-version.ts'
import { lineStart } from '../../../../dockerfile/document.ts'
import type { TextEdit } from '../../../../dockerfile/text-edit.ts'
import { cutWord } from '../../../../shell/cutting.ts'
import type { Call } from '../../../calls/calls.ts'
import { noSplit, type NoSplit } from '../../split-plan.ts'
import type { Subject } from '../../subject.ts'
import { pathFolders } from './environments.ts'
import { installerOf, toolsIn, upgradesPip } from './installers.ts'
import { fixedPath, type ProjectTexts } from './project-texts.ts'
import { lostPath } from './starts.ts'

export interface NewVenv {
  readonly path: string
  readonly edits: readonly TextEdit[]
  readonly removes: readonly string[]
  /** True for a call of pip that installs into it. */
  readonly holds: (call: Call) => boolean
}

/** @param own the calls that install what the application needs */
export function newVenv(subject: Subject, own: readonly Call[], texts: ProjectTexts): NewVenv | NoSplit {
  const obstacle = fixedObstacle(subject, texts) ?? lostPath(subject) ?? pathObstacle(subject)
  if (obstacle) return obstacle
  const byPip = own.some(({ command }) => /^(?:pip|setup\.py)$/.test(installerOf(command) ?? ''))
  const isPipenv = own.some(({ command }) => installerOf(command) === 'pipenv')
  const isTold = own.some(({ command }) => /^(?:poetry|pipenv|uv)$/.test(installerOf(command) ?? ''))
  const setsPath = byPip || isPipenv
  // As a module of the Python that PATH finds, which is that of the venv.
  const asModule = setsPath && own.some(({ command: { name = '', args } }) => isModuleCall(name, args))
  // What brings pip up to date does it for the pip that installs.
  const works = subject.building.filter(
    (call) => own.includes(call) || isForVenv(toolsIn(call.command), byPip, asModule),
  )
  const first = [...works].sort((left, right) => left.instruction.index - right.instruction.index)[0]
  if (!first) return noSplit('nothing is installed', 'nothing to do')
  const old = byPip ? (oldPip(subject, works) ?? withoutWheel(subject, own)) : undefined
  if (old) return old
  const { document } = subject
  const path = document.text.includes('/opt/venv') ? '/venv' : '/opt/venv'
  const variables = [
    ...(isTold ? [`VIRTUAL_ENV=${path}`] : []),
    ...(setsPath ? [`PATH=${path}/bin:$PATH`] : []),
  ]
  const instruction = behindSetUp(subject, first.instruction)
  const start = lineStart(document, instruction.leadingComments[0]?.line ?? instruction.startLine)
  const lines = [`RUN python -m venv ${path}`, `ENV ${variables.join(' ')}`]
  const text = lines.map((line) => cased(subject, line) + document.newline).join('')
  const cuts = systemWords(subject, own)
  if (!cuts)
    return noSplit('--system cannot be taken out of its command', 'pass it as a word of its own', first.at)
  return {
    path,
    edits: [{ start, end: start, text }, ...cuts],
    removes: cuts.length > 0 ? ['--system'] : [],
    holds: (call) => setsPath && call.instruction.index >= first.instruction.index,
  }
}

/** In front of what is copied for it, so that a change of that does not make it anew. */
function behindSetUp({ stage }: Subject, first: Instruction): Instruction {
  const before = stage.instructions.filter(({ index }) => index <= first.index)
  const other = before.findLastIndex(
    ({ keyword, index }) => index < first.index && !/^(?:COPY|ADD)$/.test(keyword),
  )
  return before[other + 1] ?? first
}

function isModuleCall(name: string, args: Call['command']['args']): boolean {
  // It looks after the environment that it lies in.
  if (name === 'pip-sync') return true
  return /^python[\d.]*$/.test(name) && args.some(({ text }) => /^(?:poetry|pipenv|uv|piptools)$/.test(text))
}

function isForVenv(tools: readonly string[] | undefined, byPip: boolean, asModule: boolean): boolean {
  return tools !== undefined && (asModule || (byPip && tools.length === 0))
}

function cased({ document, stage: { from } }: Subject, line: string): string {
  const written = document.text.slice(from.keywordRange.start, from.keywordRange.end)
  return written === written.toLowerCase() ? line.replace(/^[A-Z]+/, (word) => word.toLowerCase()) : line
}

/** A name by which the image's own environment is called. */
function fixedObstacle({ stage, document }: Subject, { sources, others }: ProjectTexts): NoSplit | undefined {
  const where = 'which the venv has elsewhere'
  const unblock = 'write the name of the program alone, which PATH finds'
  for (const { range } of stage.instructions) {
    const found = fixedPath(document.text.slice(range.start, range.end))
    if (found !== undefined) return noSplit(`it names ${found}, ${where}`, unblock, range)
  }
  for (const { path, text } of others) {
    const [found] = /(?<![\w$])PATH=["']?\/[^\s"']*(?![^\s]*PATH)/.exec(text) ?? []
    if (found !== undefined && !/\$\{?PATH|ENV_PATH/.test(found))
      return noSplit(`${path} sets PATH to another one, without the venv`, 'add to PATH: PATH=/folder:$PATH')
  }
  for (const { path, text } of [...others, ...sources]) {
    const found = fixedPath(text)
    if (found !== undefined) return noSplit(`${path} names ${found}, ${where}`, unblock)
  }
  return undefined
}

function pathObstacle(subject: Subject): NoSplit | undefined {
  const folder = pathFolders(subject).find((path) => /^\/usr\/(?:local\/)?s?bin$|^\/bin$/.test(path))
  const isReset = pathFolders(subject).some((path) => path === '/bin' || path === '/usr/bin')
  return folder === undefined && !isReset
    ? undefined
    : noSplit(
        `PATH finds programs in ${folder ?? '/bin'} first`,
        'leave those folders where the image has them',
      )
}

// https://github.com/docker-library/python/commit/bc889262: since then, images have the pip that venv installs, too.
const SAME_PIP = '2022-02'

/** An image whose venv has an older pip than itself, which takes other files. */
function oldPip(subject: Subject, works: readonly Call[]): NoSplit | undefined {
  const { retired } = subject.tag
  if (retired === undefined || retired >= SAME_PIP || works.some(({ command }) => upgradesPip(command)))
    return undefined
  return noSplit(
    `a venv of ${subject.stage.base}, which is not kept up any more, has an older pip than the image`,
    'take a Python that is kept up, or install pip by pip install --upgrade pip first',
    subject.stage.from.range,
  )
}

/** Up to Python 3.11, images have wheel, which setuptools builds with, and venvs have none. */
function withoutWheel({ image, document }: Subject, own: readonly Call[]): NoSplit | undefined {
  const [, minor = 0] = (languageVersion(image, 'python') ?? '').split('.').map(Number)
  const call = own.find(({ command }) => command.args.some(({ text }) => text === '--no-build-isolation'))
  if (!call || minor >= 12 || /\binstall\b[^\n;&|]*[\s"']wheel\b/.test(document.text)) return undefined
  return noSplit(
    '--no-build-isolation builds with what is installed, and a venv has no wheel',
    'install it in front: pip install wheel',
    call.at,
  )
}

/** The edits that take `--system` away, which keeps uv out of every venv; undefined where one stands in a script. */
function systemWords({ document, runs }: Subject, own: readonly Call[]): readonly TextEdit[] | undefined {
  const edits: TextEdit[] = []
  for (const { command, instruction } of own) {
    if (installerOf(command) !== 'uv') continue
    const word = command.args.find(({ text }) => text === '--system')
    if (!word) continue
    const run = runs.find((each) => each.instruction === instruction && each.commands.includes(command))
    const cut = run && cutWord(document, run.script, word)
    if (!cut) return undefined
    edits.push(cut)
  }
  return edits
}
