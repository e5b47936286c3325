// What a file shows of what runs once an install is done: in the same RUN, below it, in stages built on it, and in containers.
import type { Document } from '../../dockerfile/document.ts'
import type { Instruction } from '../../dockerfile/instruction.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import type { SimpleCommand } from '../../shell/commands.ts'
import { installerOf } from '../../shell/install-scripts.ts'
import { commandsRun, laterScripts } from '../../shell/later-commands.ts'
import { packageCommand, type PackageCommand } from '../../shell/package-command.ts'
import { isConditional } from './installs.ts'
import { properName } from './known-packages.ts'

/** Something that is run, once or more. */
export interface Use {
  /** As it is called the first time. */
  readonly text: string
  /** Packages that installs of the file have named before, each time. */
  readonly behind: readonly string[]
}

export interface Evidence {
  /** The programs that are called, by their names. */
  readonly programs: ReadonlyMap<string, Use>
  /** What is run and set, without the words of package managers. */
  readonly text: string
  /** Commands that run what the file does not show; undefined where there are none. */
  readonly build: Use | undefined
  readonly script: Use | undefined
  readonly installer: Use | undefined
  /** True where no CMD or ENTRYPOINT says what containers run: the image is there for others to build on. */
  readonly isForOthers: boolean
  /** Calls of apt in later RUNs that remove packages. */
  readonly removals: readonly PackageCommand[]
}

// What these do is in makefiles and the like.
const BUILDS =
  /^(?:g?make|ninja|cmake|configure|autoreconf|autogen(?:\.sh)?|meson|scons|waf|b2|bjam|qmake|phpize|pecl|checkinstall|ruby-build|rbenv|pyenv|rvm|opam)$/
const SHELLS = /^(?:sh|bash|dash|ash|ksh|zsh)$/

/** @param instruction the RUN with the install, which is one of `stage`'s */
export function evidenceOf(document: Document, stage: Stage, instruction: Instruction): Evidence {
  const own = commandsRun(document, stage, instruction)
  const later = laterScripts(document, stage, instruction)
  const all = [own, ...later.map(({ commands }) => commands)].flat()
  const inStage = [own, ...later.flatMap((each) => (each.stage === stage ? [each.commands] : []))].flat()
  const moments = momentsOf(all, new Set(inStage))
  const built = new Set(
    [own, ...later.flatMap((each) => (each.instruction.keyword === 'RUN' ? [each.commands] : []))].flat(),
  )
  const settings = stagesFrom(document, stage).flatMap((each) =>
    each.instructions.flatMap((other) =>
      /^(?:ENV|ARG|COPY|ADD)$/.test(other.keyword)
        ? [other.args.text]
        : // What no shell reads, a heredoc for another program among it.
          other.heredocs.map((heredoc) => document.text.slice(heredoc.body.start, heredoc.body.end)),
    ),
  )
  const used = (test: (command: SimpleCommand) => boolean): Use | undefined =>
    useOf(moments.filter(({ command }) => built.has(command) && test(command)))
  const programs = new Map<string, Moment[]>()
  for (const moment of moments) {
    const { name } = moment.command
    if (name !== undefined) programs.set(name, [...(programs.get(name) ?? []), moment])
  }
  return {
    programs: new Map(
      [...programs].flatMap(([name, each]) => {
        const use = useOf(each)
        return use ? [[name, use] as const] : []
      }),
    ),
    text: [...all.filter((each) => packageOf(each) === undefined).map(textOf), ...settings].join('\n'),
    build: used((each) => BUILDS.test(each.name ?? '')),
    script: used(isScript),
    installer: used((each) => mayInstall(each, all)),
    isForOthers: !stagesFrom(document, stage).some(({ instructions }) =>
      instructions.some(({ keyword }) => /^(?:CMD|ENTRYPOINT)$/.test(keyword)),
    ),
    removals: later.flatMap(({ commands }) => commands.flatMap((each) => removalOf(each) ?? [])),
  }
}

/** A command, and what the installs in front of it have named. */
interface Moment {
  readonly command: SimpleCommand
  readonly there: ReadonlySet<string>
}

/** @param counted the commands whose installs count */
function momentsOf(
  commands: readonly SimpleCommand[],
  counted: ReadonlySet<SimpleCommand>,
): readonly Moment[] {
  let there: ReadonlySet<string> = new Set()
  return commands.map((command) => {
    const moment = { command, there }
    const call = packageCommand(command)
    if (call?.manager.id === 'apt' && counted.has(command)) {
      const words = call.operands.flatMap(({ literal }) =>
        literal === undefined ? [] : [properName(literal)],
      )
      if (REMOVES.test(call.subcommand.text)) there = new Set()
      else if (call.subcommand.text === 'install' && !isConditional(command))
        there = new Set([...there, ...words])
    }
    return moment
  })
}

function useOf(moments: readonly Moment[]): Use | undefined {
  const [first, ...others] = moments
  if (!first) return undefined
  const behind = [...first.there].filter((name) => others.every(({ there }) => there.has(name)))
  return { text: readable(first.command), behind }
}

const REMOVES = /^(?:remove|purge|autoremove|auto-remove|autopurge)$/

/** The call of apt that removes packages. */
export function removalOf(command: SimpleCommand): PackageCommand | undefined {
  const call = packageCommand(command)
  return call?.manager.id === 'apt' && REMOVES.test(call.subcommand.text) ? call : undefined
}

/** True for a command that installs what the file does not show. */
export function hidesInstalls(command: SimpleCommand, among: readonly SimpleCommand[]): boolean {
  const isDpkg = command.name === 'dpkg' && command.args.some(({ text }) => /^(?:-i|--install)$/.test(text))
  return isDpkg || isScript(command) || mayInstall(command, among)
}

function mayInstall(command: SimpleCommand, among: readonly SimpleCommand[]): boolean {
  return (
    packageOf(command) === undefined &&
    !/^(?:source|\.)$/.test(command.name ?? '') &&
    installerOf(command, among) !== undefined
  )
}

function stagesFrom(document: Document, stage: Stage): readonly Stage[] {
  const children = stage.children.flatMap((index) => document.stages[index] ?? [])
  return [stage, ...children.flatMap((child) => stagesFrom(document, child))]
}

function packageOf(command: SimpleCommand): string | undefined {
  const call = packageCommand(command)
  return call?.manager.id === 'apt' ? call.subcommand.text : undefined
}

/** A script that is not in the file: by its path, by its name, or piped into a shell. */
function isScript({ name = '', args, syntax, wrappers, surroundings }: SimpleCommand): boolean {
  if (SHELLS.test(name)) {
    if (args.some((word) => /^-[a-z]*c$/.test(word.text))) return false
    return args.some((word) => !/^[-+]/.test(word.text)) || surroundings.includes('pipeline')
  }
  const path =
    wrappers.length > 0 ? (syntax.args[wrappers.length - 1]?.text ?? '') : (syntax.name?.text ?? '')
  return (
    /\.(?:sh|bash)"?$/.test(path) ||
    /^"?(?:\.\.?\/|\$\w+\/|\$\{\w+\}\/|\/(?!(?:usr\/|opt\/|root\/|home\/)?[^.]*bin\/))/.test(path)
  )
}

function textOf({ wrappers, syntax, args }: SimpleCommand): string {
  const words = [
    ...wrappers.map((word) => word.text),
    syntax.name?.text ?? '',
    ...args.map((word) => word.text),
  ]
  const settings = syntax.prefix.flatMap((each) => ('text' in each ? [each.text] : []))
  return [...settings, ...words].join(' ')
}

function readable({ name = '', args }: SimpleCommand): string {
  const script = SHELLS.test(name) ? args.find((word) => !/^[-+]/.test(word.text)) : undefined
  return script ? `${name} ${script.text}` : SHELLS.test(name) ? `what is piped into ${name}` : name
}
