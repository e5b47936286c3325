// The shapes of settings that flags and configurations share.

/** A registry and a path, with or without the slash at its end. */
export const MIRROR = /^[a-z0-9.-]+(?::\d+)?(?:\/[a-z0-9._-]+)*\/?$/

export const MIRROR_SHAPE = 'a registry and a path, such as registry.example.com/hub'

/** A host of a registry, with or without its port. */
export const HOST = /^(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])(?::\d+)?$/

export const HOST_SHAPE = 'a host, such as registry.example.com:5000'

/** A mirror as `Settings` has it. */
export function withSlash(mirror: string): string {
  return mirror.endsWith('/') ? mirror : `${mirror}/`
}
