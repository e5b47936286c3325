// What a configuration may say: its types, its validation and its JSON schema come from here. It is loaded only where there is a
// configuration; what the rest of dfopt has as well comes as an argument, since each part that two of them load is a file more to read.
import {
  array,
  boolean,
  describe,
  enum as choice,
  optional,
  record,
  regex,
  strictObject,
  string,
  union,
  type output,
} from 'zod/mini'
import type { Settings } from '../engine/settings.ts'
import type { Transform } from '../engine/transform.ts'
import type { Shape } from './values.ts'

/** `report`: what it would change is told as a finding and not written. */
export const MODES = ['off', 'report', 'on'] as const

// https://pkg.go.dev/github.com/distribution/reference: a name, with a registry or without, and no tag.
const NAME =
  /^(?:(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])(?::\d+)?\/)?[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*)*$/
const TAG = /^\w[\w.-]{0,127}$/
const GLOB = /^(?!!|\/|\.\.(?:\/|$))./

const name = string().check(regex(NAME, 'has to be the name of an image without a tag'))
const tag = string().check(regex(TAG, 'has to be a tag, such as 20-slim'))

export type KnownTransform = Pick<Transform, 'id' | 'summary' | 'aliases'>

/** What the rest of dfopt knows of settings. */
export interface Vocabulary {
  /** Those that `transforms` may name. */
  readonly transforms: readonly KnownTransform[]
  readonly variants: readonly Settings['variant'][]
  readonly mirror: Shape
  readonly host: Shape
}

export function configSchema({ transforms, variants, mirror, host }: Vocabulary) {
  return strictObject({
    $schema: optional(string().check(describe('Where the JSON schema is, for editors.'))),
    transforms: optional(
      strictObject(
        Object.fromEntries(
          transforms.map(({ id, summary }) => [id, optional(choice(MODES).check(describe(summary)))]),
        ),
      ).check(
        describe(
          'Which transforms run. report: what it would change is told as a finding and not written. Those that are not here are as dfopt list says.',
        ),
      ),
    ),
    variant: optional(
      choice(variants).check(describe('Which variant of a base image is taken where all is proven.')),
    ),
    mirrors: optional(
      array(string().check(regex(mirror.pattern, `has to be ${mirror.words}`))).check(
        describe('Prefixes that stand for docker.io/library/.'),
      ),
    ),
    images: optional(
      record(
        name,
        strictObject({
          as: name.check(describe('The official image that it stands for, such as node.')),
          tags: optional(
            union([array(tag), record(tag, tag)]).check(
              describe(
                'The tags that it has: a list of official tags, or names of its own, each with the official tag that it stands for. No other tag is written. Without it, it has all that the official image has.',
              ),
            ),
          ),
        }),
      ).check(describe('Your own images that stand for official ones, by their names without a tag.')),
    ),
    refreshDigests: optional(
      boolean().check(describe('pin-base: digests that stand in a file follow their tags.')),
    ),
    offline: optional(boolean().check(describe('No registry is asked, whatever is asked for.'))),
    insecureRegistries: optional(
      array(string().check(regex(host.pattern, `has to be ${host.words}`))).check(
        describe('Registries that have no TLS, or no true one.'),
      ),
    ),
    ignore: optional(
      array(
        string().check(regex(GLOB, 'has to be a glob that starts at the folder of the configuration')),
      ).check(
        describe(
          'Files and folders that are left alone, as globs that start at the folder of the configuration.',
        ),
      ),
    ),
  })
}

export type ConfigValues = output<ReturnType<typeof configSchema>>
