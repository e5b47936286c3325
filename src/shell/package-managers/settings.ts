import type { Environment, RemedyObstacle } from './package-manager.ts'

/** The obstacle of a setting in the file, such as `npm config set cache`, that puts a cache elsewhere or switches it off. */
export function setElsewhere(environment: Environment, setting: RegExp): RemedyObstacle | undefined {
  if (!environment.mentions(setting)) return undefined
  return {
    reason: 'a setting in the file puts that elsewhere, where it may be kept on purpose',
    unblock: 'empty it by hand in the same RUN, or drop the setting',
  }
}
