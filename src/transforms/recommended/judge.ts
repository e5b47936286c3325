// Whether a list of packages can do without what they recommend, and what it has to name itself then.
import { alternativesTo, isInData, ownerOf, type Releases } from '../../catalog/recommends.ts'
import type { Evidence } from './evidence.ts'
import { knownPackage } from './known-packages.ts'
import type { Fate } from './use.ts'
import { changesItsName, isPartOfAnother, mayBeMissing, useOf } from './uses.ts'

export interface Request {
  /** The packages of the list. */
  readonly names: readonly string[]
  /** What the image has before. */
  readonly present: ReadonlySet<string>
  /** Of the base. */
  readonly releases: Releases
  /** How the list spells names that hold a variable. */
  readonly spelled: ReadonlyMap<string, string>
}

export interface Addition {
  readonly name: string
  /** The packages of the list that bring it. */
  readonly via: readonly string[]
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
    (name) => !request.present.has(name) && !knownPackage(name, request.releases),
  )
  if (unknown !== undefined) {
    const name = request.spelled.get(unknown) ?? unknown
    return {
      reason: `dfopt does not know what ${name} recommends`,
      unblock: `add --no-install-recommends where nothing that ${name} recommends is used`,
    }
  }
  const adds = new Map<string, Addition>()
  for (;;) {
    const before = adds.size
    // What is added loses its own recommends.
    const names = [...new Set([...request.names, ...adds.keys()])]
    const losses = lostBy(names, request)
    const fates = losses.map((lost) => ({ lost, ...fateOf(lost, request, evidence) }))
    for (const { lost, kind, because, doubt: why } of fates) {
      if (kind === 'leave') continue
      const doubt = kind === 'refuse' ? doubtOf(lost, why, request) : doubtOfName(lost, why, request)
      if (doubt) return doubt
      adds.set(lost.name, { ...lost, because })
    }
    if (adds.size > before) continue
    // Programs are looked for once it is known what the list has.
    for (const { lost } of fates) {
      for (const [name, program, behind] of calledBehind(lost.name, evidence)) {
        if (adds.has(name) || isPartOfAnother(name, request.releases)) continue
        if (isThere(name, [...names, ...behind], request)) continue
        const because = `${program} is called`
        const doubt = doubtOfName({ ...lost, name }, because, request)
        if (doubt) return doubt
        adds.set(name, { ...lost, name, because })
      }
    }
    if (adds.size > before) continue
    return { adds: [...adds.values()], leaves: losses.map((lost) => lost.name) }
  }
}

function doubtOfName(lost: Lost, why: string, request: Request): Doubt | undefined {
  return mayBeMissing(lost.name, request.releases)
    ? doubtOf(lost, `${why}, but not every release has a package of that name`, request)
    : undefined
}

/** What the packages of a list recommend, and do not have without recommends. */
function lostBy(names: readonly string[], request: Request): readonly Lost[] {
  const via = new Map<string, string[]>()
  for (const name of names) {
    // What is installed already gets no recommended packages any more.
    if (request.present.has(name)) continue
    for (const lost of (knownPackage(name, request.releases)?.lost ?? []).map(nameEverywhere)) {
      if (isThere(lost, names, request)) continue
      via.set(lost, [...(via.get(lost) ?? []), name])
    }
  }
  return [...via].map(([name, bringers]) => ({ name, via: bringers }))
}

/** Debian 12 alone has the fonts by the other name too, and recommends them by that. */
function nameEverywhere(name: string): string {
  return name === 'fonts-liberation2' ? 'fonts-liberation' : name
}

function isThere(wanted: string, names: readonly string[], { present, releases }: Request): boolean {
  const has = (name: string): boolean => present.has(name) || names.includes(name)
  if (has(wanted) || alternativesTo(wanted).some(has)) return true
  // What is called that is nothing but these, and what packages of Debian are built with.
  if (wanted === 'build-essential' && has('g++') && has('make')) return true
  return names.some((name) => knownPackage(name, releases)?.brings.includes(wanted) === true)
}

// Debian 13 alone has no adduser of its own.
const IN_MOST_BASES: ReadonlySet<string> = new Set(['adduser'])

/** Packages with a program that is called, its name, and what is installed before each call. */
function calledBehind(
  lost: string,
  { programs }: Evidence,
): readonly (readonly [string, string, readonly string[]])[] {
  return [...programs].flatMap(([program, { behind }]) => {
    const owner = ownerOf(lost, program)
    return owner === undefined || IN_MOST_BASES.has(owner) ? [] : [[owner, program, behind] as const]
  })
}

interface Decision {
  readonly kind: Fate
  /** Why it is named in the list. */
  readonly because: string
  /** Why the install is left as it is. */
  readonly doubt: string
}

const LEAVE: Decision = { kind: 'leave', because: '', doubt: '' }

function fateOf({ name, via }: Lost, request: Request, evidence: Evidence): Decision {
  const { releases } = request
  const use = useOf(name, via)
  if (!use) return { ...LEAVE, kind: 'refuse', doubt: `dfopt does not know what ${name} is used for` }
  const { carries } = use
  if ((releases && releases.to < (use.since ?? 0)) || isPartOfAnother(name, releases)) return LEAVE
  const shown = use.shows?.exec(evidence.text)?.[0]
  if (shown !== undefined) {
    const text = brief(shown)
    return {
      kind: use.shown ?? 'add',
      because: `${carries} (see ${text} in this file)`,
      doubt: `the file may use it (see ${text})`,
    }
  }
  if (use.unless?.test(evidence.text) === true) return LEAVE
  const hidden = use.hidden && evidence[use.hidden.by]
  if (use.hidden && hidden !== undefined && !isThere(name, hidden.behind, request)) {
    const doubt = `${hidden.text} may need it`
    return { kind: use.hidden.fate, because: `${carries} (${doubt})`, doubt }
  }
  return {
    kind: (evidence.isForOthers ? use.forOthers : undefined) ?? use.otherwise ?? 'leave',
    because: carries,
    doubt: use.otherwise === 'add' ? 'it is needed' : 'the file does not show whether it is used',
  }
}

function brief(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > 40 ? `${line.slice(0, 39)}…` : line
}

function doubtOf({ name, via }: Lost, why: string, { releases, spelled }: Request): Doubt {
  const [by = 'a package'] = via
  const carries = useOf(name, via)?.carries
  // The names with a number in them are those of the releases that the data is from.
  const sure = releases !== undefined && releases.from === releases.to && isInData(releases.to)
  const like = !sure && changesItsName(name) ? ', or what this release calls it,' : ''
  return {
    reason: `${spelled.get(by) ?? by} brings ${name}${like} only as a recommended package${carries === undefined ? '' : ` (${carries})`}, and ${why}`,
    unblock: `add --no-install-recommends, and ${name} where it is needed`,
  }
}
