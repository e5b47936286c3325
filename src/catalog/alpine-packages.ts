// Which names `apk add` takes in which release of Alpine. The notation of the data: `curl:dmg` is curl, curl-dev, curl-doc and
// curl-dbg; the key `acfq` stands for the releases a to c and f to q, of the list in the data.
import data from './data/alpine-packages.json' with { type: 'json' }

/** From the oldest to the newest, `edge` at the end. */
export function alpineReleases(): readonly string[] {
  return data.releases
}

/** True where `apk add NAME` finds something in that release (main and community), a package or what one provides. */
export function isApkName(name: string, release: string): boolean {
  const place = data.releases.indexOf(release)
  return place !== -1 && ((masks().get(name) ?? 0) & (1 << place)) !== 0
}

/** The releases that have it, the oldest first. */
export function releasesWith(name: string): readonly string[] {
  return data.releases.filter((_, place) => ((masks().get(name) ?? 0) & (1 << place)) !== 0)
}

/** Every name, with a bit for each release. */
let made: ReadonlyMap<string, number> | undefined

function masks(): ReadonlyMap<string, number> {
  if (made) return made
  const found = new Map<string, number>()
  const suffixes: Readonly<Record<string, string>> = data.suffixes
  for (const [range, text] of Object.entries(data.names)) {
    const mask = maskOf(range)
    for (const word of text.split(' ')) {
      const [name = '', codes = ''] = word.split(':')
      for (const each of [name, ...[...codes].map((code) => name + (suffixes[code] ?? ''))])
        found.set(each, (found.get(each) ?? 0) | mask)
    }
  }
  for (const [range, text] of Object.entries(data.aliases)) {
    const mask = maskOf(range)
    for (const word of text.split(' ')) {
      const [name = ''] = word.split('>')
      found.set(name, (found.get(name) ?? 0) | mask)
    }
  }
  return (made = found)
}

function maskOf(range: string): number {
  let mask = 0
  for (let at = 0; at + 1 < range.length; at += 2)
    for (let place = range.charCodeAt(at) - A; place <= range.charCodeAt(at + 1) - A; place += 1)
      mask |= 1 << place
  return mask
}

const A = 'a'.charCodeAt(0)
