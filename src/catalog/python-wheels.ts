// What the files of Python packages on PyPI are for. The data is from public lock files, see scripts/python-wheels: what it has of a
// version was there when somebody locked it, so that a wheel it names exists, and one that it does not name may.
import data from './data/python-wheels.json' with { type: 'json' }
import { readBuilds, type Build } from './python-tags.ts'

/** What is known of the files of one version. */
export interface SeenFiles {
  readonly builds: readonly Build[]
  /** Whether there is a source distribution. */
  readonly source: boolean
}

/** A run of versions that all have the same. */
export interface SeenRun extends SeenFiles {
  readonly from: string
  readonly to: string
}

function once<Result>(make: () => Result): () => Result {
  let made: { readonly result: Result } | undefined
  return () => (made ??= { result: make() }).result
}

const pureNames = once(() => new Set(data.pure.split(' ')))
const signatures = once(() => data.signatures.split(' '))
const native = once((): ReadonlyMap<string, string> => new Map(Object.entries(data.native)))

/**
 * True where every version ever seen runs as it is, or, where there is nothing but a source distribution, is known to hold no code to compile. Names are
 * as PEP 503 normalizes them.
 */
export function isPurePackage(name: string): boolean {
  return pureNames().has(name)
}

/** The versions that were seen, oldest first; empty for an unknown name and for a pure one. Pre-releases are left out. */
export function seenRuns(name: string): readonly SeenRun[] {
  const text = native().get(name)
  if (text === undefined) return []
  return text.split(' ').flatMap((run) => {
    const [, from = '', to = from, place = ''] = /^([^~:]+)(?:~([^:]+))?:(\w+)$/.exec(run) ?? []
    const signature = signatures()[parseInt(place, 36)] ?? ''
    return [{ from, to, builds: readBuilds(signature), source: signature.endsWith('s') }]
  })
}

/** `owner/name commit date` of the repositories whose lock files the data is from. */
export function pythonWheelSources(): readonly string[] {
  return data.sources
}
