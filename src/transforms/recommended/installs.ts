// What the installs of a stage ask for.
import { stateAt, type Document } from '../../dockerfile/document.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import { commandsOf, type ShellWord, type SimpleCommand } from '../../shell/commands.ts'
import type { PackageCommand } from '../../shell/package-command.ts'
import type { Script } from '../../shell/script.ts'
import { properName } from './known-packages.ts'

export interface PackagesOfCall {
  readonly names: readonly string[]
  /** An operand that does not tell what it stands for; `names` are those in front of it. */
  readonly unclear: string | undefined
  /** How the call spells names that hold a variable, or are others of the same package. */
  readonly spelled: ReadonlyMap<string, string>
}

/** The packages that the operands of a call stand for. */
export function packagesOf(
  document: Document,
  stage: Stage,
  script: Script,
  call: PackageCommand,
): PackagesOfCall {
  const names: string[] = []
  const spelled = new Map<string, string>()
  for (const word of call.operands) {
    if (isNothing(word.text)) continue
    const text = word.literal ?? valueOf(document, stage, script, word)
    if (text === undefined) return { names, unclear: word.text, spelled }
    for (const each of text.split(/[\s\\]+/).filter((part) => part !== '')) {
      const name = packageName(each)
      if (name === undefined) return { names, unclear: each, spelled }
      names.push(properName(name))
      if (/^[a-z][^=]*\$/.test(word.text)) spelled.set(properName(name), word.text.replace(/=[^]*$/, ''))
      else if (properName(name) !== name) spelled.set(properName(name), name)
    }
  }
  return { names, unclear: undefined, spelled }
}

/** True for a comment in the middle of a list, `# for the build` in backquotes. */
function isNothing(text: string): boolean {
  return /^`\s*#[^`]*`$|^\$\(\s*#[^)]*\)$/.test(text)
}

/** The name in `name`, `name=1.2*`, `name:i386`, `name/sid`; undefined for patterns, files, tasks and removals. */
function packageName(text: string): string | undefined {
  const name =
    /^([a-z0-9][a-z0-9+.-]*)(?::(?:i386|amd64|any|native|arm64|armhf))?(?:=\S+|\/[a-z][\w-]*)?$/.exec(
      text,
    )?.[1]
  return name === undefined || name.endsWith('-') || name.endsWith('.deb') ? undefined : name
}

/** What `$list` holds, or `name=$VERSION`, `name-$MAJOR`, where an unknown version stands for any. */
function valueOf(document: Document, stage: Stage, script: Script, word: ShellWord): string | undefined {
  const text = word.text.replace(/^"([^]*)"$/, '$1')
  const fallback = /^\$\{\w+:?-([a-z0-9][a-z0-9+.-]*)\}$/.exec(text)?.[1]
  if (fallback !== undefined) return fallback
  const name = /^\$(?:(\w+)|\{(\w+)\})$/.exec(text)
  const variable = name?.[1] ?? name?.[2]
  if (variable !== undefined) {
    const own = assigned(script, variable)
    if (own !== undefined) return own
    const known = stateAt(document, stage, script.instruction).variables.get(variable)
    return known?.certain === true ? known.text : undefined
  }
  // The name stands in front of the version.
  if (/^[a-z0-9][\w.+-]*(?::\w+)?=/.test(text)) return text.replace(/=[^]*$/, '')
  if (/[`*?[\]{}]|\$\(/.test(text.replace(/\$\{\w+\}/g, ''))) return undefined
  // PostgreSQL's and PHP's packages have the version in their names.
  return /^[a-z][a-z0-9+.-]*\$/.test(text) ? text.replace(/\$(?:\w+|\{\w+\})/g, '1') : undefined
}

/** The one literal value that a script gives a variable. */
function assigned(script: Script, variable: string): string | undefined {
  const values = commandsOf(script).flatMap((command) => [
    ...command.syntax.prefix.flatMap((each) =>
      each.type === 'Assignment' && each.name === variable ? [each.text] : [],
    ),
    ...(command.name === 'export'
      ? command.args.flatMap((word) => (word.text.startsWith(`${variable}=`) ? [word.text] : []))
      : []),
  ])
  const [only] = values
  if (values.length !== 1 || only === undefined) return undefined
  const value = only.slice(variable.length + 1).replace(/^(["'])([^]*)\1$/, '$2')
  return /[$`"'*]/.test(value) ? undefined : value
}

export type Wish =
  /** Says that recommended packages stay away. */
  | 'without'
  /** Says that they come. */
  | 'with'
  /** Says nothing. */
  | 'silent'

export function wishOf({ program, normalOptions }: PackageCommand): Wish {
  const said = normalOptions.filter((option) => /recommends|suggests/i.test(option))
  if (
    said.some((option) =>
      /--no-install-recommends|--without-recommends|install-recommends["']?\s*=\s*["']?(?:0|no|false|off)/i.test(
        option,
      ),
    )
  )
    return 'without'
  if (program.literal === 'aptitude' && normalOptions.includes('-R')) return 'without'
  return said.length > 0 || (program.literal === 'aptitude' && normalOptions.includes('-r'))
    ? 'with'
    : 'silent'
}

const CONDITIONAL = new Set(['if', 'case', 'function', 'after ||', 'substitution', 'loop'])

export function isConditional({ surroundings }: SimpleCommand): boolean {
  return surroundings.some((each) => CONDITIONAL.has(each))
}
