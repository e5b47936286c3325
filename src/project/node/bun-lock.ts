import { reading, sourceOf, type LockedPackage, type LockReading } from './locked-package.ts'
import { flagged, type Node } from './reach.ts'
import { entriesOf, fieldOf, fieldsOf, textOf, textsOf } from './values.ts'

/** Reads bun.lock, the text form; never throws. */
export function readBunLock(text: string): LockReading {
  return reading('bun.lock', text, (jsonc) => {
    const lock = fieldsOf(JSON.parse(plainJson(jsonc)))
    if (!lock || fieldsOf(fieldOf(lock, 'packages')) === undefined) throw new Error('it has no packages')
    return packagesOf(lock)
  })
}

/** JSON, without comments and the commas at the ends of lists. */
function plainJson(text: string): string {
  return text
    .replace(/"(?:[^"\\\n]|\\.)*"?|\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)/g, (match) =>
      match.startsWith('"') ? match : ' ',
    )
    .replace(/"(?:[^"\\\n]|\\.)*"?|,(?=\s*[}\]])/g, (match) => (match === ',' ? '' : match))
}

function packagesOf(lock: unknown): readonly LockedPackage[] {
  const entries = entriesOf(fieldOf(lock, 'packages'))
  const keys = new Set(entries.map(([key]) => key))
  const nodes = new Map<string, Node>()
  for (const [key, entry] of entries) {
    const [written = '', ...rest] = Array.isArray(entry) ? entry.map((each: unknown) => each) : []
    const [, name = key, version = ''] = /^(@?[^@]+)@(.*)$/s.exec(textOf(written) ?? '') ?? []
    const fields = rest.map(fieldsOf).find((each) => each !== undefined)
    const [own, peers, optional] = ['dependencies', 'peerDependencies', 'optionalDependencies'].map((field) =>
      entriesOf(fieldOf(fields, field)).map(([each]) => each),
    )
    const dependencies = [...(own ?? []), ...(peers ?? [])]
    const source = sourceOf(version) ?? 'registry'
    nodes.set(key, {
      package: {
        name,
        version: source === 'registry' ? version : '',
        source,
        address: source === 'registry' ? (textOf(rest[0]) ?? '') : version.replace(/^workspace:/, ''),
        installScript: undefined,
        os: textsOf(fieldOf(fields, 'os')),
        cpu: textsOf(fieldOf(fields, 'cpu')),
        libc: textsOf(fieldOf(fields, 'libc')),
        requires: [...(own ?? []), ...(optional ?? [])],
      },
      dependencies: dependencies.map((each) => keyFrom(key, each, keys)),
      optional: (optional ?? []).map((each) => keyFrom(key, each, keys)),
    })
  }
  const workspaces = entriesOf(fieldOf(lock, 'workspaces'))
  const rooted = (field: string): readonly string[] =>
    workspaces.flatMap(([, workspace]) =>
      entriesOf(fieldOf(workspace, field)).map(([each]) =>
        keyFrom(textOf(fieldOf(workspace, 'name')) ?? '', each, keys),
      ),
    )
  return flagged(nodes, {
    dependencies: [...rooted('dependencies'), ...rooted('peerDependencies')],
    dev: rooted('devDependencies'),
    optional: rooted('optionalDependencies'),
  })
}

/** A dependency is the nearest one above: `a/b/c`, then `a/c`, then `c`. */
function keyFrom(key: string, name: string, keys: ReadonlySet<string>): string {
  const path = key.match(/(?:@[^/]+\/)?[^/]+/g) ?? []
  for (let length = path.length; length > 0; length -= 1) {
    const candidate = [...path.slice(0, length), name].join('/')
    if (keys.has(candidate)) return candidate
  }
  return name
}
