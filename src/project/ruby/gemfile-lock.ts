// Gemfile.lock as bundler writes it: https://bundler.io/man/gemfile.5.html

export interface LockedGem {
  readonly name: string
  readonly version: string
  /** What is locked of it: `ruby` for the source, `x86_64-linux-gnu` and the like for what is compiled already. */
  readonly platforms: readonly string[]
  readonly source: 'index' | 'git' | 'path'
  /** The folder of a gem that lies in the project. */
  readonly path: string | undefined
}

export interface GemfileLock {
  readonly gems: readonly LockedGem[]
  /** Of `PLATFORMS`. */
  readonly platforms: readonly string[]
  /** Other than rubygems.org. */
  readonly remotes: readonly string[]
}

const SOURCES = { GEM: 'index', GIT: 'git', PATH: 'path' } as const
const PLATFORM =
  /^(?:x86_64|x86|x64|i[3-6]86|aarch64|arm64|armv?\d*|arm|universal|java|jruby|ppc64le|powerpc64le|s390x|riscv64|mswin|mingw)/

/** Undefined for what is no lock file of bundler. */
export function parseGemfileLock(text: string): GemfileLock | undefined {
  const gems = new Map<string, LockedGem>()
  const platforms: string[] = []
  const remotes: string[] = []
  let section = ''
  let remote = ''
  for (const line of text.replace(/^\ufeff/, '').split(/\r?\n/)) {
    if (/^<{7}|^={7}|^>{7}/.test(line)) return undefined
    if (/^[A-Z][A-Z ]*$/.test(line)) {
      section = line
      continue
    }
    const source = section === 'GEM' || section === 'GIT' || section === 'PATH' ? SOURCES[section] : undefined
    const found = /^ {2}remote: (\S.*)$/.exec(line)?.[1]
    if (found !== undefined) {
      remote = found
      if (source === 'index' && !/^https?:\/\/(?:[^@/]*@)?(?:index\.)?rubygems\.org\/?$/.test(found))
        remotes.push(found)
    }
    if (section === 'PLATFORMS' && /^ {2}\S/.test(line)) platforms.push(line.trim())
    const match = /^ {4}([\w.-]+) \(([^()\s]+)\)$/.exec(line)
    if (!match || !source) continue
    const [, name = '', version = ''] = match
    const at = version.indexOf('-')
    const own = at !== -1 && PLATFORM.test(version.slice(at + 1)) ? version.slice(at + 1) : 'ruby'
    const known = gems.get(name)
    gems.set(name, {
      name,
      version: own === 'ruby' ? version : version.slice(0, at),
      platforms: [...(known?.platforms ?? []), own],
      source,
      path: source === 'path' ? remote : undefined,
    })
  }
  return gems.size === 0 && platforms.length === 0
    ? undefined
    : { gems: [...gems.values()], platforms, remotes }
}
