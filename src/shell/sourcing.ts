// A sourced file that turns errexit on, for itself or for what follows, finds it switched off on the left of `&&`.
// Files that are sourced set variables and functions as a rule; those of well-known tools do nothing else.
import { commandsOf, type SimpleCommand } from './commands.ts'
import { turnsOnErrexit } from './set-options.ts'
import type { Document } from '../dockerfile/document.ts'
import { parseShell } from './parser.ts'

const ENVIRONMENT_FILES = [
  /\/bin\/activate$/, // venv, virtualenv, conda: docs.python.org/3/library/venv.html
  /\/(?:nvm|rvm|conda|sdkman-init|autojump|asdf|chruby|rbenv)\.sh$/,
  /\/scripts\/rvm$/,
  /\/etc\/(?:os-release|lsb-release|profile|environment|bash\.bashrc|bashrc|default\/locale)$/,
  /\/etc\/profile\.d\/[\w.-]+\.sh$/,
  /(?:^|\/)\.?(?:bashrc|profile|bash_profile|zshrc|bash_aliases)$/,
  /\.cargo\/env$|\/cargo\/env$/,
  /\/(?:setup|local_setup)\.(?:bash|sh)$/, // ROS and ROS 2 work spaces
  /\/(?:thisroot|setvars|emsdk_env)\.sh$/,
  /(?:^|\/)\.env$/,
]

const ENVIRONMENT_COMMANDS =
  /^"?(?:\$\(|`)\s*(?:\S*\/)?(?:ssh-agent|opam|pyenv|rbenv|nodenv|goenv|conda|mamba|micromamba|direnv|luarocks|dircolors|brew|fnm|rustup|perl|resize|lesspipe|register-python-argcomplete)\b/

/** What a `.`, `source` or `eval` reads when that is not known to leave errexit alone; undefined where it is. */
export function unknownSource({ name, args }: SimpleCommand): string | undefined {
  if (name === 'eval') {
    const [first] = args
    if (!first || ENVIRONMENT_COMMANDS.test(first.text)) return undefined
    const literal = args.map((word) => word.literal)
    if (!literal.every((text) => text !== undefined)) return 'eval of a text that is not known'
    const risky = commandsOf({ syntax: parseShell(literal.join(' ')) }).some(
      (command) =>
        (command.syntax.name !== undefined && command.name === undefined) ||
        /^(?:\.|source|eval)$/.test(command.name ?? '') ||
        (command.name === 'set' && turnsOnErrexit(command)),
    )
    return risky ? 'eval of a text that may set options' : undefined
  }
  if (name !== '.' && name !== 'source') return undefined
  const file = args[0]?.literal ?? args[0]?.text.replaceAll('"', '') ?? ''
  return ENVIRONMENT_FILES.some((pattern) => pattern.test(file)) ? undefined : `${name} ${file}`
}

// A line break may be written as \n: `printf '#!/bin/sh\nset -e\n'`. What eval gets need not be in quotes.
const QUOTED_ERREXIT =
  /(["'])(?:(?!\1)[^])*?(?:(?:\b|\\[nt])set\s+-[a-zA-Z]*e|errexit)|\beval\s+set\s+-[a-zA-Z]*e/
const ERREXIT = /(?:^|[\s;&])set\s+-[a-zA-Z]*e|errexit/

const cache = new WeakMap<Document, boolean>()

/** True when the file itself writes a script that turns errexit on, in quotes or in a heredoc. */
export function writesErrexit(document: Document): boolean {
  const known = cache.get(document)
  if (known !== undefined) return known
  const found = document.instructions.some(
    ({ args, heredocs }) =>
      QUOTED_ERREXIT.test(args.text) ||
      heredocs.some(({ body }) => ERREXIT.test(document.text.slice(body.start, body.end))),
  )
  cache.set(document, found)
  return found
}
