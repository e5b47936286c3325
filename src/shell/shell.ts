import { lineage, stateAt, type Document } from '../dockerfile/document.ts'
import type { Instruction } from '../dockerfile/instruction.ts'
import { splitImageReference } from '../dockerfile/image-reference.ts'
import type { Stage } from '../dockerfile/stage.ts'

/** A POSIX-like shell as SHELL names it, and the options that it starts with. */
export interface Shell {
  readonly program: 'sh' | 'bash' | 'dash' | 'ash' | 'ksh'
  /** `-e` */
  readonly errexit: boolean
  readonly words: readonly string[]
}

/** Why there is no script that dfopt may read or edit. */
export interface NoShell {
  readonly reason: string
  readonly unblock: string
  /** True when it is so on purpose and nothing is to be done: a Windows image, another interpreter. */
  readonly foreign?: boolean
}

const DEFAULT_SHELL: readonly string[] = ['/bin/sh', '-c']
// zsh is left out: it reads ~/.zshenv at every start, and a RUN may have written that.
const PROGRAMS = ['sh', 'bash', 'dash', 'ash', 'ksh'] as const

/** The shell of a SHELL instruction; undefined where it is none whose scripts dfopt understands. */
export function posixShell(words: readonly string[]): Shell | undefined {
  const [path = '', ...rest] = words
  const name = path.split('/').at(-1)
  const [applet, ...appletRest] = rest
  if (name === 'busybox' && (applet === 'sh' || applet === 'ash')) return shellWith('ash', appletRest, words)
  const program = PROGRAMS.find((known) => known === name)
  return program && shellWith(program, rest, words)
}

function shellWith(
  program: Shell['program'],
  options: readonly string[],
  words: readonly string[],
): Shell | undefined {
  let errexit = false
  let command = false
  let pending = 0
  for (const option of options) {
    if (pending > 0) {
      if (option === 'errexit') errexit = true
      else if (!/^(?:pipefail|nounset|xtrace|noglob|noclobber)$/.test(option)) return undefined
      pending -= 1
      continue
    }
    // A login or interactive shell reads files that an earlier RUN may have written.
    if (!/^-[ceuxofETC]+$/.test(option)) return undefined
    if (option.includes('e')) errexit = true
    if (option.includes('c')) command = true
    pending = option.split('o').length - 1
  }
  return command && pending === 0 ? { program, errexit, words } : undefined
}

/** The shell that runs the shell form of an instruction. */
export function shellOf(document: Document, stage: Stage, instruction: Instruction): Shell | NoShell {
  const words = shellWords(document).get(instruction)
  if (words) {
    return posixShell(words) ?? foreignShell(words)
  }
  const windows = windowsSign(document, stage)
  if (windows === undefined) return { program: 'sh', errexit: false, words: DEFAULT_SHELL }
  return {
    reason: windows,
    unblock: 'nothing to do: dfopt does not edit scripts for cmd and PowerShell',
    foreign: true,
  }
}

function foreignShell(words: readonly string[]): NoShell {
  const windows = /(?:powershell|pwsh|cmd)(?:\.exe)?$/i.test(words[0] ?? '')
  return {
    reason: `SHELL ${JSON.stringify(words)} is not a POSIX shell that dfopt reads`,
    unblock: windows
      ? 'nothing to do: dfopt does not edit scripts for cmd and PowerShell'
      : 'use SHELL ["/bin/sh", "-c"] or bash, without -l and -i, for the RUNs that may be changed',
    foreign: windows,
  }
}

const shellCache = new WeakMap<Document, ReadonlyMap<Instruction, readonly string[] | undefined>>()

/** The SHELL in force at each instruction, for all of them in one pass. */
function shellWords(document: Document): ReadonlyMap<Instruction, readonly string[] | undefined> {
  const cached = shellCache.get(document)
  if (cached) return cached
  const byInstruction = new Map<Instruction, readonly string[] | undefined>()
  const atEnd: (readonly string[] | undefined)[] = []
  for (const stage of document.stages) {
    let shell = stage.parent === undefined ? undefined : atEnd[stage.parent]
    for (const instruction of stage.instructions) {
      if (instruction.keyword === 'SHELL') shell = instruction.json
      byInstruction.set(instruction, shell)
    }
    // A trigger runs in a stage built on this one, under the SHELL of this one's end.
    for (const { trigger } of stage.instructions) if (trigger) byInstruction.set(trigger, shell)
    atEnd.push(shell)
  }
  shellCache.set(document, byInstruction)
  return byInstruction
}

const WINDOWS_IMAGE =
  /windows|nanoserver|servercore|dotnet\/framework|dotnet-framework|microsoft\/(?:iis|aspnet|wcf)(?![\w-])/i
const LINUX_IMAGE =
  /(?:^|\/)(?:alpine|debian|ubuntu|busybox|centos|fedora|rockylinux|almalinux|amazonlinux|buildpack-deps|node|python|golang|ruby|php|rust|openjdk|eclipse-temurin|maven|gradle|nginx|httpd|redis|postgres|perl|haskell|elixir|erlang|gcc|scratch)$/

/** The image outside this file that a stage is built on in the end, variables filled in where they have defaults. */
export function externalBase(document: Document, stage: Stage): string {
  const root = lineage(document, stage).at(-1) ?? stage
  return root.resolvedBase ?? root.base
}

/** Why a stage looks like a Windows image, whose default shell is cmd; undefined where it does not. */
function windowsSign(document: Document, stage: Stage): string | undefined {
  const base = externalBase(document, stage)
  if (WINDOWS_IMAGE.test(base)) return `${base} is a Windows image, where RUN is read by cmd`
  const repository = splitImageReference(base)?.repository ?? ''
  if (document.escape !== '`' || LINUX_IMAGE.test(repository)) return undefined
  return 'the escape character ` is that of Windows files, and the base image is not known to be Linux'
}

/** The environment variable that makes bash read a file before a script, where the file sets it. */
export function readsStartupFile(
  document: Document,
  stage: Stage,
  instruction: Instruction,
  shell: Shell,
): boolean {
  return shell.program === 'bash' && stateAt(document, stage, instruction).variables.has('BASH_ENV')
}
