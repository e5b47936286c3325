// What the workflows of a repository at GitHub build, as far as it stands there as plain text. Nothing of it is run.
import { readdirSync, statSync } from 'node:fs'
import { join, posix } from 'node:path'
import { readCompose } from './compose.ts'
import { readText } from './compose-model.ts'
import { ComposeError, isList, isMap, member, type Value } from './compose-value.ts'

/** Relative to the root of the repository, with `/`. */
export interface WorkflowBuild {
  readonly dockerfile: string
  readonly context: string
}

const MOST_FILES = 100
const LARGEST = 512 * 1024

/** @param root of the repository, absolute */
export function workflowBuilds(root: string): readonly WorkflowBuild[] {
  const folder = join(root, '.github/workflows')
  return namesIn(folder)
    .filter((name) => /\.ya?ml$/.test(name))
    .slice(0, MOST_FILES)
    .flatMap((name) => buildsIn(join(folder, name)))
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort()
  } catch {
    return []
  }
}

function buildsIn(path: string): readonly WorkflowBuild[] {
  try {
    if (statSync(path).size > LARGEST) return []
    const workflow = readCompose(path, readText(path))[0] ?? null
    return valuesOf(member(workflow, 'jobs')).flatMap((job) => {
      const steps = member(job, 'steps')
      const place = textIn(member(member(job, 'defaults') ?? null, 'run') ?? null, 'working-directory') ?? '.'
      return isList(steps) ? steps.list.flatMap((step) => buildsOf(step, place)) : []
    })
  } catch (error) {
    // Whatever GitHub makes of it, it says nothing about a build.
    if (error instanceof ComposeError || (error instanceof Error && 'code' in error)) return []
    throw error
  }
}

/** https://github.com/docker/build-push-action#inputs, and docker build in a script. */
function buildsOf(step: Value, place: string): readonly WorkflowBuild[] {
  const uses = textIn(step, 'uses') ?? ''
  if (/^docker\/build-push-action(?:@|$)/.test(uses)) {
    const inputs = member(step, 'with') ?? null
    const context = local(textIn(inputs, 'context') ?? '.')
    if (context === undefined) return []
    const file = local(textIn(inputs, 'file') ?? posix.join(context, 'Dockerfile'))
    return file === undefined ? [] : [{ dockerfile: file, context }]
  }
  const folder = local(textIn(step, 'working-directory') ?? place)
  return folder === undefined ? [] : scriptBuilds(textIn(step, 'run') ?? '', folder)
}

/** The options of docker build that take a word of their own. */
const WITH_VALUE =
  /^(?:-[tom]|--(?:tag|file|build-arg|target|platform|label|cache-from|cache-to|secret|ssh|network|output|progress|builder|build-context|add-host|iidfile|metadata-file|attest|annotation|memory|cpu-\S+|shm-size|ulimit|cgroup-parent|isolation|allow|call))$/

function scriptBuilds(script: string, folder: string): readonly WorkflowBuild[] {
  const lines = script.replaceAll(/\\\r?\n/g, ' ').split(/\r?\n|&&|;|\|/)
  // What a cd leaves behind is not followed.
  if (lines.some((line) => /^\s*(?:cd|pushd)\b/.test(line))) return []
  return lines.flatMap((line) => {
    const words = line.trim().split(/\s+/)
    const start = words.findIndex(
      (word, index) =>
        word === 'build' && /^(?:docker|podman|buildx|builder|image)$/.test(words[index - 1] ?? ''),
    )
    if (start === -1) return []
    let file: string | undefined
    const operands: string[] = []
    for (let at = start + 1; at < words.length; at += 1) {
      const word = words[at] ?? ''
      const [, given] = /^--file=(.*)$/.exec(word) ?? []
      if (word === '-f' || word === '--file') file = words[(at += 1)]
      else if (given !== undefined) file = given
      else if (WITH_VALUE.test(word)) at += 1
      else if (!word.startsWith('-')) operands.push(word)
    }
    const context = operands.length === 1 ? local(unquoted(operands[0] ?? ''), folder) : undefined
    const named =
      file === undefined
        ? context !== undefined && posix.join(context, 'Dockerfile')
        : local(unquoted(file), folder)
    return context === undefined || named === undefined || named === false
      ? []
      : [{ dockerfile: named, context }]
  })
}

function unquoted(word: string): string {
  return word.replace(/^(["'])(.*)\1$/, '$2')
}

/** A path within the checkout; undefined for an address, and for what only a run knows. */
function local(path: string, folder = '.'): string | undefined {
  const root = /^(?:\$\{\{\s*github\.workspace\s*\}\}|\$\{?GITHUB_WORKSPACE\}?)(?:\/|$)/.exec(
    path.trim(),
  )?.[0]
  const within = path.trim().slice(root?.length ?? 0)
  if (/[$`*?]|:\/\/|^(?:git@|github\.com\/|-$|\/)/.test(within) || path === '') return undefined
  const clean = posix.join(root === undefined ? folder : '.', within).replace(/(?<=.)\/$/, '')
  return clean.startsWith('..') ? undefined : clean
}

function textIn(value: Value, key: string): string | undefined {
  const found = member(value, key)
  return typeof found === 'string' ? found : undefined
}

function valuesOf(value: Value | undefined): readonly Value[] {
  return isMap(value) ? [...value.map.values()] : []
}
