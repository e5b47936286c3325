import type { Input } from './process-file.ts'

/** Why a run has nothing to do. */
export function nothingHere(found: readonly Input[]): string {
  return found.length === 0
    ? 'dfopt: there is no Dockerfile here\n'
    : 'dfopt: the configuration ignores every Dockerfile here\n'
}
