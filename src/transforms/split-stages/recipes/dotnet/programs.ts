// The programs of .NET that a container starts.
import { posix } from 'node:path'
import type { Call } from '../../../calls/calls.ts'
import { programPath, started } from '../../start.ts'
import { pathFrom, type Subject } from '../../subject.ts'

export interface DotnetProgram {
  /** As written: `out/app.dll`. */
  readonly name: string
  /** Absolute; undefined where only a run knows it. */
  readonly path: string | undefined
  readonly folder: string | undefined
  /** True for what `dotnet` runs, false for a program of its own. */
  readonly isDll: boolean
  readonly call: Call
}

/** `dotnet app.dll`, and programs in folders that lie in no folder of the system. */
export function programsOf(subject: Subject): readonly DotnetProgram[] {
  return started(subject).flatMap((call) => {
    const { name, args } = call.command
    if (name === 'dotnet') {
      const words = args.map(({ literal, text }) => literal ?? text)
      const dll = words.find((word) => /\.dll["']?$/.test(word))
      return dll === undefined ? [] : [programAt(dll, pathFrom(call.folder, dll), true, call)]
    }
    const path = programPath(call)
    if (
      !path?.startsWith('/') ||
      /^\/(?:usr\/|s?bin\/)/.test(path) ||
      call.files.sourceOf(path) !== undefined
    )
      return []
    return [programAt(path, path, false, call)]
  })
}

function programAt(name: string, path: string | undefined, isDll: boolean, call: Call): DotnetProgram {
  return { name, path, folder: path && posix.dirname(path), isDll, call }
}
