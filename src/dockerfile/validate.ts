// What BuildKit checks when it turns lines into instructions, following instructions/parse.go
// (Apache-2.0, see NOTICE). dfopt rewrites no file that these checks refuse.
import { flagValue, wordsOf, type Instruction } from './instruction.ts'
import { nearest } from './nearest.ts'
import type { Problem } from './problem.ts'
import { argDefinitions, keyValues, splitBlanks, splitQuoted } from './words.ts'
import { keywordOf, lowerCase } from './text.ts'
import { intervalFault } from './duration.ts'
import { heredocOpener } from './heredoc.ts'
import { flagFault, type Fault } from './validate-flags.ts'

export const KEYWORDS: readonly string[] = [
  'ADD', 'ARG', 'CMD', 'COPY', 'ENTRYPOINT', 'ENV', 'EXPOSE', 'FROM', 'HEALTHCHECK', 'LABEL', 'MAINTAINER',
  'ONBUILD', 'RUN', 'SHELL', 'STOPSIGNAL', 'USER', 'VOLUME', 'WORKDIR',
] // prettier-ignore

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
  const near = nearest(keyword, KEYWORDS)
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
