// Where gems are, and what of the project's folder the build has written.
import { posix } from 'node:path'
import { stateAt } from '../../../../dockerfile/document.ts'
import type { Instruction } from '../../../../dockerfile/instruction.ts'
import { copiedFiles } from '../../../../project/copied-files.ts'
import { isAtOrBelow } from '../../../../shell/path-values.ts'
import type { Call } from '../../../calls/calls.ts'
import { copiesAll } from '../node/copies.ts'
import { noSplit, type Artefact, type NoSplit } from '../../split-plan.ts'
import type { Subject } from '../../subject.ts'
import { rubyCall } from './ruby-calls.ts'

/** Of the official image: GEM_HOME and BUNDLE_APP_CONFIG, https://github.com/docker-library/ruby/blob/master/Dockerfile.template */
const OF_IMAGE = '/usr/local/bundle'

/** The folders that gems and settings of Bundler are in, absolute; undefined where a variable hides one. */
export function gemFolders({ document, stage }: Subject): readonly string[] | undefined {
  const { variables } = stateAt(document, stage)
  const set = ['GEM_HOME', 'BUNDLE_PATH', 'BUNDLE_APP_CONFIG'].flatMap((name) => variables.get(name) ?? [])
  if (set.some(({ certain }) => !certain)) return undefined
  const home = variables.get('GEM_HOME')?.text ?? OF_IMAGE
  const others = set.map(({ text = '' }) => text.replace(/\/$/, '')).filter((path) => path.startsWith('/'))
  const all = [...new Set([home, ...others])]
  return all.filter((path) => !all.some((other) => other !== path && isAtOrBelow(path, other)))
}

/**
 * What is copied: the gems, and the folders of the project where more than that was made in them.
 *
 * @param last the last instruction of the build
 */
export function gemArtefacts(
  subject: Subject,
  calls: readonly Call[],
  last: Instruction,
): readonly Artefact[] | NoSplit {
  const gems = gemFolders(subject)
  if (!gems)
    return noSplit(
      'where gems are installed is in a variable that only a build knows',
      'write the folder out',
    )
  const folders = new Set<string>()
  for (const call of calls) {
    if (rubyCall(call.command) !== 'install' || call.command.name !== 'gem') {
      if (call.folder === undefined || call.folder === '/')
        return noSplit('the folder of the project is not known', 'name one: WORKDIR /app', call.at)
      folders.add(call.folder)
    }
  }
  const whole = [...folders].filter((folder) => !isBroughtBehind(subject, calls, last, folder))
  return [...gems, ...whole.filter((folder) => !gems.some((each) => isAtOrBelow(folder, each)))]
    .filter((path, _, all) => !all.some((other) => other !== path && isAtOrBelow(path, other)))
    .map((path) => ({ from: path, to: path, isFolder: true }))
}

/** True where the build wrote nothing in the folder that a COPY behind it does not bring, or where nobody looks into it again. */
function isBroughtBehind(
  subject: Subject,
  calls: readonly Call[],
  last: Instruction,
  folder: string,
): boolean {
  const { document, stage, project } = subject
  if (calls.some((each) => each.folder === folder && rubyCall(each.command) !== 'install')) return false
  const here = subject.building.filter(({ command }) => rubyCall(command) !== undefined)
  if (here.some(({ command }) => command.args.some(({ text }) => WRITES_HERE.test(text)))) return false
  const { variables } = stateAt(document, stage)
  if (variables.has('BUNDLE_DEPLOYMENT') || variables.get('BUNDLE_PATH')?.text?.startsWith('/') === false)
    return false
  if (isAtOrBelow(folder, '/tmp') && subject.folder !== folder) return true
  const copies = stage.instructions.filter(
    (each) => each.index > last.index && copiesAll(subject, each, folder),
  )
  if (copies.length === 0) return false
  if (!project.known)
    return stage.instructions.some(
      ({ args, keyword }) => keyword === 'COPY' && /\bGemfile\.lock\b/.test(args.text),
    )
  const files = copiedFiles(document, stage, undefined, project)
  return ['Gemfile', 'Gemfile.lock'].every((name) => files.read(posix.join(folder, name)) !== undefined)
}

const WRITES_HERE =
  /^(?:--(?:deployment|path|binstubs|standalone)(?:=.*)?|deployment|path|bin|cache|package|pack|binstubs)$/
