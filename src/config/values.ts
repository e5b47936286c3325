// The shapes of settings that flags and configurations share.
import { VARIANTS } from '../engine/settings.ts'
import type { KnownTransform, Vocabulary } from './schema.ts'

export interface Shape {
  readonly pattern: RegExp
  /** What it describes. */
  readonly words: string
}

/** With or without the slash at its end. */
export const MIRROR: Shape = {
  pattern: /^[a-z0-9.-]+(?::\d+)?(?:\/[a-z0-9._-]+)*\/?$/,
  words: 'a registry and a path, such as registry.example.com/hub',
}

/** A host of a registry, with or without its port. */
export const HOST: Shape = {
  pattern: /^(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])(?::\d+)?$/,
  words: 'a host, such as registry.example.com:5000',
}

/** A mirror as `Settings` has it. */
export function withSlash(mirror: string): string {
  return mirror.endsWith('/') ? mirror : `${mirror}/`
}

export function vocabulary(transforms: readonly KnownTransform[]): Vocabulary {
  return { transforms, variants: VARIANTS, mirror: MIRROR, host: HOST }
}
