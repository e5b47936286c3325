import { VARIANTS, type Settings } from '../../src/engine/settings.ts'

/** case.json as it is written; README.md says what each key means. */
export interface CaseFile {
  readonly title: string
  readonly about: readonly string[]
  readonly bases: readonly string[]
  readonly needs: Needs
  readonly dockerfile: string
  readonly args: readonly string[]
  readonly target: string | undefined
  readonly secrets: readonly string[]
  readonly buildContexts: readonly string[]
  /** Of base images: slim unless the case says another one, for images made from Alpine cannot be made here. */
  readonly variant: Settings['variant']
  readonly smoke: readonly Smoke[]
  readonly expect: Expectation
}

export interface Needs {
  /** RUNs reach Debian's mirrors. */
  readonly network: boolean
  /** Heredocs, mounts, COPY --link: what older builders and buildah lack. */
  readonly buildkit: boolean
}

interface Answer {
  /** Parts of what it prints, or of the body. */
  readonly prints: readonly string[]
}

export type Smoke =
  /** The image as it starts; it has to end by itself. */
  | (Answer & { readonly kind: 'start' })
  | (Answer & { readonly kind: 'command'; readonly command: string })
  /** Such as 8080/health. Ports are the case's own, so that cases can run side by side on the host's network. */
  | (Answer & { readonly kind: 'http'; readonly at: string })

export interface Expectation {
  /** Ids of the transforms that change the Dockerfile, in order; none where it has to be left as it is. */
  readonly transforms: readonly string[]
  /** Ids of the transforms that are off by default and are proven alone as well. */
  readonly also: readonly string[]
  /** Ids of the transforms that tell why they leave something alone. */
  readonly refused: readonly string[]
  /** Files that come out different whenever it is built. */
  readonly unstable: readonly string[]
}

const KEYS = [
  'title',
  'about',
  'bases',
  'needs',
  'dockerfile',
  'args',
  'target',
  'secrets',
  'buildContexts',
  'variant',
  'smoke',
  'expect',
]

/** @throws Error that says which key is wrong */
export function asCaseFile(data: unknown): CaseFile {
  const file = object(data, 'case.json', KEYS)
  const needs = object(file['needs'] ?? {}, 'needs', ['network', 'buildkit'])
  const expect = object(file['expect'], 'expect', ['transforms', 'also', 'refused', 'unstable'])
  return {
    title: text(file['title'], 'title'),
    about: texts(file['about'], 'about'),
    bases: texts(file['bases'], 'bases'),
    needs: { network: needs['network'] === true, buildkit: needs['buildkit'] === true },
    dockerfile: text(file['dockerfile'] ?? 'Dockerfile', 'dockerfile'),
    args: texts(file['args'] ?? [], 'args'),
    target: file['target'] === undefined ? undefined : text(file['target'], 'target'),
    secrets: texts(file['secrets'] ?? [], 'secrets'),
    buildContexts: texts(file['buildContexts'] ?? [], 'buildContexts'),
    variant: variant(file['variant'] ?? 'slim'),
    smoke: list(file['smoke'], 'smoke').map(smoke),
    expect: {
      transforms: texts(expect['transforms'], 'expect.transforms'),
      also: texts(expect['also'] ?? [], 'expect.also'),
      refused: texts(expect['refused'] ?? [], 'expect.refused'),
      unstable: texts(expect['unstable'] ?? [], 'expect.unstable'),
    },
  }
}

function variant(data: unknown): Settings['variant'] {
  const found = VARIANTS.find((each) => each === data)
  if (found === undefined) throw new Error('"variant" is none that there is')
  return found
}

function smoke(data: unknown): Smoke {
  const { start, command, http, prints } = object(data, 'smoke', ['start', 'command', 'http', 'prints'])
  const answer = { prints: typeof prints === 'string' ? [prints] : texts(prints, 'prints') }
  if (start === true) return { kind: 'start', ...answer }
  if (http !== undefined) return { kind: 'http', at: text(http, 'http'), ...answer }
  return { kind: 'command', command: text(command, 'command'), ...answer }
}

function object(data: unknown, what: string, keys: readonly string[]): Readonly<Record<string, unknown>> {
  if (typeof data !== 'object' || data === null || Array.isArray(data))
    throw new Error(`"${what}" is not an object`)
  const entries: readonly (readonly [string, unknown])[] = Object.entries(data)
  const unknown = entries.find(([key]) => !keys.includes(key))
  if (unknown) throw new Error(`"${what}" has an unknown key, ${unknown[0]}`)
  return Object.fromEntries(entries)
}

function list(data: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(data)) throw new Error(`"${what}" is not a list`)
  return data
}

function texts(data: unknown, what: string): readonly string[] {
  return list(data, what).map((each) => text(each, what))
}

function text(data: unknown, what: string): string {
  if (typeof data !== 'string' || data === '') throw new Error(`"${what}" is not a text, or is empty`)
  return data
}
