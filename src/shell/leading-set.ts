import { commandsOf, type SimpleCommand } from './commands.ts'
import type { Script } from './script.ts'

/** The `set` that a script begins with, where it is its only one. */
export interface LeadingSet {
  /** Letters, and names where there is no letter: `e`, `x`, `pipefail`. */
  readonly options: ReadonlySet<string>
  /** Its words, as written. */
  readonly words: readonly string[]
  /** Where the next command begins, in the script's text; undefined where no `&&` leads there. */
  readonly next: number | undefined
}

const LETTERS: Readonly<Record<string, string>> = {
  errexit: 'e',
  nounset: 'u',
  xtrace: 'x',
  verbose: 'v',
  noglob: 'f',
  pipefail: 'pipefail',
}

/** Undefined for a script that begins with something else, or whose `set` does more than to turn options on. */
export function leadingSet(script: Pick<Script, 'text' | 'syntax'>): LeadingSet | undefined {
  const [first] = script.syntax.commands
  const list = first?.command.type === 'AndOr' ? first.command : undefined
  if (!first || first.background || list?.operators.some((operator) => operator !== '&&')) return undefined
  const [head, second] = list ? list.commands : [first.command]
  const sets = commandsOf(script).filter(({ name }) => name === 'set')
  const [set] = sets
  if (!set || sets.length > 1 || set.syntax !== head || set.wrappers.length > 0) return undefined
  const options = optionsOf(set)
  return options && { options, words: ['set', ...set.args.map(({ text }) => text)], next: second?.pos }
}

function optionsOf({ args, redirects, assignments }: SimpleCommand): ReadonlySet<string> | undefined {
  const options = new Set<string>()
  let named = false
  for (const { literal = '' } of args) {
    const letter = named ? LETTERS[literal] : undefined
    if (named && letter === undefined) return undefined
    if (letter !== undefined) options.add(letter)
    else if (/^-[efuvx]*o?$/.test(literal) && literal !== '-')
      for (const each of literal.slice(1).replace('o', '')) options.add(each)
    else return undefined
    named = !named && literal.endsWith('o')
  }
  return named || options.size === 0 || redirects || assignments.length > 0 ? undefined : options
}
