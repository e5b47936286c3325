// Where dotnet writes what it makes.
import { posix } from 'node:path'
import type { SimpleCommand } from '../../../../shell/commands.ts'
import type { Call } from '../../../calls/calls.ts'
import { pathFrom, type Subject } from '../../subject.ts'

export interface Output {
  readonly call: Call
  readonly verb: 'publish' | 'build'
  /** Absolute, with -o; undefined for the default below bin. */
  readonly folder: string | undefined
  /** The folder of the project; undefined where it is not known. */
  readonly project: string | undefined
  /** As the command says; undefined where it does not. */
  readonly isSelfContained: boolean | undefined
}

// dotnet ef and global tools do other things than to build.
const VERBS =
  /^(?:restore|build|publish|clean|pack|test|vstest|msbuild|tool|nuget|workload|sln|new|add|--info|--version|--list-sdks|build-server|help)$/

/** What makes nothing but files of the build. */
export function isBuild({ name = '', args }: Pick<SimpleCommand, 'name' | 'args'>): boolean {
  if (name === 'dotnet') return VERBS.test(args[0]?.text ?? '')
  return /^(?:npm|npx|yarn|pnpm|node|corepack|bower|gulp|grunt|libman)$/.test(name)
}

/** What the RUNs of a stage publish and build, the last one first. */
export function outputsOf(subject: Subject): readonly Output[] {
  return subject.building.flatMap((call) => outputOf(subject, call) ?? []).toReversed()
}

function outputOf(subject: Subject, call: Call): Output | undefined {
  const { command, folder, files } = call
  const words = command.args.map(({ literal, text }) => literal ?? text)
  const [verb] = words
  if (command.name !== 'dotnet' || (verb !== 'publish' && verb !== 'build')) return undefined
  const at = words.findIndex((word) => /^(?:-o|--output)$/.test(word))
  const given =
    words[at === -1 ? words.length : at + 1] ??
    words.map((word) => /^(?:(?:-o|--output)[=:]|[-/]p:PublishDir=)(.+)$/.exec(word)?.[1]).find(Boolean)
  const operand = words
    .slice(1)
    .find((word, index) => !/^[-/]/.test(word) && !VALUED.test(words[index] ?? '') && word !== given)
  const target = operand === undefined ? folder : pathFrom(folder, operand)
  const project = target !== undefined && /\.(?:\w+proj|slnx?)$/.test(target) ? posix.dirname(target) : target
  // https://learn.microsoft.com/dotnet/core/tools/dotnet-publish: up to the SDK of 2.x, from the folder of the project.
  const from = subject.tag.flavour.startsWith('2.') ? project : folder
  // A solution has many projects, and where each of them lies its file says.
  const isSolution =
    operand?.includes('.sln') === true ||
    (operand === undefined &&
      (files.list(folder ?? '/') ?? []).some((name) => /\.slnx?$/.test(name)) &&
      !(files.list(folder ?? '/') ?? []).some((name) => /\.\w+proj$/.test(name)))
  return {
    call,
    verb,
    folder: given === undefined ? undefined : pathFrom(from, given),
    project: isSolution ? undefined : project,
    isSelfContained: selfContained(words),
  }
}

// https://learn.microsoft.com/dotnet/core/tools/dotnet-publish: options that take a word.
const VALUED =
  /^(?:-c|--configuration|-f|--framework|-r|--runtime|-o|--output|-v|--verbosity|-s|--source|--manifest|--version-suffix|-a|--arch|--os|--artifacts-path|--self-contained|--sc)$/

/** Undefined where only the project says. */
function selfContained(words: readonly string[]): boolean | undefined {
  if (words.includes('--no-self-contained')) return false
  for (const [index, word] of words.entries()) {
    const [, value] =
      /^(?:--(?:sc|self-contained)|[-/]p(?:roperty)?:(?:SelfContained|PublishAot))(?:[=:](\w+))?$/i.exec(
        word,
      ) ?? []
    if (value !== undefined) return /^true$/i.test(value)
    if (/^--(?:sc|self-contained)$/.test(word)) return words[index + 1] !== 'false'
  }
  return undefined
}

/** True where a program lies where a call writes. */
export function isOutput({ folder, project, verb }: Output, path: string | undefined): boolean {
  if (path === undefined) return false
  const at = posix.dirname(path)
  if (folder !== undefined) return at === folder
  // bin/Release/net8.0/linux-x64/publish: https://learn.microsoft.com/dotnet/core/tools/dotnet-publish
  const [, top, , publish] =
    /^(.*)\/bin\/(\w+)\/net[\w.]+(?:\/(?:linux|alpine)[\w.-]*)?(\/publish)?$/.exec(at) ?? []
  if (top === undefined || (verb === 'publish') !== (publish !== undefined)) return false
  return project === undefined || project === top
}
