// Debian's package data, and what apt makes of it.
import { readFileSync } from 'node:fs'

/** The stanzas of a Packages file by package name, newest first where a name comes twice. */
export function readPackages(file) {
  const packages = new Map()
  for (const stanza of readFileSync(file, 'utf8').split('\n\n')) {
    const fields = Object.fromEntries(
      [...stanza.matchAll(/^([A-Za-z-]+):[ \t]*(.*)$/gm)].map((match) => [match[1], match[2]]),
    )
    if (fields.Package === undefined || packages.has(fields.Package)) continue
    packages.set(fields.Package, {
      depends: [...alternatives(fields['Pre-Depends']), ...alternatives(fields.Depends)],
      recommends: alternatives(fields.Recommends),
      provides: alternatives(fields.Provides).flat(),
      isBase:
        fields.Essential === 'yes' ||
        fields.Priority === 'required' ||
        // Docker's image has these; usrmerge, the other choice of the second, would bring perl.
        fields.Package === 'apt' ||
        fields.Package === 'usr-is-merged',
      kilobytes: Number(fields['Installed-Size'] ?? 0),
    })
  }
  return packages
}

/** Adds packages of other parts of the archive than main, without what they provide: nothing in main is to depend on them. */
export function addPackages(packages, file, wanted) {
  for (const [name, each] of readPackages(file)) {
    if (wanted.has(name) && !packages.has(name)) packages.set(name, { ...each, provides: [], isBase: false })
  }
}

/** `a (>= 1) | b, c` as [[a, b], [c]]; versions and architectures are left out. */
function alternatives(field = '') {
  return field
    .split(',')
    .map((group) => group.split('|').map((name) => name.trim().replace(/[ (:[].*$/, '')))
    .map((group) => group.filter((name) => name !== ''))
    .filter((group) => group.length > 0)
}

/** One release of Debian. */
export class Suite {
  #packages
  #providers = new Map()
  /** What a minimal image has: debian:<release>-slim. */
  base

  constructor(packages) {
    this.#packages = packages
    for (const [name, { provides }] of packages) {
      for (const virtual of provides)
        this.#providers.set(virtual, [...(this.#providers.get(virtual) ?? []), name])
    }
    const required = [...packages].filter(([, { isBase }]) => isBase).map(([name]) => name)
    this.base = this.closure(required, false, new Set())
  }

  /** The package that `apt-get install <name>` installs: the one of that name, or the only one that provides it. */
  package(name) {
    if (this.#packages.has(name)) return name
    const providers = new Set(this.#providers.get(name))
    return providers.size === 1 ? [...providers][0] : undefined
  }

  has(name) {
    return this.package(name) !== undefined
  }

  kilobytes(name) {
    return this.#packages.get(name)?.kilobytes ?? 0
  }

  /** The packages that fulfil an alternative, the first of which apt takes where none is there. */
  candidates(group) {
    return group.flatMap((name) => [
      ...(this.#packages.has(name) ? [name] : []),
      ...[...(this.#providers.get(name) ?? [])].sort(),
    ])
  }

  /** Everything that apt installs for some packages beside what is there, them included. */
  closure(names, withRecommends, there = this.base) {
    const found = new Set()
    const queue = names.flatMap((name) => this.package(name) ?? []).filter((name) => !there.has(name))
    for (const name of queue) found.add(name)
    for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
      const { depends, recommends } = this.#packages.get(name)
      for (const group of withRecommends ? [...depends, ...recommends] : depends) {
        const fulfilling = this.candidates(group)
        const first = fulfilling[0]
        if (first === undefined || fulfilling.some((each) => found.has(each) || there.has(each))) continue
        found.add(first)
        queue.push(first)
      }
    }
    return found
  }

  /** For each package that is recommended by a closure and is not in it: everything that would do as well. */
  recommendedBy(closure) {
    const found = new Map()
    for (const name of closure) {
      for (const group of this.#packages.get(name).recommends) {
        const fulfilling = this.candidates(group)
        // Of a name that many provide, the package that the list itself goes on with says more.
        const first =
          group.map((each) => this.package(each)).find((each) => each !== undefined) ?? fulfilling[0]
        if (first === undefined) continue
        if (fulfilling.some((each) => closure.has(each) || this.base.has(each))) continue
        const others = fulfilling.filter((each) => each !== first)
        found.set(first, [...(found.get(first) ?? []), ...others])
      }
    }
    return found
  }
}

/** What a Release file says of itself. */
export function readRelease(file) {
  const text = readFileSync(file, 'utf8')
  const field = (name) => new RegExp(`^${name}: (.*)$`, 'm').exec(text)?.[1] ?? ''
  return { suite: field('Codename'), release: field('Version'), date: isoDate(field('Date')) }
}

function isoDate(text) {
  const date = new Date(text)
  if (Number.isNaN(date.getTime())) throw new Error(`a Release file has the date ${JSON.stringify(text)}`)
  return date.toISOString().slice(0, 10)
}

/** The programs in bin and sbin of each package, from Contents files. */
export function readCommands(files) {
  const commands = new Map()
  for (const file of files) {
    for (const [, path, owners] of readFileSync(file, 'utf8').matchAll(
      /^((?:usr\/)?s?bin\/[^/\s]+)\s+(\S+)$/gm,
    )) {
      const command = path.split('/').at(-1)
      for (const owner of owners.split(',')) {
        const name = owner.split('/').at(-1)
        commands.set(name, (commands.get(name) ?? new Set()).add(command))
      }
    }
  }
  return commands
}
