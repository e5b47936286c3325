// What a file shows of what runs once an install is done: in the same RUN, below it, in stages built on it, and in containers.
import type { Document } from '../../dockerfile/document.ts'
import type { Instruction } from '../../dockerfile/instruction.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import type { SimpleCommand } from '../../shell/commands.ts'
import { installerOf } from '../../shell/install-scripts.ts'
import { commandsRun, laterScripts } from '../../shell/later-commands.ts'
import { packageCommand } from '../../shell/package-command.ts'

export interface Evidence {
  /** Names of the programs that are called. */
  readonly programs: ReadonlySet<string>
  /** What is run and set, without the words of package managers. */
  readonly text: string
  /** A command that runs what the file does not show; undefined where there is none. */
  readonly build: string | undefined
  readonly script: string | undefined
  readonly installer: string | undefined
  /** Packages that are removed again. */
  readonly purged: ReadonlySet<string>
}

// What these do is in makefiles and the like.
const BUILDS =
  /^(?:g?make|ninja|cmake|configure|autoreconf|autogen(?:\.sh)?|meson|scons|waf|b2|bjam|qmake|phpize|pecl|checkinstall|ruby-build|rbenv|pyenv|rvm|opam)$/
const SHELLS = /^(?:sh|bash|dash|ash|ksh|zsh)$/

/** @param instruction the RUN with the install, which is one of `stage`'s */
export function evidenceOf(document: Document, stage: Stage, instruction: Instruction): Evidence {
  const own = commandsRun(document, stage, instruction)
  const later = laterScripts(document, stage, instruction)
  const built = [own, ...later.flatMap((each) => (each.instruction.keyword === 'RUN' ? [each.commands] : []))]
  const all = [
    ...built,
    ...later.flatMap((each) => (each.instruction.keyword === 'RUN' ? [] : [each.commands])),
  ].flat()
  const settings = stagesFrom(document, stage).flatMap((each) =>
    each.instructions.flatMap((other) =>
      /^(?:ENV|ARG|COPY|ADD)$/.test(other.keyword)
        ? [other.args.text]
        : // What no shell reads, a heredoc for another program among it.
          other.heredocs.map((heredoc) => document.text.slice(heredoc.body.start, heredoc.body.end)),
    ),
  )
  const found = (
    test: (command: SimpleCommand, among: readonly SimpleCommand[]) => boolean,
  ): string | undefined => {
    for (const commands of built) {
      const command = commands.find((each) => test(each, commands))
      if (command) return readable(command)
    }
    return undefined
  }
  return {
    programs: new Set(all.flatMap(({ name }) => name ?? [])),
    text: [...all.filter((each) => packageOf(each) === undefined).map(textOf), ...settings].join('\n'),
    build: found((each) => BUILDS.test(each.name ?? '')),
    script: found(isScript),
    installer: found(
      (each, among) =>
        packageOf(each) === undefined &&
        !/^(?:source|\.)$/.test(each.name ?? '') &&
        installerOf(each, among) !== undefined,
    ),
    purged: new Set(all.flatMap(purgedBy)),
  }
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

function purgedBy(command: SimpleCommand): readonly string[] {
  const call = packageCommand(command)
  if (
    call?.manager.id !== 'apt' ||
    !/^(?:purge|remove|autoremove|autopurge|auto-remove)$/.test(call.subcommand.text)
  )
    return []
  return call.operands.map((word) => word.literal ?? word.text)
}
