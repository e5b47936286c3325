// Debian's packages under Alpine's names, for one release.
import { alpineNames } from '../../../catalog/debian-to-alpine.ts'

export type ApkNames =
  | { readonly names: readonly string[]; readonly note: string }
  | { readonly reason: string; readonly unblock: string }

// Rows of which something differs that neither a build nor a program gets to see.
const ALIKE: ReadonlySet<string> = new Set([])

/** Alpine's names of packages of Debian, each once; why not where one has none that is known to be the same. */
export function apkNamesFor(debianNames: readonly string[], release: string): ApkNames {
  const names: string[] = []
  const notes: string[] = []
  for (const name of debianNames) {
    const found = alpineNames(name, release)
    if (found.kind === 'none')
      return { reason: `${name} ${found.reason}`, unblock: `do without ${name}, or keep a Debian base` }
    if (!found.sure && !ALIKE.has(name))
      return {
        reason: `${name} is ${found.names.join(' ')} in Alpine, and ${found.note === '' ? 'whether that is the same is not known' : `that differs: ${found.note}`}`,
        unblock: `look whether ${found.names.join(' ')} will do, and swap the base by hand`,
      }
    for (const each of found.names) if (!names.includes(each)) names.push(each)
    if (found.note !== '') notes.push(`${name}: ${found.note}`)
  }
  return { names, note: notes.join('; ') }
}
