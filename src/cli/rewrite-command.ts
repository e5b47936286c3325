import { baseSettings, configWish, registryWishes } from './base-settings.ts'
import type { RewriteCommand } from './command.ts'
import { booleanFlag, choiceFlag, listFlag, textFlag, valuesFlag, type Flags } from './flags.ts'
import { COLOUR_WISHES } from './terminal.ts'
import { UsageError } from './usage-error.ts'

/** The command line of fix or check, as far as it can be judged by itself. @throws UsageError */
export function rewriteCommand(
  name: 'fix' | 'check',
  operands: readonly string[],
  flags: Flags,
): RewriteCommand {
  refuseBoth(flags, 'dry-run', 'write')
  refuseBoth(flags, 'quiet', 'verbose')
  refuseBoth(flags, 'list-created', 'format')
  if (operands.includes('')) throw new UsageError('a path is empty; name a file, a folder or a glob')
  const stdin = operands.includes('-')
  const write = booleanFlag(flags, 'write')
  if (stdin && write)
    throw new UsageError('- and --write contradict each other: standard input cannot be written')
  if (stdin && operands.length > 1)
    throw new UsageError('- stands alone: standard input is not read next to paths')
  const only = listFlag(flags, 'only')
  const added = listFlag(flags, 'also')
  const skip = listFlag(flags, 'skip')
  refuseSelectedAndSkipped(only, skip, '--only')
  refuseSelectedAndSkipped(added, skip, '--also')
  const format = choiceFlag(flags, 'format', ['auto', 'human', 'json'])
  return {
    name,
    paths: stdin ? [] : operands,
    stdin,
    write,
    allowDirty: booleanFlag(flags, 'allow-dirty'),
    listCreated: booleanFlag(flags, 'list-created'),
    gate: name === 'check' || booleanFlag(flags, 'exit-code'),
    only,
    also: added,
    skip,
    safe: booleanFlag(flags, 'safe'),
    config: configWish(flags),
    bases: baseSettings(flags),
    registries: registryWishes(flags),
    targets: listFlag(flags, 'target'),
    format: format === 'auto' ? 'human' : format,
    patch: textFlag(flags, 'patch'),
    ...contextsOf(flags),
    color: choiceFlag(flags, 'color', COLOUR_WISHES),
    quiet: booleanFlag(flags, 'quiet'),
    verbose: booleanFlag(flags, 'verbose'),
    stats: booleanFlag(flags, 'stats'),
  }
}

/** `--context 5` is of the diff, `--context ./api` of the build. @throws UsageError for two of one kind */
function contextsOf(flags: Flags): Pick<RewriteCommand, 'context' | 'buildContext'> {
  const values = valuesFlag(flags, 'context')
  const lines = values.filter((value) => /^[-+.\d]+$/.test(value) && /\d/.test(value))
  const odd = lines.find((value) => !/^\d{1,6}$/.test(value))
  if (odd !== undefined) throw new UsageError(`--context needs a whole number, not ${odd}`)
  const folders = values.filter((value) => !lines.includes(value))
  if (lines.length > 1 || folders.length > 1)
    throw new UsageError('--context was given more than once; it takes one number of lines and one folder')
  return { context: Number(lines[0] ?? '3'), buildContext: folders[0] }
}

/** @throws UsageError where both are given */
export function refuseBoth(flags: Flags, left: string, right: string): void {
  const given = (name: string): boolean => flags[name] !== undefined && flags[name] !== false
  if (given(left) && given(right))
    throw new UsageError(`--${left} and --${right} contradict each other; leave one out`)
}

/** @throws UsageError where a name is in both */
export function refuseSelectedAndSkipped(
  wanted: readonly string[],
  skip: readonly string[],
  flag: '--only' | '--also',
): void {
  const both = wanted.find((id) => skip.includes(id))
  if (both !== undefined) throw new UsageError(`${both} is both in ${flag} and in --skip; leave one out`)
}
