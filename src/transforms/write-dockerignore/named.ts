// What the Dockerfiles of a build context name in it: an ignore file must not hide that.
import { posix } from 'node:path'
import { stateAt, type Document } from '../../dockerfile/document.ts'
import { flagValue, flagValues, wordsOf, type Instruction } from '../../dockerfile/instruction.ts'
import { mountField } from '../../dockerfile/mount.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import { expandIn, UNKNOWN } from '../../dockerfile/variables.ts'
import { matchPath } from '../../project/go-path.ts'

/** Paths with wildcards, cleaned; `**` for what only a build can know. Without a COPY of all that a folder has. */
export function namedSources(document: Document): readonly string[] {
  return document.stages
    .flatMap((stage) => stage.instructions.flatMap((each) => sourcesOf(document, stage, each)))
    .filter((source) => source !== '')
}

function sourcesOf(document: Document, stage: Stage, instruction: Instruction): readonly string[] {
  const { variables } = stateAt(document, stage, instruction)
  return written(document, instruction).flatMap((word) => {
    const plain = expandIn(word, (name) => variables.get(name) ?? UNKNOWN, document.escape).text
    // An argument of the build may have another value than the one that it has in the file.
    const open = word.replace(/\$(?:\w+|\{[^}]*\})/g, '**')
    return [...(plain === undefined ? [] : [plain]), ...(open === word ? [] : [open])].map(cleaned)
  })
}

/** Relative, and without the wildcard for all that a folder has. */
export function cleaned(source: string): string {
  const path = posix.resolve('/', source).slice(1)
  return path.replace(/(?:^|\/)\*$/, '')
}

function written(document: Document, instruction: Instruction): readonly string[] {
  switch (instruction.keyword) {
    case 'COPY':
    case 'ADD': {
      const from = flagValue(instruction, 'from')
      // A named context may be this very folder.
      if (from !== undefined && isStage(document, from)) return []
      return wordsOf(instruction)
        .slice(0, -1)
        .filter((word) => !word.startsWith('<<'))
    }
    case 'RUN':
      return flagValues(instruction, 'mount').flatMap((mount) => {
        if ((mountField(mount, 'type') ?? 'bind') !== 'bind') return []
        const from = mountField(mount, 'from')
        if (from !== undefined && isStage(document, from)) return []
        return mountField(mount, 'source', 'src') ?? []
      })
    default:
      return instruction.trigger ? written(document, instruction.trigger) : []
  }
}

function isStage(document: Document, name: string): boolean {
  return (
    /^\d+$/.test(name) || document.stages.some((stage) => stage.name?.toLowerCase() === name.toLowerCase())
  )
}

/** True where a source is a path itself, or something in it. */
export function names(source: string, path: string): boolean {
  const [wanted, there] = [source.split('/'), path.split('/')]
  for (const [index, part] of there.entries()) {
    const pattern = wanted[index]
    if (pattern === undefined) return false
    if (pattern.includes('**')) return true
    if (pattern !== part && matchPath(pattern, part) !== true) return false
  }
  return true
}
