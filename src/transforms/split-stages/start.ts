// What a container of the stage starts, as a path in the image.
import { wordsOf } from '../../dockerfile/instruction.ts'
import type { Call } from '../calls/calls.ts'
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
  return script ? 'a script that it starts' : undefined
}
