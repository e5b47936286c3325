import { stageOf, stateAt, type Document } from '../../dockerfile/document.ts'
import { flagValues, type Instruction } from '../../dockerfile/instruction.ts'
import { isContiguous, toSource } from '../../dockerfile/mapped-text.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import type { State } from '../../dockerfile/state.ts'
import { accountChangedAfter } from '../../shell/accounts.ts'
import { replacedPrograms } from '../../shell/command-paths.ts'
import { hardLinksOf, touchedLink, type HardLinks } from '../../shell/hard-links.ts'
import { commandsOf } from '../../shell/commands.ts'
import { effectsOf, type Effects } from '../../shell/effects.ts'
import type { Conversion } from '../../shell/errexit.ts'
import { renewedAfter, STARTED_ANEW } from '../../shell/renewed.ts'
import { leadingSet, type LeadingSet } from '../../shell/leading-set.ts'
import { isScript, scriptOf, type Script } from '../../shell/script.ts'
import { externalBase, readsStartupFile } from '../../shell/shell.ts'
import { conversionOf } from './conversion.ts'
import { guestOf, sequenceOf, type Guest, type Sequence } from './sequence.ts'
import { writesErrexit } from '../../shell/sourcing.ts'
import { topLevel, type TopLevel } from '../../shell/statements.ts'

/** A RUN as a candidate for a join. */
export interface Part {
  readonly instruction: Instruction
  readonly script: Script
  readonly top: TopLevel
  readonly effects: Effects
  /** The programs that it may replace by others of the same name. */
  readonly replaces: ReadonlySet<string> | 'any'
  /** Edits that let it stand left of `&&` although errexit is on. */
  readonly conversion: Conversion | undefined
  /** How it joins with others under errexit; undefined where it does not run under errexit throughout. */
  readonly sequence: Sequence | undefined
  /** How it can stand among others under their errexit, though it does not turn that on. */
  readonly guest: Guest | undefined
  /** The options that it sets first, and no others later. */
  readonly head: LeadingSet | undefined
  /** The files that it gives a second name. */
  readonly hardLinks: HardLinks | undefined
  /** What it calls of that, and may change; undefined where it leaves them alone. */
  touches(links: HardLinks): string | undefined
  /** True when it changes its shell and nothing else, so that nothing of it is left. */
  readonly isIdle: boolean
  /** Why nothing can follow it in the same RUN. */
  readonly endsChain: Obstacle | undefined
  /** Why nothing can follow it by `&&`, though by `;` under errexit it may. */
  readonly needsErrexit: Obstacle | undefined
  /** Why it cannot follow anything in the same RUN. */
  readonly startsChain: Obstacle | undefined
  /** What has to be equal for two RUNs to be joined: `--mount`, `--network`, `--security`. */
  readonly flags: string
}

/** Why a join is not possible, and what would make it so. */
export interface Obstacle {
  readonly reason: string
  readonly unblock: string
  /** It is so on purpose: worth a word under --verbose only. */
  readonly foreign?: boolean
}

export function isPart(part: Part | Obstacle): part is Part {
  return 'script' in part
}

export function partOf(document: Document, stage: Stage, instruction: Instruction): Part | Obstacle {
  const script = scriptOf(document, stage, instruction)
  if (!isScript(script)) return script
  if (script.form !== 'line') {
    return {
      reason: 'it has a heredoc, whose lines cannot stand in a chain of &&',
      unblock: 'move the commands into one heredoc by hand, with set -e',
    }
  }
  const top = topLevel(script)
  if (!top) return { reason: 'it holds no command', unblock: 'delete it' }
  let known: State | undefined
  const state = (): State => (known ??= stateAt(document, stage, instruction))
  const effects = effectsOf(script, (name) => {
    const value = state().variables.get(name)
    return value?.certain ? value.text : undefined
  })
  const conversion = effects.setsErrexit || script.shell.errexit ? conversionOf(script) : undefined
  return {
    instruction,
    script,
    top,
    effects,
    replaces: replacedPrograms(script, externalBase(document, stage)),
    conversion: typeof conversion === 'string' ? undefined : conversion,
    sequence: sequenceOf(script),
    guest: guestOf(script, effects),
    head: leadingSet(script),
    hardLinks: hardLinksOf(script, () => state().workdir),
    touches: (links) => touchedLink(links, script, () => state().workdir),
    isIdle: isIdle(script),
    endsChain: endObstacle(document, instruction, script, top, effects, state),
    needsErrexit: errexitObstacle(conversion),
    startsChain: startObstacle(effects),
    flags: flagKey(instruction),
  }
}

function howToStop(command: string): string {
  if (command.startsWith('gpg')) return 'end its agents by gpgconf --kill all in the same RUN'
  if (command.startsWith('gradle'))
    return 'run it with --no-daemon, or end the daemon by gradle --stop in the same RUN'
  if (command.startsWith('bazel')) return 'end its server by bazel shutdown in the same RUN'
  return 'stop it and wait for it in the same RUN'
}

function endObstacle(
  document: Document,
  instruction: Instruction,
  script: Script,
  top: TopLevel,
  effects: Effects,
  state: () => State,
): Obstacle | undefined {
  const stage = stageOf(document, instruction)
  if (effects.staysRunning !== undefined) {
    return {
      reason: `${effects.staysRunning} may leave a process behind; today it dies with the RUN, joined it would live on`,
      unblock: howToStop(effects.staysRunning),
    }
  }
  if (effects.ends !== undefined) {
    return {
      reason: `${effects.ends} ends its script, and with it what would follow`,
      unblock: `drop the ${effects.ends}`,
    }
  }
  if (effects.sources !== undefined && writesErrexit(document)) {
    return {
      reason: `${effects.sources} may turn errexit on, which the shell switches off on the left of &&`,
      unblock: 'make it the last RUN of the group, or join the RUNs by hand',
    }
  }
  const sourced = sourcedBefore(script, effects)
  if (sourced !== undefined && mayBeBash(script.shell)) {
    return {
      reason: `it would need a subshell, in which bash 5.2 may leave out what stands behind ${sourced}`,
      unblock: 'make it the last RUN of the group, or join the RUNs by hand',
    }
  }
  if (top.trailingComment && !isContiguous(script.mapped, top.trailingComment)) {
    return {
      reason: 'a comment in it swallows the lines that follow, since the shell gets them as one line',
      unblock: 'move the comment to a line of its own',
    }
  }
  if (/(?:^|[^\\])(?:\\\\)*\\$/.test(script.text)) {
    return {
      reason: 'it ends in a backslash, which would quote what follows',
      unblock: 'delete the backslash at its end',
    }
  }
  if (effects.trapsErrors) {
    return {
      reason: 'it sets trap ERR, which the shell switches off on the left of &&',
      unblock: 'make it the last RUN of the group',
    }
  }
  const renewed = renewedAfter(script, state)
  if (renewed !== undefined) {
    return {
      reason: `it changes ${renewed}; joined, ${
        renewed.endsWith(STARTED_ANEW)
          ? 'the old one would read the next commands too'
          : 'the next commands would see the change'
      }`,
      unblock: 'keep the two apart, or make the change the last thing of the group',
    }
  }
  const account = accountChangedAfter(script, state)
  if (account !== undefined) {
    return {
      reason: `${account} changes the groups, ids or HOME that the next RUN starts with; joined, it would start with the old ones`,
      unblock: 'keep the two apart, or make the change the last thing of the group',
    }
  }
  const scratch = flagValues(instruction, 'mount').find(losesWrites)
  if (scratch !== undefined) {
    return {
      reason: `what it writes below --mount=${scratch} is gone before the next RUN; joined it would still be there`,
      unblock: 'mount it read-only, or join the RUNs by hand',
    }
  }
  if (stage && readsStartupFile(document, stage, instruction, script.shell)) {
    return {
      reason: 'BASH_ENV is set, so bash reads a file before each RUN that this one may have changed',
      unblock: 'unset BASH_ENV',
    }
  }
  return undefined
}

/** A file of which nothing is known that a script sources in front of other commands. */
function sourcedBefore(script: Script, { sources }: Effects): string | undefined {
  const last = commandsOf(script).at(-1)?.name ?? ''
  return sources !== undefined && /^(?:\.|source) /.test(sources) && !/^(?:\.|source)$/.test(last)
    ? sources
    : undefined
}

/**
 * bash 5.2.15, that of Debian 12, replaces itself by the last command of a sourced file that ends in `a && b` or
 * `a; b`, when it stands in a subshell of bash -c: `(. ./file; echo on)` prints nothing. 5.1.4, 5.2.37, 5.3, dash and
 * busybox do not.
 */
function mayBeBash({ program }: Script['shell']): boolean {
  return program === 'bash' || program === 'sh'
}

function errexitObstacle(conversion: Conversion | string | undefined): Obstacle | undefined {
  if (typeof conversion !== 'string') return undefined
  return {
    reason: `it relies on errexit (set -e), which the shell switches off on the left of &&, and ${conversion}`,
    unblock:
      'join its commands with && instead of set -e, begin both RUNs with the same set -e, or make it the last one',
  }
}

function startObstacle({ processId }: Effects): Obstacle | undefined {
  return processId === undefined
    ? undefined
    : {
        reason: `it uses ${processId}, which would be that of the joined shell`,
        unblock: `use mktemp or a fixed name instead of ${processId}`,
      }
}

/** A bind mount that may be written to, or a tmpfs: fresh for every RUN. */
function losesWrites(mount: string): boolean {
  const fields = mount.split(',').map((field) => field.trim().toLowerCase())
  const type = fields.find((field) => field.startsWith('type='))?.slice('type='.length) ?? 'bind'
  if (type === 'tmpfs') return true
  return type === 'bind' && fields.some((field) => /^(?:rw|readwrite)(?:=true)?$/.test(field))
}

const CHANGES_ITS_SHELL = /^(?:export|set|cd|umask|ulimit|alias|unset|shopt)$/

function isIdle({ syntax }: Script): boolean {
  const commands = syntax.commands.flatMap(({ command }) =>
    command.type === 'AndOr' ? command.commands : [command],
  )
  const own = new Map(commandsOf({ syntax }).map((command) => [command.syntax, command]))
  return (
    own.size === commands.length &&
    commands.every((node) => {
      if (node.type !== 'Command') return false
      const command = own.get(node)
      return command?.redirects === false && (!node.name || CHANGES_ITS_SHELL.test(command.name ?? ''))
    })
  )
}

function flagKey(instruction: Instruction): string {
  return instruction.flags
    .map((flag) => `--${flag.name}=${flag.value ?? ''}`)
    .sort()
    .join(' ')
}

/** Offset in the file behind the last command of a part. */
export function endOf({ script, top }: Part): number {
  return toSource(script.mapped, top.span.end - 1) + 1
}

/** Offset in the file of the first character of a part's script. */
export function startOf({ script }: Part): number {
  return toSource(script.mapped, 0)
}
