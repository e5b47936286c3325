import type { Document } from '../../dockerfile/document.ts'
import type { Instruction } from '../../dockerfile/instruction.ts'

// Flags and variables that only BuildKit knows: https://docs.docker.com/reference/dockerfile/
const FLAGS = new Set(['mount', 'network', 'security', 'link', 'chmod', 'exclude', 'parents', 'checksum'])
const VARIABLES = /\$\{?(?:BUILD|TARGET)(?:PLATFORM|OS|ARCH|VARIANT)\b/
const DECLARED = /(?:^|\s)(?:BUILD|TARGET)(?:PLATFORM|OS|ARCH|VARIANT)(?=\s|$)/

/** True for a file that only BuildKit builds, and in a version that has cache mounts. */
export function isForBuildKit({ directives, instructions }: Document): boolean {
  const syntax = directives.find((each) => each.name === 'syntax')?.value
  // Cache mounts are in docker/dockerfile since 1.2, and in the experimental channel since 1.0.
  if (syntax !== undefined)
    return !/^(?:docker\.io\/)?docker\/dockerfile:1\.[01](?:\.\d+)?(?:@|$)/.test(syntax)
  return instructions.some(isOwn)
}

function isOwn(instruction: Instruction): boolean {
  const { keyword, args, flags, heredocs, trigger } = instruction
  return (
    heredocs.length > 0 ||
    flags.some(({ name, value = '' }) => FLAGS.has(name) || VARIABLES.test(value)) ||
    VARIABLES.test(args.text) ||
    (keyword === 'ARG' && DECLARED.test(args.text)) ||
    (trigger !== undefined && isOwn(trigger))
  )
}
