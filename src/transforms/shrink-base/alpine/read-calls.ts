// Every command that the image runs, in scripts and at its start: whether it runs in Alpine, and what it takes.
import { lineage } from '../../../dockerfile/document.ts'
import { copiedFrom } from '../../calls/spawned-programs.ts'
import { wordsOf } from '../../../dockerfile/instruction.ts'
import type { Stage } from '../../../dockerfile/stage.ts'
import { packageCommand } from '../../../shell/package-command.ts'
import { runScripts, type RunScript } from '../../../shell/run-scripts.ts'
import { callsOf, type Call } from '../../calls/calls.ts'
import { ACCOUNT_PROGRAMS } from './accounts.ts'
import { alpineImage } from './alpine-base.ts'
import type { RunPlan } from './apt-calls.ts'
import { apkNamesFor } from './apt-names.ts'
import { isAptSetting } from './apt-settings.ts'
import { debianAccount, makesAccount } from './debian-accounts.ts'
import { downloadOf } from './downloads.ts'
import { judgeCall } from './judge-call.ts'
import { languageOf } from './languages.ts'
import { programAt } from './program-paths.ts'
import { scriptsOf } from './scripts.ts'
import { refuse, type Draft } from './translation.ts'

export function readCalls(draft: Draft, plans: readonly RunPlan[]): void {
  const { document, stages, project } = draft.swap
  const { calls, opaque } = callsOf(document, stages, project)
  for (const each of opaque) refuse(draft, each.at, each.reason, each.unblock)
  scriptsOf(draft, calls)
  const own = new Map(plans.flatMap(({ run }) => run.commands.map((command) => [command, run] as const)))
  const installs = new Map<number, Set<string>>()
  for (const call of calls) {
    const there = installs.get(call.stage.index) ?? new Set(inherited(document.stages, call.stage, installs))
    installs.set(call.stage.index, there)
    readCall(draft, call, own.get(call.command), there, plans)
  }
}

/** What the lock files of the project ask for. */
export function readDependencies(draft: Draft): void {
  for (const { names, by, call } of draft.swap.dependencies) {
    const found = apkNamesFor(names, draft.swap.release)
    if ('reason' in found) refuse(draft, call.at, `${by} needs ${found.reason}`, found.unblock)
    else
      for (const name of found.names)
        draft.needs.push({
          name,
          stage: call.stage,
          instruction: call.instruction,
          offset: call.within === undefined ? call.command.start : 0,
          atStart: call.atStart,
          by,
        })
  }
}

function inherited(
  stages: readonly Stage[],
  stage: Stage,
  installs: ReadonlyMap<number, Set<string>>,
): Iterable<string> {
  const parent = stage.parent === undefined ? undefined : stages[stage.parent]
  return parent ? (installs.get(parent.index) ?? []) : []
}

function readCall(
  draft: Draft,
  call: Call,
  run: RunScript | undefined,
  there: Set<string>,
  plans: readonly RunPlan[],
): void {
  const { command, at } = call
  const { name } = command
  if (name === undefined) {
    const word = [command.syntax.name, ...command.syntax.args][command.wrappers.length]
    if (word)
      refuse(
        draft,
        at,
        `which program ${word.text} is, only a build knows`,
        'write its name where it is called',
      )
    return
  }
  const manager = packageCommand(command)?.manager.id
  if (manager === 'apt' || ACCOUNT_PROGRAMS.test(name)) {
    if (!run)
      refuse(draft, at, `${name} is called where it cannot be translated`, 'call it in a RUN of its own')
    for (const site of plans.flatMap(({ sites }) => sites))
      if (site.command === command)
        for (const each of [...site.words, ...site.lists.flatMap(({ items }) => items)])
          for (const known of [...each.names, 'word' in each ? (each.word.literal ?? '') : each.text])
            there.add(known)
    return
  }
  if (run && isAptSetting(command)) return
  const account = debianAccount(command)
  if (
    account !== undefined &&
    !(alpineImage(draft.swap.image)?.accounts ?? []).includes(account) &&
    !makesAccount(draft.swap.document.text, account)
  )
    refuse(
      draft,
      at,
      `Alpine has no account ${account}, which ${name} is given`,
      `make the account ${account}, or name another`,
    )
  downloadOf(draft, call)
  languageOf(draft, call)
  judgeWrappers(draft, call, run, there)
  if (programAt(draft, call, run) === 'settled') return
  const verdict = judgeCall(call, draft.swap, programsOf(draft, call, there))
  if (verdict.kind === 'obstacle') {
    if (!verdict.isUnknown || !isBroughtByLanguage(draft, call))
      refuse(draft, at, verdict.reason, verdict.unblock)
  } else if (verdict.kind === 'needs')
    for (const each of verdict.names)
      draft.needs.push({
        name: each,
        stage: call.stage,
        instruction: call.instruction,
        offset: run ? command.start : 0,
        atStart: call.atStart,
        by: name,
      })
}

/** What stands in front of a command: `timeout --signal=KILL 5`. */
function judgeWrappers(
  draft: Draft,
  call: Call,
  run: RunScript | undefined,
  there: ReadonlySet<string>,
): void {
  const { command, stage, instruction, atStart } = call
  const [first, ...args] = command.wrappers
  const name = first?.literal?.split('/').at(-1)
  if (name === undefined) return
  const verdict = judgeCall({ ...call, command: { ...command, name, args } }, draft.swap, there)
  if (verdict.kind === 'obstacle') refuse(draft, call.at, verdict.reason, verdict.unblock)
  else if (verdict.kind === 'needs')
    for (const each of verdict.names)
      draft.needs.push({ name: each, stage, instruction, offset: run ? command.start : 0, atStart, by: name })
}

/** What is there by the names of packages, and the programs that have nearly the same name. */
function programsOf(
  { swap }: Draft,
  { command: { name = '' } }: Call,
  there: ReadonlySet<string>,
): ReadonlySet<string> {
  const near = [...there].some(
    (each) => each.length > 2 && (name === `${each}d` || name === `${each}ctl` || name === `${each}-cli`),
  )
  return new Set([...there, ...(near ? [name] : []), ...(alpineImage(swap.image)?.packages ?? [])])
}

/** True for a program that no package of Debian brought to the image: pip, npm, gem or the like did. */
function isBroughtByLanguage({ swap }: Draft, { stage, command: { name = '' } }: Call): boolean {
  if (/^(?:install|configure|bootstrap)/.test(name)) return false
  const stages = [...lineage(swap.document, stage)]
  // What the file copies under that name is what is called.
  const isCopied = stages.some(({ instructions }) =>
    instructions.some(
      (each) =>
        /^(?:COPY|ADD)$/.test(each.keyword) &&
        wordsOf(each).some(
          (word) =>
            word
              .replace(/\.(?:sh|bash)$/, '')
              .split('/')
              .at(-1) === name.replace(/\.(?:sh|bash)$/, ''),
        ),
    ),
  )
  if (isCopied) return false
  stages.push(...copiedFrom(swap.document, stages))
  return runScripts(swap.document).some(
    (run) =>
      stages.includes(run.stage) &&
      run.commands.some((command) => {
        const found = packageCommand(command)
        return found !== undefined && LANGUAGES.has(found.manager.id) && found.role === 'install'
      }),
  )
}

const LANGUAGES = new Set([
  'pip',
  'pipx',
  'pipenv',
  'poetry',
  'uv',
  'npm',
  'yarn',
  'pnpm',
  'bun',
  'gem',
  'bundler',
  'composer',
  'go',
])
