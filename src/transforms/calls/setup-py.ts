// Calls of a setup.py, which compile what it names.
import { posix } from 'node:path'
import { compilesCode } from '../../project/python/local-project.ts'
import type { Call } from './calls.ts'

/** True where a call builds a project with code to compile, or one of which that is not known. */
export function compilesBySetup({ command: { name = '', args }, folder, files }: Call): boolean {
  if (!/^python[\d.]*$/.test(name)) return false
  const words = args.map(({ literal, text }) => literal ?? text)
  const script = words.find((word) => posix.basename(word) === 'setup.py')
  if (
    script === undefined ||
    !words.some((word) => /^(?:install|develop|build|build_ext|bdist_wheel)$/.test(word))
  )
    return false
  const text = files.read(posix.resolve(folder ?? '/', script))
  return text === undefined || compilesCode(text)
}
