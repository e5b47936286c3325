// What files with logins have in common, Docker's and those of podman, buildah and skopeo.
import { readFileSync } from 'node:fs'
import type { HelperAnswer } from './credential-helper.ts'
import { parseFields, textOf, type Fields } from './json.ts'

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

export type Logins = (registry: string, repository: string, stop: AbortSignal) => Promise<FoundLogin>

export interface LoginFile {
  readonly fields: Fields | undefined
  /** What is wrong with it; undefined where it is not there. */
  readonly problem: string | undefined
}

export function readLoginFile(path: string): LoginFile {
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

/** One entry of `auths`. */
export function loginOf(entry: Fields | undefined): Login | undefined {
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

/** What a helper answered, as a login. */
export function helperLogin({ username, secret }: HelperAnswer & { readonly kind: 'found' }): Login {
  // docker-credential-helpers and docker/cli agree on this name for a secret that is a token.
  return username === '<token>'
    ? { kind: 'identity', token: secret }
    : { kind: 'password', username, password: secret }
}
