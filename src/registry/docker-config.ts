// Logins as the Docker command line finds them: cli/config/configfile/file.go of https://github.com/docker/cli
import { homedir } from 'node:os'
import { join } from 'node:path'
import { askHelper } from './credential-helper.ts'
import { setVariable, type Environment } from './environment.ts'
import { fieldsOf, parseFields, textOf, type Fields } from './json.ts'
import { helperLogin, loginOf, readLoginFile, type Login, type Logins } from './login.ts'

/** Reads the configuration; what is wrong with it is said where a login is asked for. */
export function dockerLogins(environment: Environment): Logins {
  const folder =
    setVariable(environment, 'DOCKER_CONFIG')?.value ??
    join(setVariable(environment, 'HOME', 'USERPROFILE')?.value ?? homedir(), '.docker')
  const path = join(folder, 'config.json')
  const { fields, problem } = readLoginFile(path)
  const inline = fieldsOf(parseFields(environment['DOCKER_AUTH_CONFIG'] ?? '')?.['auths'])
  return async (registry, _, stop) => {
    const given = loginIn(inline, registry)
    if (given) return { login: given, source: 'DOCKER_AUTH_CONFIG', problem: undefined }
    const written = { login: loginIn(fieldsOf(fields?.['auths']), registry), source: path, problem }
    const helper = helperFor(fields, registry)
    if (helper === undefined) return written
    const answer = await askHelper(helper, serverName(registry), environment, stop)
    const source = `docker-credential-${helper}`
    if (answer.kind === 'failed' && !written.login)
      return { login: undefined, source, problem: answer.message }
    if (answer.kind !== 'found') return written.login ? written : { ...written, source }
    return { login: helperLogin(answer), source, problem: undefined }
  }
}

/** A registry as `docker login` writes it down: Docker Hub has kept the address that it had first. */
function serverName(registry: string): string {
  return registry === 'docker.io' ? 'https://index.docker.io/v1/' : registry
}

function namesOf(registry: string): readonly string[] {
  return registry === 'docker.io'
    ? [serverName(registry), 'index.docker.io', 'docker.io', 'registry-1.docker.io']
    : [registry]
}

function helperFor(fields: Fields | undefined, registry: string): string | undefined {
  const helpers = fieldsOf(fields?.['credHelpers'])
  const named = namesOf(registry).map((name) => textOf(helpers, name))
  return named.find((name) => name !== undefined) ?? textOf(fields, 'credsStore')
}

function loginIn(auths: Fields | undefined, registry: string): Login | undefined {
  const names = namesOf(registry)
  const key =
    names.find((name) => loginOf(fieldsOf(auths?.[name]))) ??
    // Older versions wrote a whole URL down.
    Object.keys(auths ?? {}).find((each) =>
      names.includes(each.replace(/^https?:\/\//, '').replace(/\/.*$/, '')),
    )
  return key === undefined ? undefined : loginOf(fieldsOf(auths?.[key]))
}
