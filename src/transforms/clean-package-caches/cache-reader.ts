import type { Document } from '../../dockerfile/document.ts'
import { brief } from '../../dockerfile/brief.ts'
import { wordsOf, flagValue, type Instruction } from '../../dockerfile/instruction.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import { commandsOf, type SimpleCommand } from '../../shell/commands.ts'
import { coversPath, withTilde } from '../../shell/covered-path.ts'
import { innerScript } from '../../shell/inner-script.ts'
import { commandsRun, laterScripts } from '../../shell/later-commands.ts'
import type { CachePlace } from '../../shell/package-caches.ts'
import { isBareProgram, isPackageProgram, packageCommand } from '../../shell/package-command.ts'
import type { CacheReaders, PackageCache } from '../../shell/package-managers/package-manager.ts'
import type { Script } from '../../shell/script.ts'
import { startCommands } from '../../shell/start-commands.ts'

interface Reader {
  readonly reason: string
  readonly unblock: string
}

/** Why a cache has to stay: who reads it behind the commands that fill it, or takes it over. */
export function cacheReader(
  document: Document,
  stage: Stage,
  { instruction }: Script,
  cache: PackageCache,
  place: CachePlace,
): Reader | undefined {
  const taker = takerOf(document, stage, place)
  if (taker) return taker
  const { readers } = cache
  if (!readers) return undefined
  const named = namerOf(document, stage, instruction, place)
  if (named) {
    return {
      reason: `${brief(named)} names the place of ${cache.name}, which may be kept on purpose`,
      unblock: 'empty it by hand in the same RUN if nothing needs it there',
    }
  }
  for (const later of laterScripts(document, stage, instruction)) {
    const command = later.commands.find((each) => reads(each, readers))
    if (!command) continue
    const { keyword } = later.instruction
    const where = keyword === 'RUN' ? 'a later RUN' : keyword
    return {
      reason: `${textOf(command)} in ${where} may read ${cache.name}`,
      unblock: `build in a stage of its own, and copy only what it makes into the image`,
    }
  }
  if (readers.development && isForDevelopment(document, stage)) {
    return {
      reason: `nothing says what a container of this image starts, so ${cache.name} may be there for people who build in it`,
      unblock: 'give the image a CMD or ENTRYPOINT of its own, or empty the cache by hand',
    }
  }
  return undefined
}

function reads(command: SimpleCommand, readers: CacheReaders): boolean {
  const { calls, programs, words } = readers
  const inner = innerScript(command)
  if (inner && commandsOf(inner).some((each) => reads(each, readers))) return true
  const call = packageCommand(command)
  if (call && calls(call)) return true
  if (words && [command.syntax.name, ...command.args].some((word) => word && words.test(word.text)))
    return true
  if (!programs) return false
  if (isBareProgram(command)) return true
  if (
    LAUNCHER.test(command.name ?? '') &&
    command.args.some(({ literal = '' }) => mayBuild(literal, programs))
  )
    return true
  // A path in front of it makes a script of the project of it.
  return programs.test(command.name ?? '') || /^\.?\.?\/.*\.sh$/.test(command.syntax.name?.text ?? '')
}

// Programs that start the one among their words.
const LAUNCHER =
  /^(?:tini|dumb-init|catatonit|dockerize|wait-for(?:-it)?(?:\.sh)?|su-exec|gosu|chpst|setuidgid|s6-[\w-]+|with-contenv|.*entrypoint(?:\.sh)?)$/

function mayBuild(word: string, programs: RegExp): boolean {
  return isPackageProgram(word) || programs.test(word.split('/').at(-1) ?? '') || /\/.*\.sh$/.test(word)
}

function textOf({ name = '', args }: SimpleCommand): string {
  const operand = args.find((word) => !word.text.startsWith('-'))?.text
  const short = operand !== undefined && operand.length > 40 ? `${operand.slice(0, 39).trimEnd()}…` : operand
  return short === undefined ? name : `${name} ${short}`
}

/** The last command of a script behind `filler` that may read the cache: it can be emptied behind that one. */
export function readerInRun(
  script: Script,
  filler: SimpleCommand,
  { readers }: PackageCache,
  place: CachePlace,
): SimpleCommand | undefined {
  if (!readers) return undefined
  const isNamed = naming(place)
  return commandsOf(script).findLast(
    (command) => command.start > filler.start && (reads(command, readers) || namesIt(command, isNamed)),
  )
}

function namesIt({ name = '', args }: SimpleCommand, isNamed: (text: string) => boolean): boolean {
  return !/^(?:rm|mkdir|chmod|chown|echo)$/.test(name) && args.some((word) => isNamed(word.text))
}

function naming({ paths, inImage }: CachePlace): (text: string) => boolean {
  const parts = [...paths, ...inImage].map((path) => path.replace(/^~/, '')).filter((path) => path.length > 4)
  // `/root/.npm-global` does not speak of `/root/.npm`.
  return (text) =>
    parts.some((part) => text.split(part).some((behind, index) => index > 0 && !/^[\w.-]/.test(behind)))
}

/** An instruction that puts something into the cache by hand, makes a volume of it or takes something out of it. */
function namerOf(
  document: Document,
  stage: Stage,
  own: Instruction,
  place: CachePlace,
): Instruction | undefined {
  const isNamed = naming(place)
  const namer = stage.instructions.find((each) => {
    if (each === own || !/^(?:RUN|COPY|ADD|ENV|VOLUME|CMD|ENTRYPOINT)$/.test(each.keyword)) return false
    if (each.keyword !== 'RUN') {
      const text = document.text.slice(each.range.start, each.range.end)
      // What put the cache there says no more than that.
      return (
        isNamed(text) &&
        !(each.keyword === 'ENV' && place.movedBy !== undefined && text.includes(place.movedBy))
      )
    }
    return commandsRun(document, stage, each).some((command) => namesIt(command, isNamed))
  })
  if (namer || stage.parent === undefined) return namer
  const parent = document.stages[stage.parent]
  return parent && namerOf(document, parent, own, place)
}

/** A stage that copies the cache, or a directory above or below it. */
function takerOf(document: Document, stage: Stage, { paths }: CachePlace): Reader | undefined {
  for (const index of stage.copiedBy) {
    for (const each of document.stages[index]?.instructions ?? []) {
      if (each.keyword !== 'COPY' || flagValue(each, 'from') === undefined) continue
      const source = wordsOf(each)
        .slice(0, -1)
        .find((word) =>
          paths.some(
            (path) =>
              withTilde(word).startsWith(`${path}/`) ||
              (withTilde(word) !== '~' && coversPath(word, path, 'COPY')),
          ),
        )
      if (source !== undefined)
        return { reason: `COPY --from takes ${source} over`, unblock: 'drop that COPY if nothing needs it' }
    }
  }
  return undefined
}

// What waits, and where people work.
const WORKPLACE =
  /^(?:tail|sleep|cat|init|systemd|sshd|tmux|screen|vim|nvim|emacs|code-server|openvscode-server|theia|jupyter(?:-\w+|hub)?|start-notebook(?:\.sh|\.py)?)$/

/** True where a container starts a shell or waits, or whatever the base image starts. */
function isForDevelopment(document: Document, stage: Stage): boolean {
  return startCommands(document, stage)
    .filter(({ instruction }) => instruction.keyword !== 'HEALTHCHECK')
    .every(({ script }) => {
      const [command] = commandsOf(script)
      if (WORKPLACE.test(command?.name ?? '')) return true
      const isShell = /^(?:sh|bash|ash|dash|zsh|fish|ksh|pwsh)$/.test(command?.name ?? '')
      return isShell && command?.args.every((word) => /^-[^c]*$/.test(word.text)) === true
    })
}
