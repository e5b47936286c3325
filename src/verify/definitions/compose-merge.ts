// What becomes of two compose files that are merged, following override/ of compose-go (Apache-2.0, see NOTICE).
// https://github.com/compose-spec/compose-spec/blob/main/13-merge.md
import {
  isBroken,
  isList,
  isMap,
  isTagged,
  mapEntries,
  NOTHING,
  type MapValue,
  type Value,
} from './compose-value.ts'

type Merge = (base: Value, over: Value) => Value

/** The services of two files. */
export function mergeServices(base: MapValue, over: MapValue): MapValue {
  return mergeMaps(base, over, () => mergeService)
}

export function mergeService(base: Value, over: Value): Value {
  if (!isMap(base) || !isMap(over)) return mergeValues(base, over)
  return mergeMaps(base, over, (key) => (key === 'build' ? mergeBuilds : mergeValues))
}

export function mergeValues(base: Value, over: Value): Value {
  if (over === null) return base
  if (isMap(base) && isMap(over)) return mergeMaps(base, over, () => mergeValues)
  if (isList(base) && isList(over)) return { list: [...base.list, ...over.list] }
  return over
}

function mergeMaps(base: MapValue, over: MapValue, mergeOf: (key: string) => Merge): MapValue {
  const merged = new Map(base.map)
  for (const [key, value] of over.map) {
    const both = mergeTagged(merged.get(key), value, mergeOf(key))
    if (both === undefined) merged.delete(key)
    else merged.set(key, both)
  }
  return { map: merged }
}

function mergeTagged(base: Value | undefined, over: Value, merge: Merge): Value | undefined {
  if (isTagged(over)) return over.tag === '!reset' ? undefined : over.value
  if (base === undefined) return over
  return merge(isTagged(base) ? (base.tag === '!reset' ? null : base.value) : base, over)
}

const BUILD_MERGES: Readonly<Record<string, Merge>> = {
  args: mergePairs,
  additional_contexts: mergePairs,
  labels: mergePairs,
  extra_hosts: mergeHosts,
}

function mergeBuilds(base: Value, over: Value): Value {
  return mergeMaps(buildMap(base), buildMap(over), (key) => BUILD_MERGES[key] ?? mergeValues)
}

/** A build that is one text names its context. */
export function buildMap(build: Value): MapValue {
  if (isMap(build)) return build
  return build === null || isList(build) || isTagged(build) ? NOTHING : { map: new Map([['context', build]]) }
}

function mergePairs(base: Value, over: Value): Value {
  return mergeMaps(pairsOf(base), pairsOf(over), () => (_, value) => value)
}

function mergeHosts(base: Value, over: Value): Value {
  const hosts = hostList(base)
  return { list: [...hosts, ...hostList(over).filter((host) => !hosts.includes(host))] }
}

/** NAME: value and the list of NAME=value alike; null for a name without a value. */
export function pairsOf(value: Value): MapValue {
  if (isMap(value)) return value
  if (!isList(value)) return isBroken(value) ? { map: new Map([['', value]]) } : NOTHING
  const pairs = new Map<string, Value>()
  for (const entry of value.list) {
    if (typeof entry === 'string') {
      const equals = entry.indexOf('=')
      if (equals === -1) pairs.set(entry, null)
      else pairs.set(entry.slice(0, equals), entry.slice(equals + 1))
    } else if (isBroken(entry)) pairs.set('', entry)
  }
  return { map: pairs }
}

/** host=address, from a map or a list. */
export function hostList(value: Value): readonly Value[] {
  if (isList(value)) return value.list
  if (!isMap(value)) return isBroken(value) ? [value] : []
  return [...value.map].flatMap(([host, addresses]) => {
    const each = isList(addresses) ? addresses.list : [addresses]
    return each.map((address) => (typeof address === 'string' ? `${host}=${address}` : address))
  })
}

/** Without the tags that were for a merge. */
export function settled(value: Value): Value | undefined {
  if (isTagged(value)) return value.tag === '!reset' ? undefined : settled(value.value)
  if (isMap(value)) return mapEntries(value, settled)
  if (isList(value)) return { list: value.list.flatMap((entry) => settled(entry) ?? []) }
  return value
}
