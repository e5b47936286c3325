// What a builder makes anew for every RUN: the shell that /bin/sh names, the working directory, files mounted by the
// engine, /dev/shm, mounts, the ids and groups of the user. A joined script would see it as the one before left it.
import { commandsOf, walk, type SimpleCommand } from './commands.ts'
import type { State } from '../dockerfile/state.ts'
import type { Script } from './script.ts'
import { literalOf } from './parser.ts'

/** What a script changes that the next RUN would find renewed, in words; undefined where it is nothing known. */
export function renewedAfter(
  script: Script,
  state: () => Pick<State, 'workdir' | 'user'>,
): string | undefined {
  const commands = commandsOf(script)
  const written = [...changedPaths(commands), ...redirectTargets(script)]
  const shell = script.shell.words[0] ?? '/bin/sh'
  if (written.includes(shell) || written.includes(`/usr${shell}`) || commands.some(reconfiguresShell)) {
    return `${shell}, which the next RUN would start`
  }
  const mounted = written.find((path) => /^\/(?:etc\/(?:hosts|resolv\.conf|hostname)$|dev\/shm\/)/.test(path))
  if (mounted !== undefined) return `${mounted}, which the builder makes anew for every RUN`
  const kernel = commands.find(
    ({ name = '', args }) => args.length > 0 && /^(?:mount|umount|sysctl|swapon|hostname)$/.test(name),
  )
  if (kernel) return `what ${kernel.name ?? ''} sets, which ends with the RUN`
  const account = commands.find(({ name = '' }) => /^(?:usermod|groupmod|gpasswd)$/.test(name))
  if (account && (account.wrappers.length > 0 || !/^(?:0|root)?$/.test(state().user?.split(':')[0] ?? ''))) {
    return `what ${account.name ?? ''} sets, which the user of the next RUN gets at its start`
  }
  const removes = commands.some(({ name = '' }) => REMOVAL.test(name))
  return removes && removesWorkdir(commands, state().workdir)
    ? 'the working directory, which the builder makes anew for every RUN'
    : undefined
}

function valueOf(word: { readonly literal: string | undefined; readonly text: string }): string {
  return word.literal ?? word.text.replaceAll('"', '')
}

/** What commands may write, move or remove; absolute where `cd` says what it is relative to. */
function changedPaths(commands: readonly SimpleCommand[]): readonly string[] {
  let here: string | undefined
  // A variable may stand for the root of another tree.
  const known = (path: string): string | undefined =>
    path.includes('$') ? undefined : resolvePath(here, path)
  return commands.flatMap((command) => {
    if (command.name === 'cd') here = command.args[0] && known(valueOf(command.args[0]))
    return changedFiles(command).map((file) => known(file) ?? file)
  })
}

/** The operands that a command may write, move or remove. */
function changedFiles({ name = '', args }: SimpleCommand): readonly string[] {
  const operands = args.map(valueOf).filter((word) => !word.startsWith('-'))
  if (/^(?:ln|cp|install)$/.test(name)) return operands.slice(-1)
  const all = /^(?:mv|rm|tee|sed|dpkg-divert|update-alternatives|unlink|touch|truncate|dd)$/
  return all.test(name) ? operands : []
}

function reconfiguresShell({ name, args }: SimpleCommand): boolean {
  return (
    name === 'dpkg-reconfigure' && args.some((word) => word.literal === 'dash' || word.literal === 'bash')
  )
}

function redirectTargets(script: Script): readonly string[] {
  const targets: string[] = []
  walk(script.syntax, [], (node) => {
    if (node.type === 'Redirect' && node.operator.includes('>') && node.target) {
      targets.push(literalOf(node.target) ?? node.target.text.replaceAll('"', ''))
    }
  })
  return targets
}

const REMOVAL = /^(?:rm|rmdir|mv)$/

/** True when a removal or a move may hit the directory in which the next RUN starts, or one above it. */
function removesWorkdir(commands: readonly SimpleCommand[], workdir: string | undefined): boolean {
  let here = workdir
  for (const { name, args } of commands) {
    if (name === 'cd') here = resolvePath(here, args[0] && valueOf(args[0]))
    if (!REMOVAL.test(name ?? '')) continue
    const operands = args.map(valueOf).filter((word) => !word.startsWith('-'))
    const hit = (name === 'mv' ? operands.slice(0, -1) : operands).some((operand) => {
      const path = resolvePath(here, operand)
      return path === undefined ? workdir === undefined && operand.startsWith('..') : holds(path, workdir)
    })
    if (hit) return true
  }
  return false
}

/** An absolute path; undefined where it cannot be known. Variables at its start are taken to stand for a directory. */
function resolvePath(here: string | undefined, path: string | undefined): string | undefined {
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

/** True when a path with globs and braces may stand for the directory or for one above it. */
function holds(path: string, workdir: string | undefined): boolean {
  if (workdir === undefined || path === '/') return false
  return new RegExp(`^${patternOf(path)}(?:/|$)`).test(workdir)
}

function patternOf(path: string): string {
  return path.replace(/\*+|\?|\[[^\]/]+\]|\{([^{}]*,[^{}]*)\}|[^\w/]/g, (found, list: string | undefined) => {
    if (list !== undefined) return `(?:${list.split(',').map(patternOf).join('|')})`
    if (found.startsWith('*')) return '[^/]*'
    return found === '?' || found.length > 1 ? '[^/]' : `\\${found}`
  })
}
