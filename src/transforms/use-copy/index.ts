import { posix } from 'node:path'
import { stateAt, stageOf, type Document } from '../../dockerfile/document.ts'
import { heredocOpener } from '../../dockerfile/heredoc.ts'
import { wordsOf, type Instruction } from '../../dockerfile/instruction.ts'
import { expandIn, UNKNOWN, type Value } from '../../dockerfile/variables.ts'
import { defineTransform, type TransformContext } from '../../engine/transform.ts'
import { examples } from './examples.ts'
import { sourceKind, type SourceKind } from './source-kind.ts'

export const useCopy = defineTransform({
  id: 'use-copy',
  summary: 'Use COPY instead of ADD for files of the build context',
  category: 'correctness',
  level: 'review',
  aliases: ['DL3020'],
  docs: {
    why:
      'ADD does more than copy: it fetches what looks like an address and unpacks whatever is a tar archive, judged by its ' +
      'content. Where a file is only meant to be copied, COPY says so, and goes on doing so when somebody replaces the file. ' +
      'Apart from those two the instructions are the same, flags, wildcards and owners included.',
    risks:
      'A tar archive without compression or with gzip, bzip2, xz or zstd, that ADD unpacks and COPY does not. Names that ' +
      'end in .tar, .tgz, .gem and the like stay with ADD, and so do names that may be one, .gz, .bin, .dump or a wildcard ' +
      'without an extension, unless its folder is one of settings or scripts. The change is safe where the name is that of a folder (it ends in /) or has an extension that ' +
      'no tar archive has. A name without an extension is most often a folder or a program: that change is for a review. ' +
      'ADD does not unpack archives inside a folder. ADD stays for URLs, for Git repositories, and with --checksum, ' +
      '--keep-git-dir or --unpack.',
    references: [
      'https://docs.docker.com/build/building/best-practices/#add-or-copy',
      'https://docs.docker.com/reference/dockerfile/#adding-local-tar-archives',
      'https://github.com/hadolint/hadolint/wiki/DL3020',
    ],
  },
  examples,
  apply(document, context) {
    for (const instruction of document.instructions) {
      if (instruction.keyword === 'ADD') replace(document, instruction, context)
    }
  },
})

const FLAGS_OF_BOTH = new Set(['chown', 'chmod', 'link', 'exclude'])

function replace(document: Document, instruction: Instruction, context: TransformContext): void {
  const keyword = document.text.slice(instruction.keywordRange.start, instruction.keywordRange.end)
  // A keyword across lines is nobody's style.
  if (keyword.length !== 'ADD'.length) return
  if (instruction.flags.some((flag) => !FLAGS_OF_BOTH.has(flag.name))) return
  const sources = wordsOf(instruction)
    .slice(0, -1)
    .map((word) => ({ word, kind: kindOf(document, instruction, word) }))
  if (sources.some(({ kind }) => kind === 'remote' || kind === 'archive')) return
  const doubtful =
    sources.find(({ kind }) => kind === 'unknown' || kind === 'perhaps') ??
    sources.find(({ kind, word }) => kind === 'nameless' && fillsEmptyImage(document, instruction, word))
  if (doubtful) {
    context.refuse({ at: instruction.range, ...doubt(doubtful) })
    return
  }
  if (context.isSuppressed(instruction)) return
  const nameless = sources.find(({ kind }) => kind === 'nameless')?.word
  context.change({
    at: instruction.range,
    edits: [{ ...instruction.keywordRange, text: inCaseOf(keyword) }],
    level: nameless === undefined ? 'safe' : 'review',
    message: 'Use COPY instead of ADD',
    reason:
      nameless === undefined
        ? 'the files come from the build context and are no archives, so nothing is fetched or unpacked'
        : `the files come from the build context; ADD would unpack ${nameless} only if ${/[*?[\]]/.test(nameless) ? 'it matched' : 'that were'} a tar archive`,
    removes: ['ADD'],
  })
}

/** `FROM scratch`, `ADD debian /`: an archive of a root file system, unless it is a program that the image starts. */
function fillsEmptyImage(document: Document, instruction: Instruction, source: string): boolean {
  const stage = stageOf(document, instruction)
  if (stage?.base !== 'scratch' || wordsOf(instruction).at(-1) !== '/') return false
  const name = posix.basename(source)
  const starts = stage.instructions.filter(({ keyword }) => /^(?:CMD|ENTRYPOINT)$/.test(keyword))
  return !starts.some(
    ({ json, args }) => posix.basename(json?.[0] ?? args.text.split(/\s/)[0] ?? '') === name,
  )
}

function kindOf(document: Document, instruction: Instruction, word: string): SourceKind {
  // What a heredoc holds is written as it stands.
  if (heredocOpener(word)) return 'plain'
  const stage = stageOf(document, instruction)
  const variables = stage && stateAt(document, stage, instruction).variables
  const scope = (name: string): Value => variables?.get(name) ?? UNKNOWN
  return sourceKind(word, expandIn(word, scope, document.escape))
}

function doubt({ word, kind }: { readonly word: string; readonly kind: SourceKind }): {
  readonly reason: string
  readonly unblock: string
} {
  if (kind === 'unknown') {
    return {
      reason: `${word} may stand for an address or an archive, which COPY neither fetches nor unpacks`,
      unblock: 'write COPY if it only ever names files of the build context',
    }
  }
  return {
    reason: `${word} may be or match a tar archive, which ADD unpacks and COPY does not`,
    unblock: 'write COPY if it is only copied; a folder is told by a / at its end',
  }
}

function inCaseOf(keyword: string): string {
  if (keyword === keyword.toLowerCase()) return 'copy'
  return keyword === keyword.toUpperCase() ? 'COPY' : 'Copy'
}
