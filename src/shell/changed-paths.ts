// What the commands of a script create, write, move or remove, as far as their words tell.
import { commandsOf, walk, type ShellWord, type SimpleCommand } from './commands.ts'
import { literalOf } from './parser.ts'
import type { Script } from './script.ts'

export interface PathChange {
  /** Absolute where the script and the directory that it starts in say so, else as written. */
  readonly path: string
  /** `content`: what is in the file; `entry`: the name itself; `attributes`: mode and owner. */
  readonly kind: 'content' | 'entry' | 'attributes'
  readonly command: SimpleCommand | undefined
  /** True for a redirection or a tee that adds to the end. */
  readonly appends: boolean
}

/**
 * The paths that a script changes.
 * @param workdir the directory that it starts in, asked for a relative path; undefined where it is not known.
 */
export function changedPaths(
  script: Pick<Script, 'syntax' | 'text'>,
  workdir: (path: string) => string | undefined = () => undefined,
): readonly PathChange[] {
  const changes: PathChange[] = []
  let here: string | undefined
  let moved = false
  const absolute = (path: string): string => {
    // A variable may stand for the root of another tree.
    if (path.includes('$')) return path
    const from = moved || path.startsWith('/') ? here : workdir(path)
    return resolvePath(from, path) ?? path
  }
  for (const command of commandsOf(script)) {
    if (command.name === 'cd') {
      const [target] = command.args
      const path = target && valueOf(target)
      const next = path === undefined ? undefined : absolute(path)
      here = next?.startsWith('/') === true ? next : undefined
      moved = true
    }
    for (const { path, kind } of changedBy(command)) {
      changes.push({ path: absolute(path), kind, command, appends: appendsBy(command) })
    }
  }
  if (!script.text.includes('>')) return changes
  walk(script.syntax, [], (node) => {
    if (node.type !== 'Redirect' || !node.operator.includes('>') || !node.target) return
    const path = literalOf(node.target) ?? node.target.text.replaceAll('"', '')
    const appends = node.operator.includes('>>')
    // Which `cd` a relative one stands behind is not looked up.
    const known = moved && !path.startsWith('/') ? path : absolute(path)
    changes.push({ path: known, kind: 'content', command: undefined, appends })
  })
  return changes
}

/** The text of a word without quotes. */
export function valueOf(word: Pick<ShellWord, 'literal' | 'text'>): string {
  return word.literal ?? word.text.replaceAll('"', '')
}

function appendsBy({ name, args }: SimpleCommand): boolean {
  return name === 'tee' && args.some((word) => /^(?:-[a-z]*a[a-z]*|--append)$/.test(word.text))
}

/** The operands of a command: its words without options, values of options where they are words of their own included. */
export function operandsOf({ args }: Pick<SimpleCommand, 'args'>): readonly string[] {
  return args.map(valueOf).filter((word) => !/^-./.test(word))
}

const CHANGES = new Set(
  (
    'ln link install cp mv rm rmdir unlink mkdir mkfifo mknod MAKEDEV dpkg-divert update-alternatives tee touch truncate ' +
    'dd sed chmod chown chgrp curl wget'
  ).split(' '),
)

type Changed = Pick<PathChange, 'path' | 'kind'>

function changedBy(command: SimpleCommand): readonly Changed[] {
  const { name = '', args } = command
  if (!CHANGES.has(name)) return []
  const operands = operandsOf(command)
  const has = (option: RegExp): boolean => args.some((word) => option.test(word.text))
  const all = (kind: PathChange['kind'], paths: readonly string[]): readonly Changed[] =>
    paths.map((path) => ({ path, kind }))
  switch (name) {
    case 'ln':
    case 'link':
      // With one operand the link gets its name, in the directory at hand.
      return all('entry', operands.length === 1 ? [operands[0]?.split('/').at(-1) ?? ''] : operands.slice(-1))
    case 'install':
      return all('entry', has(/^-[a-zA-Z]*d|^--directory$/) ? operands : operands.slice(-1))
    case 'cp':
      return all('content', operands.slice(-1))
    case 'mv':
    case 'rm':
    case 'rmdir':
    case 'unlink':
    case 'mkdir':
    case 'mkfifo':
    case 'dpkg-divert':
    case 'update-alternatives':
      return all('entry', operands)
    case 'mknod':
      // In front of the letter for the kind of device.
      return all(
        'entry',
        operands.filter((_, index) => /^[bcup]$/.test(operands[index + 1] ?? '')),
      )
    case 'MAKEDEV':
      return all(
        'entry',
        operands.map((device) => `/dev/${device}`),
      )
    case 'tee':
    case 'touch':
    case 'truncate':
      return all('content', operands)
    case 'dd':
      return all(
        'content',
        operands.flatMap((word) => /^of=(.*)$/.exec(word)?.[1] ?? []),
      )
    case 'sed':
      if (!has(/^-[nErsuz]*i|^--in-place/)) return []
      return all('content', has(/^-[nErsuz]*[ef]|^--(?:expression|file)/) ? operands : operands.slice(1))
    case 'curl':
      return all('content', valuesOf(args, /^-[#a-zA-Z]*?o|^--output(?=$|=)/))
    case 'wget':
      return all('content', valuesOf(args, /^-[a-zA-Z]*?O|^--output-document(?=$|=)/))
    case 'chmod':
    case 'chown':
    case 'chgrp':
      return all('attributes', has(/^--reference/) ? operands : operands.slice(1))
    default:
      return []
  }
}

/** The values of an option, in the same word as its name or in the next one. */
function valuesOf(args: readonly ShellWord[], option: RegExp): readonly string[] {
  return args.flatMap((word, index) => {
    const value = valueOf(word)
    const name = option.exec(value)?.[0]
    if (name === undefined) return []
    const next = args[index + 1]
    return value === name ? (next ? [valueOf(next)] : []) : [value.slice(name.length).replace(/^=/, '')]
  })
}

/** An absolute path; undefined where it cannot be known. Variables at its start are taken to stand for a directory. */
export function resolvePath(here: string | undefined, path: string | undefined): string | undefined {
  if (path === undefined || path === '-' || path.startsWith('~')) return undefined
  const known = path
    .replace(/^(?:\$\{?PWD\}?|\$\(pwd\)|`pwd`)(?=\/|$)/, '.')
    .replace(/^\/?\$\{?\w+\}?(?=\/)/, '')
  if (known.includes('$') || known.includes('`')) return undefined
  if (!known.startsWith('/') && here === undefined) return undefined
  const parts: string[] = []
  for (const part of (known.startsWith('/') ? known : `${here ?? ''}/${known}`).split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return `/${parts.join('/')}`
}
