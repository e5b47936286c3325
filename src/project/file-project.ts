import { lstatSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { isUtf8 } from 'node:buffer'
import { join, sep } from 'node:path'
import { cleanPath } from './go-path.ts'
import { ignoreMatcher } from './ignore-file.ts'
import type { Project } from './project.ts'

// The lock files of the largest monorepos have a few megabytes.
const LARGEST_FILE = 32 * 1024 * 1024

/**
 * A folder as a build context. What cannot be read is not there; a symlink that leads out of the folder is not followed, as
 * a builder does not follow it either.
 *
 * @param folder absolute
 * @param patterns of its ignore file, as `parseIgnoreFile` returns them
 */
export function fileProject(folder: string, patterns: readonly string[]): Project {
  const matcher = ignoreMatcher(patterns)
  const texts = new Map<string, string | undefined>()
  const lists = new Map<string, readonly string[] | undefined>()
  const hidden = (path: string): boolean =>
    path !== '' && matcher.matches(path) && !matcher.mayHaveExceptionsBelow(path)
  return {
    known: true,
    read: (path) => {
      const clean = cleanPath(`/${path}`).slice(1)
      if (!texts.has(clean))
        texts.set(clean, matcher.matches(clean) ? undefined : textOf(folder, join(folder, clean)))
      return texts.get(clean)
    },
    list: (path) => {
      const clean = cleanPath(`/${path}`).slice(1)
      if (!lists.has(clean)) {
        const names = hidden(clean) ? undefined : namesOf(folder, join(folder, clean))
        const within = clean === '' ? '' : `${clean}/`
        lists.set(
          clean,
          names?.filter((name) => !hidden(within + name)),
        )
      }
      return lists.get(clean)
    },
    hides: (path) => hidden(cleanPath(`/${path}`).slice(1)),
  }
}

function textOf(root: string, path: string): string | undefined {
  try {
    const status = isWithin(root, path) ? statSync(path) : undefined
    if (!status?.isFile() || status.size > LARGEST_FILE) return undefined
    const bytes = readFileSync(path)
    return isUtf8(bytes) && !bytes.includes(0) ? bytes.toString().replace(/^\ufeff/, '') : undefined
  } catch {
    return undefined
  }
}

function namesOf(root: string, path: string): readonly string[] | undefined {
  try {
    return isWithin(root, path) ? readdirSync(path).sort() : undefined
  } catch {
    return undefined
  }
}

/** @throws where there is nothing */
function isWithin(root: string, path: string): boolean {
  if (path === root && lstatSync(path).isDirectory()) return true
  const [top, real] = [realpathSync(root), realpathSync(path)]
  return real === top || real.startsWith(top.endsWith(sep) ? top : top + sep)
}
