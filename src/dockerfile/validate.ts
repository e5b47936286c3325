// What BuildKit checks when it turns lines into instructions, following instructions/parse.go, bflag.go and
// commands_run*.go (Apache-2.0, see NOTICE). dfopt rewrites no file that these checks refuse.
import { flagValue, flagValues, wordsOf, type Instruction } from './instruction.ts'
import type { Problem } from './problem.ts'
import { argDefinitions, keyValues, splitBlanks, splitQuoted } from './words.ts'
import { keywordOf, lowerCase } from './text.ts'
import { intervalFault } from './duration.ts'
import { heredocOpener } from './heredoc.ts'

type FlagKind = 'bool' | 'string' | 'strings'

const NO_FLAGS: Readonly<Record<string, FlagKind>> = {}
const COPY_FLAGS = { chown: 'string', chmod: 'string', link: 'bool', exclude: 'strings' } as const

/** The flags of each instruction in BuildKit at dockerfile/1.2x, the experimental ones included. */
const FLAGS: Readonly<Record<string, Readonly<Record<string, FlagKind>>>> = {
  ADD: { ...COPY_FLAGS, 'keep-git-dir': 'bool', checksum: 'string', unpack: 'bool' },
  COPY: { ...COPY_FLAGS, from: 'string', parents: 'bool' },
  FROM: { platform: 'string' },
  HEALTHCHECK: {
    interval: 'string',
    timeout: 'string',
    'start-period': 'string',
    'start-interval': 'string',
    retries: 'string',
  },
  RUN: { mount: 'strings', network: 'string', security: 'string', device: 'strings' },
}

// STOPSIGNAL and ARG never look at their flags, and HEALTHCHECK NONE returns before it does.
const FLAGS_UNCHECKED = new Set(['STOPSIGNAL', 'ARG'])

export const KEYWORDS: readonly string[] = [
  'ADD', 'ARG', 'CMD', 'COPY', 'ENTRYPOINT', 'ENV', 'EXPOSE', 'FROM', 'HEALTHCHECK', 'LABEL', 'MAINTAINER',
  'ONBUILD', 'RUN', 'SHELL', 'STOPSIGNAL', 'USER', 'VOLUME', 'WORKDIR',
] // prettier-ignore

type Fault = readonly [message: string, hint: string]

/** The first syntax error, in the order in which BuildKit's parser meets them. */
export function syntaxProblem(instructions: readonly Instruction[], escape: string): Problem | undefined {
  for (const instruction of instructions) {
    const fault = syntaxFault(instruction, escape)
    if (fault) return problemAt(instruction, fault)
  }
  return undefined
}

/** The first instruction that BuildKit would refuse in a file without syntax errors. */
export function instructionProblem(
  source: string,
  instructions: readonly Instruction[],
  escape: string,
): Problem | undefined {
  let seenFrom = false
  for (const instruction of instructions) {
    const fault = KEYWORDS.includes(instruction.keyword)
      ? instructionFault(instruction, escape)
      : unknownInstruction(source, instruction)
    if (fault) return problemAt(instruction, fault)
    if (instruction.keyword === 'FROM') seenFrom = true
    else if (!seenFrom && instruction.keyword !== 'ARG') return problemAt(instruction, NO_STAGE)
  }
  return undefined
}

const NO_STAGE: Fault = ['no build stage in current context', 'only ARG may stand before the first FROM']

function problemAt(instruction: Instruction, [message, hint]: Fault): Problem {
  return { message, line: instruction.startLine, hint }
}

/** Faults that BuildKit's parser reports before it looks at the instruction as such. */
function syntaxFault(instruction: Instruction, escape: string): Fault | undefined {
  const { keyword, args } = instruction
  if (instruction.trigger) return syntaxFault(instruction.trigger, escape)
  if (keyword !== 'ENV' && keyword !== 'LABEL') return undefined
  if (keyValues(args.text, escape) !== undefined) return undefined
  const words = splitQuoted(args.text, escape)
  const wrong = words.find((word) => !word.text.includes('='))?.text ?? ''
  return words[0]?.text.includes('=')
    ? [
        `Syntax error - can't find = in "${wrong}". Must be of the form: name=value`,
        'quote the value or join the words',
      ]
    : [`${keyword} must have two arguments`, `write ${keyword} name=value`]
}

function instructionFault(instruction: Instruction, escape: string): Fault | undefined {
  return argumentFaultBeforeFlags(instruction) ?? flagFault(instruction) ?? argumentFault(instruction, escape)
}

function unknownInstruction(source: string, { keyword, keywordRange }: Instruction): Fault {
  const written = source.slice(keywordRange.start, keywordRange.end)
  const near = nearest(KEYWORDS, keyword)
  return [
    // A keyword across lines, is shown in upper case.
    `unknown instruction: ${keywordOf(written) === keyword ? written : keyword}`,
    near ? `did you mean ${near}?` : 'a continuation may be missing at the end of the line before',
  ]
}

const atLeastOne = (name: string): Fault => [
  `${name} requires at least one argument`,
  'add the argument or delete the line',
]
const exactlyOne = (name: string): Fault => [
  `${name} requires exactly one argument`,
  'add the argument or delete the line',
]

function argumentFaultBeforeFlags(instruction: Instruction): Fault | undefined {
  const { keyword, args } = instruction
  const empty = args.text === ''
  switch (keyword) {
    case 'ADD':
    case 'COPY':
      return wordsOf(instruction).length < 2
        ? [
            `${keyword} requires at least two arguments, but only one was provided. Destination could not be determined`,
            'name the sources and then the destination',
          ]
        : undefined
    case 'MAINTAINER':
    case 'WORKDIR':
    case 'USER':
    case 'STOPSIGNAL':
      return empty ? exactlyOne(keyword) : undefined
    case 'EXPOSE':
    case 'HEALTHCHECK':
    case 'ONBUILD':
    case 'ARG':
      return empty ? atLeastOne(keyword) : undefined
    case 'VOLUME':
      return wordsOf(instruction).length === 0 ? atLeastOne(keyword) : undefined
    case 'FROM':
      return fromFault(instruction)
    default:
      return undefined
  }
}

function fromFault(instruction: Instruction): Fault | undefined {
  const words = splitBlanks(instruction.args.text)
  if (words.length === 1) return undefined
  const [, as, name] = words
  if (words.length !== 3 || as?.text.toLowerCase() !== 'as') {
    return ['FROM requires either one or three arguments', 'write FROM image or FROM image AS name']
  }
  if (/^[a-z][a-z0-9-_.]*$/.test(lowerCase(name?.text ?? ''))) return undefined
  return [
    `invalid name for build stage: "${name?.text ?? ''}", name can't start with a number or contain symbols`,
    'use letters, digits, - _ and . only',
  ]
}

function flagFault(instruction: Instruction): Fault | undefined {
  const { keyword, flags, args } = instruction
  if (FLAGS_UNCHECKED.has(keyword)) return undefined
  if (keyword === 'HEALTHCHECK' && /^none(?:\s|$)/i.test(args.text)) return undefined
  const known = FLAGS[keyword] ?? NO_FLAGS
  const used = new Set<string>()
  for (const { name, value } of flags) {
    const kind = Object.hasOwn(known, name) ? known[name] : undefined
    if (!kind) return [`unknown flag: --${name}`, unknownFlagHint(keyword, name, Object.keys(known))]
    if (used.has(name) && kind !== 'strings')
      return [`duplicate flag specified: --${name}`, 'keep one of them']
    used.add(name)
    if (kind === 'bool') {
      if (value === '') return [`missing a value on flag: --${name}`, 'write true, false or no value at all']
      if (value !== undefined && !/^(?:true|false)$/i.test(value)) {
        return [`expecting boolean value for flag --${name}, not: ${value}`, 'write true or false']
      }
    } else if (value === undefined) return [`missing a value on flag: --${name}`, `write --${name}=value`]
  }
  return keyword === 'RUN' ? runFlagFault(instruction) : undefined
}

function unknownFlagHint(keyword: string, name: string, known: readonly string[]): string {
  const near = nearest(known, name)
  if (near) return `did you mean --${near}?`
  return known.length > 0 ? `${keyword} takes --${known.join(', --')}` : `${keyword} takes no flags`
}

function runFlagFault(instruction: Instruction): Fault | undefined {
  for (const network of flagValues(instruction, 'network')) {
    if (!/^(?:default|none|host)$/.test(network))
      return [`invalid network mode "${network}"`, 'use default, none or host']
  }
  for (const security of flagValues(instruction, 'security')) {
    if (!/^(?:insecure|sandbox)$/.test(security))
      return [`security "${security}" is not valid`, 'use insecure or sandbox']
  }
  for (const mount of flagValues(instruction, 'mount')) {
    if (mount === '')
      return ['failed to parse csv mounts: EOF', 'write --mount=type=cache,target=/path or delete the flag']
    const from = /(?:^|,)from=([^,]*)/i.exec(mount)?.[1]
    const dollar = from?.indexOf('$') ?? -1
    if (from !== undefined && dollar !== -1 && dollar !== from.length - 1) {
      return [
        "'from' doesn't support variable expansion, define alias stage instead",
        'name the image with FROM … AS first',
      ]
    }
  }
  return undefined
}

function argumentFault(instruction: Instruction, escape: string): Fault | undefined {
  const { keyword, args, json } = instruction
  switch (keyword) {
    case 'ENV':
    case 'LABEL':
      return pairsFault(keyword, keyValues(args.text, escape) ?? [])
    case 'ARG':
      return argDefinitions(args.text, escape).some((pair) => pair.key === '' && pair.value !== undefined)
        ? ['ARG names can not be blank', 'write ARG name=value']
        : undefined
    case 'ADD':
    case 'COPY':
      return heredocOpener(wordsOf(instruction).at(-1) ?? '')
        ? [`${keyword} cannot accept a heredoc as a destination`, 'name the destination last']
        : undefined
    case 'SHELL':
      if (json && json.length > 0) return undefined
      return json || args.text === ''
        ? atLeastOne('SHELL')
        : ['SHELL requires the arguments to be in JSON form', 'write SHELL ["program", "-c"]']
    case 'VOLUME':
      return wordsOf(instruction).some((word) => word.trim() === '')
        ? ['VOLUME specified can not be an empty string', 'name the directory']
        : undefined
    case 'ONBUILD':
      return onbuildFault(instruction.trigger?.keyword ?? '')
    case 'HEALTHCHECK':
      return healthcheckFault(instruction)
    default:
      return undefined
  }
}

function pairsFault(keyword: string, pairs: readonly { readonly key: string }[]): Fault | undefined {
  if (pairs.length === 0) return atLeastOne(keyword)
  return pairs.some((pair) => pair.key === '')
    ? [`${keyword} names can not be blank`, `write ${keyword} name=value`]
    : undefined
}

function onbuildFault(trigger: string): Fault | undefined {
  if (trigger === 'ONBUILD')
    return ["Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed", 'write ONBUILD once']
  return trigger === 'FROM' || trigger === 'MAINTAINER'
    ? [`${trigger} isn't allowed as an ONBUILD trigger`, 'move it out of ONBUILD']
    : undefined
}

function healthcheckFault(instruction: Instruction): Fault | undefined {
  const type = /^\S*/.exec(instruction.args.text)?.[0] ?? ''
  const command = instruction.args.text.slice(type.length).trim()
  if (type.toUpperCase() === 'NONE') {
    return command === '' ? undefined : ['HEALTHCHECK NONE takes no arguments', 'delete what follows NONE']
  }
  if (type.toUpperCase() !== 'CMD') {
    return [
      `Unknown type ${JSON.stringify(type.toUpperCase())} in HEALTHCHECK (try CMD)`,
      'write HEALTHCHECK CMD command',
    ]
  }
  if (command === '' || instruction.json?.length === 0) {
    return ['Missing command after HEALTHCHECK CMD', 'name the command']
  }
  for (const name of ['interval', 'timeout', 'start-period', 'start-interval']) {
    const value = flagValue(instruction, name)
    const fault = value ? intervalFault(name, value) : undefined
    if (fault) return [fault, 'write it as 30s or 1m30s']
  }
  const fault = retriesFault(flagValue(instruction, 'retries'))
  return fault === undefined ? undefined : [fault, 'write a whole number from 0']
}

/** strconv.ParseInt with 32 bits. */
function retriesFault(value: string | undefined): string | undefined {
  if (!value) return undefined
  const shown = `strconv.ParseInt: parsing ${JSON.stringify(value)}`
  if (!/^[+-]?\d+$/.test(value)) return `${shown}: invalid syntax`
  const number = Number(value)
  if (number > 2 ** 31 - 1 || number < -(2 ** 31)) return `${shown}: value out of range`
  return number < 0 ? `--retries cannot be negative (${number})` : undefined
}

/** The word that a misspelt one was likely meant to be. */
function nearest(known: readonly string[], written: string): string | undefined {
  const ranked = known
    .map((word) => ({ word, edits: distance(word, written) }))
    .sort((a, b) => a.edits - b.edits)
  // In a word of two or three letters, two edits make any other word.
  return ranked[0] && ranked[0].edits <= (written.length > 3 ? 2 : 1) ? ranked[0].word : undefined
}

/** Edits between two short words, for suggestions. */
function distance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (let i = 1; i <= left.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= right.length; j += 1) {
      const same = left[i - 1] === right[j - 1] ? 0 : 1
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same))
    }
    row = next
  }
  return row[right.length] ?? 0
}
