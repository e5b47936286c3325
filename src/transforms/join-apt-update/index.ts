import type { Document } from '../../dockerfile/document.ts'
import { defineTransform, type Proposal, type TransformContext } from '../../engine/transform.ts'
import { insertInFront, type FrontPlace } from '../../shell/front-places.ts'
import { defersCalls, listFlow, type ListFlow, type ListRun, type Renewed } from '../../shell/list-flow.ts'
import type { ListEvent } from '../../shell/package-lists.ts'
import { trustIn } from '../../shell/list-readers.ts'
import { listManagers } from '../../shell/package-managers.ts'
import type { Script } from '../../shell/script.ts'
import { deadUpdates, type DeadUpdate } from './dead-update.ts'
import { examples } from './examples.ts'
import { mergesIn } from './merge-installs.ts'
import { removeNeedlessIndexes } from './needless-index.ts'
import { removeNeedlessRefreshes } from './needless-refresh.ts'
import { borrowedInstall, placeForUpdate, updateCommand, type Borrowed } from './own-update.ts'
import { repeatedUpdates, withoutUpdates, type Fetched, type RepeatedUpdate } from './repeated-update.ts'

export const joinAptUpdate = defineTransform({
  id: 'join-apt-update',
  summary: 'Run apt-get update in the RUN that installs',
  category: 'correctness',
  level: 'review',
  aliases: [],
  docs: {
    why:
      'A RUN apt-get update of its own is cached for as long as its text stays the same. An install that is added or ' +
      'changed below it then reads lists that may be months old, and fails with 404 or installs old versions. Only ' +
      'lists that every install fetches for itself can be removed again in the same layer. Within one RUN one update is ' +
      'enough until the sources change. apk needs no update at all where its installs have --no-cache, and yum, dnf and ' +
      'zypper fetch metadata that are missing when they install.',
    risks:
      'The build fetches the lists once more for each RUN that installs; that is all that an update of its own changes. ' +
      'A second update of a RUN is removed only where all that stands between the two is known to leave sources, keys ' +
      'and settings of apt alone. ' +
      'Merging installs is left to a review: it is right for most, but nothing in a Dockerfile proves it. ' +
      'Installs that stand next to each other become ' +
      'one, which apt solves and sets up as one. Packages that make users and groups are set up in another order, and ' +
      'get other ids: tcpdump is 100:101 on its own and 101:103 together with plocate and uuid-runtime, which matters ' +
      'to files in volumes and to ids in other images. Where a package of the first would have been replaced by one of ' +
      'the second, it is not installed at all, and two that conflict make the build fail instead of the second ' +
      'replacing the first. Installs with other options, versions of one package, files, releases or patterns stay ' +
      'apart, and so does an update behind an install that can change what the sources offer.',
    references: [
      'https://docs.docker.com/build/building/best-practices/#apt-get',
      'https://manpages.debian.org/bookworm/apt/apt-get.8.en.html',
    ],
  },
  examples,
  apply(document, context) {
    for (const manager of listManagers) {
      const flow = listFlow(document, manager)
      if (!flow) continue
      // What may stand between two updates, and what one install may do for two, is known of apt.
      const runs = flow.runs.filter((run) => manager.id === 'apt' && run.stage.ships && !defersCalls(run))
      const repeatedWith = (renewals: readonly Renewal[]): ReadonlyMap<ListRun, readonly RepeatedUpdate[]> =>
        new Map(runs.map((run) => [run, repeatedUpdates(document, flow, run, givenTo(run, renewals))]))
      const renewals = ownUpdates(document, flow, eventsOf(repeatedWith([])), context)
      const repeated = repeatedWith(renewals)
      const { proposals, gone } = withDeadUpdates(document, flow, renewals, repeated, context)
      for (const proposal of proposals) context.change(proposal)
      for (const [run, updates] of repeated) {
        mergeWithin(document, run, updates, gone, context)
      }
    }
    removeNeedlessIndexes(document, context)
    for (const stage of document.stages) removeNeedlessRefreshes(document, stage, context)
  },
})

function eventsOf(repeated: ReadonlyMap<ListRun, readonly RepeatedUpdate[]>): ReadonlySet<ListEvent> {
  return new Set([...repeated.values()].flat().flatMap((each) => each.goes))
}

interface Renewal {
  readonly borrowed: Borrowed
  readonly place: FrontPlace
  readonly command: string
}

function renewedBy({ borrowed, place: { place, scope } }: Renewal): Renewed {
  const whole = borrowed.run.script?.text.length === scope.end && scope.start === 0
  return { start: place.start, scope: whole ? undefined : { start: place.start, end: scope.end } }
}

/** The update that a RUN is going to get, where it is sure to have run before what follows. */
function givenTo(run: ListRun, renewals: readonly Renewal[]): Fetched | undefined {
  const renewal = renewals.find((each) => each.borrowed.run === run)
  if (renewal?.place.fatal !== true) return undefined
  const { borrowed, place } = renewal
  return { start: place.place.start, options: borrowed.lender.event.call?.normalOptions ?? [] }
}

/** The RUNs that get an update of their own. */
function ownUpdates(
  document: Document,
  flow: ListFlow,
  gone: ReadonlySet<ListEvent>,
  context: TransformContext,
): readonly Renewal[] {
  const renewals: Renewal[] = []
  for (const run of flow.runs) {
    const borrowed = borrowedInstall(flow, run, gone)
    if (!borrowed || !run.script) continue
    const { lender } = borrowed
    if (!run.stage.ships && !lender.run.stage.ships) {
      context.refuse({
        at: run.instruction.range,
        reason: 'this stage is not part of the image, and its package lists are fetched when it is built',
        unblock: 'nothing to do; name the stage with --target if it is built and shipped on its own',
        quiet: true,
      })
      continue
    }
    const place = placeForUpdate(document, flow, borrowed)
    if ('reason' in place) {
      context.refuse({ at: run.instruction.range, ...place })
      continue
    }
    if (context.isSuppressed(run.instruction)) continue
    renewals.push({ borrowed, place, command: updateCommand(run.script, borrowed) })
  }
  return renewals
}

/** One change for each update that is lent, with the RUNs that get their own instead; it goes when nothing else reads it. */
function withDeadUpdates(
  document: Document,
  flow: ListFlow,
  renewals: readonly Renewal[],
  repeated: ReadonlyMap<ListRun, readonly RepeatedUpdate[]>,
  context: TransformContext,
): { readonly proposals: readonly Proposal[]; readonly gone: ReadonlySet<ListEvent> } {
  const renewed = new Map(renewals.map((each) => [each.borrowed.run, renewedBy(each)]))
  const groups: { renewals: Renewal[]; dead: DeadUpdate[] }[] = []
  const groupOf = (run: ListRun): (typeof groups)[number] | undefined =>
    groups.find((group) => group.renewals.some((each) => each.borrowed.run === run))
  for (const renewal of renewals) {
    const { lender } = renewal.borrowed
    const group = groups.find((each) => each.renewals[0]?.borrowed.lender.event === lender.event)
    if (group) group.renewals.push(renewal)
    else groups.push({ renewals: [renewal], dead: [] })
  }
  for (const run of flow.runs) {
    if (!run.stage.ships) continue
    const dead = deadUpdates(document, flow, run, renewed, repeated.get(run) ?? [])
    if (dead && !context.isSuppressed(run.instruction)) {
      // An update may go only together with what takes its place.
      const needed = new Set(dead.renewedBy.flatMap((each) => groupOf(each) ?? []))
      const merged = {
        renewals: [...needed].flatMap((each) => each.renewals),
        dead: [...needed].flatMap((each) => each.dead),
      }
      merged.dead.push(dead)
      for (const each of needed) groups.splice(groups.indexOf(each), 1)
      groups.push(merged)
    }
  }
  return {
    proposals: groups.map((group) => proposalOf(document, group)),
    gone: new Set(groups.flatMap((group) => group.dead.flatMap((each) => each.goes))),
  }
}

function proposalOf(
  document: Document,
  { renewals, dead }: { readonly renewals: readonly Renewal[]; readonly dead: readonly DeadUpdate[] },
): Proposal {
  const edits = renewals.flatMap(({ borrowed, place, command }) =>
    borrowed.run.script ? insertInFront(document, borrowed.run.script, place, command) : [],
  )
  const at = renewals[0]?.borrowed.run.instruction.range ?? dead[0]?.run.instruction.range
  if (!at) throw new RangeError('a change without an edit')
  const reason =
    renewals.length === 0
      ? 'the next install fetches the package lists for itself'
      : 'lists from an earlier RUN come out of the build cache and may be out of date when this one runs'
  const trust = dead
    .map((each) => trustIn(document, each.run, each.ahead, reason))
    .find((each) => each.level === 'review') ?? { level: 'safe', reason }
  const what =
    renewals.length === 1 ? 'the RUN that installs' : `each of the ${renewals.length} RUNs that install`
  return {
    at,
    edits: [...edits, ...dead.flatMap((each) => each.edits)],
    ...trust,
    message:
      renewals.length === 0 ? 'Remove an update whose lists nothing reads' : `Run apt-get update in ${what}`,
    removes: dead.flatMap((each) => each.removes),
    removesComments: dead.flatMap((each) => each.removesComments),
  }
}

/** In each RUN: one update for all that read the same sources, one install for those that stand next to each other. */
function mergeWithin(
  document: Document,
  run: ListRun,
  repeated: readonly RepeatedUpdate[],
  gone: ReadonlySet<ListEvent>,
  context: TransformContext,
): void {
  const needless = new Set([...gone, ...repeated.flatMap((each) => each.goes)].map(({ command }) => command))
  const merges = mergesIn(document, run, (command) => needless.has(command))
  const swallowed = ({ event }: RepeatedUpdate): boolean =>
    merges.some(({ range }) => range.start <= event.start && event.end <= range.end)
  const left = repeated.filter((each) => !gone.has(each.event) && !swallowed(each))
  if ((left.length > 0 || merges.length > 0) && context.isSuppressed(run.instruction)) return
  if (left.length > 0 && run.script) context.change(withoutRepeated(document, run.script, left))
  for (const merge of merges) {
    context.change({
      at: run.instruction.range,
      edits: merge.edits,
      level: 'review',
      message: `Install with one ${merge.program} install instead of ${merge.count}`,
      reason:
        'apt solves and sets up all at once; users and groups that the packages create may get other ids',
      removes: merge.removes,
      effects: [{ kind: 'rewrites', paths: BACKUPS }],
    })
  }
}

function withoutRepeated(document: Document, script: Script, repeated: readonly RepeatedUpdate[]): Proposal {
  return {
    ...withoutUpdates(document, script, repeated),
    at: script.instruction.range,
    level: 'safe',
    message:
      repeated.length === 1
        ? 'Remove an update that fetches the same package lists again'
        : `Remove ${repeated.length} updates that fetch the same package lists again`,
    reason: 'nothing in between changes where packages come from',
  }
}

/** What dpkg and debconf keep of the state before their last run; one run fewer, and it is an earlier state. */
const BACKUPS = ['/var/lib/dpkg/*-old', '/var/cache/debconf/*-old']
