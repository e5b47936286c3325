import { spawnSync } from 'node:child_process'
import { programOf, standIns } from '../equivalence/shells.ts'

export interface Outcome {
  readonly status: number | null
  readonly out: string
}

export interface Options {
  /** What stands between the shell and the text; `-c` where nothing is said. */
  readonly options?: readonly string[]
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
}

/** A shell at hand: what may be behind /bin/sh, and bash under its own name. */
export interface ShellAtHand {
  readonly name: string
  readonly path: string
  readonly argv0: string
}

export const shells: readonly ShellAtHand[] = [
  ...standIns.map(({ name, path }) => ({ name, path, argv0: 'sh' })),
  ...standIns
    .filter(({ name }) => name.startsWith('bash'))
    .map((sh) => ({ name: 'bash', path: programOf('bash', sh), argv0: 'bash' })),
]

/** What may be behind `/bin/sh`. */
export const posixShells = shells.filter(({ argv0 }) => argv0 === 'sh')

export function runIn(shell: ShellAtHand, text: string, options: Options = {}): Outcome {
  const { status, stdout } = spawnSync(shell.path, [...(options.options ?? ['-c']), text], {
    argv0: shell.argv0,
    cwd: options.cwd,
    env: { PATH: process.env.PATH, HOME: '/nonexistent', ...options.env },
    encoding: 'utf8',
    timeout: 20_000,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return { status, out: stdout }
}

/** The outcome in every shell at hand, by its name. */
export function outcomes(text: string, options: Options = {}): Readonly<Record<string, Outcome>> {
  return Object.fromEntries(shells.map((shell) => [shell.name, runIn(shell, text, options)]))
}

/** The standard output that all shells at hand agree on; fails where they do not. */
export function agreedOutput(text: string, options: Options = {}, among = shells): string {
  const found = new Set(among.map((shell) => runIn(shell, text, options).out))
  const [only] = found
  if (only === undefined || found.size > 1)
    throw new Error(`The shells do not agree on ${text}: ${JSON.stringify([...found])}`)
  return only
}
