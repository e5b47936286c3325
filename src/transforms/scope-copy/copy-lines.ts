// The COPYs that stand for one of all: files in one line, and a line for each folder, whose contents alone COPY takes.
import type { Document } from '../../dockerfile/document.ts'
import { wordsOf, type Instruction } from '../../dockerfile/instruction.ts'

interface Entry {
  readonly name: string
  readonly isFolder: boolean
}

const WIDEST = 100

export function copyLines(
  document: Document,
  { keywordRange, flags, ...copy }: Instruction,
  entries: readonly Entry[],
): readonly string[] {
  const { text, newline, escape } = document
  const keyword = text.slice(keywordRange.start, keywordRange.end)
  const head = [keyword, ...flags.map(({ range }) => text.slice(range.start, range.end))].join(' ')
  const target = (wordsOf({ keywordRange, flags, ...copy }).at(-1) ?? '.').replace(/(?<=.)\/$/, '')
  const folder = target === '/' ? '' : target
  const files = entries.filter(({ isFolder }) => !isFolder).map(({ name }) => name)
  const folders = entries.filter(({ isFolder }) => isFolder).map(({ name }) => name)
  const lines: string[] = []
  let line = head
  for (const word of [...files, `${folder}/`]) {
    if (line.length + word.length + 1 > WIDEST && line !== head) {
      lines.push(`${line} ${escape}`)
      line = `    ${word}`
    } else line += ` ${word}`
  }
  lines.push(line)
  return [
    ...(files.length > 0 ? [lines.join(newline)] : []),
    ...folders.map((name) => `${head} ${name} ${folder}/${name}`),
  ]
}
