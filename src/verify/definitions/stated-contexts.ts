// From which folders a project builds a Dockerfile, as far as its files tell without running anything.
import { readdirSync, statSync } from 'node:fs'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { projectFolders, repositoryRoot } from '../../project/repository.ts'
import { composeServices } from './compose-definitions.ts'
import { serviceBuild } from './compose-build.ts'
import { readText } from './compose-model.ts'
import { realPathOf } from './definition-parts.ts'
import { workflowBuilds, type WorkflowBuild } from './workflow-builds.ts'

interface StatedBuild {
  /** Absolute. */
  readonly dockerfile: string
  readonly context: string
}

/**
 * By compose and bake files beside a Dockerfile and above it up to the root of the repository, and by its workflows; each once, in
 * that order. What takes its value from the environment of a build is left out, as are bake files that are more than plain text.
 *
 * @param dockerfile absolute
 */
export function statedContexts(dockerfile: string): readonly string[] {
  const real = realPathOf(dockerfile) ?? dockerfile
  const root = repositoryRoot(dirname(real))
  const stated = [
    ...projectFolders(dirname(real)).flatMap((folder) => [...composed(folder), ...baked(folder)]),
    ...(root === undefined ? [] : workflows(root)),
  ]
  const contexts = stated
    .filter((each) => (realPathOf(each.dockerfile) ?? each.dockerfile) === real)
    .map(({ context }) => context)
  return [...new Set(contexts)].filter(isFolder)
}

// A run asks for every Dockerfile of a repository.
const known = new Map<string, readonly StatedBuild[]>()

function remembered(key: string, find: () => readonly StatedBuild[]): readonly StatedBuild[] {
  const builds = known.get(key) ?? find()
  known.set(key, builds)
  return builds
}

function composed(folder: string): readonly StatedBuild[] {
  return remembered(`compose ${folder}`, () =>
    composeServices(folder, {}, () => undefined).flatMap(({ value, model, lookup, exported }) => {
      const build = serviceBuild(value, model, lookup, exported)
      if (build?.context === undefined || build.dockerfile.includes('$')) return []
      return [{ dockerfile: build.dockerfile, context: build.context }]
    }),
  )
}

const BAKE = /^docker-bake(?:\.override)?\.(?:hcl|json)$/

/** Paths of a bake file are relative to where bake is called, which is beside it. */
function baked(folder: string): readonly StatedBuild[] {
  return remembered(`bake ${folder}`, () =>
    namesIn(folder)
      .filter((name) => BAKE.test(name))
      .flatMap((name) => {
        const text = textOf(join(folder, name))
        const blocks = name.endsWith('.hcl') ? hclTargets(text) : jsonTargets(text)
        return blocks.flatMap(({ context = '.', dockerfile = 'Dockerfile' }) => {
          if (/\$\{|:\/\/|^target:/.test(context + dockerfile)) return []
          const base = resolve(folder, context)
          return [{ dockerfile: isAbsolute(dockerfile) ? dockerfile : join(base, dockerfile), context: base }]
        })
      }),
  )
}

interface BakeBlock {
  readonly context: string | undefined
  readonly dockerfile: string | undefined
}

/** Of blocks whose values are plain text, and that take nothing over from others. */
function hclTargets(text: string): readonly BakeBlock[] {
  const plain = text.replaceAll(/^\s*(?:#|\/\/).*$/gm, '')
  return [...plain.matchAll(/^target\s+"[^"]*"\s*\{([^]*?)^\}/gm)].flatMap(([, block = '']) => {
    const given = (key: string): string | undefined =>
      new RegExp(`^\\s*${key}\\s*=\\s*"([^"]*)"\\s*$`, 'm').exec(block)?.[1]
    const isOpen = /^\s*(?:context|dockerfile)\s*=\s*[^"\s]/m.test(block) || /^\s*inherits\s*=/m.test(block)
    return isOpen ? [] : [{ context: given('context'), dockerfile: given('dockerfile') }]
  })
}

function jsonTargets(text: string): readonly BakeBlock[] {
  try {
    const root: unknown = JSON.parse(text)
    return Object.values(fieldsOf(fieldsOf(root)['target'])).flatMap((block) => {
      const { context, dockerfile, inherits } = fieldsOf(block)
      if (inherits !== undefined) return []
      return [
        {
          context: typeof context === 'string' ? context : undefined,
          dockerfile: typeof dockerfile === 'string' ? dockerfile : undefined,
        },
      ]
    })
  } catch {
    return []
  }
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}

function workflows(root: string): readonly StatedBuild[] {
  return remembered(`workflows ${root}`, () =>
    workflowBuilds(root).map(({ dockerfile, context }: WorkflowBuild) => ({
      dockerfile: join(root, dockerfile),
      context: resolve(root, context),
    })),
  )
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort()
  } catch {
    return []
  }
}

function textOf(path: string): string {
  try {
    return readText(path)
  } catch {
    return ''
  }
}
