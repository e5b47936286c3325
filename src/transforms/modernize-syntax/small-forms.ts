import type { Document } from '../../dockerfile/document.ts'
import { flagValues, type Instruction } from '../../dockerfile/instruction.ts'
import { isContiguous, toSourceRange } from '../../dockerfile/mapped-text.ts'
import { argDefinitions, splitBlanks } from '../../dockerfile/words.ts'
import type { Decline, Proposal } from '../../engine/transform.ts'
import { wordsIn } from './words.ts'

/** `EXPOSE 53/UDP`: the image has 53/udp either way (splitProtoPort of convert_expose.go). */
export function portProtocol(instruction: Instruction): Proposal | undefined {
  const { keyword, args, range } = instruction
  if (keyword !== 'EXPOSE') return undefined
  const ports = splitBlanks(args.text).filter(
    (word) =>
      /\/(?:tcp|udp|sctp)$/i.test(word.text) && /\/.*[A-Z]/.test(word.text) && isContiguous(args, word),
  )
  if (ports.length === 0) return undefined
  return {
    at: range,
    edits: ports.map((port) => ({
      ...toSourceRange(args, port),
      text: port.text.replace(/\/[^/]*$/, (protocol) => protocol.toLowerCase()),
    })),
    level: 'safe',
    message: 'Write the protocol of the port in lower case',
    reason: 'Docker keeps it in lower case, and warns of anything else',
    removes: ports.flatMap((port) => wordsIn(port.text)),
  }
}

/** `FROM --platform=$TARGETPLATFORM`: what FROM does without the flag. */
export function targetPlatform(document: Document, instruction: Instruction): Proposal | undefined {
  if (instruction.keyword !== 'FROM') return undefined
  const flag = instruction.flags.find((each) => each.name === 'platform')
  if (!/^\$(?:TARGETPLATFORM|\{TARGETPLATFORM\})$/.test(flag?.value ?? '') || !flag) return undefined
  // A default of the file's own is another platform than that of the build.
  const redefined = document.globalArgs
    .flatMap((each) => argDefinitions(each.args.text, document.escape))
    .some((each) => each.key === 'TARGETPLATFORM' && each.value !== undefined)
  const behind = /^[ \t]+/.exec(document.text.slice(flag.range.end))
  if (redefined || !behind) return undefined
  return {
    at: instruction.range,
    edits: [{ start: flag.range.start, end: flag.range.end + behind[0].length, text: '' }],
    level: 'safe',
    message: 'Drop --platform=$TARGETPLATFORM',
    reason: 'that is the platform which FROM takes anyway',
    removes: [`--platform=${flagValues(instruction, 'platform').join('')}`],
  }
}

const KEYWORD_LINE =
  /^[ \t]*(?:FROM|RUN|CMD|LABEL|MAINTAINER|EXPOSE|ENV|ADD|COPY|ENTRYPOINT|VOLUME|USER|WORKDIR|ARG|ONBUILD|STOPSIGNAL|HEALTHCHECK|SHELL)[ \t]+[^=\s]/

/** Blank lines behind a continuation, which Docker skips today and announces to refuse. */
export function blankLines(document: Document, instruction: Instruction): Proposal | Decline | undefined {
  const { blankLines: lines, range, comments } = instruction
  if (lines.length === 0) return undefined
  // The line behind blank lines and comments is one that somebody took for the next instruction.
  const skipped = new Set([
    ...lines.map((line) => line.end),
    ...comments.map(({ range: { end } }) => nextLine(document, end)),
  ])
  const swallowed = [...skipped].find((start) => KEYWORD_LINE.test(document.text.slice(start, start + 200)))
  if (swallowed !== undefined && swallowed < range.end) {
    const line =
      document.text
        .slice(swallowed)
        .trimStart()
        .split(/[\r\n]/)[0] ?? ''
    return {
      at: range,
      reason: `the line ${line.length > 40 ? `${line.slice(0, 39)}…` : line} is part of this instruction: the line above it ends in ${document.escape}`,
      unblock: `delete the ${document.escape} in front of it if it is an instruction of its own`,
    }
  }
  return {
    at: range,
    edits: lines.map((line) => ({ ...line, text: '' })),
    level: 'safe',
    message:
      lines.length === 1
        ? 'Delete a blank line inside an instruction'
        : 'Delete blank lines inside an instruction',
    reason: 'Docker warns that a blank line behind a continuation will become an error',
  }
}

function nextLine(document: Document, end: number): number {
  const newline = document.text.indexOf('\n', end)
  return newline === -1 ? document.text.length : newline + 1
}
