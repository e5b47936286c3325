// The install as the build stage has it: by the lock file, and without development dependencies where nothing is built with them.
import { toSourceRange } from '../../../../dockerfile/mapped-text.ts'
import type { TextEdit } from '../../../../dockerfile/text-edit.ts'
import { entriesOf, fieldOf, textOf } from '../../../../project/node/values.ts'
import type { Call } from '../../../calls/calls.ts'
import type { Subject } from '../../subject.ts'
import type { NodeProject } from './node-project.ts'

export interface InstallEdits {
  readonly edits: readonly TextEdit[]
  readonly removes: readonly string[]
  readonly notes: readonly string[]
}

const NO_EDITS: InstallEdits = { edits: [], removes: [], notes: [] }

/** @param omitsDev whether the development dependencies are to be left out */
export function installEdits(
  subject: Subject,
  node: NodeProject,
  install: Call,
  omitsDev: boolean,
): InstallEdits | undefined {
  const { document } = subject
  const run = subject.runs.find(({ instruction }) => instruction === install.instruction)
  const { command } = install
  const isDirect = install.within === undefined && run?.commands.includes(command) === true
  if (!run || !isDirect) return omitsDev ? undefined : NO_EDITS
  const name = [command.syntax.name, ...command.syntax.args][command.wrappers.length]
  const verb = command.args.find((word) => /^(?:install|i|ci|add)$/.test(word.text))
  if (!name || (omitsDev && node.manager === 'npm' && !verb)) return omitsDev ? undefined : NO_EDITS
  const clean =
    verb !== undefined && node.manager === 'npm' && verb.text !== 'ci' && agrees(subject, node, install)
  const option = omitsDev ? ` ${omission(subject, node)}` : ''
  const place = toSourceRange(run.script.mapped, verb ?? { start: name.pos, end: name.end })
  const own = document.text.slice(place.start, place.end)
  if (!clean && option === '') return NO_EDITS
  return {
    edits: [{ ...place, text: `${clean ? 'ci' : own}${option}` }],
    removes: clean ? [own] : [],
    notes: clean
      ? [`npm ci installs what ${node.lock ?? 'the lock file'} says, with which package.json agrees`]
      : [],
  }
}

function omission({ tag }: Subject, { manager }: NodeProject): string {
  if (manager === 'pnpm') return '--prod'
  if (manager === 'yarn') return '--production'
  return Number(/^(\d+)/.exec(tag.tag)?.[1] ?? Number.NaN) < 15 ? '--only=production' : '--omit=dev'
}

/** npm ci stops where package.json and the lock file differ, or where npm is too old for the file. */
function agrees(
  { tag }: Subject,
  { files, manifest, lock }: NodeProject,
  { command, files: then, folder }: Call,
): boolean {
  if (lock === undefined || then.read(`${folder ?? ''}/${lock}`) === undefined) return false
  if (
    command.args.some(
      (word) =>
        !/^(?:install|i|--legacy-peer-deps|--(?:no-)?audit|--(?:no-)?fund|--no-progress|--progress=false|--silent|-s|--quiet|--verbose|--loglevel=\w+|--unsafe-perm|--ignore-scripts|--omit=dev|--production|--include=dev)$/.test(
          word.text,
        ),
    )
  )
    return false
  // Node 16 came with npm 8, which reads all of them.
  if (!(Number(/^(\d+)/.exec(tag.tag)?.[1] ?? Number.NaN) >= 16)) return false
  const own = fieldOf(fieldOf(parsed(files.read(lock) ?? ''), 'packages'), '')
  if (own === undefined) return false
  return ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'].every(
    (field) => listed(fieldOf(own, field)) === listed(fieldOf(manifest, field)),
  )
}

function listed(value: unknown): string {
  return entriesOf(value)
    .map(([name, range]) => `${name}@${textOf(range) ?? ''}`)
    .sort()
    .join('\n')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
