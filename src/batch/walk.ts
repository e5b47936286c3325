import { readdirSync, readFileSync, type Dirent } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import ignore, { type Ignore } from 'ignore'
import { codeOf, faultOfError, type Fault } from './fault.ts'

interface Rules {
  readonly folder: string
  readonly rules: Ignore
}

export interface Walked {
  /** Relative to the folder, with forward slashes. */
  readonly files: readonly string[]
  readonly faults: readonly { readonly path: string; readonly fault: Fault }[]
}

/** All files below a folder that no `.gitignore` in it, between, or above excludes. Follows no symlink. */
export function walk(root: string): Walked {
  const files: string[] = []
  const faults: { path: string; fault: Fault }[] = []

  const visit = (folder: string, above: readonly Rules[]): void => {
    const rules = [...above, ...rulesIn(folder)]
    for (const entry of entriesOf(folder)) {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) {
        if (entry.name === '.git' || entry.name === 'node_modules' || excluded(rules, path, true)) continue
        attempt(path, () => {
          visit(path, rules)
        })
      } else if (entry.isFile() && !excluded(rules, path, false)) files.push(slashed(relative(root, path)))
    }
  }
  const attempt = (folder: string, action: () => void): void => {
    try {
      action()
    } catch (error) {
      faults.push({ path: slashed(relative(root, folder)), fault: faultOfError(error, 'cannot be read') })
    }
  }

  attempt(root, () => {
    const above = foldersAbove(root).flatMap(rulesIn)
    // A folder that was asked for counts, even where the folders above ignore it.
    visit(root, excluded(above, root, true) ? [] : above)
  })
  return { files, faults }
}

function foldersAbove(folder: string): readonly string[] {
  const above = dirname(folder)
  return above === folder ? [] : [...foldersAbove(above), above]
}

function entriesOf(folder: string): readonly Dirent[] {
  return readdirSync(folder, { withFileTypes: true }).sort((left, right) => (left.name < right.name ? -1 : 1))
}

function rulesIn(folder: string): readonly Rules[] {
  try {
    return [{ folder, rules: ignore().add(readFileSync(join(folder, '.gitignore'), 'utf8')) }]
  } catch (error) {
    if (codeOf(error) === undefined) throw error
    return []
  }
}

/** The innermost file that says anything decides, as in git. */
function excluded(rules: readonly Rules[], path: string, isFolder: boolean): boolean {
  for (const each of rules.toReversed()) {
    const name = slashed(relative(each.folder, path)) + (isFolder ? '/' : '')
    const result = each.rules.test(name)
    if (result.ignored) return true
    if (result.unignored) return false
  }
  return false
}

function slashed(path: string): string {
  return path.split(sep).join('/')
}
