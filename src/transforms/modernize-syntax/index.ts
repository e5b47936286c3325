import type { Document } from '../../dockerfile/document.ts'
import type { Instruction } from '../../dockerfile/instruction.ts'
import {
  concerning,
  defineTransform,
  type Decline,
  type Proposal,
  type TransformContext,
} from '../../engine/transform.ts'
import { keywordCase, majorityCase, stageNameCase } from './casing.ts'
import { examples } from './examples.ts'
import { legacyPair } from './legacy-pairs.ts'
import { maintainerLabel } from './maintainer.ts'
import { overridden, removal } from './overridden.ts'
import { blankLines, portProtocol, targetPlatform } from './small-forms.ts'

export const modernizeSyntax = defineTransform({
  id: 'modernize-syntax',
  summary: 'Replace deprecated and misleading forms by those that mean the same',
  category: 'style',
  level: 'safe',
  aliases: [
    'DL4000',
    'DL4003',
    'DL4004',
    'DL3012',
    'MaintainerDeprecated',
    'LegacyKeyValueFormat',
    'FromAsCasing',
    'StageNameCasing',
    'ConsistentInstructionCasing',
    'ExposeProtoCasing',
    'RedundantTargetPlatform',
    'NoEmptyContinuation',
    'MultipleInstructionsDisallowed',
  ],
  docs: {
    why:
      'docker build --check names forms that Docker has deprecated, or announced to refuse, or that say something else ' +
      'than they seem to. Each of these has another way of writing it, with the same image: MAINTAINER as a label, ' +
      'ENV name=value and LABEL name=value, AS in the case of FROM, keywords in the case of the others, names of stages and ' +
      'protocols in lower case, no --platform=$TARGETPLATFORM, no blank lines behind a continuation, no CMD, ENTRYPOINT or ' +
      'HEALTHCHECK that a later one replaces.',
    risks:
      'The files and the settings of the image stay the same, except for MAINTAINER: the name moves from the Author ' +
      'field to the label org.opencontainers.image.authors, which names all of several where the field has the last only. The value of every ENV and LABEL is read back, with its ' +
      'variables set and unset, and compared. What was hardly meant stays and is said: a second name=value inside of a value, ' +
      'ENV name = value, an instruction that a stray continuation made part of the one above. Stage names in lower case: ' +
      'Docker compares them without regard to case; another builder that is told --target in upper case may not find it.',
    references: [
      'https://docs.docker.com/reference/build-checks/',
      'https://docs.docker.com/reference/dockerfile/#maintainer-deprecated',
      'https://github.com/opencontainers/image-spec/blob/main/annotations.md',
      'https://github.com/hadolint/hadolint/wiki/DL4000',
    ],
  },
  examples,
  apply(document, context) {
    const majority = majorityCase(document)
    const dead = new Set(document.stages.flatMap(overridden))
    for (const instruction of document.instructions) {
      const overruled = concerning(context, OVERRULED[instruction.keyword] ?? [])
      if (dead.has(instruction) && settle(instruction, removal(document, instruction), overruled)) continue
      modernize(document, instruction, majority, context)
    }
  },
})

/** Rules about an instruction that a later one replaces. */
const OVERRULED: Partial<Record<string, readonly string[]>> = {
  CMD: ['DL4003', 'MultipleInstructionsDisallowed'],
  ENTRYPOINT: ['DL4004', 'MultipleInstructionsDisallowed'],
  HEALTHCHECK: ['DL3012', 'MultipleInstructionsDisallowed'],
}

function modernize(
  document: Document,
  instruction: Instruction,
  majority: string,
  context: TransformContext,
): void {
  const make = (found: Proposal | Decline | undefined, ...aliases: readonly string[]): boolean =>
    settle(instruction, found, concerning(context, aliases))
  const maintainer = maintainerLabel(document, instruction, majority)
  if (make(maintainer, 'DL4000', 'MaintainerDeprecated')) return
  const pair = legacyPair(document, instruction)
  make(pair, 'LegacyKeyValueFormat')
  make(keywordCase(document, instruction, majority), 'ConsistentInstructionCasing', 'FromAsCasing')
  make(stageNameCase(document, instruction), 'StageNameCasing')
  make(targetPlatform(document, instruction), 'RedundantTargetPlatform')
  make(portProtocol(instruction), 'ExposeProtoCasing')
  make(outside(blankLines(document, instruction), pair), 'NoEmptyContinuation')
}

/** True where the change is made. */
function settle(
  instruction: Instruction,
  found: Proposal | Decline | undefined,
  context: TransformContext,
): boolean {
  if (!found) return false
  if (!isProposal(found)) {
    context.refuse(found)
    return false
  }
  if (context.isSuppressed(instruction)) return false
  context.change(found)
  return true
}

function isProposal(found: Proposal | Decline): found is Proposal {
  return 'edits' in found
}

/** Without the edits that lie inside of those of another change. */
function outside(
  found: Proposal | Decline | undefined,
  other: Proposal | Decline | undefined,
): Proposal | Decline | undefined {
  if (!found || !other || !isProposal(found) || !isProposal(other)) return found
  const edits = found.edits.filter(
    (edit) => !other.edits.some((each) => each.start <= edit.start && edit.end <= each.end),
  )
  return edits.length > 0 ? { ...found, edits } : undefined
}
