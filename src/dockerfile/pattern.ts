// The patterns of `${name#pattern}` and `${name/pattern/replacement}`, following BuildKit's
// frontend/dockerfile/shell/lex.go (Apache-2.0, see NOTICE).
import { LexError } from './lex-error.ts'

/** `${name#pattern}` and its like; `word` begins with a second operator where the longest match is meant. */
export function trimPattern(value: string, word: string, operator: '#' | '%'): string {
  const greedy = word.startsWith(operator)
  const pattern = greedy ? word.slice(1) : word
  if (operator === '#') return value.replace(patternToRegExp(pattern, greedy, '^'), '')
  // The shortest suffix is the shortest prefix of the reversed text.
  const backwards = patternToRegExp(reversePattern(pattern), greedy, '^')
  return reverse(reverse(value).replace(backwards, ''))
}

export function replaceFirst(value: string, pattern: string, replacement: string): string {
  return value.replace(patternToRegExp(pattern, true), () => replacement)
}

/** Go's ReplaceAllString: no empty match right behind a match, and `$` in the replacement means something. */
export function replaceAll(value: string, pattern: string, template: string): string {
  let result = ''
  let done = 0
  for (const match of value.matchAll(new RegExp(patternToRegExp(pattern, true), 'gu'))) {
    const end = match.index + match[0].length
    if (end <= done && match.index > 0) continue
    result += value.slice(done, match.index) + expandTemplate(template, match[0])
    done = end
  }
  return result + value.slice(done)
}

/** The pattern has no groups, so `$0` is the match and every other name is empty. */
function expandTemplate(template: string, match: string): string {
  return template.replace(/\$(?:\$|([\p{L}\p{Nd}_]+)|\{([\p{L}\p{Nd}_]+)\})/gu, (dollars, bare, braced) => {
    if (dollars === '$$') return '$'
    return (bare ?? braced) === '0' ? match : ''
  })
}

function reverse(text: string): string {
  return [...text].reverse().join('')
}

function reversePattern(pattern: string): string {
  return (pattern.match(/\\[^]|[^]/gu) ?? []).reverse().join('')
}

function patternToRegExp(pattern: string, greedy: boolean, prefix = ''): RegExp {
  let source = prefix
  const chars = [...pattern]
  for (let index = 0; index < chars.length; index += 1) {
    const char = chars[index] ?? ''
    if (char === '*') source += greedy ? '[^\\n]*' : '[^\\n]*?'
    else if (char === '?') source += '[^\\n]'
    else if (char === '\\') {
      const escaped = chars[index + 1]
      if (escaped === '}' || escaped === '/') continue
      if (escaped !== '*' && escaped !== '?' && escaped !== '\\') {
        throw new LexError(
          `invalid pattern (${pattern}) in substitution: invalid escape '\\${escaped ?? ''}'`,
        )
      }
      source += `\\${escaped}`
      index += 1
    } else source += /[[\]{}.+()|^$/]/.test(char) ? `\\${char}` : char
  }
  return new RegExp(source, 'u')
}
