// Logins as the Docker command line finds them: cli/config/configfile/file.go of https://github.com/docker/cli
import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { askHelper } from './credential-helper.ts'
import { fieldsOf, parseFields, textOf, type Fields } from './json.ts'
import { setVariable, type Environment } from './environment.ts'

export type Login =
  | { readonly kind: 'password'; readonly username: string; readonly password: string }
  /** A refresh token, for which a token server gives others. */
  | { readonly kind: 'identity'; readonly token: string }
  /** A token for the registry itself. */
  | { readonly kind: 'bearer'; readonly token: string }

export interface FoundLogin {
  readonly login: Login | undefined
  /** Where it is from, or where one was looked for. */
  readonly source: string
  /** Why a login that is configured cannot be had. */
  readonly problem: string | undefined
}

export type Logins = (registry: string, stop: AbortSignal) => Promise<FoundLogin>

/** Reads the configuration; what is wrong with it is said where a login is asked for. */
export function dockerLogins(environment: Environment): Logins {
  const folder =
    setVariable(environment, 'DOCKER_CONFIG')?.value ??
    join(setVariable(environment, 'HOME', 'USERPROFILE')?.value ?? homedir(), '.docker')
  const path = join(folder, 'config.json')
  const { fields, problem } = readConfig(path)
  const inline = fieldsOf(parseFields(environment['DOCKER_AUTH_CONFIG'] ?? '')?.['auths'])
  return async (registry, stop) => {
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
    const { username, secret } = answer
    // docker-credential-helpers and docker/cli agree on this name for a secret that is a token.
    if (username === '<token>')
      return { login: { kind: 'identity', token: secret }, source, problem: undefined }
    return { login: { kind: 'password', username, password: secret }, source, problem: undefined }
  }
}

function readConfig(path: string): {
  readonly fields: Fields | undefined
  readonly problem: string | undefined
} {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    const problem =
      code === 'ENOENT' || code === 'ENOTDIR' ? undefined : `${path} cannot be read (${String(code)})`
    return { fields: undefined, problem }
  }
  const fields = text.trim() === '' ? {} : parseFields(text)
  return { fields, problem: fields ? undefined : `${path} is no JSON object` }
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

function loginOf(entry: Fields | undefined): Login | undefined {
  const token = textOf(entry, 'registrytoken')
  if (token !== undefined) return { kind: 'bearer', token }
  const identity = textOf(entry, 'identitytoken')
  if (identity !== undefined) return { kind: 'identity', token: identity }
  const decoded = Buffer.from(textOf(entry, 'auth') ?? '', 'base64').toString('utf8')
  const colon = decoded.indexOf(':')
  if (colon > 0) {
    // Docker has padded the password with zeros for a while.
    const password = decoded.slice(colon + 1).replace(/\0+$/, '')
    return { kind: 'password', username: decoded.slice(0, colon), password }
  }
  const username = textOf(entry, 'username')
  const password = textOf(entry, 'password')
  return username === undefined || password === undefined
    ? undefined
    : { kind: 'password', username, password }
}
