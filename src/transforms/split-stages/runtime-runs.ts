// What of a RUN the runtime stage needs: packages that are no build's, accounts, folders and settings.
import { posix } from 'node:path'
import type { Instruction } from '../../dockerfile/instruction.ts'
import { applyEdits, type TextEdit } from '../../dockerfile/text-edit.ts'
import { copiesOf } from '../../project/copied-files.ts'
import { operandsOf } from '../../shell/changed-paths.ts'
import type { ShellWord, SimpleCommand } from '../../shell/commands.ts'
import { cutCommands, cutWords } from '../../shell/cutting.ts'
import { packageCommand } from '../../shell/package-command.ts'
import { isAtOrBelow } from '../../shell/path-values.ts'
import { isPlace, placeOf } from '../../shell/places.ts'
import type { RunScript } from '../../shell/run-scripts.ts'
import { installedPackages } from '../../shell/system-packages.ts'
import { isForBuilds, isForFetching } from './build-packages.ts'
import { noSplit, type NoSplit, type SplitPlan } from './split-plan.ts'
import type { Subject } from './subject.ts'

/** A RUN as the runtime stage has it. */
export interface RuntimeRun {
  /** From the keyword on; undefined where nothing of it is for the runtime stage. */
  readonly text: string | undefined
}

const ACCOUNTS = /^(?:useradd|groupadd|adduser|addgroup|usermod|groupmod|passwd|chpasswd)$/
/** Programs of every system whose work on files is the same in both stages. */
const SETS_UP =
  /^(?:mkdir|chmod|chown|chgrp|ln|touch|install|locale-gen|localedef|update-locale|update-ca-certificates|dpkg-reconfigure|ldconfig|echo|printf|sed|tee|setcap)$/
const NEUTRAL =
  /^(?:cd|set|export|unset|true|:|rm|test|\[|sync|sleep|umask|date|env|pwd|ls|dir|tree|du|df|id|whoami|uname|which|cat)$/

/** What a RUN that does not serve the build alone leaves for the runtime stage. */
export function runtimeRun(
  subject: Subject,
  run: RunScript,
  plan: Pick<SplitPlan, 'isBare' | 'buildPackages' | 'artefacts'> &
    Partial<Pick<SplitPlan, 'serves' | 'keptPackages'>>,
): RuntimeRun | NoSplit {
  const cuts: SimpleCommand[] = []
  const words: ShellWord[] = []
  let matters = false
  const prepares = run.commands.some((command) => isGivenAway(subject, command, plan))
  for (const command of run.commands) {
    const names = installedPackages(command)
    if (names) {
      const call = packageCommand(command)
      const out = (call?.operands ?? []).filter((_, index) => {
        const name = names[index]
        return name !== undefined && isLeftBehind(subject, name, plan)
      })
      if (names.length === 0 || out.length === names.length) cuts.push(command)
      else {
        matters = true
        words.push(...out)
      }
      continue
    }
    const served = plan.serves?.(command)
    if (served !== undefined) {
      if (served === 'build') cuts.push(command)
      else matters = true
      continue
    }
    if (isUpgrade(command)) {
      matters = true
      continue
    }
    if (isHousekeeping(command) || NEUTRAL.test(command.name ?? '')) continue
    if (ACCOUNTS.test(command.name ?? '') || SETS_UP.test(command.name ?? '')) {
      // An account may have the name of the folder.
      const isFile = SETS_UP.test(command.name ?? '')
      if (!prepares && isFile && staysInArtefacts(subject, command, plan)) cuts.push(command)
      else matters = true
      continue
    }
    return noSplit(
      `what ${command.name ?? 'a command'} leaves for the program that runs is not known`,
      'put what only builds into a RUN of its own, or split the build by hand',
      run.instruction.range,
    )
  }
  if (!matters) return { text: undefined }
  // Without an install, lists of packages are of no use.
  const installs = run.commands.some(
    (command) => isUpgrade(command) || (installedPackages(command) && !cuts.includes(command)),
  )
  if (!installs) cuts.push(...run.commands.filter(isHousekeeping))
  if (plan.isBare)
    return noSplit(
      'this RUN sets up something for run time, which an image without a shell has no place for',
      'leave it out where nothing needs it',
      run.instruction.range,
    )
  cuts.sort((left, right) => left.start - right.start)
  return restated(subject, run, cuts, words)
}

/** True where nothing that a RUN does is needed but in the build, apart from some commands that are known to build. */
export function servesBuildAlone(
  subject: Subject,
  run: RunScript,
  builds: (command: SimpleCommand) => boolean,
  plan: Pick<SplitPlan, 'buildPackages' | 'artefacts'> & Partial<Pick<SplitPlan, 'keptPackages'>>,
  /** Folders that are the build's: what is done to files in them is of no use elsewhere. */
  folders: readonly string[] = [],
): boolean {
  return run.commands.every((command) => {
    if (builds(command) || isHousekeeping(command) || NEUTRAL.test(command.name ?? '')) return true
    const names = installedPackages(command)
    if (names) return names.every((name) => isLeftBehind(subject, name, plan))
    return (
      (SETS_UP.test(command.name ?? '') || /^(?:mv|cp|find|unzip|tar|dos2unix)$/.test(command.name ?? '')) &&
      staysInArtefacts(subject, command, plan, folders)
    )
  })
}

/** True for a RUN that does nothing but make accounts, which who runs under a number does without. */
export function makesAccounts({ commands }: RunScript): boolean {
  return commands.every(({ name = '' }) => ACCOUNTS.test(name) || NEUTRAL.test(name))
}

/** True for a command that installs packages of the system, sets up accounts and folders, or does nothing that lasts. */
export function isSetUp(command: SimpleCommand): boolean {
  const { name = '' } = command
  return (
    installedPackages(command) !== undefined ||
    isHousekeeping(command) ||
    [ACCOUNTS, SETS_UP, NEUTRAL].some((each) => each.test(name))
  )
}

/** The packages of the base, in the versions of today: both stages have them. */
function isUpgrade({ name = '', args }: SimpleCommand): boolean {
  const verb = args.map(({ literal, text }) => literal ?? text).find((word) => !word.startsWith('-'))
  return /^(?:apt-get|apt|aptitude|apk)$/.test(name) && /^(?:(?:dist-|full-|safe-)?upgrade)$/.test(verb ?? '')
}

/** Fetching and removing lists of packages, and what cleans up. */
function isHousekeeping(command: SimpleCommand): boolean {
  const role = packageCommand(command)?.role
  return role === 'update' || role === 'empty' || role === 'clean' || role === 'query'
}

/** True for a package that the runtime stage does without. */
export function isLeftBehind(
  { building, starting }: Subject,
  name: string,
  {
    buildPackages,
    keptPackages,
  }: Pick<SplitPlan, 'buildPackages'> & Partial<Pick<SplitPlan, 'keptPackages'>>,
): boolean {
  if (keptPackages?.has(name) === true) return false
  const started = new Set(starting.map(({ command }) => command.name ?? ''))
  if (started.has(name)) return false
  if (buildPackages.has(name) || isForBuilds(name)) return true
  return isForFetching(name, new Set(building.map(({ command }) => command.name ?? '')))
}

/** True where a folder of which the contents are copied gets another owner or mode: COPY leaves the folder itself as WORKDIR made it. */
function isGivenAway(
  { folder }: Subject,
  { name = '', args }: SimpleCommand,
  { artefacts }: Pick<SplitPlan, 'artefacts'>,
): boolean {
  if (!/^(?:chown|chmod|chgrp)$/.test(name)) return false
  const paths = args.map(({ text }) => (text.startsWith('/') ? text : posix.resolve(folder ?? '/', text)))
  return artefacts.some(
    ({ from, isFolder }) => isFolder && paths.some((path) => posix.normalize(`${path}/`) === `${from}/`),
  )
}

/** True where a command works on nothing but what is copied with its folder, or on files of the build. */
function staysInArtefacts(
  subject: Subject,
  command: SimpleCommand,
  { artefacts }: Pick<SplitPlan, 'artefacts'>,
  folders: readonly string[] = [],
): boolean {
  const written = command.redirects ? writtenText(command) : undefined
  if (command.redirects && written === undefined) return false
  const here = subject.building.find((call) => call.command === command)?.folder ?? subject.folder
  const operands = (written ?? operandsOf(command)).filter(
    (word) => !/^[ugoa]*[-+=][rwxXst]+$|^\d{3,4}$|^[\w.-]*:[\w.-]*$/.test(word),
  )
  // What is only read may lie anywhere.
  const changed = /^(?:cp|ln)$/.test(command.name ?? '') ? operands.slice(-1) : operands
  return changed.every((word) => {
    const path = word.includes('$')
      ? undefined
      : word.startsWith('/')
        ? word
        : here && posix.resolve(here, word)
    if (path === undefined) return false
    return (
      artefacts.some(({ from, isFolder }) => path === from || (isFolder && path.startsWith(`${from}/`))) ||
      folders.some((folder) => path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`))
    )
  })
}

/** The files that `echo text > file` writes; undefined for other commands and for files whose names are not plain. */
function writtenText({ name = '', syntax }: SimpleCommand): readonly string[] | undefined {
  if (!/^(?:echo|printf)$/.test(name)) return undefined
  const targets = syntax.redirects.map((each) =>
    each.type === 'Redirect' && /^>>?$/.test(each.operator) ? each.target?.text : undefined,
  )
  const plain = targets.flatMap((text) => (text !== undefined && /^[\w./-]+$/.test(text) ? [text] : []))
  return plain.length === targets.length ? plain.filter((text) => text !== '/dev/null') : undefined
}

/** True where a RUN works on files of the work folder that the runtime stage does not get. */
export function touchesBuild(
  { building, folder, stage, document, project }: Subject,
  run: RunScript,
  { artefacts, builds }: Pick<SplitPlan, 'artefacts' | 'builds'>,
): boolean {
  if (folder === undefined || folder === '/') return false
  const copied = stage.instructions
    .filter((each) => !builds.has(each) && each.index < run.instruction.index)
    .flatMap((each) => copiesOf(document, stage, each, project))
  const isCopied = (path: string): boolean =>
    copied.some(({ from, to }) => {
      if (!isAtOrBelow(path, to)) return false
      const source = posix.join(from, posix.relative(to, path))
      return project.read(source) !== undefined || project.list(source) !== undefined
    })
  return run.commands.some((command) => {
    const { name = '', args } = command
    // Without -f, rm fails where a file is not there.
    const fails = name === 'rm' && !args.some(({ text }) => /^-\w*f|^--force$/.test(text))
    if (!fails && (!SETS_UP.test(name) || /^(?:mkdir|echo|printf)$/.test(name))) return false
    const here = building.find((call) => call.command === command)?.folder ?? folder
    return operandsOf(command).some((word) => {
      const path = word.startsWith('/') ? word : posix.resolve(here, word)
      return (
        path.startsWith(`${folder}/`) &&
        /[./]/.test(word) &&
        !isCopied(path) &&
        !artefacts.some(({ from, isFolder }) => path === from || (isFolder && path.startsWith(`${from}/`)))
      )
    })
  })
}

function restated(
  { document }: Subject,
  run: RunScript,
  commands: readonly SimpleCommand[],
  words: readonly ShellWord[],
): RuntimeRun | NoSplit {
  const { instruction, script } = run
  const found = commands.map((command) => placeOf(script, command))
  // Commands of one pipeline have one place.
  const places = found
    .filter(isPlace)
    .filter(
      ({ start, end }, index, all) =>
        all.findIndex((each) => each.start === start && each.end === end) === index,
    )
  const cut = cutCommands(document, script, places)
  const wordCuts = cutWords(document, script, words)
  const isShared = run.commands.some(
    (command) =>
      !commands.includes(command) &&
      !/^(?:yes|echo|printf|cat|true|:)$/.test(command.name ?? '') &&
      places.some(({ start, end }) => start <= command.start && command.end <= end),
  )
  if (!cut || isShared || found.some((place) => !isPlace(place)) || !wordCuts)
    return noSplit(
      'what it installs for the build and for run time cannot be told apart in its layout',
      'install what only the build needs in a RUN of its own',
      instruction.range,
    )
  return { text: textWith(document.text, instruction, [...cut, ...wordCuts]) }
}

function textWith(text: string, { range }: Instruction, edits: readonly TextEdit[]): string {
  const moved = edits.map((edit) => ({
    ...edit,
    start: edit.start - range.start,
    end: edit.end - range.start,
  }))
  return applyEdits(text.slice(range.start, range.end), moved)
}
