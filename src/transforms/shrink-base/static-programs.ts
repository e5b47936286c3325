// What a final stage is filled with, where that is static programs and data.
import { posix } from 'node:path'
import type { Document } from '../../dockerfile/document.ts'
import { flagValue, wordsOf, type Instruction } from '../../dockerfile/instruction.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import { workingFolder } from '../../project/copied-files.ts'
import type { Project } from '../../project/project.ts'
import { staticProgram, type CompiledLanguage } from '../calls/static-binaries.ts'
import type { NoPlan } from './plan.ts'

export interface StaticPrograms {
  readonly languages: ReadonlySet<CompiledLanguage>
  /** What it copies of a system. */
  readonly provides: { readonly certificates: boolean; readonly zones: boolean }
  /** Why something in it is not known to be static. */
  readonly obstacle: NoPlan | undefined
}

const CERTIFICATES = /^\/(?:etc\/ssl\/certs|etc\/pki|usr\/(?:local\/)?share\/ca-certificates)(?:\/|$)/
const ZONES = /^\/usr\/share\/zoneinfo\/?$/
const OF_A_SYSTEM = /^\/etc\/(?:passwd|group|nsswitch\.conf|localtime|timezone|mime\.types|services)$/

// What nobody starts: folders and files as web servers and their like have them.
const DATA =
  /(?:^|\/)(?:assets|build|config|configs|dist|i18n|locales?|migrations|public|static|templates|translations|views|web|www)\/?$|\.(?:cer|conf|crt|css|csv|html?|ico|ini|js|json|mmdb|pem|png|proto|sql|svg|tmpl|toml|txt|tzif|xml|ya?ml)$/

/** Undefined where no stage of the file hands it a program. */
export function staticPrograms(
  document: Document,
  stage: Stage,
  project: Project,
): StaticPrograms | undefined {
  const starts = stage.instructions.filter(({ keyword }) => keyword === 'ENTRYPOINT' || keyword === 'CMD')
  const copies = stage.instructions.filter(
    (each) => each.keyword === 'COPY' && flagValue(each, 'from') !== undefined,
  )
  if (copies.length === 0 || starts.length === 0) return undefined
  const languages = new Set<CompiledLanguage>()
  const places = new Set<string>()
  let provides: StaticPrograms['provides'] = { certificates: false, zones: false }
  for (const copy of copies) {
    const sources = wordsOf(copy).slice(0, -1)
    const to = targetOf(document, stage, copy)
    if (sources.every((each) => CERTIFICATES.test(each)))
      provides = { ...provides, certificates: provides.certificates || CERTIFICATES.test(to) }
    else if (sources.every((each) => ZONES.test(each)))
      provides = { ...provides, zones: provides.zones || ZONES.test(to) }
    else if (!sources.every((each) => OF_A_SYSTEM.test(each) || DATA.test(each))) {
      const made = programOf(document, stage, copy, project)
      if (typeof made !== 'string') {
        languages.add(made.language)
        places.add(made.place)
        continue
      }
      const unblock =
        'build it statically (CGO_ENABLED=0, a musl target, -static), and run dfopt where the sources are'
      return { languages, provides, obstacle: { at: copy.range, reason: made, unblock } }
    }
  }
  if (languages.size === 0) return undefined
  return { languages, provides, obstacle: otherStart(document, stage, places) }
}

function targetOf(document: Document, stage: Stage, copy: Instruction): string {
  return posix.resolve(workingFolder(document, stage, copy) ?? '/', wordsOf(copy).at(-1) ?? '')
}

function programOf(
  document: Document,
  stage: Stage,
  copy: Instruction,
  project: Project,
): { readonly language: CompiledLanguage; readonly place: string } | string {
  const from = flagValue(copy, 'from')?.toLowerCase()
  const source = document.stages.findLast(
    ({ index, name }) => index < stage.index && (name === from || String(index) === from),
  )
  const [path = '', target = '', ...more] = wordsOf(copy)
  if (!source || more.length > 0 || /[*?$]/.test(path))
    return `what is copied from ${from ?? ''} is not known to be static`
  const found = staticProgram(document, source, path, project)
  if ('reason' in found) return found.reason
  const to = targetOf(document, stage, copy)
  const isFolder = /(?:^|\/)\.{0,2}$/.test(target)
  return { language: found.language, place: isFolder ? posix.join(to, posix.basename(path)) : to }
}

// PATH of an image that sets none: https://github.com/moby/buildkit/blob/master/util/system/path.go
const PATH = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin']

/** Why what a container starts is not one of the programs; undefined where it is. */
function otherStart(document: Document, stage: Stage, places: ReadonlySet<string>): NoPlan | undefined {
  const last = (keyword: string): Instruction | undefined =>
    stage.instructions.findLast((each) => each.keyword === keyword)
  const entrypoint = last('ENTRYPOINT')
  const starts = [
    entrypoint?.json?.length === 0 ? last('CMD') : (entrypoint ?? last('CMD')),
    last('HEALTHCHECK'),
  ]
  const folder = workingFolder(document, stage) ?? '/'
  for (const start of starts) {
    const [program] = start?.json ?? []
    if (!start || program === undefined) continue
    const found = program.includes('/')
      ? [posix.resolve(folder, program)]
      : PATH.map((each) => posix.join(each, program))
    const hasPath = stage.instructions.some(
      (each) => each.keyword === 'ENV' && /(?:^|\s)PATH[\s=]/.test(each.args.text),
    )
    if (
      !found.some((each) => places.has(each)) &&
      !(hasPath && [...places].some((each) => posix.basename(each) === program))
    )
      return {
        at: start.range,
        reason: `${program} is not one of the programs that it copies`,
        unblock: 'start the program that is copied',
      }
  }
  return undefined
}
