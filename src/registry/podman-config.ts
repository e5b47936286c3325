// Logins as podman, buildah and skopeo find them: containers-auth.json(5), and pkg/docker/config/config.go of
// https://github.com/containers/image for what that page leaves open
import { homedir, userInfo } from 'node:os'
import { join } from 'node:path'
import { askHelper } from './credential-helper.ts'
import { setVariable, type Environment } from './environment.ts'
import { fieldsOf, textOf, type Fields } from './json.ts'
import { helperLogin, loginOf, readLoginFile, type FoundLogin, type Login, type Logins } from './login.ts'

/** The file that REGISTRY_AUTH_FILE names; undefined where it names none. */
export function namedAuthFile(environment: Environment): string | undefined {
  return setVariable(environment, 'REGISTRY_AUTH_FILE')?.value
}

/** The files in which `podman login` and its kin keep logins, the first to be asked first. */
export function usualAuthFiles(environment: Environment): readonly string[] {
  const home = setVariable(environment, 'HOME', 'USERPROFILE')?.value ?? homedir()
  const runtime = setVariable(environment, 'XDG_RUNTIME_DIR')?.value
  const config = setVariable(environment, 'XDG_CONFIG_HOME')?.value ?? join(home, '.config')
  const { uid } = userInfo()
  const primary =
    runtime === undefined
      ? uid === -1
        ? []
        : [`/run/containers/${uid}/auth.json`]
      : [join(runtime, 'containers/auth.json')]
  return [...primary, join(config, 'containers/auth.json')]
}

/** The logins in one such file, whose keys may name a part of a registry: the longest that fits counts. */
export function authFileLogins(path: string, environment: Environment): Logins {
  const { fields, problem } = readLoginFile(path)
  return async (registry, repository, stop) => {
    const helper = namesOf(registry).flatMap(
      (name) => textOf(fieldsOf(fields?.['credHelpers']), name) ?? [],
    )[0]
    if (helper === undefined) return { login: loginIn(fields, registry, repository), source: path, problem }
    const source = `docker-credential-${helper}`
    const answer = await askHelper(helper, registry, environment, stop)
    const login = answer.kind === 'found' ? helperLogin(answer) : undefined
    return {
      login,
      source,
      problem: answer.kind === 'failed' ? answer.message : undefined,
    } satisfies FoundLogin
  }
}

/** Docker Hub goes by several names. */
function namesOf(registry: string): readonly string[] {
  return registry === 'docker.io' ? ['docker.io', 'index.docker.io', 'registry-1.docker.io'] : [registry]
}

function loginIn(fields: Fields | undefined, registry: string, repository: string): Login | undefined {
  const auths = fieldsOf(fields?.['auths'])
  const parts = [registry, ...repository.split('/')]
  const paths = parts.map((_, index) => parts.slice(0, parts.length - index).join('/'))
  const key =
    [...paths, ...namesOf(registry)].find((name) => loginOf(fieldsOf(auths?.[name]))) ??
    // A URL is a key of Docker's, and stands for its host.
    Object.keys(auths ?? {}).find(
      (each) =>
        /^https?:\/\//.test(each) && namesOf(registry).includes(each.replace(/^https?:\/\/([^/]*).*$/, '$1')),
    )
  return key === undefined ? undefined : loginOf(fieldsOf(auths?.[key]))
}
