import type { Document } from '../dockerfile/document.ts'
import type { Instruction } from '../dockerfile/instruction.ts'
export function brokenScript(_document: Document, _instruction: Instruction): string | undefined {
  return undefined
}
