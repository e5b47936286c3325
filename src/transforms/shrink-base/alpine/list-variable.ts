// A list of packages that a script keeps in a variable: buildDeps='gcc make' … apt-get install $buildDeps.
import type { ShellWord } from '../../../shell/commands.ts'
import type { Range } from '../../../dockerfile/text.ts'
import type { RunScript } from '../../../shell/run-scripts.ts'

export interface ListItem extends Range {
  readonly text: string
  /** Alpine's names for it. */
  names: readonly string[]
}

export interface ListVariable {
  readonly name: string
  readonly items: readonly ListItem[]
}

const known = new WeakMap<RunScript, Map<string, ListVariable>>()

/** The list behind a word, in the one place of the script that sets it; undefined where it is used for anything else. */
export function listVariable(run: RunScript, word: ShellWord): ListVariable | undefined {
  const [, plain, braced] = /^\$(?:(\w+)|\{(\w+)\})$/.exec(word.text) ?? []
  const name = plain ?? braced
  if (name === undefined) return undefined
  const lists = known.get(run) ?? new Map<string, ListVariable>()
  known.set(run, lists)
  const found = lists.get(name) ?? readList(run, name)
  if (found) lists.set(name, found)
  return found
}

function readList({ commands, script }: RunScript, name: string): ListVariable | undefined {
  const values = commands.flatMap(({ syntax }) =>
    syntax.name
      ? []
      : syntax.prefix.flatMap((each) => (each.type === 'Assignment' && each.name === name ? [each] : [])),
  )
  const [only] = values
  if (values.length !== 1 || !only) return undefined
  const text = script.text.slice(only.pos, only.end)
  const [, front = '', , body = ''] = /^(\w+=(["']?))([^"'$`\\]*)\2$/.exec(text) ?? []
  if (body === '') return undefined
  // Used where packages are named, and nowhere else.
  const uses = [...script.text.matchAll(new RegExp(`\\$\\{?${name}\\b`, 'g'))].length
  const named = commands.filter(
    ({ name: program = '', args }) =>
      /^(?:apt|apt-get)$/.test(program) &&
      args.some((arg) => new RegExp(`^\\$\\{?${name}\\}?$`).test(arg.text)),
  ).length
  if (uses !== named) return undefined
  const start = only.pos + front.length
  return {
    name,
    items: [...body.matchAll(/\S+/g)].map((match) => ({
      text: match[0],
      start: start + match.index,
      end: start + match.index + match[0].length,
      names: [],
    })),
  }
}
