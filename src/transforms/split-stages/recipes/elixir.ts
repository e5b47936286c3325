// Elixir: the release that mix makes, on the base that the file has, whose libraries its runtime of Erlang was linked to.
import { posix } from 'node:path'
import { stateAt } from '../../../dockerfile/document.ts'
import type { SimpleCommand } from '../../../shell/commands.ts'
import type { Call } from '../../calls/calls.ts'
import { buildPart } from '../build-part.ts'
import { installedLibraries } from '../linked-libraries.ts'
import { runtimeFiles, type SourceLanguage } from '../runtime-files.ts'
import {
  EMPTY_PLAN,
  isNoSplit,
  noSplit,
  type Artefact,
  type NoSplit,
  type Recipe,
  type SplitPlan,
} from '../split-plan.ts'
import { programPath, started, startedFiles } from '../start.ts'
import { pathFrom, type Subject } from '../subject.ts'

export const elixir: Recipe = {
  name: 'elixir',
  plan(subject) {
    if (subject.image.name !== 'elixir') return undefined
    const builds = subject.building.filter(({ command }) => command.name === 'mix')
    const starts = started(subject)
    const mix = starts.find(({ command: { name, args } }) => {
      const words = args.map(({ text }) => text)
      return name === 'mix' || (/^(?:iex|elixir)$/.test(name ?? '') && words.includes('mix'))
    })
    if (builds.length === 0) return undefined
    if (mix)
      return noSplit(
        'mix compiles the program, or looks whether it has to, whenever a container starts, and needs the sources and all of their packages for that',
        'make a release by mix release in a RUN, and start _build/prod/rel/<name>/bin/<name> start',
        mix.at,
      )
    const release = builds.find(({ command }) => action(command) === 'release')
    const programs = starts.flatMap((call) => programPath(call) ?? [])
    const top = programs.map(topOfRelease).find((each) => each !== undefined)
    return release && top !== undefined ? planOf(subject, release, top) : undefined
  },
}

function action({ args }: SimpleCommand): string | undefined {
  return args.find(({ text }) => !text.startsWith('-'))?.text
}

/** `/app/_build/prod/rel/shop/bin/shop`: https://hexdocs.pm/mix/Mix.Tasks.Release.html#module-running-the-release */
function topOfRelease(program: string): string | undefined {
  return posix.basename(posix.dirname(program)) === 'bin' && !/^\/(?:usr\/)?(?:local\/)?bin\//.test(program)
    ? posix.dirname(posix.dirname(program))
    : undefined
}

const LANGUAGE: SourceLanguage = {
  sources: /\.(?:exs?|[hel]?eex|erl|hrl)$/,
  // What is in priv, and what a release takes along by its overlays, is in the release.
  ofBuilds:
    /^(?:mix\.(?:exs|lock)|config|lib|apps|priv|rel|src|include|assets|deps|_build|\.formatter\.exs|package(?:-lock)?\.json)$/,
  opensFiles: /\bFile\.(?:read|stream|open|ls|exists|cp|dir)|\bPath\.(?:expand|absname|wildcard)|:file\./,
  silent: [/^\s*#.*$/gm],
}

/** Of use where assets are made; a release has what they made in it. */
const FOR_ASSETS: ReadonlySet<string> = new Set(['nodejs', 'npm', 'yarn', 'inotify-tools', 'rebar', 'rebar3'])
const BUILDS = /^(?:mix|rebar3?|npm|yarn|pnpm|npx|node|brunch|webpack|esbuild)$/

function planOf(subject: Subject, release: Call, top: string): SplitPlan | NoSplit {
  const made = releaseFolder(subject, release)
  if (made === undefined || (made !== top && posix.dirname(top) !== made))
    return noSplit(
      `${top} is not seen to be what mix release makes`,
      'start _build/prod/rel/<name>/bin/<name>, with MIX_ENV=prod said by ENV, or name the folder by mix release --path',
      release.at,
    )
  const libraries = installedLibraries(subject)
  if (isNoSplit(libraries)) return libraries
  const own: Artefact = { from: top, to: top, isFolder: true }
  const usesNode = subject.starting.some(({ command }) => /^(?:node|npm|npx|yarn)$/.test(command.name ?? ''))
  const buildPackages = usesNode ? new Set<string>() : FOR_ASSETS
  const part = buildPart(
    subject,
    subject.building.filter(({ command, within }) => within === undefined && isBuild(command)),
    isBuild,
    { buildPackages, artefacts: [own] },
    ['/root/.mix', '/root/.hex', '/root/.cache'],
  )
  if ('reason' in part) return part
  const files = runtimeFiles(subject, release.instruction, LANGUAGE)
  if (!files)
    return noSplit(
      'what the program reads when it runs is in sources that are not in a known build context',
      'run dfopt where the build context is',
    )
  const artefacts = [own, ...files, ...startedFiles(subject, part.builds)]
  return {
    ...EMPTY_PLAN,
    builds: part.builds,
    artefacts: artefacts.filter(
      ({ from }, index) => artefacts.findIndex((each) => each.from === from) === index,
    ),
    packages: libraries,
    buildPackages,
    leaves: 'the sources, their packages and what mix has fetched',
    notes: ['the release has a runtime of Erlang of its own, which stays on the system that it was made on'],
  }
}

function isBuild({ name = '' }: Pick<SimpleCommand, 'name'>): boolean {
  return BUILDS.test(name)
}

/** Where the release lies: by --path; else the folder of all releases. */
function releaseFolder(
  { document, stage }: Subject,
  { command, folder, instruction }: Call,
): string | undefined {
  const words = command.args.map(({ literal, text }) => literal ?? text)
  if (folder === undefined) return undefined
  const at = words.indexOf('--path')
  const given = at === -1 ? words.find((word) => word.startsWith('--path='))?.slice(7) : words[at + 1]
  if (given !== undefined) return pathFrom(folder, given)
  const own = command.syntax.prefix.find((each) => each.type === 'Assignment' && each.name === 'MIX_ENV')
  const mode =
    own && 'text' in own
      ? own.text.slice('MIX_ENV='.length)
      : stateAt(document, stage, instruction).variables.get('MIX_ENV')?.text
  return pathFrom(folder, `_build/${mode ?? 'dev'}/rel`)
}
