// Where the tools that a build calls write, as far as their options and settings tell.
import { posix } from 'node:path'
import { fieldOf, textOf, textsOf } from '../../../../project/node/values.ts'
import type { Call } from '../../../calls/calls.ts'
import { managerCall } from './manager-calls.ts'
import type { NodeProject } from './node-project.ts'
import { jsonWithComments } from './json-with-comments.ts'

/** Tools that write nothing, or only take away what is written anew. */
const WITHOUT_OUTPUT =
  /^(?:rm|chmod|chown|rimraf|del|del-cli|mkdir|mkdirp|eslint|prettier|stylelint|jest|vitest|mocha|echo|cd|true|test|\[|node-gyp|only-allow|husky|tsc-alias|tscpaths|cross-env|set|export|patch-package|npm-force-resolutions|ls|cat|:|check-node-version|syncpack|tslint|biome)$/
const COPIES = /^(?:cp|copyfiles|cpx|cpx2|ncp|cpy|cpr|copy)$/

/**
 * Folders and files, from the project's folder on, that the build fills; undefined where one of its tools may write anywhere.
 */
export function buildOutputs(calls: readonly Call[], project: NodeProject): readonly string[] | undefined {
  const all: string[] = []
  for (const call of calls) {
    if (call.folder !== project.folder) return undefined
    const kind = managerCall(call.command)
    if (kind !== undefined && kind !== 'run') continue
    const found = outputsOf(call, project)
    if (!found) return undefined
    all.push(...found)
  }
  return [...new Set(all.map((each) => posix.normalize(each).replace(/\/$/, '')))]
}

function outputsOf({ command }: Call, project: NodeProject): readonly string[] | undefined {
  const words = command.args.map((word) => word.literal ?? word.text)
  let name = command.name ?? ''
  let rest = words
  if (/^(?:npm|yarn|pnpm)$/.test(name)) {
    const at = words.findIndex((word) => !word.startsWith('-'))
    const script = /^(?:run|run-script)$/.test(words[at] ?? '') ? words[at + 1] : words[at]
    // What the script calls stands behind it.
    if (script !== undefined && project.scripts.has(script)) return []
    if (/^(?:exec|x|dlx)$/.test(words[at] ?? '')) rest = words.slice(at + 1)
    else return undefined
    ;[name = '', ...rest] = rest.filter((word) => word !== '--')
  }
  if (/^(?:npx|pnpx|shx|cross-env)$/.test(name)) {
    const at = rest.findIndex((word) => !word.startsWith('-') && !/^\w+=/.test(word))
    if (at === -1) return undefined
    ;[name = '', ...rest] = rest.slice(at)
  }
  if (command.redirects) return undefined
  if (WITHOUT_OUTPUT.test(name)) return []
  if (COPIES.test(name)) {
    const target = rest.findLast((word) => !word.startsWith('-'))
    return target === undefined || /[$*`]|^\//.test(target) ? undefined : [target]
  }
  return outputsOfTool(name, rest, project)
}

function outputsOfTool(
  name: string,
  words: readonly string[],
  project: NodeProject,
): readonly string[] | undefined {
  const { files } = project
  const option = (pattern: RegExp): string | undefined => {
    const at = words.findIndex((word) => pattern.test(word.split('=')[0] ?? ''))
    if (at === -1) return undefined
    const word = words[at] ?? ''
    return word.includes('=') ? word.slice(word.indexOf('=') + 1) : words[at + 1]
  }
  const one = (path: string | undefined): readonly string[] | undefined =>
    path === undefined ? undefined : [path]
  switch (name) {
    case 'tsc': {
      if (words.includes('--noEmit')) return []
      const given = option(/^--outDir$/)
      if (given !== undefined) return [given]
      const named = option(/^(?:-p|--project|-b|--build)$/)
      const config =
        named === undefined || named.startsWith('-')
          ? 'tsconfig.json'
          : named.endsWith('.json')
            ? named
            : posix.join(named, 'tsconfig.json')
      return typescriptOutput(config, files)
    }
    case 'nest': {
      if (words[0] !== 'build' || words.length > 1) return undefined
      const settings = jsonWithComments(files.read('nest-cli.json') ?? '{}')
      const options = fieldOf(settings, 'compilerOptions')
      if (fieldOf(settings, 'monorepo') !== undefined || fieldOf(settings, 'projects') !== undefined)
        return undefined
      const config =
        textOf(fieldOf(options, 'tsConfigPath')) ??
        (files.read('tsconfig.build.json') === undefined ? 'tsconfig.json' : 'tsconfig.build.json')
      return typescriptOutput(config, files)
    }
    case 'esbuild':
      return one(option(/^--outdir$/) ?? folderOf(option(/^--outfile$/)))
    case 'swc':
    case 'babel':
      return one(option(/^(?:-d|--out-dir)$/))
    case 'ncc':
      return [option(/^(?:-o|--out)$/) ?? 'dist']
    case 'tsup': {
      const given = option(/^(?:-d|--out-dir)$/)
      if (given !== undefined) return [given]
      const config = (files.list('') ?? []).filter((each) => each.startsWith('tsup.config.'))
      const texts = [
        ...config.map((each) => files.read(each) ?? ''),
        JSON.stringify(fieldOf(project.manifest, 'tsup') ?? ''),
      ]
      return texts.some((text) => /outDir|outdir|publicDir/.test(text)) ? undefined : ['dist']
    }
    case 'svelte-kit':
      return words[0] === 'sync' ? [] : undefined
    case 'vite':
      return words[0] === 'build' && words.length === 1 ? one(adapterOutput(project)) : undefined
    case 'prisma':
      return words[0] === 'generate' ? prismaOutput(words, project) : undefined
    default:
      return undefined
  }
}

function folderOf(path: string | undefined): string | undefined {
  return path === undefined ? undefined : posix.dirname(path)
}

/** The outDir of a tsconfig.json, by those that it extends, too; undefined where the compiler writes beside the sources. */
function typescriptOutput(
  path: string,
  { read }: NodeProject['files'],
  depth = 0,
): readonly string[] | undefined {
  const text = read(path)
  const config = text === undefined ? undefined : jsonWithComments(text)
  if (config === undefined || depth > 5) return undefined
  const own = textOf(fieldOf(fieldOf(config, 'compilerOptions'), 'outDir'))
  if (own !== undefined) return own.includes('${') ? undefined : [posix.join(posix.dirname(path), own)]
  const parents = textsOf(fieldOf(config, 'extends')).filter((each) => each.startsWith('.'))
  for (const parent of parents.toReversed()) {
    const named = posix.join(posix.dirname(path), parent)
    const found = typescriptOutput(
      named.endsWith('.json') ? named : `${named}.json`,
      { read, list: () => undefined },
      depth + 1,
    )
    if (found) return found
  }
  return undefined
}

/** https://svelte.dev/docs/kit/adapter-node#Options-out; undefined where another adapter says what vite builds. */
export function adapterOutput({ files }: NodeProject): string | undefined {
  const text = ['svelte.config.js', 'svelte.config.ts']
    .map((name) => files.read(name))
    .find((each) => each !== undefined)
  if (text?.includes('adapter-node') !== true) return undefined
  return /\bout\s*:\s*['"]([^'"]+)['"]/.exec(text)?.[1] ?? (/\bout\s*:/.test(text) ? undefined : 'build')
}

/** The client is generated into node_modules/.prisma, unless the schema names another place. */
function prismaOutput(
  words: readonly string[],
  { manifest, files }: NodeProject,
): readonly string[] | undefined {
  const at = words.findIndex((word) => word === '--schema')
  const schema =
    words.find((word) => word.startsWith('--schema='))?.slice('--schema='.length) ??
    (at === -1 ? undefined : words[at + 1]) ??
    textOf(fieldOf(fieldOf(manifest, 'prisma'), 'schema')) ??
    'prisma/schema.prisma'
  const text = files.read(schema)
  if (text === undefined) return undefined
  const output = /^\s*output\s*=\s*"([^"]*)"/m.exec(text.replace(/^\s*\/\/.*$/gm, ''))?.[1]
  if (output === undefined) return []
  const place = posix.join(posix.dirname(schema), output)
  return place.startsWith('node_modules/') ? [] : undefined
}
