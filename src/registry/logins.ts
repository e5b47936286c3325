import { dockerLogins } from './docker-config.ts'
import type { Environment } from './environment.ts'
import type { FoundLogin, Logins } from './login.ts'
import { authFileLogins, namedAuthFile, usualAuthFiles } from './podman-config.ts'

/**
 * The logins of whoever runs dfopt: of the file that REGISTRY_AUTH_FILE names, of Docker's configuration, and then of podman's files.
 * The first that has one for the image is taken; where none has, the first problem met is told.
 */
export function allLogins(environment: Environment): Logins {
  const named = namedAuthFile(environment)
  const places: readonly Logins[] = [
    ...(named === undefined ? [] : [authFileLogins(named, environment)]),
    dockerLogins(environment),
    ...usualAuthFiles(environment).map((path) => authFileLogins(path, environment)),
  ]
  return async (registry, repository, stop) => {
    let nothing: FoundLogin | undefined
    for (const place of places) {
      const found = await place(registry, repository, stop)
      if (found.login) return found
      if (!nothing || (nothing.problem === undefined && found.problem !== undefined)) nothing = found
    }
    return nothing ?? { login: undefined, source: '', problem: undefined }
  }
}
