// The words of a command that a shell takes as they stand, quotes aside: what POSIX calls quote removal, and nothing else.
// Where a shell would do anything more, or shells differ, the answer is what it would do.
import type { Range } from '../../dockerfile/text.ts'

export interface PlainWord extends Range {
  /** What the program gets. */
  readonly value: string
}

/** What only a shell can do with the text; said in a sentence about it. */
export interface ShellFeature {
  readonly feature: string
}

export type PlainCommand = { readonly words: readonly PlainWord[] } | ShellFeature

// What is part of dash, bash or busybox ash, and what their grammar reserves. Some of it exists as a program as well, with
// other options and another way to read backslashes.
const OWN = new Set(
  (
    '! { } [ [[ ]] case coproc do done elif else esac fi for function if in select then time until while ' +
    '. : alias bg bind break builtin caller cd chdir command compgen complete compopt continue declare dirs disown echo ' +
    'enable eval exec exit export false fc fg getopts hash help history jobs kill let local logout mapfile popd printf ' +
    'pushd pwd read readarray readonly return set shift shopt source suspend test times trap true type typeset ulimit ' +
    'umask unalias unset wait'
  ).split(' '),
)

const UNQUOTED: Readonly<Record<string, string>> = {
  '`': 'only a shell runs what stands in backquotes',
  ';': 'only a shell runs several commands',
  '<': 'only a shell redirects with <',
  '>': 'only a shell redirects with >',
  '(': 'only a shell understands parentheses',
  ')': 'only a shell understands parentheses',
}

/** The words of one simple command, `exec` in front taken off. */
export function plainCommand(text: string): PlainCommand {
  const own = /^[^\s;&|<>()]+/.exec(text)?.[0] ?? ''
  if (own !== 'exec' && OWN.has(own)) return { feature: `${own} is part of the shell` }
  const words: PlainWord[] = []
  let at = 0
  while (at < text.length) {
    while (isBlank(text, at)) at += 1
    if (at >= text.length) break
    if (text.charAt(at) === '#')
      return { feature: 'it ends in a comment of the shell, which JSON cannot hold' }
    const word = plainWord(text, at)
    if ('feature' in word) return word
    words.push(word)
    at = word.end
  }
  return withoutExec(text, words)
}

function withoutExec(text: string, words: readonly PlainWord[]): PlainCommand {
  const written = (word: PlainWord): string => text.slice(word.start, word.end)
  const [first, second] = words
  const program = first && written(first) === 'exec' ? second : first
  if (!program || (program === second && program.value.startsWith('-'))) {
    return { feature: 'only a shell understands exec with options' }
  }
  if (/^[A-Za-z_]\w*\+?=/.test(written(program)))
    return { feature: `only a shell sets variables: ${written(program)}` }
  if (OWN.has(program.value)) return { feature: `${program.value} is part of the shell` }
  return { words: program === first ? words : words.slice(1) }
}

function plainWord(text: string, start: number): PlainWord | ShellFeature {
  let value = ''
  let at = start
  while (at < text.length && !isBlank(text, at)) {
    const char = text.charAt(at)
    if (char === "'" || char === '"') {
      const quoted = char === "'" ? singleQuoted(text, at) : doubleQuoted(text, at)
      if ('feature' in quoted) return quoted
      value += quoted.value
      at = quoted.end
      continue
    }
    if (char === '\\') {
      if (at + 1 >= text.length) return { feature: 'it ends in a backslash' }
      value += text.charAt(at + 1)
      at += 2
      continue
    }
    const special = specialAt(text, start, at)
    if (special !== undefined) return { feature: special }
    value += char
    at += 1
  }
  return { start, end: at, value }
}

function specialAt(text: string, start: number, at: number): string | undefined {
  const char = text.charAt(at)
  const rest = /^[^\s'"]*/.exec(text.slice(start))?.[0] ?? ''
  if (char === '$') return `only a shell fills in ${variableAt(text, at)}`
  // What matches no file stays as it is, and no file is called --ip=….
  const ofOption = /^--?\w[\w-]*=/.test(text.slice(start, at))
  if (/[*?[]/.test(char) && !ofOption) return `only a shell looks for files that match ${rest}`
  if (char === '~' && (at === start || /[:=]/.test(text.charAt(at - 1))))
    return `only a shell knows what ~ is`
  // bash expands braces, dash and ash do not.
  if (char === '{' && /^\{[^}]*(?:,|\.\.)/.test(text.slice(at))) return `some shells expand ${rest}`
  // The files may have been written with carriage returns in the middle, which belong to a word.
  if (/[\r\n\v\f]/.test(char)) return 'it has control characters in it'
  if (char === '&' || char === '|')
    return `only a shell understands ${/^[&|]+/.exec(text.slice(at))?.[0] ?? char}`
  return Object.hasOwn(UNQUOTED, char) ? UNQUOTED[char] : undefined
}

function variableAt(text: string, at: number): string {
  return /^\$(?:\{[^}]*\}|\w+|\(.*|.)?/.exec(text.slice(at))?.[0] ?? '$'
}

function singleQuoted(text: string, start: number): PlainWord | ShellFeature {
  const end = text.indexOf("'", start + 1)
  if (end === -1) return { feature: 'a quote is not closed' }
  return { start, end: end + 1, value: text.slice(start + 1, end) }
}

function doubleQuoted(text: string, start: number): PlainWord | ShellFeature {
  let value = ''
  for (let at = start + 1; at < text.length; at += 1) {
    const char = text.charAt(at)
    if (char === '"') return { start, end: at + 1, value }
    if (char === '$') return { feature: `only a shell fills in ${variableAt(text, at)}` }
    if (char === '`') return { feature: 'only a shell runs what stands in backquotes' }
    if (char === '\\' && /["\\$`]/.test(text.charAt(at + 1))) at += 1
    value += text.charAt(at)
  }
  return { feature: 'a quote is not closed' }
}

function isBlank(text: string, at: number): boolean {
  return text.charAt(at) === ' ' || text.charAt(at) === '\t'
}
