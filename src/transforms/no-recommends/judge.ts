// Whether a list of packages can do without what they recommend, and what it has to name itself then.
import { alternativesTo, ownerOf } from '../../catalog/recommends.ts'
import type { Evidence } from './evidence.ts'
import { knownPackage } from './known-packages.ts'
import type { Fate } from './use.ts'
import { mayBeMissing, useOf } from './uses.ts'

export interface Request {
  /** The packages of the list. */
  readonly names: readonly string[]
  /** What the image has before. */
  readonly present: ReadonlySet<string>
  /** Of Debian; undefined where the base does not tell. */
  readonly release: number | undefined
}

export interface Addition {
  readonly name: string
  /** What is known to call it, or what it is for. */
  readonly because: string
}

export interface Answer {
  readonly adds: readonly Addition[]
  /** Packages that something recommends and that are left out. */
  readonly leaves: readonly string[]
}

export interface Doubt {
  readonly reason: string
  readonly unblock: string
}

/** One recommended package that is lost, and the packages of the list that bring it. */
interface Lost {
  readonly name: string
  readonly via: readonly string[]
}

export function judge(request: Request, evidence: Evidence): Answer | Doubt {
  const unknown = request.names.find(
    (name) => !request.present.has(name) && !knownPackage(name, request.release),
  )
  if (unknown !== undefined) {
    return {
      reason: `dfopt does not know what ${unknown} recommends`,
      unblock: `add --no-install-recommends where nothing that ${unknown} recommends is used`,
    }
  }
  const adds = new Map<string, string>()
  for (;;) {
    const before = adds.size
    // What is added loses its own recommends.
    const names = [...new Set([...request.names, ...adds.keys()])]
    const losses = lostBy(names, request)
    const fates = losses.map((lost) => ({ lost, ...fateOf(lost, request, evidence) }))
    for (const { lost, kind, why } of fates) {
      const doubt =
        kind === 'refuse' ? doubtOf(lost, why) : kind === 'add' ? doubtOfName(lost, why, request) : undefined
      if (doubt) return doubt
      if (kind === 'add') adds.set(lost.name, why)
    }
    if (adds.size > before) continue
    // Programs are looked for once it is known what the list has.
    for (const { lost } of fates) {
      for (const [name, program] of calledBehind(lost.name, evidence)) {
        if (adds.has(name) || isThere(name, names, request)) continue
        const doubt = doubtOfName({ ...lost, name }, `${program} is called`, request)
        if (doubt) return doubt
        adds.set(name, `${program} is called`)
      }
    }
    if (adds.size > before) continue
    return {
      adds: [...adds].map(([name, because]) => ({ name, because })),
      leaves: losses.map((lost) => lost.name),
    }
  }
}

function doubtOfName(lost: Lost, why: string, { release }: Request): Doubt | undefined {
  return mayBeMissing(lost.name, release)
    ? doubtOf(lost, `${why}, but not every release has a package of that name`)
    : undefined
}

/** What the packages of a list recommend, and do not have without recommends. */
function lostBy(names: readonly string[], request: Request): readonly Lost[] {
  const via = new Map<string, string[]>()
  for (const name of names) {
    // What is installed already gets no recommended packages any more.
    if (request.present.has(name)) continue
    for (const lost of knownPackage(name, request.release)?.lost ?? []) {
      if (isThere(lost, names, request)) continue
      via.set(lost, [...(via.get(lost) ?? []), name])
    }
  }
  return [...via].map(([name, bringers]) => ({ name, via: bringers }))
}

function isThere(wanted: string, names: readonly string[], { present, release }: Request): boolean {
  const has = (name: string): boolean => present.has(name) || names.includes(name)
  if (has(wanted) || alternativesTo(wanted).some(has)) return true
  return names.some((name) => knownPackage(name, release)?.brings.includes(wanted) === true)
}

// Debian 13 alone has no adduser of its own.
const IN_MOST_BASES: ReadonlySet<string> = new Set(['adduser'])

function calledBehind(lost: string, { programs }: Evidence): readonly (readonly [string, string])[] {
  return [...programs].flatMap((program) => {
    const owner = ownerOf(lost, program)
    return owner === undefined || IN_MOST_BASES.has(owner) ? [] : [[owner, program] as const]
  })
}

interface Decision {
  readonly kind: Fate
  readonly why: string
}

function fateOf({ name, via }: Lost, { release }: Request, evidence: Evidence): Decision {
  const use = useOf(name, via)
  if (!use) return { kind: 'refuse', why: `dfopt does not know what ${name} is used for` }
  if (release !== undefined && release < (use.since ?? 0)) return { kind: 'leave', why: '' }
  const shown = use.shows?.exec(evidence.text)?.[0]
  if (shown !== undefined) return { kind: use.shown ?? 'add', why: `${brief(shown)} shows its use` }
  if (use.unless?.test(evidence.text) === true) return { kind: 'leave', why: '' }
  const hidden = use.hidden && evidence[use.hidden.by]
  if (use.hidden && hidden !== undefined) return { kind: use.hidden.fate, why: `${hidden} may use it` }
  const why =
    use.otherwise === 'refuse' ? 'the file does not show whether it is used' : `it carries ${use.carries}`
  return { kind: use.otherwise ?? 'leave', why }
}

function brief(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > 40 ? `${line.slice(0, 39)}…` : line
}

function doubtOf({ name, via }: Lost, why: string): Doubt {
  const carries = useOf(name, via)?.carries
  return {
    reason: `${via[0] ?? 'a package'} brings ${name} only as a recommended package${carries === undefined ? '' : ` (${carries})`}, and ${why}`,
    unblock: `add --no-install-recommends, and ${name} where it is needed`,
  }
}
