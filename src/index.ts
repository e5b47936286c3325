export { rewrite } from './engine/pipeline.ts'
export type { Rewrite, RewriteError, RewriteOptions } from './engine/rewrite.ts'
export type { Change, Note, Refusal } from './engine/change.ts'
export type { Companion, CompanionFile } from './engine/companion.ts'
export type { ConfigField, Effect } from './engine/effect.ts'
export type { Settings } from './engine/settings.ts'
export type { DigestFact, Facts } from './engine/facts.ts'
export {
  defineTransform,
  type Category,
  type Decline,
  type Level,
  type Proposal,
  type Transform,
  type TransformContext,
  type TransformDocs,
  type TransformExample,
} from './engine/transform.ts'
export { defaultTransforms, transforms } from './transforms/index.ts'
export { parseDocument, type Document } from './dockerfile/document.ts'
export type { Instruction } from './dockerfile/instruction.ts'
export { typedInstructions, type TypedInstruction, type TypedInstructions } from './dockerfile/ast.ts'
