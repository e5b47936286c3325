import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** What BuildKit's parser answered for a file; recorded by scripts/record-buildkit-cases.mjs. */
export interface BuildKitCase {
  readonly group: string
  readonly name: string
  /** Lines of the file. */
  readonly text?: readonly string[]
  /** The file in pieces, where a line is too long to write down. */
  readonly parts?: readonly (string | { readonly repeat: string; readonly times: number })[]
  readonly answer: {
    readonly error: { readonly phase: string; readonly message: string; readonly line: number } | null
    readonly escape: string
    readonly instructions: readonly RecordedInstruction[]
  }
}

export interface RecordedInstruction {
  readonly keyword: string
  readonly lines: readonly [start: number, end: number]
  readonly flags?: readonly string[]
  readonly args: readonly string[]
  readonly json?: true
  readonly heredocs?: readonly {
    readonly name: string
    readonly fd: number
    readonly expand: boolean
    readonly chomp: boolean
    readonly content: string
  }[]
}

export interface WordCase {
  readonly word: string
  readonly escape: string
  readonly answer: {
    readonly result?: string
    readonly words?: readonly string[]
    readonly unmatched?: readonly string[]
    readonly error?: string
  }
}

export interface ReferenceCase {
  readonly name: string
  readonly answer: {
    readonly domain?: string
    readonly path?: string
    readonly tag?: string
    readonly digest?: string
    readonly error?: string
  }
}

/** What the build that BuildKit makes of a file runs, and where its files come from. */
export interface BuildFact {
  readonly name: string
  readonly text: readonly string[]
  readonly answer: {
    readonly error?: string
    readonly runs: readonly {
      readonly args: readonly string[]
      readonly env: readonly string[]
      readonly cwd: string
      readonly user: string
    }[]
    readonly sources: readonly string[]
    readonly imageEnv: readonly string[] | null
    readonly imageCwd: string
    readonly imageUser: string
    readonly imageShell: readonly string[] | null
  }
}

function load(name: string): unknown {
  return JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'))
}

export const buildKitCases = load('buildkit-cases.json') as readonly BuildKitCase[]
export const wordCases = load('words.json') as readonly WordCase[]
export const wordEnvironment = new Map(
  Object.entries(load('words-env.json') as Readonly<Record<string, string>>),
)
export const referenceCases = load('references.json') as readonly ReferenceCase[]
export const buildFacts = load('build-facts.json') as readonly BuildFact[]

export function textOf({ text, parts }: BuildKitCase): string {
  if (text) return text.join('\n')
  return (parts ?? [])
    .map((part) => (typeof part === 'string' ? part : part.repeat.repeat(part.times)))
    .join('')
}

export function buildKitCase(name: string): string {
  const found = buildKitCases.find((each) => each.name === name)
  if (!found) throw new Error(`no case is named ${name}`)
  return textOf(found)
}

/** Long strings are recorded as their hash. */
export function short(text: string): string {
  return text.length <= 1000 ? text : `sha256:${createHash('sha256').update(text).digest('hex')}`
}
