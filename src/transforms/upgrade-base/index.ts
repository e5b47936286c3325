import { officialImage, withTag, type NamedImage } from '../../catalog/image-name.ts'
import { isOfficial } from '../../catalog/official-images.ts'
import { basesEdits, wordsUnder } from '../../dockerfile/base-word.ts'
import type { Document } from '../../dockerfile/document.ts'
import { parseImageReference } from '../../dockerfile/image-reference.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import { defineTransform, type TransformContext } from '../../engine/transform.ts'
import { versionDemands, type VersionDemand } from '../../project/runtime-versions.ts'
import { ANOTHER_RELEASE } from '../base-effects.ts'
import { successorOf } from '../base-successors/successors.ts'
import { docs } from './docs.ts'
import { endedDistribution, endedVersion, type Ended } from './ended.ts'
import { examples } from './examples.ts'
import { brokenModule } from './go-modules.ts'
import { missingPackage } from './packages.ts'
import { dotnetTagOfCycle, nextCycles, tagOfCycle, tagOnOtherRelease } from './successor.ts'

export const upgradeBase = defineTransform({
  id: 'upgrade-base',
  summary:
    'Find base images whose release is over, and move to the next one where the manifest of the project allows it',
  category: 'security',
  level: 'review',
  // Another version of a language is a decision of the people who maintain what is written in it.
  byDefault: 'report',
  aliases: [],
  docs,
  examples,
  apply(document, context) {
    const { today } = context
    if (today === undefined) return
    const reported: Over[] = []
    const upgrades = new Map<string, Upgrade[]>()
    for (const over of overIn(document, context, today)) {
      const upgrade = upgradeOf(document, context, over, today)
      if (upgrade === undefined) reported.push(over)
      else if (!context.isSuppressed(over.stage.from))
        upgrades.set(over.image, [...(upgrades.get(over.image) ?? []), upgrade])
    }
    for (const group of upgrades.values()) change(document, context, group)
    report(document, context, reported, today)
  },
})

/** A base that is over, where it is first used. */
interface Over {
  readonly stage: Stage
  /** All stages with this base. */
  readonly stages: readonly Stage[]
  /** The reference with its tag: `docker.io/library/node:14`. */
  readonly written: string
  /** The name by which the catalogue knows it. */
  readonly image: string
  /** Undefined where it is no official image. */
  readonly official: NamedImage | undefined
  /** The official tag where it is one. */
  readonly tag: string
  readonly ended: Ended
  /** True where it is the distribution that is over, and not what the image is for. */
  readonly below: boolean
}

function overIn(document: Document, context: TransformContext, today: string): readonly Over[] {
  const found = new Map<string, Over>()
  for (const stage of document.stages) {
    if (stage.parent !== undefined || stage.resolvedBase === undefined) continue
    const known = found.get(stage.resolvedBase)
    if (known) {
      found.set(stage.resolvedBase, { ...known, stages: [...known.stages, stage] })
      continue
    }
    const over = overOf(stage, stage.resolvedBase, context, today)
    if (over) found.set(stage.resolvedBase, over)
  }
  return [...found.values()]
}

function overOf(stage: Stage, base: string, { settings }: TransformContext, today: string): Over | undefined {
  const written = officialImage(base, settings)
  const named = written && isOfficial(written.name) ? written : undefined
  const reference = parseImageReference(base)
  const tag = named?.tag ?? reference?.tag
  if (!reference || tag === undefined) return undefined
  const domain = reference.registry === 'docker.io' ? '' : `${reference.registry}/`
  const image = named?.name ?? domain + reference.repository
  // What has a successor under another name is for replace-deprecated-base.
  if (successorOf(base, settings)) return undefined
  const version = endedVersion(image, tag, today)
  const ended = version ?? (named && endedDistribution(tag, today))
  if (!ended) return undefined
  const [text = ''] = base.split('@')
  return { stage, stages: [stage], written: text, image, official: named, tag, ended, below: !version }
}

interface Upgrade {
  readonly over: Over
  readonly tag: string
  readonly base: string
  readonly demands: readonly VersionDemand[]
}

// Images of what runs the project's own code, whose manifests say with which versions it does.
const RUNTIMES = new Set([
  'node',
  'python',
  'golang',
  'ruby',
  'php',
  'rust',
  'eclipse-temurin',
  'amazoncorretto',
])

/** The upgrade that the manifests of the project allow, all of them that speak of it and one at least. */
function upgradeOf(
  document: Document,
  context: TransformContext,
  over: Over,
  today: string,
): Upgrade | undefined {
  const { image, official, tag, below, stage } = over
  const { product, cycle } = over.ended
  if (!official || below || !RUNTIMES.has(image) || stage.resolvedBase?.includes('@') === true)
    return undefined
  const demands = versionDemands(context.project, document, product)
  if (demands.length === 0 || brokenModule(context.project, demands) !== undefined) return undefined
  for (const next of nextCycles(product, cycle, today)) {
    if (!demands.every((demand) => demand.allows(next.cycle, next.latest))) continue
    const fresh = tagOfCycle(image, tag, cycle, next, today)
    if (fresh === undefined) continue
    const base = withTag(official, fresh)
    const missing = missingPackage(document, over.stages, image, tag, fresh)
    return missing === undefined && base !== undefined ? { over, tag: tagOf(base), base, demands } : undefined
  }
  return undefined
}

/** All bases of one image move together: an ARG may be for all of them. */
function change(document: Document, context: TransformContext, group: readonly Upgrade[]): void {
  const [first] = group
  if (!first) return
  const { stage, ended } = first.over
  const swaps = group.flatMap(({ over, base }) => over.stages.map((each) => ({ stage: each, base })))
  const edits = basesEdits(document, swaps)
  if ('reason' in edits) {
    context.refuse({ at: stage.from.range, ...edits, reason: `${ended.text}, but ${edits.reason}` })
    return
  }
  const [said = '', ...others] = group.map(({ over, tag }) => `${over.written} to ${tag}`)
  context.change({
    at: stage.from.range,
    edits,
    level: 'review',
    message: `Upgrade ${said}${others.length > 0 ? ` (and ${others.join(', ')})` : ''}`,
    reason: `${ended.text}, and ${allowed(first.demands)}`,
    removes: wordsUnder(document, edits),
    effects: ANOTHER_RELEASE,
  })
}

function allowed(demands: readonly VersionDemand[]): string {
  return [...new Set(demands.map(({ file, wants }) => `${file} allows it with ${wants}`))].join(' and ')
}

function report(document: Document, context: TransformContext, found: readonly Over[], today: string): void {
  const all = found.filter(({ stage }) => !context.isSuppressed(stage.from))
  const [first, ...others] = all
  if (!first) return
  const also = others.slice(0, 2).map((each) => `${each.written}${arrow(each, today)}`)
  if (others.length > also.length) also.push('…')
  const against = first.below ? undefined : objection(document, context, first, today)
  context.change({
    at: first.stage.from.range,
    edits: [],
    level: 'manual',
    message: `Upgrade ${first.written}${arrow(first, today)}${also.length > 0 ? ` (and ${also.join(', ')})` : ''}`,
    reason: `${first.ended.text}: it gets no more security fixes${against === undefined ? '' : `; ${against}`}`,
  })
}

/** ` to 22-slim`, or nothing where no tag is known. */
function arrow(over: Over, today: string): string {
  const fresh = proposed(over, today)
  if (fresh === undefined || !over.official) return fresh === undefined ? '' : ` to ${fresh}`
  const base = withTag(over.official, fresh)
  return base === undefined ? '' : ` to ${tagOf(base)}`
}

function tagOf(reference: string): string {
  return reference.slice(reference.lastIndexOf(':') + 1)
}

function proposed({ image, official, tag, ended, below }: Over, today: string): string | undefined {
  const { product, cycle } = ended
  if (official && below) return tagOnOtherRelease(image, tag, ended, today)
  const cycles = nextCycles(product, cycle, today)
  if (!official)
    return cycles[0] && (dotnetTagOfCycle(image, tag, cycles[0]) ?? `${cycles[0].product} ${cycles[0].cycle}`)
  for (const next of cycles) {
    const fresh = tagOfCycle(image, tag, cycle, next, today)
    if (fresh !== undefined) return fresh
  }
  return undefined
}

/** Which manifest asks for the old version, or what else has to move with it. */
function objection(
  document: Document,
  context: TransformContext,
  over: Over,
  today: string,
): string | undefined {
  const { image, tag, ended, stages } = over
  if (KEEPS_DATA.test(image)) return 'its data has to be carried over to the new version'
  // https://tomcat.apache.org/migration-10.html
  if (image === 'tomcat' && /^[1-9](?:\.|$)/.test(tag))
    return 'since Tomcat 10 applications are written against jakarta.servlet, no longer javax.servlet'
  if (!RUNTIMES.has(image)) return undefined
  const demands = versionDemands(context.project, document, ended.product)
  const cycles = nextCycles(ended.product, ended.cycle, today)
  const against = demands.find((demand) => !cycles.some((next) => demand.allows(next.cycle, next.latest)))
  if (against) return `${against.file} asks for ${against.wants}`
  const broken = brokenModule(context.project, demands)
  if (broken !== undefined) return broken
  const fresh = demands.length === 0 ? undefined : proposed(over, today)
  return fresh === undefined ? undefined : missingPackage(document, stages, image, tag, fresh)
}

const KEEPS_DATA =
  /^(?:postgres|mysql|mariadb|percona|mongo|rabbitmq|cassandra|couchdb|couchbase|neo4j|influxdb|elasticsearch|solr|arangodb|clickhouse|zookeeper)$/
