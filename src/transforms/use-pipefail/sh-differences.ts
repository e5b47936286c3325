// What bash does otherwise than the sh of Debian, which is dash; use-pipefail-shells.test.ts runs both.
import { commandsOf, walk } from '../../shell/commands.ts'
import type { Script } from '../../shell/script.ts'

const BASH_ONLY =
  /^(?:source|pushd|popd|dirs|shopt|declare|typeset|local|mapfile|readarray|let|time|enable|builtin|compgen|complete|disown|caller)$/
// Set by bash where dash has nothing, and the path of the shell itself.
const VARIABLES =
  /\$\{?(?:0|UID|EUID|GROUPS|HOSTNAME|HOSTTYPE|MACHTYPE|OSTYPE|RANDOM|SECONDS|SHELL|SHLVL|BASH\w*|PIPESTATUS|DIRSTACK|FUNCNAME|_)\b/

/** Something that the two shells may take differently; undefined where a script means the same to both. */
export function shDifference(script: Script): string | undefined {
  const { text, shell } = script
  if (/\[\[|\(\(|<\(|>\(|&>|<<<|\|&|;&|\$'|\$"/.test(text.replace(/\$\(\(/g, '')))
    return 'syntax that sh does not have'
  if (/\{[^{}\s]*(?:,|\.\.)[^{}\s]*\}/.test(text.replace(/\$\{[^}]*\}/g, '')))
    return 'braces that bash expands'
  const variable = VARIABLES.exec(text)?.[0]
  if (variable !== undefined) return variable.replace('{', '')
  for (const { name = '', args, surroundings } of commandsOf(script)) {
    if (BASH_ONLY.test(name) || (name === '.' && args.length > 0)) return name
    const words = args.map((word) => word.text)
    if (name === 'echo' && words.some((word) => word.includes('\\') || /^-[neE]*[eE]/.test(word)))
      return 'echo with escapes'
    if (name === 'printf' && words.some((word) => /\\[xuUeE]|%\(|%q|%b/.test(word)))
      return 'printf with escapes'
    if ((name === '[' || name === 'test') && words.includes('==')) return 'test with =='
    if (/^(?:env|printenv|set|export|alias)$/.test(name) && words.length === 0)
      return `the list that ${name} prints`
    if (name === 'export' && words.some((word) => /=[^"']*[$`]/.test(word)))
      return 'export of a value that may be split'
    if (name === 'read' && !words.some((word) => /^-\w*r/.test(word))) return 'read'
    // bash forgets errexit in a substitution.
    if (shell.errexit && surroundings.includes('substitution') && script.text.includes('$('))
      return 'a substitution under errexit'
  }
  let difference: string | undefined
  const errexit = shell.errexit || /\bset\s+-\w*e|\berrexit\b/.test(text)
  walk(script.syntax, [], (node) => {
    if (node.type === 'Function') difference ??= 'a function'
    if (errexit && node.type === 'Script' && node !== script.syntax && node.commands.length > 1)
      difference ??= 'a substitution of several commands under errexit'
  })
  return difference
}
