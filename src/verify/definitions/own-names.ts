import { readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { projectFolders } from '../../project/repository.ts'
import { BAKE_FILES } from './bake.ts'
import { hclOutside, type BakeOutside } from './bake-names.ts'
import { jsonOutside } from './bake-target.ts'
import { composeServices } from './compose-definitions.ts'
import { pairsOf } from './compose-merge.ts'
import { isList, member } from './compose-value.ts'
import type { Around } from './definitions.ts'

/** A name of an image that a project has a meaning of its own for. */
export interface OwnName {
  /** As it is written. */
  readonly name: string
  /** The name of the file that says so. */
  readonly file: string
  /** `image`: it is built under that name. `context`: builds take what the file says in place of such an image. */
  readonly kind: 'image' | 'context'
}

/**
 * The names under which the compose and bake files of a project build images, and those of the build contexts that they name. Files that
 * cannot be read have none, and neither has an expression that only buildx can evaluate.
 *
 * @param dockerfile absolute; the project is the one that it belongs to
 */
export function ownNames(dockerfile: string, environment: Around['environment']): readonly OwnName[] {
  return projectFolders(dirname(dockerfile)).flatMap((folder) => [
    ...composeNames(folder, environment),
    ...BAKE_FILES.flatMap((file) => bakeNames(join(folder, file))),
  ])
}

function composeNames(folder: string, environment: Around['environment']): readonly OwnName[] {
  return composeServices(folder, environment, () => undefined).flatMap(({ files, value }) => {
    const build = member(value, 'build') ?? null
    if (build === null) return []
    const file = basename(files.at(-1) ?? '')
    const tags = member(build, 'tags')
    const images = [member(value, 'image'), ...(isList(tags) ? tags.list : [])]
    const contexts = [...pairsOf(member(build, 'additional_contexts') ?? null).map.keys()]
    return [
      ...images.flatMap((name) => (typeof name === 'string' ? [{ name, file, kind: 'image' as const }] : [])),
      ...contexts.map((name) => ({ name, file, kind: 'context' as const })),
    ]
  })
}

function bakeNames(path: string): readonly OwnName[] {
  const { tags, contexts } = bakeOutside(path)
  const file = basename(path)
  return [
    ...tags.map((name) => ({ name, file, kind: 'image' as const })),
    ...contexts.map((name) => ({ name, file, kind: 'context' as const })),
  ]
}

function bakeOutside(path: string): BakeOutside {
  try {
    const text = readFileSync(path, 'utf8')
    return path.endsWith('.json') ? jsonOutside(text) : hclOutside(text)
  } catch {
    return { tags: [], contexts: [] }
  }
}
