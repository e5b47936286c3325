import type { Document } from '../../dockerfile/document.ts'
import { flagValues, type Instruction } from '../../dockerfile/instruction.ts'

// Flags and variables that only BuildKit knows: https://docs.docker.com/reference/dockerfile/
const FLAGS = new Set(['mount', 'network', 'security', 'link', 'chmod', 'exclude', 'parents', 'checksum'])
const VARIABLES = /\$\{?(?:BUILD|TARGET)(?:PLATFORM|OS|ARCH|VARIANT)\b/

/** True for a file that only BuildKit builds, and in a version that has cache mounts. */
export function isForBuildKit({ directives, instructions, text }: Document): boolean {
  const syntax = directives.find((each) => each.name === 'syntax')?.value
  // Cache mounts are in docker/dockerfile since 1.2, and in the experimental channel since 1.0.
  if (syntax !== undefined)
    return !/^(?:docker\.io\/)?docker\/dockerfile:1\.[01](?:\.\d+)?(?:@|$)/.test(syntax)
  return VARIABLES.test(text) || instructions.some(isOwn)
}

function isOwn(instruction: Instruction): boolean {
  const { flags, heredocs, trigger } = instruction
  // `--mount` without a type that the old experimental syntax had is refused by newer frontends anyway.
  return (
    heredocs.length > 0 ||
    flags.some(({ name }) => FLAGS.has(name)) ||
    flagValues(instruction, 'mount').length > 0 ||
    (trigger !== undefined && isOwn(trigger))
  )
}
