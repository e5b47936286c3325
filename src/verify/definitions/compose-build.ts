// What one service says of its build. https://github.com/compose-spec/compose-spec/blob/main/build.md
import { isAbsolute, join } from 'node:path'
import { NO_SETTINGS, type BuildSettings } from '../builder.ts'
import { hostList, pairsOf } from './compose-merge.ts'
import { isRemote, type Model } from './compose-model.ts'
import { isBroken, isList, isMap, member, type Value } from './compose-value.ts'
import { onlyPlatform } from './definition-parts.ts'
import type { Lookup } from './interpolate.ts'

export interface ServiceBuild {
  /** Absolute, or as it is written where the context is not known. */
  readonly dockerfile: string
  /** Absolute; undefined where it cannot be known, for the reason in `problem`. */
  readonly context: string | undefined
  readonly settings: BuildSettings
  /** Why compose would not build it here; undefined where it would. */
  readonly problem: string | undefined
}

/**
 * How compose builds a service; undefined for one that it does not build, or not from files that are here.
 *
 * @param exported what programs get to see of the environment; a `.env` file is not part of it
 */
export function serviceBuild(
  service: Value,
  model: Model,
  lookup: Lookup,
  exported: Lookup,
): ServiceBuild | undefined {
  const build = member(service, 'build')
  if (isBroken(build)) return unknown('Dockerfile', build.problem)
  if (!isMap(build)) return undefined
  const context = member(build, 'context')
  const named = member(build, 'dockerfile') ?? ''
  const dockerfile = named === '' ? 'Dockerfile' : named
  if (member(build, 'dockerfile_inline') !== undefined) return undefined
  if (isBroken(dockerfile)) return unknown('Dockerfile', dockerfile.problem)
  if (isBroken(context))
    return unknown(typeof dockerfile === 'string' ? dockerfile : 'Dockerfile', context.problem)
  if (typeof context !== 'string' || typeof dockerfile !== 'string' || isRemote(context)) return undefined

  const problems: string[] = []
  const text = (value: Value | undefined): string | undefined => {
    if (isBroken(value)) problems.push(value.problem)
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const texts = (value: Value | undefined): readonly string[] =>
    isList(value) ? value.list.flatMap((entry) => text(entry) ?? []) : []
  const pairs = (value: Value | undefined): readonly (readonly [string, string | undefined])[] =>
    [...pairsOf(value ?? null).map].map(([name, entry]) => [name, entry === '' ? '' : text(entry)])

  const settings: BuildSettings = {
    // A name alone is what the environment has, and nothing where it has nothing.
    args: pairs(member(build, 'args')).flatMap(([name, value = lookup(name)]) =>
      value === undefined ? [] : [`${name}=${value}`],
    ),
    target: text(member(build, 'target')),
    platform: text(member(service, 'platform')) ?? onlyPlatform(texts(member(build, 'platforms'))),
    secrets: secretsOf(member(build, 'secrets'), model, exported, problems),
    ssh: pairs(member(build, 'ssh')).map(([id, path]) =>
      path === undefined || path === '' ? id : `${id}=${path}`,
    ),
    buildContexts: pairs(member(build, 'additional_contexts')).map(([name, place = '']) => {
      if (place.startsWith('service:'))
        problems.push(`its build context ${name} is the image of another service`)
      return `${name}=${place}`
    }),
    network: text(member(build, 'network')),
    hosts: hostList(member(build, 'extra_hosts') ?? null).flatMap((host) => hostsOf(text(host) ?? '')),
    shmSize: text(member(build, 'shm_size')),
  }
  return {
    dockerfile: isAbsolute(dockerfile) ? dockerfile : join(context, dockerfile),
    context,
    settings,
    problem: problems[0],
  }
}

function unknown(dockerfile: string, problem: string): ServiceBuild {
  return { dockerfile, context: undefined, settings: NO_SETTINGS, problem }
}

function secretsOf(
  secrets: Value | undefined,
  model: Model,
  exported: Lookup,
  problems: string[],
): readonly string[] {
  if (!isList(secrets)) return []
  return secrets.list.flatMap((secret) => {
    const broken = isBroken(secret) ? secret : [...(isMap(secret) ? secret.map.values() : [])].find(isBroken)
    if (broken) problems.push(broken.problem)
    const name = isMap(secret) ? member(secret, 'source') : secret
    if (typeof name !== 'string') return []
    const target = member(secret, 'target')
    const id = typeof target === 'string' && target !== '' ? target : name
    const source = model.secrets.map.get(name) ?? null
    const [file, variable] = [member(source, 'file'), member(source, 'environment')]
    if (typeof file === 'string') return [`id=${id},src=${file}`]
    if (typeof variable === 'string') {
      if (exported(variable) === undefined)
        problems.push(`its secret ${name} is the variable ${variable}, which is not exported`)
      return [`id=${id},env=${variable}`]
    }
    const reason = [file, variable, source].find(isBroken)?.problem
    problems.push(reason ?? `its secret ${name} is neither a file nor a variable`)
    return []
  })
}

/** host=address or host:address, with several addresses between commas. */
function hostsOf(text: string): readonly string[] {
  const separator = text.includes('=') ? '=' : ':'
  const at = text.indexOf(separator)
  if (at === -1) return []
  const addresses = text.slice(at + 1).split(',')
  return addresses.map((address) => `${text.slice(0, at)}:${address.replace(/^\[(.+)\]$/, '$1')}`)
}
