// docker-credential-<name>, which keeps logins outside the configuration: https://github.com/docker/docker-credential-helpers
import { execFile } from 'node:child_process'
import { parseFields, textOf } from './json.ts'
import { printable } from './printable.ts'
import type { Environment } from './environment.ts'

export type HelperAnswer =
  | { readonly kind: 'found'; readonly username: string; readonly secret: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'failed'; readonly message: string }

// What every helper prints where it has nothing for a server (credentials/error.go).
const NOT_FOUND = 'credentials not found in native keychain'
// A keychain may ask its owner.
const PATIENCE = 60_000

/** Asks a helper for the login of a server, named as the configuration names it. */
export function askHelper(
  name: string,
  server: string,
  environment: Environment,
  stop: AbortSignal,
): Promise<HelperAnswer> {
  const program = `docker-credential-${name}`
  // Docker looks for it on PATH alone, and so does this: a name is no path.
  if (!/^[\w.-]+$/.test(name))
    return Promise.resolve({ kind: 'failed', message: `${program} is no name of a program` })
  return new Promise((resolve) => {
    const options = { env: { ...environment }, timeout: PATIENCE, signal: stop, windowsHide: true }
    const child = execFile(program, ['get'], options, (error, stdout) => {
      const said = stdout.trim()
      if (error)
        resolve(
          said === NOT_FOUND
            ? { kind: 'none' }
            : { kind: 'failed', message: failureOf(program, error, said) },
        )
      else resolve(loginIn(said) ?? { kind: 'failed', message: `${program} printed no login` })
    })
    // One that ends without reading is heard by how it ends.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(`${server}\n`)
  })
}

function failureOf(program: string, error: Error, said: string): string {
  if ('code' in error && error.code === 'ENOENT') return `${program} is not on PATH`
  if ('killed' in error && error.killed === true) return `${program} took too long`
  const [first = ''] = said.split('\n')
  // A login that comes with a failure is no message.
  return first === '' || first.startsWith('{')
    ? `${program} failed`
    : `${program} failed: ${printable(first)}`
}

function loginIn(text: string): HelperAnswer | undefined {
  const fields = parseFields(text)
  const secret = textOf(fields, 'Secret')
  if (secret === undefined) return undefined
  return { kind: 'found', username: textOf(fields, 'Username') ?? '', secret }
}
