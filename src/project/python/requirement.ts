// One requirement as pip reads it: PEP 508, and the paths and addresses that pip takes besides.
import { normalName, parseSpecifiers, type Specifier } from './version.ts'

export type Source =
  /** From an index. */
  | { readonly kind: 'index' }
  /** Cloned by a program of that name. */
  | { readonly kind: 'vcs'; readonly program: 'git' | 'hg' | 'svn' | 'bzr' }
  /** An archive or a wheel; its name alone. */
  | { readonly kind: 'file'; readonly file: string }
  /** A folder of the project's own. */
  | { readonly kind: 'folder'; readonly path: string }

export interface Requirement {
  /** As PEP 503 normalizes it; undefined where only the package itself tells it. */
  readonly name: string | undefined
  readonly extras: readonly string[]
  readonly specifiers: readonly Specifier[]
  readonly marker: string | undefined
  readonly source: Source
}

const NAME = /^([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*(?:\[([^\]]*)\])?\s*/
const ARCHIVE = /\.(?:whl|zip|tar\.gz|tgz|tar\.bz2|tbz|tar\.xz|txz|tlz|tar\.lz|tar\.lzma|tar)$/i
const INDEX: Source = { kind: 'index' }

/** Undefined for what pip would not take. */
export function parseRequirement(text: string): Requirement | undefined {
  const trimmed = text.trim()
  const direct = /^[A-Za-z0-9][\w.-]*\s*(?:\[[^\]]*\])?\s*@\s*/.exec(trimmed)
  if (direct && !trimmed.slice(0, direct[0].length).includes('://')) {
    const [address, marker] = withMarker(trimmed.slice(direct[0].length), /\s;|;\s/)
    const source = sourceOf(address)
    const [, name = '', extras = ''] = NAME.exec(trimmed) ?? []
    return source && { name: normalName(name), extras: extrasOf(extras), specifiers: [], marker, source }
  }
  if (isAddress(trimmed) || isPath(trimmed)) return located(trimmed)
  const match = NAME.exec(trimmed)
  if (!match) return undefined
  const [whole, name = '', extras = ''] = match
  const [rest, marker] = withMarker(trimmed.slice(whole.length), /;/)
  const specifiers = parseSpecifiers(rest.replace(/^\((.*)\)$/, '$1'))
  return specifiers && { name: normalName(name), extras: extrasOf(extras), specifiers, marker, source: INDEX }
}

function withMarker(text: string, separator: RegExp): readonly [string, string | undefined] {
  const at = text.search(separator)
  if (at === -1) return [text.trim(), undefined]
  const marker = text.slice(at).replace(/^\s*;/, '').trim()
  return [text.slice(0, at).trim(), marker === '' ? undefined : marker]
}

function extrasOf(text: string): readonly string[] {
  return text
    .split(',')
    .map((each) => normalName(each.trim()))
    .filter((each) => each !== '')
}

function isAddress(text: string): boolean {
  return (
    /^[a-z][a-z0-9+.-]*:\/\//i.test(text) || /^(?:git|hg|svn|bzr)\+/.test(text) || text.startsWith('file:')
  )
}

function isPath(text: string): boolean {
  const [first = ''] = text.split(/[\s;[]/)
  return (
    first.startsWith('.') ||
    first.startsWith('/') ||
    ARCHIVE.test(first) ||
    (first.includes('/') && !/[<>=!~@]/.test(first))
  )
}

function located(text: string): Requirement | undefined {
  const [address, marker] = withMarker(text, /\s;|;\s/)
  const egg = /#(?:.*&)?egg=([A-Za-z0-9][\w.-]*)(?:\[([^\]]*)\])?/.exec(address)
  const extras = egg?.[2] ?? /\[([\w\s,.-]+)\]$/.exec(address)?.[1] ?? ''
  const source = sourceOf(address.replace(/\[[\w\s,.-]+\]$/, ''))
  if (!source) return undefined
  const name =
    egg?.[1] ?? (source.kind === 'file' ? /^([A-Za-z0-9][\w.]*?)-\d/.exec(source.file)?.[1] : undefined)
  return {
    name: name === undefined ? undefined : normalName(name),
    extras: extrasOf(extras),
    specifiers: [],
    marker,
    source,
  }
}

/** What an address or a path leads to. */
export function sourceOf(address: string): Source | undefined {
  const program = (['git', 'hg', 'svn', 'bzr'] as const).find((each) => address.startsWith(`${each}+`))
  if (program) return { kind: 'vcs', program }
  const path = address.replace(/[#?].*$/, '')
  if (path === '') return undefined
  const file = decoded(path.slice(path.lastIndexOf('/') + 1))
  if (ARCHIVE.test(file)) return { kind: 'file', file }
  if (/^(?:https?|ftp):/i.test(path)) return { kind: 'file', file }
  return { kind: 'folder', path: path.replace(/^file:(?:\/\/)?/, '') }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
