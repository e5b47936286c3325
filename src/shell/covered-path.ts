// Whether an rm, or a mount, takes a directory along. `~` stands for a home directory.

/**
 * True for a path with globs or braces whose expansion holds the directory `path` or one above it.
 * @param reader who expands it: an asterisk of a shell does not stand for the dot in front of a name (POSIX, 2.14.3),
 *   one of COPY does (Go's filepath.Match)
 */
export function coversPath(text: string, path: string, reader: 'shell' | 'COPY' = 'shell'): boolean {
  const home = path.startsWith('~')
  return expandBraces(text.replace(/["']/g, '')).some((each) => {
    const known = home ? withTilde(each) : each
    if (!known.startsWith(home ? '~' : '/')) return false
    const parts = known
      .replace(/\/+$/, '')
      .split('/')
      .slice(home ? 0 : 1)
    const wanted = path.split('/').slice(home ? 0 : 1)
    // What empties the root directory is no cleanup.
    if (!home && parts.length < 2) return parts[0] !== '' && parts.join('/') === wanted.join('/')
    // `dir/*` empties it.
    const shown = parts.at(-1) === '*' && parts.length === wanted.length + 1 ? parts.slice(0, -1) : parts
    return (
      shown.length <= wanted.length &&
      shown.every((part, index) => matches(part, wanted[index] ?? '', reader))
    )
  })
}

function matches(part: string, name: string, reader: 'shell' | 'COPY'): boolean {
  // A name that is not known may be any.
  if (part === name || name === '*') return true
  if (reader === 'shell' && name.startsWith('.') && !part.startsWith('.')) return false
  const pattern = part
    .replace(/[.+^$()|{}\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replace(/\?/g, '.')
  return new RegExp(`^${pattern}$`).test(name)
}

/** A path below a home directory, however that is written, with `~` for it. */
export function withTilde(path: string): string {
  return path.replace(/^(?:\$HOME|\$\{HOME\}|\/root|\/home\/[^/]+|~[a-z_][\w-]*)(?=\/|$)/, '~')
}

function expandBraces(text: string): readonly string[] {
  const match = /\{([^{}]*,[^{}]*)\}/.exec(text)
  if (!match?.[1]) return [text]
  const before = text.slice(0, match.index)
  const after = text.slice(match.index + match[0].length)
  return match[1].split(',').flatMap((each) => expandBraces(before + each + after))
}
