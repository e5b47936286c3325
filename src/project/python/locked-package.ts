// What the lock files of Python have in common.
import { isTable, tablesIn, textIn, textsIn, type Table } from '../toml.ts'
import { sourceOf, type Source } from './requirement.ts'
import { normalName } from './version.ts'

export interface LockedPackage {
  readonly name: string
  /** Undefined where the lock file leaves it to the source. */
  readonly version: string | undefined
  /** The names of all its files; undefined where the lock file does not list them. */
  readonly files: readonly string[] | undefined
  readonly source: Source
  /** Only for those who work on the project. */
  readonly dev: boolean
  /** Only with an extra of the project. */
  readonly optional: boolean
  readonly extras: readonly string[]
  /** It is installed where one of them holds; always, where there is none. */
  readonly markers: readonly string[]
}

export type LockRead =
  | {
      readonly packages: readonly LockedPackage[]
      /** Other than PyPI. */
      readonly indexes: readonly string[]
      /** Which Pythons it is made for, as the file has it: files for others may not be listed. */
      readonly python: string | undefined
    }
  /** Why it cannot be read, as the end of a sentence. */
  | { readonly unread: string }

export const PYPI = /^https:\/\/(?:pypi\.org|pypi\.python\.org|files\.pythonhosted\.org)(?:\/|$)/

export const NO_TOML: LockRead = { unread: 'it is no valid TOML' }

export function wheelsAndSource(each: Table): readonly string[] {
  return filesOf([...tablesIn(each, 'wheels'), ...(isTable(each['sdist']) ? [each['sdist']] : [])])
}

export function filesOf(entries: readonly Table[]): readonly string[] {
  return entries.flatMap((entry) => {
    const text = ['file', 'name', 'filename', 'url', 'path']
      .map((key) => textIn(entry, key))
      .find((found) => found !== undefined)
    const source = text === undefined ? undefined : sourceOf(text)
    return source?.kind === 'file' ? [source.file] : []
  })
}

export function identity(each: Table): Pick<LockedPackage, 'name' | 'version' | 'extras'> {
  return {
    name: normalName(textIn(each, 'name') ?? ''),
    version: textIn(each, 'version'),
    extras: textsIn(each, 'extras').map(normalName),
  }
}

export function markersIn(each: Table): readonly string[] {
  const marker = textIn(each, 'marker')
  return marker === undefined ? [] : [marker]
}
