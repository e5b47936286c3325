import { basename, dirname } from 'node:path'
import { projectFolders } from '../../project/repository.ts'
import { composeServices } from './compose-definitions.ts'
import { isList, member } from './compose-value.ts'
import type { Around } from './definitions.ts'

/**
 * The names under which the compose files of a project build images, as they are written there, each with the name of its file. Files
 * that cannot be read have none.
 *
 * @param dockerfile absolute; the project is the one that it belongs to
 */
export function composeImages(
  dockerfile: string,
  environment: Around['environment'],
): ReadonlyMap<string, string> {
  const images = new Map<string, string>()
  for (const folder of projectFolders(dirname(dockerfile))) {
    for (const { files, value } of composeServices(folder, environment, () => undefined)) {
      const build = member(value, 'build') ?? null
      if (build === null) continue
      const tags = member(build, 'tags')
      for (const name of [member(value, 'image'), ...(isList(tags) ? tags.list : [])])
        if (typeof name === 'string' && !images.has(name)) images.set(name, basename(files.at(-1) ?? ''))
    }
  }
  return images
}
