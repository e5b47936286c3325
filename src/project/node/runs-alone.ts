// Whether a file of JavaScript that a script runs with node starts other programs.
import { posix } from 'node:path'

/** What `node …` may find. */
export interface NodeFiles {
  /** A file relative to the folder that node runs in. */
  readonly read: (path: string) => string | undefined
  /** The names of the packages that are installed. */
  readonly installed: ReadonlySet<string>
}

// Packages whose purpose it is to start programs, and what node has for it.
const STARTERS =
  /^(?:node:)?(?:child_process|cluster|worker_threads|execa|shelljs|cross-spawn|spawn-sync|npm-run-all|simple-git|zx|tinyexec|nano-spawn|module|vm)$/
// Words that stand for starting a program where no import shows it.
const STARTS = /child_process|process\.binding|\bBun\.|\bDeno\.|\beval\s*\(|\bnew\s+Function\b/
const IMPORTS =
  /\b(?:require\s*\(|import\s*\(|import\b[^'"`;]{0,500}?|from)\s*(?:'([^'\n]*)'|"([^"\n]*)"|`([^`\n]*)`)|\b(?:require|import)\s*\(\s*([^'"`\s])/g
const BUILTIN =
  /^(?:node:)?(?:assert|buffer|console|crypto|events|fs|http|https|os|path|perf_hooks|process|querystring|readline|stream|string_decoder|timers|tty|url|util|v8|zlib)(?:\/\w+)?$/
// A script of a project has a few files at the most.
const MOST_FILES = 30

/** Whether the words behind `node` run files of the project, all of them known, that start no other program. */
export function nodeRunsAlone(words: readonly (string | undefined)[], files: NodeFiles): boolean {
  const [first, second] = words
  if (first === undefined) return false
  if (/^(?:-e|--eval|-p|-pe|--print)$/.test(first))
    return second !== undefined && runsAlone(second, '.', files)
  if (first.startsWith('-')) return false
  const owner = /^(?:\.\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(first)?.[1]
  if (owner !== undefined) return files.installed.has(owner) && !STARTERS.test(owner)
  const file = find(first, files)
  return file !== undefined && runsAlone(file.text, folderOf(file.path), files)
}

interface Source {
  readonly path: string
  readonly text: string
}

function runsAlone(text: string, folder: string, files: NodeFiles): boolean {
  const queue = new Map<string, { readonly text: string; readonly folder: string }>([['', { text, folder }]])
  for (const each of queue.values()) {
    if (queue.size > MOST_FILES || STARTS.test(each.text)) return false
    for (const [, single, double, template, computed] of each.text.matchAll(IMPORTS)) {
      const name = single ?? double ?? template
      if (computed !== undefined || name === undefined) return false
      if (/^\.{1,2}(?:\/|$)/.test(name)) {
        const file = find(`${each.folder}/${name}`, files)
        if (!file) return false
        if (!file.path.endsWith('.json'))
          queue.set(file.path, { text: file.text, folder: folderOf(file.path) })
      } else if (!isHarmless(name, files)) return false
    }
  }
  return true
}

function isHarmless(name: string, { installed }: NodeFiles): boolean {
  if (STARTERS.test(name)) return false
  if (BUILTIN.test(name)) return true
  const owner = /^(?:@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name
  return installed.has(owner) && !STARTERS.test(owner)
}

function find(path: string, { read }: NodeFiles): Source | undefined {
  const clean = posix.normalize(path)
  for (const ending of ['', '.js', '.mjs', '.cjs', '.json', '/index.js']) {
    const text = read(clean + ending)
    if (text !== undefined) return { path: clean + ending, text }
  }
  return undefined
}

function folderOf(path: string): string {
  const slash = path.lastIndexOf('/')
  return slash === -1 ? '.' : path.slice(0, slash)
}
