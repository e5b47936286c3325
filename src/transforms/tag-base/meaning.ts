// What latest means for a base, and whether the file is meant for that.
import { isApkName } from '../../catalog/alpine-packages.ts'
import { officialImage, withTag } from '../../catalog/image-name.ts'
import { latestTag, latestTagsDate } from '../../catalog/latest-tags.ts'
import { cycleOf, productOf } from '../../catalog/lifecycles.ts'
import type { Document } from '../../dockerfile/document.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import type { TransformContext } from '../../engine/transform.ts'
import { versionDemands } from '../../project/runtime-versions.ts'
import { packageCommand } from '../../shell/package-command.ts'
import { builtOn, commandsIn } from '../stage-commands.ts'

export interface Meaning {
  /** `26` */
  readonly tag: string
  /** As of when, for people: `latest was 26 on 2026-08-21`. */
  readonly text: string
  /** The base with that tag, and why the file is meant for it; undefined where nothing says so. */
  readonly fit: { readonly base: string; readonly proof: string } | undefined
  /** What speaks against it: `.nvmrc asks for 14`. */
  readonly objection: string | undefined
}

/** Undefined for an image of which that is not known. */
export function meaningOf(
  document: Document,
  stage: Stage,
  written: string,
  context: TransformContext,
): Meaning | undefined {
  const image = officialImage(written, context.settings)
  const tag = image && latestTag(image.name)
  // What latest is among tags of a user's own making is theirs to say.
  if (!image || tag === undefined || (image.own && image.tag !== undefined && image.tag !== 'latest'))
    return undefined
  const text = `latest was ${tag} on ${latestTagsDate()}`
  const wanted = { ...proofOf(document, stage, image.name, tag, context) }
  const base = withTag(image, tag)
  const proof = isFresh(context.today) ? wanted.proof : undefined
  const fit = base === undefined || proof === undefined ? undefined : { base, proof }
  return { tag, text, fit, objection: wanted.objection }
}

interface Wanted {
  readonly proof?: string | undefined
  readonly objection?: string | undefined
}

/** Most images of the list have a release within half a year. */
const FRESH_DAYS = 183

function isFresh(today: string | undefined): boolean {
  const age = today === undefined ? 0 : Date.parse(today) - Date.parse(latestTagsDate())
  return age <= FRESH_DAYS * 86_400_000
}

// What they do is told by a configuration that changes rarely.
const SERVERS = new Set(['nginx', 'httpd', 'haproxy', 'memcached', 'busybox'])
const DISTRIBUTIONS = new Set([
  'debian',
  'ubuntu',
  'buildpack-deps',
  'fedora',
  'almalinux',
  'amazonlinux',
  'oraclelinux',
  'photon',
])

function proofOf(
  document: Document,
  stage: Stage,
  image: string,
  tag: string,
  context: TransformContext,
): Wanted {
  if (SERVERS.has(image)) return { proof: 'its configuration is the same from release to release' }
  if (image === 'alpine') return apkProof(document, stage, tag)
  if (DISTRIBUTIONS.has(image))
    return installsNothing(document, stage) ? { proof: 'nothing is installed from its packages' } : {}
  const product = productOf(image)
  const demands = product === undefined ? [] : versionDemands(context.project, document, product)
  const cycle = product === undefined ? undefined : cycleOf(product, tag)
  if (!cycle || demands.length === 0) return {}
  const against = demands.find((demand) => !demand.allows(cycle.cycle, cycle.latest))
  if (against) return { objection: `${against.file} asks for ${against.wants}` }
  const files = [...new Set(demands.map(({ file, wants }) => `${file} allows it with ${wants}`))]
  return { proof: files.join(' and ') }
}

function installsNothing(document: Document, stage: Stage): boolean {
  const commands = commandsIn(document, builtOn(document, [stage]))
  return commands?.every((command) => packageCommand(command) === undefined) === true
}

function apkProof(document: Document, stage: Stage, release: string): Wanted {
  const commands = commandsIn(document, builtOn(document, [stage]))
  if (!commands || document.text.includes('/etc/apk/')) return {}
  const names = new Set<string>()
  for (const command of commands) {
    const call = packageCommand(command)
    if (call?.name !== 'apk') continue
    if (call.indirect || call.normalOptions.some((option) => /^(?:-X|--repository)/.test(option))) return {}
    if (call.action !== 'add') continue
    for (const { literal } of call.operands) {
      if (literal === undefined || !/^[\w.+-]+$/.test(literal)) return {}
      if (!isApkName(literal, release)) return { objection: `Alpine ${release} has no package ${literal}` }
      names.add(literal)
    }
  }
  // Since 3.19 pip leaves what apk has installed alone, and since 3.8 npm is a package of its own.
  if (commands.some(({ name = '' }) => /^pip[\d.]*$/.test(name) || (name === 'npm' && !names.has('npm'))))
    return {}
  return { proof: names.size > 0 ? 'it has every package that is added here' : 'no package is added here' }
}
