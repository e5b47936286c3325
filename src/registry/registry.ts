import { setTimeout as delay } from 'node:timers/promises'
import type { DigestFact } from '../engine/facts.ts'
import { parseImageReference } from '../dockerfile/image-reference.ts'
import { isLoopback } from './hosts.ts'
import { send, type Line } from './http.ts'
import { allLogins } from './logins.ts'
import { manifestDigest, type Named } from './manifest-digest.ts'
import type { PatientLine, Sleep } from './patience.ts'
import type { Environment } from './environment.ts'
import { Interrupted, Refused } from './refused.ts'

export interface RegistrySettings {
  readonly environment: Environment
  /** Registries, `host` or `host:port`, that may be asked without TLS, or with a certificate that proves nothing. */
  readonly insecure: readonly string[]
  readonly stop: AbortSignal
  /** For tests: they do not wait. */
  readonly sleep?: Sleep
  /** Milliseconds for an answer. */
  readonly timeout?: number
}

/** The registries of all images. What was asked once is not asked again. */
export interface Registries {
  /** The digest of an image that is named with registry and tag. @throws Interrupted */
  digest(image: string): Promise<DigestFact>
}

const TIMEOUT = 20_000
const AT_A_TIME = 4

/** Nothing is read or sent before the first image is asked for. */
export function openRegistries(settings: RegistrySettings): Registries {
  const { environment, insecure, stop, sleep = pause, timeout = TIMEOUT } = settings
  const trusts = ({ host, hostname }: URL): boolean => isLoopback(hostname) || insecure.includes(host)
  const line: PatientLine = { environment, timeout, stop, sleep, trusts }
  const logins = once(() => allLogins(environment))
  const base = byKey((registry: string) => baseOf(registry, line))
  const lost = new Map<string, Refused>()
  // A token holds for all tags of a repository; where it has run out, another one is asked for.
  const shown = new Map<string, Map<string, string>>()
  const inTurn = turnstile(AT_A_TIME)

  const shownBy = (key: string): Map<string, string> => {
    const known = shown.get(key) ?? new Map<string, string>()
    shown.set(key, known)
    return known
  }
  const look = async (image: string): Promise<DigestFact> => {
    const named = nameOf(image)
    const known = lost.get(named.registry)
    if (known) return unknown(known)
    try {
      const { registry, repository } = named
      const conversation = {
        base: await base(registry),
        repository,
        line,
        login: () => logins()(registry, repository, stop),
        shown: shownBy(`${registry}/${repository}`),
      }
      return { kind: 'known', digest: await manifestDigest(conversation, named) }
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      if (error.lasting) lost.set(named.registry, error)
      return unknown(error)
    }
  }
  return { digest: byKey((image: string) => inTurn(() => look(image))) }
}

function unknown({ message, unblock }: Refused): DigestFact {
  return { kind: 'unknown', reason: message, unblock }
}

function nameOf(image: string): Named {
  const reference = parseImageReference(image)
  if (reference?.tag === undefined) throw new TypeError(`${image} has no tag`)
  return { registry: reference.registry, repository: reference.repository, tag: reference.tag }
}

/** Where a registry is asked. Those without TLS are tried with it first, as Docker does. */
async function baseOf(registry: string, line: Line): Promise<URL> {
  const host = registry === 'docker.io' ? 'registry-1.docker.io' : registry
  const secure = new URL(`https://${host}`)
  if (!line.trusts(secure)) return secure
  try {
    await send({ method: 'GET', url: new URL('/v2/', secure), headers: {} }, line)
    return secure
  } catch (error) {
    if (error instanceof Interrupted || error instanceof Refused) throw error
    return new URL(`http://${host}`)
  }
}

async function pause(milliseconds: number, stop: AbortSignal): Promise<void> {
  try {
    await delay(milliseconds, undefined, { signal: stop })
  } catch {
    // The caller looks at the signal.
  }
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => (made ??= { value: make() }).value
}

function byKey<T>(make: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const made = new Map<string, Promise<T>>()
  return (key) => {
    const known = made.get(key) ?? make(key)
    made.set(key, known)
    return known
  }
}

/** Lets so many in at a time, in the order in which they came. */
function turnstile(places: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = []
  let free = places
  return async (work) => {
    if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve))
    else free -= 1
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else free += 1
    }
  }
}
