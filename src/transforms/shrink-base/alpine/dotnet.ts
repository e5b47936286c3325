// What an application of .NET brings for one C library, and what it asks of Alpine. The alpine images leave out ICU and the time zones:
// https://github.com/dotnet/dotnet-docker/blob/main/samples/enable-globalization.md
import { isApkName } from '../../../catalog/alpine-packages.ts'
import { notForMusl } from '../../../catalog/nuget-natives.ts'
import { lineage, stateAt, type Document } from '../../../dockerfile/document.ts'
import { insertAbove } from '../../../dockerfile/insert-line.ts'
import { flagValue, type Instruction } from '../../../dockerfile/instruction.ts'
import type { Stage } from '../../../dockerfile/stage.ts'
import { sourcesFromContext } from '../../../project/context-sources.ts'
import { dotnetProject } from '../../../project/dotnet/dotnet-project.ts'
import { startCommands } from '../../../shell/start-commands.ts'
import { callsOf, type Call } from '../../calls/calls.ts'
import { nativeFile } from './native-files.ts'
import { refuse, type Draft } from './translation.ts'

export function isDotnet(image: string): boolean {
  return image.startsWith('dotnet/')
}

const INVARIANT = 'DOTNET_SYSTEM_GLOBALIZATION_INVARIANT'

export function dotnetOf(draft: Draft): void {
  const { image, project, stages } = draft.swap
  if (!isDotnet(image)) return
  const [first] = stages
  const last = stages.findLast(({ children, final }) => final || children.length === 0)
  if (!first || !last) return
  const at = first.from.range
  const found = dotnetProject(project)
  if (!found.isKnown) {
    refuse(
      draft,
      at,
      'which packages of NuGet the application has is not known',
      'run dfopt where its project file is',
    )
    return
  }
  for (const { name, file } of found.bound)
    refuse(draft, at, `${file} sets ${name}, by which it is built for glibc`, 'publish for any platform')
  for (const { name, file } of found.packages) {
    const library = SYSTEM_LIBRARIES[name.toLowerCase()]
    const other = library === undefined ? notForMusl(name) : undefined
    if (library !== undefined)
      refuse(draft, at, `${name} in ${file} calls ${library} of the system`, 'keep a Debian base')
    else if (other !== undefined) {
      const by = other === name.toLowerCase() ? '' : `, which ${name} brings,`
      refuse(
        draft,
        at,
        `whether ${other === name.toLowerCase() ? name : other}${by} in ${file} runs on musl is not known`,
        'keep a Debian base, or swap it by hand and run dfopt verify',
      )
    }
  }
  startsPortably(draft, stages)
  for (const stage of stages)
    for (const instruction of stage.instructions) judgeCopy(draft, stage, instruction)
  bringGlobalization(draft, first, last, found.isInvariant)
}

// Beside ICU, these are found by their names when the program runs: their documentation at learn.microsoft.com.
const SYSTEM_LIBRARIES: Readonly<Record<string, string | undefined>> = {
  'system.drawing.common': 'libgdiplus',
  'system.directoryservices.protocols': 'libldap',
  'system.data.odbc': 'unixODBC',
}

/** `dotnet app.dll`: the host that publish makes beside it is for glibc. */
function startsPortably(draft: Draft, stages: readonly Stage[]): void {
  const { calls } = callsOf(draft.swap.document, stages, draft.swap.project)
  const starts = calls.filter(({ atStart, instruction }) => atStart && instruction.keyword !== 'HEALTHCHECK')
  const [start] = starts
  if (
    start &&
    !starts.some(
      ({ command: { name, args } }) => name === 'dotnet' && /\.dll["']?$/.test(args[0]?.text ?? ''),
    )
  )
    refuse(
      draft,
      start.at,
      'it starts a program that is published for glibc',
      'start it by dotnet, with the name of its dll',
    )
}

function judgeCopy(draft: Draft, stage: Stage, instruction: Instruction): void {
  const { document, stages } = draft.swap
  const from = instruction.keyword === 'COPY' ? flagValue(instruction, 'from') : undefined
  const source = from === undefined ? undefined : sourceOf(document, stage, from)
  if (!source || stages.includes(source)) return
  const obstacle = notPortable(draft, source)
  if (obstacle !== undefined)
    refuse(draft, instruction.range, obstacle, 'publish it for any platform, or keep a Debian base')
}

function sourceOf(document: Document, stage: Stage, from: string): Stage | undefined {
  const earlier = document.stages.filter(({ index }) => index < stage.index)
  return /^\d+$/.test(from)
    ? earlier[Number(from)]
    : earlier.findLast(({ name }) => name === from.toLowerCase())
}

// They make nothing for one C library, where what they are asked for is read.
const HARMLESS =
  /^(?:dotnet|apt-get|apt|echo|printf|ls|cd|pwd|mkdir|rm|cp|mv|cat|sed|find|test|\[|true|set|export|npm|npx|yarn|pnpm|node|chmod)$/

/** Why what a stage makes may be for glibc; undefined where it is of `dotnet publish` alone, for any platform. */
function notPortable(draft: Draft, source: Stage, depth = 0): string | undefined {
  const { document, project } = draft.swap
  const name = source.name ?? `stage ${source.index}`
  const stages = lineage(document, source)
  const { calls, opaque } = callsOf(document, stages, project)
  const runs = calls.filter(({ atStart }) => !atStart)
  const [unread] = opaque.filter(({ at }) => runs.length === 0 || runs.some((call) => call.at === at))
  if (unread) return unread.reason
  for (const call of runs) {
    const { name: program = '' } = call.command
    if (!HARMLESS.test(program)) return `what ${program} makes in ${name} may be for glibc`
    const option = program === 'dotnet' ? boundBy(call) : undefined
    if (option !== undefined)
      return `dotnet ${call.command.args[0]?.text ?? ''} ${option} in ${name} builds for glibc`
  }
  for (const stage of stages)
    for (const instruction of stage.instructions) {
      if (!/^(?:COPY|ADD)$/.test(instruction.keyword)) continue
      const from = flagValue(instruction, 'from')
      if (from === undefined) {
        const native = nativeFile(project, sourcesFromContext(document, stage, instruction))
        if (native) return native.reason
        continue
      }
      // Pages and scripts that browsers get.
      if (/wwwroot|ClientApp|dist\b/.test(instruction.args.text)) continue
      const other = sourceOf(document, stage, from)
      const reason =
        other && depth < 4
          ? stages.includes(other)
            ? undefined
            : notPortable(draft, other, depth + 1)
          : `what it copies from ${from} may be built for glibc`
      if (reason !== undefined) return reason
    }
  return runs.some(
    ({ command: { name: program, args } }) => program === 'dotnet' && args[0]?.text === 'publish',
  )
    ? undefined
    : `what ${name} holds is not seen to be made by dotnet publish`
}

// https://learn.microsoft.com/dotnet/core/tools/dotnet-publish
const BOUND =
  /^(?:-r|--runtime|-a|--arch|--os|--ucr|--use-current-runtime|--sc|--self-contained)(?:[= :]|$)|^[-/]p(?:roperty)?:.*(?:RuntimeIdentifier|PublishAot|PublishSingleFile|PublishReadyToRun|PublishTrimmed|SelfContained|PublishProfile)/i

function boundBy({ command: { args } }: Call): string | undefined {
  const words = args.map(({ literal, text }) => literal ?? text)
  // Without a runtime, what is published is for any platform anyway.
  return words.find(
    (word, index) =>
      BOUND.test(word) &&
      !/false$/i.test(word) &&
      !(/^--(?:sc|self-contained)$/.test(word) && words[index + 1] === 'false'),
  )
}

/** ICU and time zones, as the Debian images have them. */
function bringGlobalization(draft: Draft, first: Stage, last: Stage, isInvariant: boolean): void {
  const { document, release } = draft.swap
  const set = stateAt(document, last).variables.get(INVARIANT)?.text
  const invariant = set === undefined ? isInvariant : /^(?:true|1)$/i.test(set)
  const names = ['tzdata', ...(invariant ? [] : ['icu-data-full', 'icu-libs'])]
  const missing = names.find((name) => !isApkName(name, release))
  // Whatever installs something in that stage can bring them along.
  const place = first.instructions.at(-1)
  const start = startCommands(document, last).find(({ instruction }) => instruction.keyword !== 'HEALTHCHECK')
  const needsVariable = !invariant && set === undefined
  if (missing !== undefined) {
    refuse(draft, first.from.range, `Alpine ${release} has no ${missing}`, 'keep a Debian base')
    return
  }
  if (!place || (needsVariable && (!start || start.instruction === first.instructions[0]))) {
    refuse(draft, first.from.range, 'nothing is copied into it', 'swap it by hand')
    return
  }
  for (const name of names)
    draft.needs.push({ name, stage: first, instruction: place, offset: 0, atStart: true, by: '.NET' })
  if (!needsVariable || !start) return
  draft.edits.push(insertAbove(document, start.instruction, 'ENV', `${INVARIANT}=false`))
  draft.notes.add('the alpine images leave out ICU and time zones, which the application has on Debian')
}
