// What a builder makes anew for every RUN: the shell that /bin/sh names, the working directory, files mounted by the
// engine, /dev, mounts. A joined script would see it as the one before left it.
import type { State } from '../dockerfile/state.ts'
import { changedPaths, operandsOf, resolvePath, valueOf, type PathChange } from './changed-paths.ts'
import { commandsOf, type SimpleCommand } from './commands.ts'
import type { Script } from './script.ts'

/** How a change of the shell ends that the next RUN is read by: a joined script stays with the old one. */
export const STARTED_ANEW = 'which the next RUN would start'

/** What a script changes that the next RUN would find renewed, in words; undefined where it is nothing known. */
export function renewedAfter(script: Script, state: () => Pick<State, 'workdir'>): string | undefined {
  const commands = commandsOf(script)
  const changes = changedPaths(script, (path) => (LEADS_THERE.test(path) ? state().workdir : undefined))
  const shell = script.shell.words[0] ?? '/bin/sh'
  const replacesShell = changes.some(
    ({ path, kind }) => kind !== 'attributes' && (path === shell || path === `/usr${shell}`),
  )
  if (replacesShell || commands.some(reconfiguresShell)) return `${shell}, ${STARTED_ANEW}`
  const mounted = changes.find(isMounted)
  if (mounted) return `${mounted.path}, which the builder makes anew for every RUN`
  const kernel = commands.find(
    ({ name = '', args }) => args.length > 0 && /^(?:mount|umount|sysctl|swapon|hostname)$/.test(name),
  )
  if (kernel) return `what ${kernel.name ?? ''} sets, which ends with the RUN`
  const removes = commands.some(({ name = '' }) => REMOVAL.test(name))
  return removes && removesWorkdir(commands, state().workdir)
    ? 'the working directory, which the builder makes anew for every RUN'
    : undefined
}

// /proc/mounts of a RUN under BuildKit: /dev and what is below it, /proc and /sys are the RUN's own, and so are
// resolv.conf and hosts; hostname is under Podman and Buildah. /run is part of the image.
const MOUNTED_FILE = /^\/etc\/(?:hosts|resolv\.conf|hostname)$/
const MOUNTED_TREE = /^\/(?:dev|proc|sys)(?:\/|$)/
const DEVICE =
  /^\/dev\/(?:null|zero|full|u?random|tty|console|ptmx|std(?:in|out|err)|fd\/\d+|pts\/\d+|(?:tcp|udp)\/.*)$/
const DIRECTORY = /^\/(?:dev(?:\/(?:pts|shm|mqueue))?|proc|sys)$/

// Of relative paths only these can be any of the above.
const LEADS_THERE = /(?:^|\/)(?:dev|proc|sys|etc|bin)(?:\/|$)/

function isMounted({ path, kind, command }: PathChange): boolean {
  if (MOUNTED_FILE.test(path)) return true
  if (!MOUNTED_TREE.test(path)) return false
  // What is written to a device is not there to be read, and mkdir -p of what is there makes nothing.
  return kind === 'content' ? !DEVICE.test(path) : command?.name !== 'mkdir' || !DIRECTORY.test(path)
}

function reconfiguresShell({ name, args }: SimpleCommand): boolean {
  return (
    name === 'dpkg-reconfigure' && args.some((word) => word.literal === 'dash' || word.literal === 'bash')
  )
}

const REMOVAL = /^(?:rm|rmdir|mv)$/

/** True when a removal or a move may hit the directory in which the next RUN starts, or one above it. */
function removesWorkdir(commands: readonly SimpleCommand[], workdir: string | undefined): boolean {
  let here = workdir
  for (const { name, args } of commands) {
    if (name === 'cd') here = resolvePath(here, args[0] && valueOf(args[0]))
    if (!REMOVAL.test(name ?? '')) continue
    const operands = operandsOf({ args })
    const hit = (name === 'mv' ? operands.slice(0, -1) : operands).some((operand) => {
      const path = resolvePath(here, operand)
      return path === undefined ? workdir === undefined && operand.startsWith('..') : holds(path, workdir)
    })
    if (hit) return true
  }
  return false
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
