import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * The working containers that a build which was ended has left: those whose settings name its secret. podman and
 * buildah write the settings down when they make a container, and nothing else in them is one build's own.
 *
 * @param graphRoot where they keep their images and containers
 */
export async function containersWith(secret: string, graphRoot: string): Promise<readonly string[]> {
  const found: string[] = []
  for (const kind of await namesIn(graphRoot))
    if (kind.endsWith('-containers'))
      for (const id of await namesIn(join(graphRoot, kind))) {
        const settings = join(graphRoot, kind, id, 'userdata', 'buildah.json')
        const text = await readFile(settings, 'utf8').catch(() => '')
        if (text.includes(`"id=${secret},`)) found.push(id)
      }
  return found
}

function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => [])
}
