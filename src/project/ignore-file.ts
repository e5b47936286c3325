// Which files of a build context an ignore file hides from the build, following github.com/moby/patternmatcher and
// its ignorefile package, and tonistiigi/fsutil for the walk (Apache-2.0 and MIT, see NOTICE).
import { isGoSpace } from '../dockerfile/text.ts'
import { cleanPath, matchPath } from './go-path.ts'
import { goRegExp } from './go-regexp.ts'

/** Why an ignore file cannot be used: builders refuse to build with it. */
export interface IgnoreFileFault {
  readonly message: string
  readonly hint: string
}

// Go's bufio.Scanner takes no longer line.
const LONGEST_LINE = 64 * 1024

/** The patterns of an ignore file, in order, without comments and in their shortest form. */
export function parseIgnoreFile(text: string): readonly string[] | IgnoreFileFault {
  const patterns: string[] = []
  const lines = text.replace(/^\ufeff/, '').split('\n')
  for (const [index, full] of lines.entries()) {
    const line = full.replace(/\r$/, '')
    if (Buffer.byteLength(full) >= LONGEST_LINE) {
      return fault(index + 1, `is longer than ${LONGEST_LINE} bytes`, 'shorten it: no builder reads the file')
    }
    const pattern = line.startsWith('#') ? '' : patternOf(line)
    if (pattern === '') continue
    if (compile(pattern) === undefined) {
      return fault(
        index + 1,
        `the pattern ${pattern} is malformed`,
        'correct it: builders refuse the whole file for it',
      )
    }
    patterns.push(pattern)
  }
  return patterns
}

function fault(line: number, what: string, hint: string): IgnoreFileFault {
  return { message: `line ${line} of the ignore file: ${what}`, hint }
}

function patternOf(line: string): string {
  const trimmed = trimSpace(line)
  if (trimmed === '') return ''
  const negated = trimmed.startsWith('!')
  const pattern = negated ? trimSpace(trimmed.slice(1)) : trimmed
  const clean = pattern === '' ? '' : cleanPath(pattern)
  const relative = clean.length > 1 && clean.startsWith('/') ? clean.slice(1) : clean
  return negated ? `!${relative}` : relative
}

function trimSpace(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isGoSpace(text.charAt(start))) start += 1
  while (end > start && isGoSpace(text.charAt(end - 1))) end -= 1
  return text.slice(start, end)
}

/** Which patterns match a folder, one by one; what lies in it starts from there. */
export type PatternMatches = readonly boolean[]

/** Paths are relative to the build context, with forward slashes. */
export interface IgnoreMatcher {
  /** Whether the build sees nothing at a path. */
  matches(path: string): boolean
  /** The same for a path in a folder of which the answer is known; undefined for the context itself. */
  matchesIn(
    parent: PatternMatches | undefined,
    path: string,
  ): { readonly ignored: boolean; readonly patterns: PatternMatches }
  /** Whether BuildKit looks for exceptions (`!pattern`) below a folder that is ignored itself. */
  mayHaveExceptionsBelow(folder: string): boolean
}

/** @throws RangeError for a pattern that `parseIgnoreFile` would not have let through */
export function ignoreMatcher(patterns: readonly string[]): IgnoreMatcher {
  const compiled = patterns.map((pattern) => {
    const result = compile(pattern)
    if (!result) throw new RangeError(`malformed pattern ${pattern}`)
    return result
  })
  const exceptions = compiled.filter((each) => each.exception).map((each) => withoutTrailingGlob(each.text))
  const exact = !exceptions.some((each) => /[*[\]?^\\]/.test(each))

  return {
    matches(path) {
      const parents = parentsOf(path)
      return compiled.reduce((ignored, { exception, test }) => {
        if (exception !== ignored) return ignored
        return test(path) || parents.some(test) ? !exception : ignored
      }, false)
    },
    matchesIn(parent, path) {
      let ignored = false
      const matched = compiled.map(({ exception, test }, index) => {
        // A pattern that could change nothing is not asked, so that what is in the folder asks again.
        const matches = parent?.[index] === true || (exception === ignored && test(path))
        if (matches) ignored = !exception
        return matches
      })
      return { ignored, patterns: matched }
    },
    mayHaveExceptionsBelow(folder) {
      return !exact || exceptions.some((each) => `${each}/`.startsWith(`${folder}/`))
    },
  }
}

/** `a/b/c` lies in `a` and in `a/b`. */
function parentsOf(path: string): readonly string[] {
  const parents: string[] = []
  for (let end = path.indexOf('/', 1); end !== -1; end = path.indexOf('/', end + 1))
    parents.push(path.slice(0, end))
  return parents
}

function withoutTrailingGlob(pattern: string): string {
  return pattern.replace(/\/\*\*$/, '').replace(/\/\*$/, '')
}

interface Pattern {
  /** Without the `!`. */
  readonly text: string
  readonly exception: boolean
  readonly test: (path: string) => boolean
}

/** undefined for a pattern that is malformed. */
function compile(pattern: string): Pattern | undefined {
  const clean = cleanPath(trimSpace(pattern))
  const exception = clean.startsWith('!')
  const text = exception ? clean.slice(1) : clean
  // filepath.Match refuses some patterns, and the regular expression that then decides refuses others.
  if (text === '' || matchPath(text, '.') === undefined) return undefined
  const test = testOf(text)
  return test && { text, exception, test }
}

function testOf(pattern: string): ((path: string) => boolean) | undefined {
  const { kind, source } = translate(pattern)
  switch (kind) {
    case 'exact':
      return (path) => path === pattern
    case 'prefix': {
      const prefix = pattern.slice(0, -2)
      return (path) => path.startsWith(prefix)
    }
    case 'suffix': {
      const suffix = pattern.slice(2)
      return (path) => path.endsWith(suffix) || (suffix.startsWith('/') && path === suffix.slice(1))
    }
    case 'expression': {
      const expression = goRegExp(`^${source}$`)
      return expression && ((path) => expression.test(path))
    }
  }
}

/**
 * The regular expression of a pattern, with what is peculiar to moby's: braces, bars and circumflexes are not escaped,
 * and asterisks inside a class are still asterisks.
 */
function translate(pattern: string): {
  readonly kind: 'exact' | 'prefix' | 'suffix' | 'expression'
  readonly source: string
} {
  // The scanner of Go's that reads the pattern skips a BOM.
  const chars = [...pattern.replace(/^\ufeff/, '')]
  let kind: 'exact' | 'prefix' | 'suffix' | 'expression' = 'exact'
  let source = ''
  for (let at = 0; at < chars.length; at += 1) {
    const char = chars[at] ?? ''
    if (char === '*' && chars[at + 1] === '*') {
      const start = at
      at += chars[at + 2] === '/' ? 2 : 1
      if (at + 1 < chars.length) {
        source += '(.*/)?'
        kind = 'expression'
      } else if (kind === 'exact') kind = 'prefix'
      else {
        source += '.*'
        kind = 'expression'
      }
      if (start === 0) kind = 'suffix'
    } else if (char === '*') {
      source += '[^/]*'
      kind = 'expression'
    } else if (char === '?') {
      source += '[^/]'
      kind = 'expression'
    } else if ('.+()$'.includes(char)) source += `\\${char}`
    else if (char === '\\') {
      at += 1
      source += `\\${chars[at] ?? ''}`
      if (at < chars.length) kind = 'expression'
    } else {
      source += char
      if (char === '[' || char === ']') kind = 'expression'
    }
  }
  return { kind, source }
}
