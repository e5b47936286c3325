import { posix } from 'node:path'
import type { WholeContext } from '../../project/project.ts'
import { walkFiles } from '../../project/walk-files.ts'

/** The paths of a build context, without what lies in folders that are not sources. */
export interface Tree {
  readonly files: readonly string[]
  /** Those that are not looked into are among them. */
  readonly folders: readonly string[]
}

const CLOSED =
  /^(?:\.git|\.hg|\.svn|node_modules|bower_components|\.?venv|__pycache__|target|\.next|\.nuxt|\.output|\.svelte-kit|\.angular|\.gradle|\.tox|\.nox|\.mypy_cache|\.pytest_cache|\.ruff_cache|\.terraform|\.idea|coverage|htmlcov|\.nyc_output|\.turbo|\.parcel-cache|\.yarn|\.pnpm-store)$/

/** Undefined for a context with too many paths to see them all. */
export function treeOf(whole: WholeContext): Tree | undefined {
  const files: string[] = []
  const folders: string[] = []
  const { isWhole } = walkFiles({ known: true, ...whole }, [''], CLOSED, ({ path, names }): undefined => {
    if (names === undefined) files.push(path)
    for (const name of names ?? []) if (CLOSED.test(name)) folders.push(posix.join(path, name))
    if (names !== undefined && path !== '') folders.push(path)
  })
  if (!isWhole) return undefined
  // A submodule has a file of this name.
  const closed = folders.filter((path) => whole.list(path) === undefined)
  return { files: [...files, ...closed], folders: folders.filter((path) => !closed.includes(path)) }
}
