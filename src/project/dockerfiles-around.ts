import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, sep } from 'node:path'
import { repositoryRoot } from './repository.ts'

// As many as a look through the context itself takes.
const MOST_NAMES = 20_000
const LARGEST = 1024 * 1024

/**
 * Texts of the Dockerfiles of a repository that lie outside of a folder: a compose file may build any of them from it.
 *
 * @param folder absolute @returns undefined where there is too much to see them all
 */
export function dockerfilesAround(folder: string): readonly string[] | undefined {
  const root = repositoryRoot(folder)
  if (root === undefined || root === folder) return []
  if (!known.has(root)) known.set(root, dockerfilesBelow(root))
  return known
    .get(root)
    ?.filter(({ path }) => !path.startsWith(folder + sep))
    .map(({ text }) => text)
}

interface Found {
  readonly path: string
  readonly text: string
}

// A run asks for every Dockerfile of a repository. What it writes meanwhile takes no name away that another one relies on.
const known = new Map<string, readonly Found[] | undefined>()

function dockerfilesBelow(root: string): readonly Found[] | undefined {
  const texts: Found[] = []
  const queue = [root]
  let names = 0
  for (const each of queue) {
    try {
      for (const entry of readdirSync(each, { withFileTypes: true })) {
        names += 1
        if (names > MOST_NAMES) return undefined
        const path = join(each, entry.name)
        if (entry.isDirectory()) {
          if (entry.name !== '.git' && entry.name !== 'node_modules') queue.push(path)
        } else if (isDockerfile(entry.name) && statSync(path).size < LARGEST)
          texts.push({ path, text: readFileSync(path, 'utf8') })
      }
    } catch {
      // What cannot be read is not built either.
    }
  }
  return texts
}

/** By its name, as widely as somebody may have called it. */
export function isDockerfile(name: string): boolean {
  return /dockerfile|containerfile/i.test(name) && !/\.(?:dockerignore|containerignore|md|txt)$/i.test(name)
}
