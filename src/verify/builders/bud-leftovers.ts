import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The working containers of one build, among those of everybody. */
export interface WorkingContainers {
  /** To be called now and then while it runs. */
  look(): void
  /** Ids of those that are still there. */
  left(): Promise<readonly string[]>
}

/**
 * podman and buildah write down the settings of a container that they make, and nothing in them is one build's own but
 * a secret with a name of its own. Where they fail while they remove one, the settings may be gone before it is:
 * that is why it is looked for during the build as well.
 *
 * @param graphRoot where they keep their images and containers
 */
export function workingContainers(secret: string, graphRoot: string): WorkingContainers {
  const seen = new Set<string>()
  let looking: Promise<void> = Promise.resolve()
  const look = async (): Promise<void> => {
    for (const folder of await storesIn(graphRoot))
      for (const id of await namesIn(folder)) {
        if (seen.has(id)) continue
        const settings = await textOf(join(folder, id, 'userdata', 'buildah.json'))
        if (settings.includes(`"id=${secret},`)) seen.add(id)
      }
  }
  return {
    look() {
      looking = looking.then(look)
    },
    async left() {
      await looking
      await look()
      const left: string[] = []
      for (const folder of await storesIn(graphRoot)) {
        const list = await textOf(join(folder, 'containers.json'))
        left.push(...[...seen].filter((id) => list.includes(id)))
      }
      return left
    },
  }
}

/** There is one for each way to store layers that was ever used. */
async function storesIn(graphRoot: string): Promise<readonly string[]> {
  const names = await namesIn(graphRoot)
  return names.filter((name) => name.endsWith('-containers')).map((name) => join(graphRoot, name))
}

function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => [])
}

function textOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '')
}
