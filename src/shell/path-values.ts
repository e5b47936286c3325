// Paths whose components may be variables: `/usr/src/php-${VERSION}`. One that begins with `./` lies below a directory
// that nothing tells, the one that the base image starts in.

/** Undefined where it cannot be told. */
export function joinPath(here: string | undefined, path: string): string | undefined {
  if (path === '') return undefined
  const rooted = /^(?:\/|\$\{)/.test(path)
  if (!rooted && here === undefined) return undefined
  const whole = rooted ? path : `${here ?? ''}/${path}`
  const top = whole.startsWith('/') ? '/' : ''
  const parts: string[] = []
  for (const part of splitPath(whole)) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else {
      const last = parts.pop()
      // A variable may be several components.
      if (last === undefined ? top === '' : /^\$\{[^}]*\}$/.test(last)) return undefined
    }
  }
  if (top === '' && !rooted && whole.startsWith('.')) return ['.', ...parts].join('/')
  return top + parts.join('/')
}

/** The components of a path; a slash inside `${…}` or `$(…)` parts none. */
function splitPath(path: string): readonly string[] {
  if (!path.includes('$')) return path.split('/').filter((part) => part !== '')
  return path.match(/(?:\$\{[^}]*\}|\$\([^)]*\)|[^/])+/g) ?? []
}

export function baseName(path: string): string {
  return splitPath(path).at(-1) ?? ''
}

/** The directory that a path lies in; undefined where it cannot be told. */
export function parentOf(path: string): string | undefined {
  const parts = splitPath(path)
  if (parts.length === 0) return undefined
  return (path.startsWith('/') ? '/' : '') + parts.slice(0, -1).join('/')
}

/** True for a path and all that lies below it. */
export function isAtOrBelow(path: string, top: string): boolean {
  return path === top || path.startsWith(top.endsWith('/') ? top : `${top}/`)
}

/** Whether a pattern, an asterisk standing for a part of a component, may name a path or a directory above it. */
export function mayCover(pattern: string, path: string): boolean {
  const cut = pattern.replace(/\/+$/, '')
  if (!cut.includes('*')) return isAtOrBelow(path, cut)
  const source = cut.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]*')
  return new RegExp(`^${source}(?:/|$)`).test(path)
}
