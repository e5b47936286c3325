import { spawnSync } from 'node:child_process'
import { dirname, relative, sep } from 'node:path'
import { repositoryRoot } from '../project/repository.ts'

// git sets these for its hooks; they would tie every call to one repository and one index.
const TIED = ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE', 'GIT_PREFIX'] as const

export type Environment = Readonly<Record<string, string | undefined>>

type Answer =
  | { readonly kind: 'answer'; readonly names: readonly string[] }
  | { readonly kind: 'no-git' }
  | { readonly kind: 'failed'; readonly message: string }

function git(folder: string, args: readonly string[], environment: Environment): Answer {
  const env: Record<string, string | undefined> = { ...environment, GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' }
  for (const name of TIED) env[name] = undefined
  const { status, error, stdout, stderr } = spawnSync('git', args, {
    cwd: folder,
    env,
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  if (error && 'code' in error && error.code === 'ENOENT') return { kind: 'no-git' }
  if (error) return { kind: 'failed', message: error.message }
  if (status !== 0) return { kind: 'failed', message: stderr.split('\n')[0] ?? '' }
  return { kind: 'answer', names: stdout.split('\0').filter((name) => name !== '') }
}

/** Files that git tracks or would track, below `folder` and relative to it; undefined where git cannot tell. */
export function listFiles(folder: string, environment: Environment): readonly string[] | undefined {
  const names = ['*ockerfile*', '*ontainerfile*']
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', ...names]
  const answer = git(folder, args, environment)
  if (answer.kind !== 'answer') return undefined
  // A folder that was asked for counts, even where git ignores it.
  if (answer.names.length === 0 && git(folder, ['check-ignore', '-q', '.'], environment).kind === 'answer')
    return undefined
  return [...new Set(answer.names)]
}

export type Commitment = 'committed' | 'uncommitted' | { readonly unknown: string }

/**
 * Tells of each file, by its real path, whether git has all of it, so that a change can be undone. A file outside of
 * any repository, one that git ignores, and any file where git is not installed count as committed. Asks git once
 * per repository.
 */
export function commitments(
  files: readonly string[],
  environment: Environment,
): (file: string) => Commitment {
  const byRoot = new Map<string, string[]>()
  const roots = new Map<string, string | undefined>()
  const rootOf = (file: string): string | undefined => {
    const folder = dirname(file)
    if (!roots.has(folder)) roots.set(folder, repositoryRoot(folder))
    return roots.get(folder)
  }
  for (const file of files) {
    const root = rootOf(file)
    if (root !== undefined) byRoot.set(root, [...(byRoot.get(root) ?? []), file])
  }
  const dirty = new Map([...byRoot].map(([root, members]) => [root, dirtyNames(root, members, environment)]))
  return (file) => {
    const root = rootOf(file)
    const names = root === undefined ? undefined : dirty.get(root)
    if (root === undefined || names === undefined) return 'committed'
    if ('unknown' in names) return names
    const name = relative(root, file).split(sep).join('/')
    return names.has(name) ? 'uncommitted' : 'committed'
  }
}

// Fewer than what fits on a command line everywhere.
const MANY = 200

function dirtyNames(
  root: string,
  files: readonly string[],
  environment: Environment,
): ReadonlySet<string> | { readonly unknown: string } {
  const paths = files.length > MANY ? [] : files.map((file) => relative(root, file))
  const args = ['--literal-pathspecs', 'status', '--porcelain', '-z', '--untracked-files=all', '--', ...paths]
  const answer = git(root, args, environment)
  if (answer.kind === 'no-git') return new Set()
  if (answer.kind === 'failed') return { unknown: answer.message }
  const names = new Set<string>()
  const entries = [...answer.names]
  for (let entry = entries.shift(); entry !== undefined; entry = entries.shift()) {
    names.add(entry.slice(3))
    // A rename or copy has its old name in the next field.
    if (/^[RC]|^.[RC]/.test(entry)) entries.shift()
  }
  return names
}
