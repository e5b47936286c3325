import { realpathSync } from 'node:fs'

/** The path behind all symlinks; the path itself where there is nothing, or no longer. */
export function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}
