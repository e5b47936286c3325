// What a container of the stage starts, as a path in the image.
import { wordsOf, type Instruction } from '../../dockerfile/instruction.ts'
import { placesOfCopy } from '../../project/copied-files.ts'
import { isAtOrBelow } from '../../shell/path-values.ts'
import type { Call } from '../calls/calls.ts'
import type { Artefact } from './split-plan.ts'
import { pathFrom, type Subject } from './subject.ts'

/** The programs that CMD and ENTRYPOINT start, in scripts of the build context, too; those of HEALTHCHECK are left out. */
export function started({ starting }: Subject): readonly Call[] {
  return starting.filter(({ instruction }) => /^(?:CMD|ENTRYPOINT)$/.test(instruction.keyword))
}

/** The path of a program as it is called: absolute, or `name` alone where PATH finds it. */
export function programPath({ command, folder }: Call): string | undefined {
  const { syntax, wrappers } = command
  const word = wrappers.length > 0 ? syntax.args[wrappers.length - 1] : syntax.name
  const text = (word?.text ?? '').replace(/^(["'])(.*)\1$/, '$2')
  if (text === '' || /[$`*]/.test(text)) return undefined
  return text.includes('/') ? pathFrom(folder, text) : text
}

/** Why the runtime stage needs a shell and a system; undefined where the program alone is enough. */
export function needsSystem(subject: Subject, lastIndex: number): string | undefined {
  const { stage, starting } = subject
  const tail = stage.instructions.find(({ index, keyword }) => index > lastIndex && keyword === 'RUN')
  if (tail) return 'a RUN behind the build'
  const shell = stage.instructions.find(
    (each) =>
      /^(?:CMD|ENTRYPOINT|HEALTHCHECK)$/.test(each.keyword) &&
      !each.json &&
      !/^NONE$/i.test(each.args.text.trim()),
  )
  if (shell) return `${shell.keyword} in shell form`
  const user = stage.instructions.find(
    (each) => each.keyword === 'USER' && !/^(?:root|\d+)(?::(?:root|\d+))?$/.test(each.args.text.trim()),
  )
  if (user) return `USER ${wordsOf(user)[0] ?? ''}`
  const script = starting.find(
    ({ within, command }) => within !== undefined || /^(?:sh|bash|ash|dash)$/.test(command.name ?? ''),
  )
  return script ? 'a script or program that it starts' : undefined
}

/** Scripts and settings of the build context that what starts names, where an instruction of the build alone brings them. */
export function startedFiles(subject: Subject, builds: ReadonlySet<Instruction>): readonly Artefact[] {
  const { starting, stage, document, project } = subject
  const kept = stage.instructions.filter((each) => /^(?:COPY|ADD)$/.test(each.keyword) && !builds.has(each))
  const isKept = (path: string): boolean =>
    kept.some((each) => placesOfCopy(document, stage, each, project).some((to) => isAtOrBelow(path, to)))
  const paths = starting.flatMap((call) => {
    const words = [
      programPath(call),
      ...call.command.args.map(({ literal, text }) => valueIn(literal ?? text)),
    ]
    return words.flatMap((word) => {
      const path =
        word?.includes('/') === true || word?.includes('.') === true ? pathFrom(call.folder, word) : undefined
      return path !== undefined && call.files.sourceOf(path) !== undefined && !isKept(path) ? [path] : []
    })
  })
  return [...new Set(paths)].map((path) => ({
    from: path,
    to: path,
    isFolder: starting.some(({ files }) => files.list(path) !== undefined),
  }))
}

/** The path in a word such as `--config=/etc/app.yml`, `-Dlogging.config=file:./logback.xml`. */
function valueIn(word: string): string {
  const value = word.startsWith('-') ? word.slice(word.indexOf('=') + 1) : word
  return value.replace(/^file:(?:\/\/)?/, '')
}
