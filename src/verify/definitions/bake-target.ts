import { isAbsolute, join } from 'node:path'
import { cleanPath } from '../../project/go-path.ts'
import type { BakeNames, BakeOutside } from './bake-names.ts'
import { NO_SETTINGS } from '../builder.ts'
import { onlyPlatform, problemWith } from './definition-parts.ts'
import type { Definition } from './definitions.ts'

/** A target as `docker buildx bake --print` writes it, or as it stands in a file without expressions. */
export interface BakeTarget {
  readonly context: string | undefined
  readonly dockerfile: string | undefined
  readonly inline: boolean
  readonly target: string | undefined
  readonly network: string | undefined
  readonly shmSize: string | undefined
  readonly platforms: readonly string[] | undefined
  readonly args: Texts
  readonly contexts: Texts
  readonly hosts: Texts
  /** Each as on the command line. */
  readonly secrets: readonly string[]
  readonly ssh: readonly string[]
  readonly inherits: readonly string[]
}

type Texts = ReadonlyMap<string, string>

export interface JsonFile {
  readonly names: BakeNames
  readonly targets: ReadonlyMap<string, BakeTarget>
}

/** The targets of a bake file in JSON; undefined where it needs to be evaluated, or is malformed. */
export function jsonFile(text: string): JsonFile | undefined {
  const root = parsed(text)
  if (!root || Object.keys(root).some((key) => key !== 'target' && key !== 'group')) return undefined
  const [blocks, groups] = [recordOf(root['target'] ?? {}), recordOf(root['group'] ?? {})]
  if (!blocks || !groups || /[$%]\{/.test(text)) return undefined
  const targets = new Map<string, BakeTarget>()
  for (const [name, block] of Object.entries(blocks)) {
    const target = targetOf(block)
    if (!target || recordOf(block)?.['matrix'] !== undefined) return undefined
    targets.set(name, target)
  }
  const grouped = Object.values(groups).flatMap((group) => textsOf(recordOf(group)?.['targets']))
  const inherited = [...targets.values()].flatMap(({ inherits }) => inherits)
  const explicit = [...targets].flatMap(([name, { context, dockerfile, target }]) =>
    (context ?? dockerfile ?? target) === undefined ? [] : [name],
  )
  return { names: { targets: [...targets.keys()], explicit, inherited, grouped }, targets }
}

/** What the targets of a bake file in JSON are named by elsewhere, as far as it stands there as plain text. */
export function jsonOutside(text: string): BakeOutside {
  const targets = recordOf(parsed(text)?.['target']) ?? {}
  const blocks = Object.values(targets).map((block) => recordOf(block))
  const plain = (texts: readonly string[]): readonly string[] => texts.filter((each) => !each.includes('${'))
  return {
    tags: plain(blocks.flatMap((block) => textsOf(block?.['tags']))),
    contexts: plain(blocks.flatMap((block) => [...textMap(block?.['contexts']).keys()])),
  }
}

/** The targets that `--print` wrote, in which text that could be an expression is escaped. */
export function printedFile(text: string): ReadonlyMap<string, BakeTarget> {
  const targets = new Map<string, BakeTarget>()
  for (const [name, block] of Object.entries(recordOf(parsed(text)?.['target']) ?? {})) {
    const target = targetOf(block)
    if (target) targets.set(name, { ...target, args: unescaped(target.args), hosts: unescaped(target.hosts) })
  }
  return targets
}

function unescaped(texts: Texts): Texts {
  return new Map([...texts].map(([name, text]) => [name, text.replace(/([$%])\1\{/g, '$1{')]))
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return recordOf(JSON.parse(text))
  } catch {
    return undefined
  }
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
}

function targetOf(value: unknown): BakeTarget | undefined {
  const block = recordOf(value)
  if (!block) return undefined
  const text = (key: string): string | undefined => textOf(block[key])
  const platforms = block['platforms']
  return {
    context: text('context'),
    dockerfile: text('dockerfile'),
    inline: text('dockerfile-inline') !== undefined,
    target: text('target'),
    network: text('network'),
    shmSize: text('shm-size'),
    platforms: platforms === undefined ? undefined : textsOf(platforms),
    args: textMap(block['args']),
    contexts: textMap(block['contexts']),
    hosts: textMap(block['extra-hosts']),
    secrets: listOf(block['secret']).flatMap(secretText),
    ssh: listOf(block['ssh']).flatMap(sshText),
    inherits: textsOf(block['inherits']),
  }
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function textsOf(value: unknown): readonly string[] {
  return listOf(value).flatMap((each) => textOf(each) ?? [])
}

/** null stands for a value that is not set. */
function textMap(value: unknown): Texts {
  const entries = Object.entries(recordOf(value) ?? {})
  return new Map(
    entries.flatMap(([key, entry]) => {
      const text = textOf(entry)
      return text === undefined ? [] : [[key, text] as const]
    }),
  )
}

/** Text in older versions of buildx, fields in newer ones. */
function secretText(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  const fields = Object.entries(recordOf(value) ?? {})
  const known = fields.filter(([key]) => key === 'id' || key === 'src' || key === 'env')
  return known.length === 0 ? [] : [known.map(([key, field]) => `${key}=${textOf(field) ?? ''}`).join(',')]
}

function sshText(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  const fields = recordOf(value)
  const id = textOf(fields?.['id'])
  if (id === undefined) return []
  const paths = textsOf(fields?.['paths'])
  return [paths.length === 0 ? id : `${id}=${paths.join(',')}`]
}

/** The targets of files that are merged in order, with what they inherit; Merge of buildx's bake.go. */
export function mergedTargets(files: readonly JsonFile[]): ReadonlyMap<string, BakeTarget> {
  const own = new Map<string, BakeTarget>()
  for (const { targets } of files) {
    for (const [name, target] of targets) own.set(name, merged(own.get(name) ?? EMPTY, target))
  }
  const resolve = (name: string, chain: readonly string[]): BakeTarget => {
    const target = own.get(name) ?? EMPTY
    const inherits = target.inherits.filter((each) => !chain.includes(each))
    return merged(
      inherits.reduce((base, each) => merged(base, resolve(each, [...chain, name])), EMPTY),
      target,
    )
  }
  return new Map([...own.keys()].map((name) => [name, resolve(name, [name])]))
}

const EMPTY: BakeTarget = {
  context: undefined,
  dockerfile: undefined,
  inline: false,
  target: undefined,
  network: undefined,
  shmSize: undefined,
  platforms: undefined,
  args: new Map(),
  contexts: new Map(),
  hosts: new Map(),
  secrets: [],
  ssh: [],
  inherits: [],
}

function merged(base: BakeTarget, over: BakeTarget): BakeTarget {
  return {
    context: over.context ?? base.context,
    dockerfile: over.dockerfile ?? base.dockerfile,
    inline: over.inline || base.inline,
    target: over.target ?? base.target,
    network: over.network ?? base.network,
    shmSize: over.shmSize ?? base.shmSize,
    platforms: over.platforms ?? base.platforms,
    args: new Map([...base.args, ...over.args]),
    contexts: new Map([...base.contexts, ...over.contexts]),
    hosts: new Map([...base.hosts, ...over.hosts]),
    secrets: lastOfEach([...base.secrets, ...over.secrets], /(?:^|,)id=([^,]*)/),
    ssh: lastOfEach([...base.ssh, ...over.ssh], /^([^=]*)/),
    inherits: [...base.inherits, ...over.inherits],
  }
}

function lastOfEach(texts: readonly string[], id: RegExp): readonly string[] {
  return [...new Map(texts.map((text) => [id.exec(text)?.[1], text])).values()]
}

/**
 * A target with its paths made absolute; undefined for one that is not built from files that are here.
 *
 * @param folder the one that bake is called in, absolute
 */
export function bakeTarget(
  name: string,
  target: BakeTarget,
  folder: string,
): { readonly dockerfile: string; readonly definition: Definition } | undefined {
  const { context = '.', dockerfile = 'Dockerfile', contexts } = target
  if (target.inline || isElsewhere(context)) return undefined
  const base = absolute(context, folder)
  const linked = [...contexts].find(([, place]) => place.startsWith('target:'))
  return {
    dockerfile: dockerfile.startsWith('cwd://') ? absolute(dockerfile, folder) : absolute(dockerfile, base),
    definition: {
      name,
      context: base,
      settings: {
        ...NO_SETTINGS,
        args: [...target.args].map(([key, value]) => `${key}=${value}`),
        target: target.target,
        platform: onlyPlatform(target.platforms ?? []),
        secrets: target.secrets.map((secret) => secretIn(secret, folder)),
        ssh: target.ssh.map((key) => sshIn(key, folder)),
        buildContexts: [...contexts].map(
          ([key, place]) => `${key}=${isElsewhere(place) ? place : absolute(place, folder)}`,
        ),
        network: target.network,
        hosts: [...target.hosts].map(([host, address]) => `${host}:${address}`),
        shmSize: target.shmSize,
      },
      problem: linked && problemWith(name, `its build context ${linked[0]} is what another target makes`),
    },
  }
}

function isElsewhere(place: string): boolean {
  if (place.startsWith('cwd://')) return false
  return place.includes('://') || /^(?:target:|git@|github\.com\/)/.test(place)
}

function absolute(path: string, folder: string): string {
  const local = path.replace(/^cwd:\/\//, '')
  return cleanPath(isAbsolute(local) ? local : join(folder, local))
}

function secretIn(secret: string, folder: string): string {
  return secret
    .split(',')
    .map((field) => {
      const [, key, path] = /^(src|source)=(.+)$/.exec(field) ?? []
      return key !== undefined && path !== undefined && !/(?:^|,)type=env(?:,|$)/.test(secret)
        ? `src=${absolute(path, folder)}`
        : field
    })
    .join(',')
}

function sshIn(key: string, folder: string): string {
  const equals = key.indexOf('=')
  if (equals === -1) return key
  const paths = key.slice(equals + 1).split(',')
  return `${key.slice(0, equals)}=${paths.map((path) => absolute(path, folder)).join(',')}`
}
