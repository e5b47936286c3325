import type { Document } from '../../dockerfile/document.ts'
import { wordsOf, type Instruction } from '../../dockerfile/instruction.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import { defineTransform, type TransformContext } from '../../engine/transform.ts'
import { keepColumns } from '../../shell/columns.ts'
import { commandsOf } from '../../shell/commands.ts'
import { packageCommand, type PackageCommand } from '../../shell/package-command.ts'
import { isScript, scriptOf, type Script } from '../../shell/script.ts'
import { effects } from './effects.ts'
import { evidenceOf, hidesInstalls, removalOf, type Evidence } from '../recommended/evidence.ts'
import { examples } from './examples.ts'
import { isConditional, packagesOf, wishOf, type PackagesOfCall } from '../recommended/installs.ts'
import { judge, type Addition, type Answer, type Doubt } from '../recommended/judge.ts'
import { knownPackage } from '../recommended/known-packages.ts'
import { optionEdit, packageEdits } from '../../shell/package-list-edit.ts'
import { removedAgain, type Install, type Joined } from './removed-again.ts'
import { addPresent, removePresent, startOf, type StageState } from '../recommended/stage-state.ts'
import { recommendsTables } from './tables.ts'

export const noRecommends = defineTransform({
  id: 'no-recommends',
  summary: 'Install packages without those that they only recommend',
  category: 'size',
  level: 'review',
  aliases: ['DL3015'],
  docs: {
    why:
      'apt-get install brings what a package depends on and, unless it is told not to, what it recommends: for a person at ' +
      'a desk. In an image that is mostly manuals, translations, parts of a desktop and tools that nothing calls: on Debian ' +
      '13, git brings 22 packages and 15 MB more, build-essential 11 and 29 MB, python3-pip 75 and 396 MB.',
    risks:
      'A script can rely on a recommended package without saying so. dfopt works out from the package data of Debian 11, 12 ' +
      'and 13 which packages an install loses, and looks for their use in the same RUN, in all that comes later, in stages ' +
      'built on this one and in what a container starts. What is used, and what a package is hardly of use without (the ' +
      'certificates for curl, the headers of the C library for gcc, xauth for xvfb-run), is named in the list. Where a use ' +
      'would not show in the file, the install stays as it is: R, TeX, Mono, Ansible, ImageMagick and others. So does one ' +
      'that holds a package of which nothing is known, a file, a pattern or a list that only the build knows, one that asks ' +
      'for recommended packages, and one whose packages are removed again when something would have to be named. What a ' +
      'script needs that is copied or downloaded cannot be seen: read the list of what goes when such scripts call more than ' +
      'they bring. A release of Ubuntu is taken for the release of Debian that it was made from and the one before, releases ' +
      'older than Debian 11 for that one, and where dfopt knows of a difference it goes by both. ' +
      'Names of older releases are taken for those of today (python-yaml for python3-yaml, libicu57 for libicu72). System ' +
      'users that only a lost package makes are gone, and users made after it get other ids.',
    references: [
      'https://docs.docker.com/build/building/best-practices/#apt-get',
      'https://github.com/hadolint/hadolint/wiki/DL3015',
      'https://www.debian.org/doc/debian-policy/ch-relationships.html#binary-dependencies-depends-recommends-suggests-enhances-pre-depends',
      'https://manpages.debian.org/bookworm/apt/apt.conf.5.en.html',
    ],
    details: recommendsTables,
  },
  examples,
  apply(document, context) {
    if (!/\bapt(?:-get|itude)?\b/.test(document.text)) return
    const ends = new Map<number, StageState>()
    for (const stage of document.stages) {
      const state = startOf(stage, ends)
      for (const instruction of stage.instructions) visit(document, stage, instruction, state, context)
      ends.set(stage.index, state)
    }
  },
})

function visit(
  document: Document,
  stage: Stage,
  instruction: Instruction,
  state: StageState,
  context: TransformContext,
): void {
  if (/^(?:COPY|ADD)$/.test(instruction.keyword)) {
    if (
      /^\/etc\/apt(?:\/|$)/.test(wordsOf(instruction).at(-1) ?? '') &&
      !/sources|keyring|gpg|preferences/.test(instruction.args.text)
    )
      state.configured = true
    return
  }
  if (instruction.keyword !== 'RUN') return
  if (/Install-Recommends["']?\s+["'\\]*(?:0|no|false|off)/i.test(instruction.args.text))
    state.configured = true
  const script = scriptOf(document, stage, instruction)
  if (!isScript(script)) return
  const found: Found[] = []
  let evidence: Evidence | undefined
  const evidenceHere = (): Evidence => (evidence ??= evidenceOf(document, stage, instruction))
  const commands = commandsOf(script)
  for (const command of commands) {
    if (hidesInstalls(command, commands)) state.isPlain = false
    const call = packageCommand(command)
    if (call?.manager.id !== 'apt') continue
    if (removalOf(command)) removePresent(state, packagesOf(document, stage, script, call))
    if (call.subcommand.text !== 'install') continue
    const each = read({ document, stage, script, command, call }, evidenceHere, state)
    if (each) found.push(each)
  }
  report(document, stage, script, found, context)
}

/** An install that could do without recommends, or why not. */
interface Found {
  readonly call: PackageCommand
  readonly verdict: Verdict | Doubt
}

interface Verdict extends Answer {
  readonly joined: readonly Joined[]
}

function read(install: Install, evidenceHere: () => Evidence, state: StageState): Found | undefined {
  const { document, stage, script, command, call } = install
  const listed = packagesOf(document, stage, script, call)
  const note = (more: readonly string[]): void => {
    if (!isConditional(command)) addPresent(state, more)
  }
  if (wishOf(call) !== 'silent' || state.configured) {
    note(listed.names)
    return undefined
  }
  if (
    call.normalOptions.some((option) => /^-[ds]$|^--(?:print-uris|only-upgrade|download-only)/.test(option))
  )
    return undefined
  const verdict = verdictOf(install, listed, evidenceHere, state)
  if (listed.unclear !== undefined || call.indirect) state.isPlain = false
  // An install that stays as it is brings what it recommends.
  const more =
    'adds' in verdict
      ? verdict.adds.map(({ name }) => name)
      : listed.names.flatMap((name) => knownPackage(name, state.releases)?.lost ?? [])
  note([...listed.names, ...more])
  return { call, verdict }
}

function verdictOf(
  install: Install,
  { names, unclear, spelled }: PackagesOfCall,
  evidenceHere: () => Evidence,
  state: StageState,
): Verdict | Doubt {
  const { call } = install
  if (call.indirect) {
    return {
      reason: `${call.program.text} install gets its packages from another program`,
      unblock: 'name the packages, or add --no-install-recommends by hand',
    }
  }
  if (call.operands.length === 0) {
    return {
      reason: `${call.program.text} install without packages completes what is half installed, and that may need recommended packages`,
      unblock:
        'install the file itself, as in apt-get install ./file.deb, or add --no-install-recommends by hand',
    }
  }
  if (unclear !== undefined) {
    return {
      reason: `its list holds ${unclear}, and dfopt does not know what that recommends`,
      unblock: 'name the packages one by one, or add --no-install-recommends by hand',
    }
  }
  const evidence = evidenceHere()
  const verdict = judge({ names, spelled, ...state }, evidence)
  if (!('adds' in verdict)) return verdict
  const joined = removedAgain(install, verdict.adds, evidence.removals, state)
  if (!('stays' in joined)) return { ...verdict, joined }
  return {
    reason: `${joined.removed} is removed again, and ${joined.stays} would stay`,
    unblock: 'add --no-install-recommends, and name what is needed in both lists',
  }
}

function report(
  document: Document,
  stage: Stage,
  script: Script,
  found: readonly Found[],
  context: TransformContext,
): void {
  const at = script.instruction.range
  const doubts = found.flatMap(({ verdict }) => ('adds' in verdict ? [] : [verdict]))
  if (!stage.ships) {
    if (found.length === 0) return
    context.refuse({
      at,
      reason: 'this stage is not part of the image, so what it installs does not count',
      unblock: 'nothing to do; name the stage with --target if it is built and shipped on its own',
      quiet: true,
    })
    return
  }
  for (const doubt of doubts) context.refuse({ at, ...doubt })
  const wanted = found.flatMap(({ call, verdict }) => ('adds' in verdict ? [{ call, ...verdict }] : []))
  if (wanted.length === 0 || context.isSuppressed(script.instruction)) return
  const adds = wanted.flatMap((each) => each.adds)
  const joined = wanted.flatMap((each) => each.joined)
  const removals = [...new Set(joined.map((each) => each.removal))]
  const names = [...new Set(adds.map((each) => each.name))]
  context.change({
    at,
    edits: [
      ...wanted.flatMap(({ call, adds: own }) =>
        keepColumns(document, script, call, [
          optionEdit(document, script, call, optionOf(call)),
          ...packageEdits(
            document,
            script,
            call,
            own.map((each) => each.name),
          ),
        ]),
      ),
      ...removals.flatMap((removal) =>
        packageEdits(
          document,
          script,
          removal,
          joined.flatMap((each) => (each.removal === removal ? [each.name] : [])),
        ),
      ),
    ],
    level: 'review',
    message: `Install without recommended packages${names.length === 0 ? '' : `, and ${listed(names)} by name`}${joined.length === 0 ? '' : `; remove ${listed(joined.map((each) => each.name))} again with what needs it`}`,
    reason: reasonOf(
      adds,
      wanted.some((each) => each.leaves.length > 0),
    ),
    effects,
  })
}

function optionOf({ program }: PackageCommand): string {
  return program.literal === 'aptitude' ? '--without-recommends' : '--no-install-recommends'
}

/** Each reason once, with the packages that it is for. */
function reasonOf(adds: readonly Addition[], leaves: boolean): string {
  if (adds.length === 0) {
    return leaves
      ? 'nothing in this file uses what these packages recommend'
      : 'these packages recommend nothing that is missing here, and later versions may'
  }
  const reasons = new Map<string, Set<string>>()
  for (const { name, because } of adds) reasons.set(because, (reasons.get(because) ?? new Set()).add(name))
  return [...reasons].map(([because, names]) => `${listed([...names])}: ${because}`).join('; ')
}

function listed(names: readonly string[]): string {
  if (names.length < 2) return names.join('')
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`
}
