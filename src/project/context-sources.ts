import { stateAt, type Document } from '../dockerfile/document.ts'
import { flagValue, flagValues, wordsOf, type Instruction } from '../dockerfile/instruction.ts'
import type { Stage } from '../dockerfile/stage.ts'
import { expandIn, UNKNOWN, type Scope } from '../dockerfile/variables.ts'
import { cleanPath } from './go-path.ts'

/**
 * What the instructions of a Dockerfile take from the build context: paths relative to it, with wildcards, each once.
 * What only a build can know, by its variables, is left out, and so is the context as a whole.
 */
export function contextSources(document: Document): readonly string[] {
  const sources = document.stages.flatMap((stage) =>
    stage.instructions.flatMap((instruction) => sourcesFromContext(document, stage, instruction)),
  )
  return [...new Set(sources)].filter((source) => source !== '')
}

/** Those of one instruction. */
export function sourcesFromContext(
  document: Document,
  stage: Stage,
  instruction: Instruction,
): readonly string[] {
  const written = writtenSources(instruction)
  if (written.length === 0) return []
  const { variables } = stateAt(document, stage, instruction)
  const scope: Scope = (name) => variables.get(name) ?? UNKNOWN
  return written.flatMap((word) => {
    const path = expandIn(word, scope, document.escape).text
    // A source cannot lead out of the context: `..` at its root is the root.
    return path === undefined ? [] : [cleanPath(`/${path}`).slice(1)]
  })
}

function writtenSources(instruction: Instruction): readonly string[] {
  switch (instruction.keyword) {
    case 'COPY':
    case 'ADD':
      if (flagValue(instruction, 'from') !== undefined) return []
      return wordsOf(instruction)
        .slice(0, -1)
        .filter((word) => !word.startsWith('<<') && !(instruction.keyword === 'ADD' && isRemote(word)))
    case 'RUN':
      return flagValues(instruction, 'mount').flatMap(mountedSource)
    default:
      return []
  }
}

function isRemote(source: string): boolean {
  return /^(?:[a-z]+:\/\/|git@|github\.com\/)/i.test(source)
}

/** A mount without a type is a bind mount. */
function mountedSource(mount: string): readonly string[] {
  const fields = new Map(
    mount.split(',').map((field) => {
      const equals = field.indexOf('=')
      return [field.slice(0, equals).toLowerCase(), field.slice(equals + 1)] as const
    }),
  )
  if ((fields.get('type') ?? 'bind') !== 'bind' || fields.has('from')) return []
  const source = fields.get('source') ?? fields.get('src')
  return source === undefined ? [] : [source]
}
