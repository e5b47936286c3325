// The flags of instructions, following instructions/bflag.go and commands_run*.go of BuildKit (Apache-2.0, see NOTICE).
import { flagValues, type Instruction } from './instruction.ts'
import { mountField } from './mount.ts'
import { nearest } from './nearest.ts'

/** What is wrong, in BuildKit's words, and what to do. */
export type Fault = readonly [message: string, hint: string]

type FlagKind = 'bool' | 'string' | 'strings'

const NO_FLAGS: Readonly<Record<string, FlagKind>> = {}
const COPY_FLAGS = { chown: 'string', chmod: 'string', link: 'bool', exclude: 'strings' } as const

/** The flags of each instruction in BuildKit at dockerfile/1.2x, the experimental ones included. */
const FLAGS: Readonly<Record<string, Readonly<Record<string, FlagKind>>>> = {
  ADD: { ...COPY_FLAGS, 'keep-git-dir': 'bool', checksum: 'string', unpack: 'bool' },
  COPY: { ...COPY_FLAGS, from: 'string', parents: 'bool' },
  FROM: { platform: 'string' },
  HEALTHCHECK: {
    interval: 'string',
    timeout: 'string',
    'start-period': 'string',
    'start-interval': 'string',
    retries: 'string',
  },
  RUN: { mount: 'strings', network: 'string', security: 'string', device: 'strings' },
}

// STOPSIGNAL and ARG never look at their flags, and HEALTHCHECK NONE returns before it does.
const FLAGS_UNCHECKED = new Set(['STOPSIGNAL', 'ARG'])

/** The first flag that BuildKit would refuse. */
export function flagFault(instruction: Instruction): Fault | undefined {
  const { keyword, flags, args } = instruction
  if (FLAGS_UNCHECKED.has(keyword)) return undefined
  if (keyword === 'HEALTHCHECK' && /^none(?:\s|$)/i.test(args.text)) return undefined
  const known = FLAGS[keyword] ?? NO_FLAGS
  const used = new Set<string>()
  for (const { name, value } of flags) {
    const kind = Object.hasOwn(known, name) ? known[name] : undefined
    if (!kind) return [`unknown flag: --${name}`, unknownFlagHint(keyword, name, Object.keys(known))]
    if (used.has(name) && kind !== 'strings')
      return [`duplicate flag specified: --${name}`, 'keep one of them']
    used.add(name)
    if (kind === 'bool') {
      if (value === '') return [`missing a value on flag: --${name}`, 'write true, false or no value at all']
      if (value !== undefined && !/^(?:true|false)$/i.test(value)) {
        return [`expecting boolean value for flag --${name}, not: ${value}`, 'write true or false']
      }
    } else if (value === undefined) return [`missing a value on flag: --${name}`, `write --${name}=value`]
  }
  return keyword === 'RUN' ? runFlagFault(instruction) : undefined
}

function unknownFlagHint(keyword: string, name: string, known: readonly string[]): string {
  const near = nearest(name, known)
  if (near) return `did you mean --${near}?`
  return known.length > 0 ? `${keyword} takes --${known.join(', --')}` : `${keyword} takes no flags`
}

function runFlagFault(instruction: Instruction): Fault | undefined {
  for (const network of flagValues(instruction, 'network')) {
    if (!/^(?:default|none|host)$/.test(network))
      return [`invalid network mode "${network}"`, 'use default, none or host']
  }
  for (const security of flagValues(instruction, 'security')) {
    if (!/^(?:insecure|sandbox)$/.test(security))
      return [`security "${security}" is not valid`, 'use insecure or sandbox']
  }
  for (const mount of flagValues(instruction, 'mount')) {
    if (mount === '')
      return ['failed to parse csv mounts: EOF', 'write --mount=type=cache,target=/path or delete the flag']
    const from = mountField(mount, 'from')
    const dollar = from?.indexOf('$') ?? -1
    if (from !== undefined && dollar !== -1 && dollar !== from.length - 1) {
      return [
        "'from' doesn't support variable expansion, define alias stage instead",
        'name the image with FROM … AS first',
      ]
    }
  }
  return undefined
}
