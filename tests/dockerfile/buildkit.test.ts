import { describe, expect, test } from 'vitest'
import { parseDocument, type Document } from '../../src/dockerfile/document.ts'
import { wordsOf, type Instruction } from '../../src/dockerfile/instruction.ts'
import { argDefinitions, keyValues, splitBlanks } from '../../src/dockerfile/words.ts'
import { buildKitCases, short, textOf, type RecordedInstruction } from './fixtures.ts'

const groups = [...new Set(buildKitCases.map((each) => each.group))]

describe.each(groups)('%s', (group) => {
  test.each(buildKitCases.filter((each) => each.group === group))('$name', (each) => {
    const text = textOf(each)
    const document = parseDocument(text)
    const { error, escape, instructions } = each.answer
    expect(faultOf(document)).toEqual(
      error && { message: messageOf(error.message), line: lineOf(error, text) },
    )
    // After a syntax error BuildKit lists nothing.
    if (error?.phase === 'parse') return
    expect(document.escape).toBe(escape)
    expect(document.instructions.map((each) => recorded(each, document))).toEqual(instructions)
  })
})

function faultOf(document: Document): { message: string; line: number } | null {
  return document.problem ? { message: document.problem.message, line: document.problem.line } : null
}

/** BuildKit counts a line after it looked for directives and for its length, so it names the line before. */
function lineOf({ message, line }: { message: string; line: number }, text: string): number {
  if (message.includes('max allowed size')) {
    return text.split('\n').findIndex((each) => Buffer.byteLength(each) > 65534) + 1
  }
  return /parser directive|escape token/.test(message) ? line + 1 : Math.max(1, line)
}

function messageOf(recordedMessage: string): string {
  return recordedMessage.replace(/^dockerfile parse error on line \d+: /, '')
}

function recorded(instruction: Instruction, { text, escape }: Document): RecordedInstruction {
  const { keyword, startLine, endLine, flags, json, heredocs } = instruction
  return {
    keyword: text.slice(instruction.keywordRange.start, instruction.keywordRange.end).replace(/\\\n/, ''),
    lines: [startLine, endLine],
    ...(flags.length > 0 && {
      flags: flags.map(({ name, value }) => `--${name}${value === undefined ? '' : `=${value}`}`),
    }),
    args: argumentsOf(instruction, escape).map(short),
    ...(json && keyword !== 'ONBUILD' && { json: true }),
    ...(heredocs.length > 0 && {
      heredocs: heredocs.map(({ name, fileDescriptor, expand, chomp, body }) => ({
        name,
        fd: fileDescriptor,
        expand,
        chomp,
        content: short(text.slice(body.start, body.end)),
      })),
    }),
  }
}

/** The arguments in the shape in which BuildKit's nodes hold them. */
function argumentsOf(instruction: Instruction, escape: string): readonly string[] {
  const { keyword, args, json, trigger } = instruction
  const rest = args.text
  switch (keyword) {
    case 'ONBUILD':
      return trigger ? [rest.slice(0, trigger.keyword.length), ...argumentsOf(trigger, escape)] : []
    case 'ENV':
    case 'LABEL':
      return (keyValues(rest, escape) ?? []).flatMap((pair) => [
        pair.key,
        pair.value ?? '',
        pair.legacy ? '' : '=',
      ])
    case 'ARG':
      return argDefinitions(rest, escape).map(({ key, value }) =>
        value === undefined ? key : `${key}=${value}`,
      )
    case 'FROM':
    case 'EXPOSE':
      return splitBlanks(rest).map((word) => word.text)
    case 'COPY':
    case 'ADD':
    case 'VOLUME':
      return wordsOf(instruction)
    case 'HEALTHCHECK': {
      const type = /^\S*/.exec(rest)?.[0] ?? ''
      const command = rest.slice(type.length).replace(/^\s+/, '')
      return [type, ...(json ?? [command])]
        .filter((word, index) => index > 0 || word !== '')
        .filter(notLastBlank)
    }
    case 'RUN':
    case 'CMD':
    case 'ENTRYPOINT':
    case 'SHELL':
      return json ?? [rest].filter(notLastBlank)
    case 'MAINTAINER':
    case 'STOPSIGNAL':
    case 'USER':
    case 'WORKDIR':
      return [rest].filter(notLastBlank)
    default:
      return ['']
  }
}

function notLastBlank(word: string, index: number, words: readonly string[]): boolean {
  return word !== '' || index < words.length - 1
}
