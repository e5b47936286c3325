// Variables in compose files and .env, following template/template.go of compose-go (Apache-2.0, see NOTICE).
// https://github.com/compose-spec/compose-spec/blob/main/12-interpolation.md

/** undefined for a variable that is not set, which is not the same as empty. */
export type Lookup = (name: string) => string | undefined

/** What compose refuses to go on with. */
export class InterpolationError extends Error {}

const NAME = '[_a-zA-Z][_a-zA-Z0-9]*'
// The last group is empty where what follows `${` is no substitution.
const SUBSTITUTION = `\\$(?:(\\$)|(${NAME})|\\{(?:(${NAME}(?::?[-+?][^\\n]*)?)\\}|()))`
const OPERATORS = [':?', '?', ':-', '-', ':+', '+'] as const

/**
 * A text with its variables put in; one that is not set is empty.
 *
 * @throws InterpolationError for a required variable that is not set, and for a dollar sign that begins nothing
 */
export function interpolate(text: string, lookup: Lookup): string {
  return text.replace(new RegExp(SUBSTITUTION, 'g'), (match: string) => replacement(match, text, lookup))
}

function replacement(match: string, template: string, lookup: Lookup): string {
  // The expression takes all up to the last brace of the line; what is behind the first that closes is looked at again.
  const end = closingBrace(match) + 1
  const [substitution, rest] = end === 0 ? [match, ''] : [match.slice(0, end), match.slice(end)]
  const [, dollar, named, braced] = new RegExp(SUBSTITUTION).exec(substitution) ?? []
  if (dollar !== undefined) return '$'
  if (named !== undefined) return lookup(named) ?? ''
  if (braced === undefined) {
    throw new InterpolationError(`in ${template} the \${ begins no variable; as text it is written $\${`)
  }
  return substitute(braced, operatorOf(match), lookup) + interpolate(rest, lookup)
}

function closingBrace(text: string): number {
  let open = 0
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '}') {
      open -= 1
      if (open === 0) return at
    } else if (text[at] === '{') {
      open += 1
      at += 1
    }
  }
  return -1
}

function operatorOf(text: string): (typeof OPERATORS)[number] | undefined {
  let first: { readonly operator: (typeof OPERATORS)[number]; readonly at: number } | undefined
  for (const operator of OPERATORS) {
    const at = text.indexOf(operator)
    if (at !== -1 && (!first || at < first.at)) first = { operator, at }
  }
  return first?.operator
}

function substitute(
  substitution: string,
  operator: (typeof OPERATORS)[number] | undefined,
  lookup: Lookup,
): string {
  const at = operator === undefined ? -1 : substitution.indexOf(operator)
  if (operator === undefined || at === -1) return lookup(substitution) ?? ''
  const name = substitution.slice(0, at)
  const word = substitution.slice(at + operator.length)
  const value = lookup(name)
  const counts = value !== undefined && (value !== '' || !operator.startsWith(':'))
  switch (operator) {
    case ':-':
    case '-':
      return counts ? value : interpolate(word, lookup)
    case ':+':
    case '+':
      return counts ? interpolate(word, lookup) : (value ?? '')
    case ':?':
    case '?': {
      if (counts) return value
      const reason = interpolate(word, lookup)
      throw new InterpolationError(
        `the variable ${name} is required and not set${reason === '' ? '' : `: ${reason}`}`,
      )
    }
  }
}
