// Where a script for Debian's sh, which is dash, does something else in Alpine's, which is BusyBox's ash. Settled by running
// both (dash 0.5.12, BusyBox 1.35): ash knows much of bash that dash takes for an error or for letters.
import type { ShellWord, SimpleCommand } from '../../../shell/commands.ts'
import { toSource } from '../../../dockerfile/mapped-text.ts'
import type { TextEdit } from '../../../dockerfile/text-edit.ts'
import { rangeOf, type RunScript } from '../../../shell/run-scripts.ts'
import { refuse, type Draft } from './translation.ts'

const DIFFERENT: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/&>(?!&)/, '&> is a background job in dash and a redirection in ash'],
  [/\$'/, "$'…' is text in dash and has escapes in ash"],
  [/<\(|>\(/, 'dash has no <( ), and ash has'],
  [
    /\$\{?(?:RANDOM|HOSTNAME|EPOCHSECONDS|EPOCHREALTIME)\b/,
    '$RANDOM and $HOSTNAME are empty in dash and set in ash',
  ],
  [/\$\{\w+(?::\d|:\s-\d|\/)/, 'dash has no ${name:0:1} and ${name/a/b}, and ash has'],
  [/(?:^|[\s;&|])\[\[\s/, 'dash has no [[, and ash has'],
  [/(?:^|[\s;&|])(?:\[|test)\s[^\]&|;]*\s==\s/, '== in [ ] is an error in dash and a comparison in ash'],
  [/(?:^|[\s;&|])(?:source|let|function)\s/, 'dash has no source, let and function, and ash has'],
  [/\[\^/, '[^…] in a pattern of the shell means other names in dash than in ash'],
]

/** What in a script for sh dash and ash read differently; undefined where nothing is seen. */
export function differenceOfShells(text: string): string | undefined {
  const plain = unquoted(text)
  const found = DIFFERENT.find(
    // A pattern between quotes is another program's.
    ([pattern, what]) => pattern.test(plain) && !(what.startsWith('[^') && !/\bcase\b|\*\s*\)/.test(text)),
  )
  if (found) return found[1]
  return /(?:^|[\s;&|])echo\s+-[neE]*[eE]\b/m.test(plain)
    ? 'echo -e prints -e in dash and not in ash'
    : undefined
}

/** Notes what of a script of sh means something else, and translates what can be. */
export function translateShell(draft: Draft, run: RunScript): void {
  const { script } = run
  if (script.shell.program === 'bash') return
  const plain = unquoted(script.text)
  for (const [pattern, what] of DIFFERENT)
    if (pattern.test(plain) && !(what.startsWith('[^') && !/\bcase\b|\*\s*\)/.test(script.text)))
      refuse(draft, script.instruction.range, what, 'write what every sh reads alike, or name bash in SHELL')
  for (const command of run.commands) if (command.name === 'echo') translateEcho(draft, run, command)
}

/** dash's echo reads escapes always and no -e; ash's the other way round. */
function translateEcho(draft: Draft, run: RunScript, command: SimpleCommand): void {
  const [first] = command.args
  const options = /^-[neE]+$/.test(first?.text ?? '') ? first : undefined
  if (options && /[eE]/.test(options.text)) {
    // dash prints the option as well, which nobody wants in a file.
    if (
      command.redirects ||
      command.surroundings.includes('pipeline') ||
      command.surroundings.includes('substitution')
    )
      refuse(
        draft,
        rangeOf(run, command),
        `echo ${options.text} prints ${options.text} in dash and not in ash`,
        'use printf',
      )
    return
  }
  if (!command.args.some(hasEscape)) return
  const place = options?.end ?? command.args[0]?.start
  if (place === undefined) return
  draft.edits.push(optionEdit(run, options, place))
  if (options) draft.removes.push(options.text)
}

function optionEdit(run: RunScript, options: ShellWord | undefined, place: number): TextEdit {
  if (options) {
    const at = toSource(run.script.mapped, options.start)
    return { start: at, end: at + options.text.length, text: `${options.text}e` }
  }
  const at = toSource(run.script.mapped, place)
  return { start: at, end: at, text: '-e ' }
}

/** A backslash that echo itself gets to see and reads. */
function hasEscape({ text, literal }: ShellWord): boolean {
  const seen = literal ?? text.replace(/\\([$`"\\\n])/g, (_, letter: string) => (letter === '\\' ? '\\' : ''))
  return /\\[abcefnrtv0\\]/.test(seen)
}

function unquoted(text: string): string {
  return text.replace(/'[^']*'/g, (quoted, at: number) => (text.charAt(at - 1) === '$' ? quoted : "''"))
}
