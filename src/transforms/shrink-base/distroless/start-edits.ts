// How a container starts the same program in an image whose ENTRYPOINT is the language itself.
import type { Document } from '../../../dockerfile/document.ts'
import type { Instruction } from '../../../dockerfile/instruction.ts'
import { isContiguous, toSourceRange } from '../../../dockerfile/mapped-text.ts'
import type { Stage } from '../../../dockerfile/stage.ts'
import type { TextEdit } from '../../../dockerfile/text-edit.ts'
import { wordsUnder } from '../../../dockerfile/base-word.ts'
import type { NoPlan } from '../plan.ts'
import type { Language, Runtime } from './runtimes.ts'

export interface StartEdits {
  readonly edits: readonly TextEdit[]
  readonly removes: readonly string[]
  /** The words behind the program of the language. */
  readonly words: readonly string[]
}

const PROGRAMS: Readonly<Record<Language, RegExp>> = {
  node: /^(?:(?:\/usr)?(?:\/local)?\/bin\/)?(?:node|nodejs)$/,
  python: /^(?:(?:\/usr)?(?:\/local)?\/bin\/)?python(?:3(?:\.\d+)?)?$/,
  java: /^(?:\/opt\/java\/openjdk\/bin\/)?java$/,
}

/** https://github.com/nodejs/docker-node/blob/main/docker-entrypoint.sh: what is no program is given to node. */
const SCRIPT = /^-|\.[cm]?js$/

export function startEdits(document: Document, stage: Stage, runtime: Runtime): StartEdits | NoPlan {
  const last = (keyword: string): Instruction | undefined =>
    stage.instructions.findLast((each) => each.keyword === keyword)
  const [entrypoint, cmd, healthcheck] = [last('ENTRYPOINT'), last('CMD'), last('HEALTHCHECK')]
  const isReset = entrypoint?.json?.length === 0
  const start =
    entrypoint?.json && !isReset
      ? entrypointEdits(entrypoint, runtime)
      : cmdEdits(document, cmd, isReset, runtime)
  if ('reason' in start) return start
  const health = healthcheck?.json ? programEdits(healthcheck, runtime) : NO_EDITS
  if ('reason' in health) return health
  const words = [...start.words, ...(entrypoint?.json && !isReset ? (cmd?.json ?? []) : [])]
  const against = wordsAgainst(words, runtime)
  if (against) return { at: (cmd ?? entrypoint ?? stage.from).range, ...against }
  const edits = [...start.edits, ...health.edits]
  return {
    edits,
    removes: [...wordsUnder(document, edits), ...start.removes, ...health.removes],
    words,
  }
}

const NO_EDITS: StartEdits = { edits: [], removes: [], words: [] }

/** Where the words name the program themselves: its place, if it has another one. */
function programEdits(instruction: Instruction, { language, image, title }: Runtime): StartEdits | NoPlan {
  const [program = '', ...words] = instruction.json ?? []
  if (!PROGRAMS[language].test(program))
    return {
      at: instruction.range,
      reason: `${instruction.keyword} starts ${program === '' ? 'nothing' : program}, and all that it could start is ${title}`,
      unblock: `start the program with ${language}`,
    }
  // node is in a folder of its own, which PATH does not name; the others are in /usr/bin.
  const isInPath = language !== 'node' && (!program.includes('/') || program.startsWith('/usr/bin/'))
  const place = image.entrypoint[0] ?? program
  if (isInPath || program === place) return { edits: [], removes: [], words }
  const edit = wordEdit(instruction, 1, JSON.stringify(place), false)
  return edit ? { edits: [edit], removes: [], words } : overLines(instruction)
}

function entrypointEdits(entrypoint: Instruction, runtime: Runtime): StartEdits | NoPlan {
  return programEdits(entrypoint, runtime)
}

/** CMD is what the image's own ENTRYPOINT is given. */
function cmdEdits(
  document: Document,
  cmd: Instruction | undefined,
  isReset: boolean,
  runtime: Runtime,
): StartEdits | NoPlan {
  const { language, image, title } = runtime
  const [program, ...words] = cmd?.json ?? []
  if (!cmd || program === undefined)
    return { reason: 'nothing says what its containers run', unblock: 'add the CMD that its containers run' }
  if (isReset) return programEdits(cmd, runtime)
  if (language === 'node' && SCRIPT.test(program))
    return { edits: [], removes: [], words: [program, ...words] }
  if (!PROGRAMS[language].test(program))
    return {
      at: cmd.range,
      reason: `CMD starts ${program}, and all that it could start is ${title}`,
      unblock: `start the program with ${language}`,
    }
  // The words that ENTRYPOINT has already: `node`, `java -jar`.
  const given = image.entrypoint.slice(1)
  if (given.every((word, index) => words[index] === word)) {
    const edit = wordEdit(cmd, 1 + given.length, '', true)
    // The words behind are written on to what stands in front.
    return edit
      ? {
          edits: [edit],
          removes: wordsUnder(document, [{ ...cmd.range, text: '' }]),
          words: words.slice(given.length),
        }
      : overLines(cmd)
  }
  const edit = {
    ...cmd.keywordRange,
    text: document.text.startsWith('cmd', cmd.keywordRange.start) ? 'entrypoint' : 'ENTRYPOINT',
  }
  return {
    edits: [edit],
    removes: ['CMD'],
    words,
  }
}

function overLines({ range, keyword }: Instruction): NoPlan {
  return { at: range, reason: `${keyword} goes over several lines`, unblock: 'write it on one line' }
}

/** Other text for the first words of the exec form; with `last`, the comma behind them goes, too. */
function wordEdit({ args }: Instruction, count: number, text: string, last: boolean): TextEdit | undefined {
  const word = '"(?:[^"\\\\]|\\\\.)*"'
  const list = new RegExp(
    `\\[\\s*(${word}(?:\\s*,\\s*${word}){${count - 1}}${last ? '\\s*,\\s*' : ''})`,
  ).exec(args.text)
  const found = list?.[1]
  if (!list || found === undefined) return undefined
  const start = list.index + list[0].length - found.length
  const span = { start, end: start + found.length }
  return isContiguous(args, span) ? { ...toSourceRange(args, span), text } : undefined
}

/** Words with which it would start something that is not there, or nothing at all. */
function wordsAgainst(
  words: readonly string[],
  { language, title }: Runtime,
): Omit<NoPlan, 'at'> | undefined {
  const unblock = 'start a file of the application'
  if (words.length === 0) return { reason: `${title} is started without a program`, unblock }
  const tool = words.find((word) => /(?:^|\/)(?:npm|npx|yarn|pnpm|corepack)(?:-cli)?(?:\.c?js)?$/.test(word))
  if (language === 'node' && (tool !== undefined || words.includes('--run')))
    return { reason: `${tool ?? '--run'} needs a shell, which it does not have`, unblock }
  return undefined
}
