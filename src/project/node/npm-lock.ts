import { reading, sourceOf, type LockedPackage, type LockReading } from './locked-package.ts'
import { entriesOf, fieldOf, fieldsOf, isTrue, textOf, textsOf } from './values.ts'

/** Reads package-lock.json and npm-shrinkwrap.json of lockfileVersion 1 to 3; never throws. */
export function readNpmLock(text: string): LockReading {
  return reading('package-lock.json', text, (json) => {
    const lock = fieldsOf(JSON.parse(json))
    if (!lock) throw new Error('it has no fields')
    const packages = fieldOf(lock, 'packages')
    if (packages !== undefined) return listed(packages)
    const version = fieldOf(lock, 'lockfileVersion')
    if (version !== undefined && version !== 1) throw new Error('its lockfileVersion is not known')
    return nested(fieldOf(lock, 'dependencies'))
  })
}

/** https://docs.npmjs.com/cli/configuring-npm/package-lock-json#packages */
function listed(packages: unknown): readonly LockedPackage[] {
  return entriesOf(packages).flatMap(([place, fields]) => {
    // A link stands for the folder that has an entry of its own.
    if (place === '' || isTrue(fieldOf(fields, 'link'))) return []
    const folder = place.lastIndexOf('node_modules/')
    const resolved = textOf(fieldOf(fields, 'resolved')) ?? ''
    const name = textOf(fieldOf(fields, 'name')) ?? place.slice(folder === -1 ? 0 : folder + 13)
    return {
      name,
      version: textOf(fieldOf(fields, 'version')) ?? '',
      ...(folder === -1
        ? { source: 'local' as const, address: place }
        : { source: sourceOf(resolved) ?? ('registry' as const), address: resolved }),
      dev: isTrue(fieldOf(fields, 'dev')),
      optional: isTrue(fieldOf(fields, 'optional')),
      devOptional: isTrue(fieldOf(fields, 'devOptional')),
      installScript: isTrue(fieldOf(fields, 'hasInstallScript')),
      os: textsOf(fieldOf(fields, 'os')),
      cpu: textsOf(fieldOf(fields, 'cpu')),
      libc: textsOf(fieldOf(fields, 'libc')),
      requires: ['dependencies', 'optionalDependencies'].flatMap((field) =>
        entriesOf(fieldOf(fields, field)).map(([each]) => each),
      ),
    }
  })
}

/** The form of npm 5 and 6, which says nothing of scripts and systems. */
function nested(dependencies: unknown): readonly LockedPackage[] {
  const found: LockedPackage[] = []
  const queue = [dependencies]
  for (let level = queue.pop(); level !== undefined; level = queue.pop()) {
    for (const [key, fields] of entriesOf(level)) {
      const written = textOf(fieldOf(fields, 'version')) ?? ''
      const [, alias = key, version = written] = /^npm:(@?[^@]+)@(.*)$/.exec(written) ?? []
      const source = sourceOf(version)
      found.push({
        name: alias,
        version: source === undefined ? version : '',
        source: source ?? 'registry',
        address:
          source === undefined ? (textOf(fieldOf(fields, 'resolved')) ?? '') : version.replace(/^file:/, ''),
        dev: isTrue(fieldOf(fields, 'dev')),
        optional: isTrue(fieldOf(fields, 'optional')),
        devOptional: false,
        installScript: undefined,
        os: [],
        cpu: [],
        libc: [],
        requires: entriesOf(fieldOf(fields, 'requires')).map(([each]) => each),
      })
      const below = fieldOf(fields, 'dependencies')
      if (below !== undefined) queue.push(below)
    }
  }
  return found
}
