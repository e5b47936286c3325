// dockerfile-ast beside our own line layer: typed nodes where both read a file alike, a second opinion where they do not.
// It loses to the line layer on every difference known (quoted `<<`, `\\` at a line's end, form feeds), so nothing that
// decides an edit depends on it. The command line does not load it: that costs more than parsing does.
import { DockerfileParser, type Instruction as TypedInstruction } from 'dockerfile-ast'
import type { Document } from './document.ts'
import type { Instruction } from './instruction.ts'
import type { Range } from './text.ts'

export type { TypedInstruction }

type Lines = ReturnType<TypedInstruction['getRange']>

export type TypedInstructions =
  | { readonly agree: true; readonly nodes: ReadonlyMap<Instruction, TypedInstruction> }
  | { readonly agree: false; readonly disagreements: readonly string[] }

/**
 * The dockerfile-ast node of each instruction when both parsers find the same instructions on the same lines,
 * else where they differ. Never throws: a node that dockerfile-ast cannot make is a difference.
 * The nodes' own getters can still throw: some recurse without end outside a stage.
 */
export function typedInstructions(document: Document): TypedInstructions {
  try {
    const theirs = DockerfileParser.parse(document.text).getInstructions()
    const disagreements = differences(document.instructions, theirs)
    if (disagreements.length > 0) return { agree: false, disagreements }
    const nodes = new Map<Instruction, TypedInstruction>()
    document.instructions.forEach((instruction, index) => {
      const node = theirs[index]
      if (node) nodes.set(instruction, node)
    })
    return { agree: true, nodes }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { agree: false, disagreements: [`dockerfile-ast gave up: ${reason}`] }
  }
}

/** Where the two parsers differ about a file, first difference first; undefined where they agree. */
export function disagreement(document: Document): string | undefined {
  const typed = typedInstructions(document)
  if (typed.agree) return undefined
  const [first = '', ...rest] = typed.disagreements
  return rest.length > 0 ? `${first}, and ${rest.length} more` : first
}

/** The place of a dockerfile-ast range in the file; for nodes of {@link typedInstructions} only. */
export function offsetsOf(document: Document, { start, end }: Lines): Range {
  return {
    start: (document.lines[start.line] ?? document.text.length) + start.character,
    end: (document.lines[end.line] ?? document.text.length) + end.character,
  }
}

function differences(ours: readonly Instruction[], theirs: readonly TypedInstruction[]): readonly string[] {
  const found: string[] = []
  for (let index = 0; index < Math.max(ours.length, theirs.length); index += 1) {
    const our = described(ours[index])
    const their = describedNode(theirs[index])
    if (our !== their) found.push(`instruction ${index + 1} is ${our} here and ${their} to dockerfile-ast`)
  }
  return found
}

function described(instruction: Instruction | undefined): string {
  if (!instruction) return 'missing'
  return `${instruction.keyword} on lines ${instruction.startLine}-${instruction.endLine}`
}

function describedNode(node: TypedInstruction | undefined): string {
  if (!node) return 'missing'
  const { start, end } = node.getRange()
  return `${node.getKeyword()} on lines ${start.line + 1}-${end.line + 1}`
}
