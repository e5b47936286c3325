// What a container starts behind npm, npx and shells, with the words that those hand on.
import type { Call } from '../../../calls/calls.ts'
import type { Subject } from '../../subject.ts'
import { started } from '../../start.ts'

export interface StartedProgram {
  readonly call: Call
  /** The name and its words; variables as written. */
  readonly words: readonly string[]
}

const STARTS_OTHERS =
  /^(?:npm|yarn|pnpm|bun|npx|pnpx|bunx|sh|bash|ash|dash|tini|dumb-init|docker-entrypoint\.sh|exec)$/

/** The programs that the containers of a stage run in the end. */
export function startedPrograms(subject: Subject): readonly StartedProgram[] {
  // What the sources of the project start is of a build's scripts: a server of files runs none of them.
  const own = started(subject).filter(({ within }) => within === undefined || !SOURCE.test(within))
  let handed: readonly string[] = []
  const found = own.flatMap((call): readonly StartedProgram[] => {
    const words = wordsOf(call)
    const [name = ''] = words
    const behind = behindRunner(words)
    if (behind) return [{ call, words: behind }]
    if (STARTS_OTHERS.test(name)) {
      const more = handedOn(words)
      if (more.length > 1) handed = more
      return []
    }
    return /^(?:cd|:|true|export|set|echo)$/.test(name) ? [] : [{ call, words }]
  })
  const last = found.at(-1)
  if (!last || handed.length === 0 || last.call.within !== 'package.json') return found
  // `yarn serve -s build` where serve is no script, but a program of a package.
  const [name = ''] = last.words
  const words = handed[0] === name ? handed : [...last.words, ...handed.slice(1)]
  return [...found.slice(0, -1), { ...last, words }]
}

const SOURCE = /\.(?:[cm]?[jt]sx?|vue|svelte|py|rb|rake|php)$|Rakefile$/

export function wordsOf({ command }: Pick<Call, 'command'>): readonly string[] {
  const words = command.args.map(({ literal, text }) => literal ?? text.replace(/^"(.*)"$/, '$1'))
  return [command.name ?? '', ...words]
}

/** `npx -y serve@14 -s build`, `pnpm dlx serve`, `yarn dlx serve`, `bundle exec jekyll serve`. */
export function behindRunner(words: readonly string[]): readonly string[] | undefined {
  const [name = '', first = ''] = words
  const rest = /^(?:npx|pnpx|bunx)$/.test(name)
    ? words.slice(1)
    : (/^(?:npm|pnpm|yarn|bun)$/.test(name) && /^(?:dlx|exec|x)$/.test(first)) ||
        (name === 'bundle' && first === 'exec')
      ? words.slice(2)
      : undefined
  const at = rest?.findIndex((word) => !word.startsWith('-')) ?? -1
  if (!rest || at === -1) return undefined
  const [program = '', ...others] = rest.slice(at)
  return [nameOf(program), ...others.filter((word, index) => index > 0 || word !== '--')]
}

/** `serve@14`, `@angular/cli`. */
function nameOf(word: string): string {
  const name = word.replace(/(?<=.)@[^@/]*$/, '')
  return name.slice(name.lastIndexOf('/') + 1)
}

/** The name of a script, and what it gets: `npm run preview -- --port 3000`, `yarn preview --port 3000`. */
function handedOn(words: readonly string[]): readonly string[] {
  const [name = '', ...rest] = words
  const [script = '', ...others] = rest.filter(
    (word, index) => !(index === 0 && /^run(?:-script)?$/.test(word)),
  )
  const separator = others.indexOf('--')
  if (name === 'npm') return separator === -1 ? [] : [script, ...others.slice(separator + 1)]
  return /^(?:yarn|pnpm|bun)$/.test(name)
    ? [script, ...others.filter((word, index) => index > 0 || word !== '--')]
    : []
}
