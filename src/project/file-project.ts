import { lstatSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { isUtf8 } from 'node:buffer'
import { join, sep } from 'node:path'
import { cleanPath } from './go-path.ts'
import { hiding } from './overlaid.ts'
import type { Files, Project } from './project.ts'

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
  return { known: true, ...hiding(filesIn(folder), patterns) }
}

/** The same with all that there is; texts have their BOM. */
export function filesIn(folder: string): Files {
  const texts = new Map<string, string | undefined>()
  const lists = new Map<string, readonly string[] | undefined>()
  return {
    read: (path) => {
      const clean = cleanPath(`/${path}`).slice(1)
      if (!texts.has(clean)) texts.set(clean, textOf(folder, join(folder, clean)))
      return texts.get(clean)
    },
    list: (path) => {
      const clean = cleanPath(`/${path}`).slice(1)
      if (!lists.has(clean)) lists.set(clean, namesOf(folder, join(folder, clean)))
      return lists.get(clean)
    },
  }
}

function textOf(root: string, path: string): string | undefined {
  try {
    const status = isWithin(root, path) ? statSync(path) : undefined
    if (!status?.isFile() || status.size > LARGEST_FILE) return undefined
    const bytes = readFileSync(path)
    return isUtf8(bytes) && !bytes.includes(0) ? bytes.toString() : undefined
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
