// What `npm start`, `yarn build` and the like run, from package.json.
import type { SimpleCommand } from '../../shell/commands.ts'

export type PackageScript =
  | { readonly kind: 'script'; readonly text: string }
  | { readonly kind: 'unknown'; readonly obstacle: { readonly reason: string; readonly unblock: string } }

const OF_NPM = new Set(['start', 'stop', 'restart', 'test', 't', 'tst'])
// https://classic.yarnpkg.com/en/docs/cli/ and https://pnpm.io/pnpm-cli: what is none of these is the name of a script.
const OWN = new Set(
  (
    'add audit autoclean bin cache ci config constraints create dedupe dlx env exec explain generate-lock-entry global help ' +
    'i import info init install link list ls licenses login logout node npm outdated owner pack patch patch-commit plugin ' +
    'policies prune publish rebuild remove rm root search set setup stage store tag team unlink unplug up update upgrade ' +
    'upgrade-interactive version versions view why workspace workspaces fetch deploy install-test it doctor server self-update'
  ).split(' '),
)

/** @param read a file by its name in the folder that the command runs in */
export function packageScript(
  { name = '', args }: SimpleCommand,
  read: (name: string) => string | undefined,
): PackageScript | undefined {
  if (!/^(?:npm|yarn|pnpm|bun)$/.test(name)) return undefined
  const words = args.map((word) => word.literal ?? word.text)
  const operands = words.filter((word) => !word.startsWith('-'))
  const [first, second] = operands
  const script =
    first === 'run' || first === 'run-script' || first === 'rum'
      ? second
      : name === 'npm'
        ? OF_NPM.has(first ?? '')
          ? first
          : undefined
        : first === undefined || OWN.has(first)
          ? undefined
          : first
  if (script === undefined) return undefined
  // Another folder, or every package of a workspace; what stands behind the name, yarn and pnpm give to the script.
  const own = name === 'npm' ? words : words.slice(0, words.indexOf(script))
  const elsewhere = own.find((word) =>
    /^(?:--prefix|--cwd|-C|--dir|-w|--workspaces?|-ws|-r|--recursive|--filter|-F)(?:=|$)/.test(word),
  )
  const manifest = elsewhere === undefined ? read('package.json') : undefined
  const call = `${name} ${operands.slice(0, 2).join(' ')}`
  if (manifest === undefined)
    return unknown(`what ${call} runs is in a package.json that is not in a known build context`)
  const scripts = scriptsOf(manifest)
  if (!scripts) return unknown(`package.json, which says what ${call} runs, cannot be read`)
  const parts = [`pre${script}`, script, `post${script}`].flatMap((each) => scripts.get(each) ?? [])
  if (parts.length > 0) return { kind: 'script', text: parts.join('\n') }
  if (script === 'start' && name === 'npm') return { kind: 'script', text: 'node server.js' }
  // yarn and pnpm run what dependencies bring under the same name.
  return first === 'run' || name === 'npm' ? undefined : { kind: 'script', text: operands.join(' ') }
}

function unknown(reason: string): PackageScript {
  return { kind: 'unknown', obstacle: { reason, unblock: 'run dfopt where the build context is' } }
}

function scriptsOf(manifest: string): ReadonlyMap<string, string> | undefined {
  try {
    const parsed: unknown = JSON.parse(manifest)
    if (typeof parsed !== 'object' || parsed === null) return undefined
    const scripts: unknown = 'scripts' in parsed ? parsed.scripts : {}
    if (typeof scripts !== 'object' || scripts === null) return undefined
    return new Map(
      Object.entries(scripts).flatMap(([key, text]: readonly [string, unknown]) =>
        typeof text === 'string' ? [[key, text]] : [],
      ),
    )
  } catch {
    return undefined
  }
}
