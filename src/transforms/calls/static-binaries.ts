// Files of other stages that are known to be linked statically, and to start no other program.
import { posix } from 'node:path'
import { lineage, type Document } from '../../dockerfile/document.ts'
import { flagValue, wordsOf } from '../../dockerfile/instruction.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import { workingFolder } from '../../project/copied-files.ts'
import type { Project } from '../../project/project.ts'
import { callsOf, type Call } from './calls.ts'
import { cReason } from './static-c.ts'
import { goReason } from './static-go.ts'
import { rustReason } from './static-rust.ts'

export type CompiledLanguage = 'go' | 'rust' | 'c'

const LANGUAGES: readonly (readonly [CompiledLanguage, typeof goReason])[] = [
  ['go', goReason],
  ['rust', rustReason],
  ['c', cReason],
]

/** What a static program is made from, or why it is not known to be one. */
export function staticProgram(
  document: Document,
  source: Stage,
  path: string,
  project: Project,
): { readonly language: CompiledLanguage } | { readonly reason: string } {
  const stages = lineage(document, source)
  const calls = callsOf(document, stages, project).calls.filter((call) => !call.atStart)
  const folder = workingFolder(document, source)
  const made = origin(calls, posix.resolve(folder ?? '/', path))
  for (const [language, reasonOf] of LANGUAGES) {
    const reason = reasonOf(document, calls, made, project)
    if (reason === undefined) return { language }
    if (reason !== false) return { reason }
  }
  const handed = handedOver(document, stages, made)
  if (handed) return staticProgram(document, handed.stage, handed.path, project)
  return { reason: `how ${posix.basename(path)} is built is not seen` }
}

// A file is put somewhere else once or twice.
const MOST_MOVES = 4

/** Where a file was before cp, mv or install put it in its place. */
function origin(calls: readonly Call[], path: string, depth = 0): string {
  if (depth >= MOST_MOVES) return path
  for (const { command, folder } of calls.toReversed()) {
    if (!/^(?:cp|mv|install)$/.test(command.name ?? '') || folder === undefined) continue
    const words = command.args.filter((word) => !word.text.startsWith('-'))
    const target = words.at(-1)?.literal
    if (target === undefined) continue
    const to = posix.resolve(folder, target)
    for (const { literal } of words.slice(0, -1)) {
      if (literal === undefined || /[*?[]/.test(literal)) continue
      const from = posix.resolve(folder, literal)
      if ((to === path || posix.join(to, posix.basename(from)) === path) && from !== path)
        return origin(calls, from, depth + 1)
    }
  }
  return path
}

/** The stage that a COPY of a single file brings a path from. */
function handedOver(
  document: Document,
  stages: readonly Stage[],
  path: string,
): { readonly stage: Stage; readonly path: string } | undefined {
  for (const stage of stages)
    for (const copy of stage.instructions.toReversed()) {
      const from = copy.keyword === 'COPY' ? flagValue(copy, 'from')?.toLowerCase() : undefined
      const [source = '', target = '', ...more] = wordsOf(copy)
      if (from === undefined || more.length > 0 || /[*?$]/.test(source)) continue
      const to = posix.resolve(workingFolder(document, stage, copy) ?? '/', target)
      if (to !== path && !(target.endsWith('/') && posix.join(to, posix.basename(source)) === path)) continue
      const other = document.stages.findLast(
        ({ index, name }) => index < stage.index && (name === from || String(index) === from),
      )
      return other && { stage: other, path: source }
    }
  return undefined
}
