// A last stage on an image to build with, which only starts what another stage has built: another base is enough for it.
import { imageFolder } from '../../catalog/image-facts.ts'
import { knownImage } from '../../catalog/known-image.ts'
import { baseEdits, wordsUnder } from '../../dockerfile/base-word.ts'
import { stateAt, type Document } from '../../dockerfile/document.ts'
import { insertBelow } from '../../dockerfile/insert-line.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import type { TextEdit } from '../../dockerfile/text-edit.ts'
import type { Effect } from '../../engine/effect.ts'
import type { Surroundings } from '../../engine/transform.ts'
import { copiedPaths } from '../../project/copied-paths.ts'
import { installedPackages } from '../../shell/system-packages.ts'
import { joinedStages } from './joined-stages.ts'
import { layOut } from './lay-out.ts'
import { recipes } from './recipes.ts'
import { runtimePackages } from './runtime-packages.ts'
import { isSetUp } from './runtime-runs.ts'
import { isSplit, noSplit, type NoSplit, type SplitPlan } from './split-plan.ts'
import { releaseOf, subjectOf, type Subject } from './subject.ts'

export interface RuntimeBase {
  readonly base: string
  readonly edits: readonly TextEdit[]
  readonly removes: readonly string[]
  readonly effects: readonly Effect[]
  readonly leaves: string
  readonly notes: readonly string[]
}

/** Images of which nothing but a compiler and its tools is of use. */
const TO_BUILD_WITH = /^(?:golang|rust|gcc|maven|gradle|swift|dotnet\/sdk)$/
const OF_PROGRAMS = /^(?:go|rust|c|java|swift|dotnet)$/

/** Undefined for a last stage on another image, or one that starts nothing that is copied. */
export function runtimeBase(
  document: Document,
  last: Stage,
  surroundings: Surroundings,
): RuntimeBase | NoSplit | undefined {
  const known =
    last.parent === undefined && last.resolvedBase !== undefined
      ? knownImage(last.resolvedBase, surroundings.settings)
      : undefined
  if (!known || !TO_BUILD_WITH.test(known.image.name)) return undefined
  // The slim images of Swift have no compiler.
  if (known.image.name === 'swift' && known.tag.tag.includes('slim')) return undefined
  const joined = joinedStages(document, last, known.image.name)
  const of = imageObstacle(last, known.image.name)
  if (joined && of) return of
  const subject = joined && subjectOf(joined.stage, joined.document, surroundings)
  if (!subject) return undefined
  for (const recipe of recipes) {
    if (!OF_PROGRAMS.test(recipe.name)) continue
    const found = recipe.plan(subject)
    if (!found) continue
    // What stands behind the build has no place of its own in the file.
    const inFile = ({ reason, unblock, at }: NoSplit): NoSplit =>
      noSplit(reason, unblock, at && at.end <= joined.end ? at : last.from.range)
    if (!isSplit<SplitPlan>(found)) return inFile(found)
    const layout = layOut(subject, found)
    if ('reason' in layout) return inFile(layout)
    const toolsUsed = runObstacle(subject, found, joined.end)
    if (toolsUsed) return inFile(toolsUsed)
    const users = [...joined.source.copiedBy, ...joined.source.children]
    if (found.edits.length > 0 && users.some((index) => index !== last.index))
      return noSplit(
        'other stages use the program, which would be built in another way',
        'build it statically for all of them',
        last.from.range,
      )
    return withBase(document, last, subject, found, releaseOf(known))
  }
  return undefined
}

const OF_IMAGES =
  /\$\{?(?:GO(?:PATH|LANG_VERSION|TOOLCHAIN)|CARGO_HOME|RUSTUP_HOME|RUST_VERSION|MAVEN_(?:HOME|CONFIG|VERSION)|GRADLE_(?:HOME|VERSION)|DOTNET_(?:SDK_)?VERSION|SWIFT_\w+|GCC_VERSION)\b/

/** What of its image a stage names that another one does not have: variables, and accounts that it does not make itself. */
function imageObstacle(last: Stage, image: string): NoSplit | undefined {
  for (const { args, flags, keyword, range } of last.instructions) {
    const text = [args.text, ...flags.map(({ value }) => value ?? '')].join(' ')
    const [variable] = OF_IMAGES.exec(text) ?? []
    if (variable !== undefined)
      return noSplit(
        `${variable.replace(/\W/g, '')} is set by ${image}, and the runtime image does not have it`,
        'write out what it stands for',
        range,
      )
    const owners = [
      ...flags.filter(({ name }) => name === 'chown').map(({ value }) => value ?? ''),
      ...(keyword === 'USER' ? [args.text.trim()] : []),
    ].flatMap((owner) => owner.split(':'))
    const strange = owners.find(
      (owner) =>
        !/^(?:root|\d+|\$\{?APP_UID\}?)$/.test(owner) &&
        !new RegExp(
          `\\b(?:user|group)add\\b.*\\b${owner.replace(/\W/g, '')}\\b|\\badd(?:user|group)\\b.*\\b${owner.replace(/\W/g, '')}\\b`,
        ).test(last.instructions.map((each) => each.args.text.replaceAll('\n', ' ')).join('\n')),
    )
    // The images of .NET have the same account.
    if (strange !== undefined && !(image === 'dotnet/sdk' && strange === 'app'))
      return noSplit(
        `whether the runtime image has the account ${strange} is not known`,
        'make it in a RUN, or name its number',
        range,
      )
  }
  return undefined
}

/** A RUN of the last stage that a recipe takes for a part of the build. */
function runObstacle({ runs }: Subject, { builds, isBare }: SplitPlan, end: number): NoSplit | undefined {
  const own = runs.filter(({ instruction }) => instruction.range.start > end && builds.has(instruction))
  const found = own
    .flatMap(({ commands }) => commands)
    .find((command) => isBare || !(isSetUp(command) || /^(?:cp|mv|find|tar)$/.test(command.name ?? '')))
  return found
    ? noSplit(
        `whether the runtime image has ${found.name ?? 'what a RUN calls'} is not known`,
        'do it in the stage that builds',
      )
    : undefined
}

function withBase(
  document: Document,
  last: Stage,
  subject: Subject,
  plan: SplitPlan,
  release: string | undefined,
): RuntimeBase | NoSplit | undefined {
  const { runtime } = plan
  if (
    runtime === undefined ||
    runtime === last.resolvedBase ||
    plan.lines.length + plan.closing.length + plan.commands.length > 0
  )
    return undefined
  const installs = subject.runs.some(
    ({ instruction, commands }) =>
      instruction.range.start > subject.stage.from.range.end &&
      last.instructions.some((each) => each.args.text === instruction.args.text) &&
      commands.some((each) => installedPackages(each) !== undefined),
  )
  if (installs && release !== releaseOf(subject))
    return noSplit(
      'the packages that it installs are those of another release than the program is linked on',
      'build and run on the same release',
      last.from.range,
    )
  const base = baseEdits(document, last, runtime)
  if ('reason' in base) return { ...base, at: last.from.range }
  const packages = runtimePackages(subject, plan)
  if ('reason' in packages) return packages
  const known = knownImage(last.resolvedBase ?? '', subject.settings)
  const folder = known && imageFolder(known.image.name)
  const needsFolder = folder !== undefined && folder !== '/' && stateAt(document, last).workdir === undefined
  const lines = [
    ...plan.environment.map((each) => `ENV ${each}`),
    ...(needsFolder ? [`WORKDIR ${folder}`] : []),
    ...packages,
  ]
  const targets = last.instructions.flatMap((each) =>
    each.keyword === 'COPY' ? (copiedPaths(document, last, each)?.target ?? []) : [],
  )
  return {
    base: runtime,
    edits: [...base, ...plan.edits, ...added(document, last, lines)],
    removes: [...wordsUnder(document, base), ...plan.removes],
    effects: [
      { kind: 'keeps', paths: plan.edits.length > 0 ? [] : targets },
      ...(plan.edits.length > 0 ? [{ kind: 'rewrites', paths: targets } as const] : []),
      {
        kind: 'configures',
        fields: ['Env', 'Entrypoint', 'Cmd', 'StopSignal', 'WorkingDir', ...plan.configures],
      },
    ],
    leaves: plan.leaves,
    notes: plan.notes,
  }
}

function added(document: Document, last: Stage, lines: readonly string[]): readonly TextEdit[] {
  const edits = lines.map((line) => {
    const [, keyword = '', args = ''] = /^(\S+)\s([^]*)$/.exec(line) ?? []
    return insertBelow(document, last.from, keyword, args)
  })
  const [first] = edits
  return first ? [{ ...first, text: edits.map(({ text }) => text).join('') }] : []
}
