import type { FileEntry, FileTree } from '../image.ts'

export type SmokeArgv = { readonly argv: readonly string[] } | { readonly reason: string }

/** As Linux, which gives up at the 40th symlink. */
const MOST_SYMLINKS = 40

/**
 * What is executed for a command: the image's /bin/sh with it or, in an image without one, the command's own words.
 *
 * @returns the reason where there is no /bin/sh and only a shell could run it
 */
export function smokeArgv(command: string, files: FileTree): SmokeArgv {
  if (hasShell(files)) return { argv: ['/bin/sh', '-c', command] }
  const words = splitCommand(command)
  return 'reason' in words ? words : { argv: words.words }
}

export function hasShell(files: FileTree): boolean {
  const entry = lookUp(files, '/bin/sh')
  return entry?.type === 'file' && (entry.mode & 0o111) !== 0
}

/** What a path leads to when its symlinks are followed; undefined where it leads to nothing. */
function lookUp(files: FileTree, path: string): FileEntry | undefined {
  const rest = path.split('/')
  let place = ''
  let symlinks = 0
  for (let part = rest.shift(); part !== undefined; part = rest.shift()) {
    if (part === '' || part === '.') continue
    if (part === '..') {
      place = place.slice(0, Math.max(0, place.lastIndexOf('/')))
      continue
    }
    const entry = files.get(`${place}/${part}`)
    if (!entry) return undefined
    if (entry.type !== 'symlink') place = `${place}/${part}`
    else {
      symlinks += 1
      if (symlinks >= MOST_SYMLINKS) return undefined
      if (entry.target.startsWith('/')) place = ''
      rest.unshift(...entry.target.split('/'))
    }
  }
  return files.get(place)
}

const NEEDS_SHELL: readonly (readonly [chars: string, what: string])[] = [
  ['|', 'a pipe'],
  ['&;\n', 'more than one command'],
  ['<>', 'a redirection'],
  ['$', 'a variable'],
  ['`', 'a command substitution'],
  ['(){}', 'a group'],
  ['*?[', 'a pattern'],
]

/** Splits as the shell does (POSIX, 2.2 Quoting) where the words mean nothing more to it. */
export function splitCommand(
  command: string,
): { readonly words: readonly string[] } | { readonly reason: string } {
  const words: string[] = []
  let word: string | undefined
  let quote = ''
  for (let at = 0; at < command.length; at += 1) {
    const char = command.charAt(at)
    const next = command.charAt(at + 1)
    if (quote === "'") {
      if (char === quote) quote = ''
      else word = `${word ?? ''}${char}`
    } else if (char === '\\') {
      if (next === '') return { reason: 'it ends with a backslash' }
      at += 1
      if (next === '\n') continue
      // Inside double quotes a backslash stands for itself before everything else.
      const kept = quote === '"' && !'$`"\\'.includes(next) ? char : ''
      word = `${word ?? ''}${kept}${next}`
    } else if (char === quote) quote = ''
    else if (quote === '"' && !'$`'.includes(char)) word = `${word ?? ''}${char}`
    else if (quote === '' && (char === '"' || char === "'")) [quote, word] = [char, word ?? '']
    else if (quote === '' && (char === ' ' || char === '\t')) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else {
      const needs = NEEDS_SHELL.find(([chars]) => chars.includes(char))?.[1] ?? begins(char, word, words)
      if (needs !== undefined) return { reason: `it has ${needs} (${char === '\n' ? '\\n' : char})` }
      word = `${word ?? ''}${char}`
    }
  }
  if (quote !== '') return { reason: `a quote (${quote}) is not closed` }
  if (word !== undefined) words.push(word)
  return words.length === 0 ? { reason: 'it is empty' } : { words }
}

/** What means something at the beginning of a word only, or in front of the program. */
function begins(char: string, word: string | undefined, words: readonly string[]): string | undefined {
  if (word === undefined && char === '#') return 'a comment'
  if (word === undefined && char === '~') return 'a home directory'
  if (word === undefined && char === '!' && words.length === 0) return 'a negation'
  if (char === '=' && words.length === 0 && /^[A-Za-z_]\w*$/.test(word ?? '')) return 'an assignment'
  return undefined
}
