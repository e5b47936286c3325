import { mkdtempSync } from 'node:fs'
import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ask, linesOf, type Tool } from './ask.ts'

/** A folder of temporary files for one run of podman's or buildah's program, so that what it leaves there is known to be its own. */
export interface Scene {
  readonly folder: string
  /** The tool, told to keep its temporary files there. */
  readonly tool: Tool
  /** Removes it. @param cut whether its program was ended: then its containers may still run, and are ended first */
  close(cut: boolean): Promise<void>
}

export interface Scenes {
  /** @throws where no folder can be made */
  open(): Scene
  clear(): Promise<void>
}

/**
 * The builders keep there, too, what RUN mounts as a cache: each build begins with empty ones.
 *
 * @param name what the folders' names begin with
 * @param scratch taken where the builder's own place for temporary files cannot be written
 * @param runtime what starts containers, where that is known
 */
export function scenesOf(tool: Tool, name: string, scratch: string, runtime: string | undefined): Scenes {
  const { command, environment } = tool
  const open = new Set<Scene>()
  const runtimes = [...new Set([runtime ?? 'crun', 'crun', 'runc'])]
  const close = async (folder: string, cut: boolean): Promise<void> => {
    if (cut) for (const each of runtimes) await endContainers({ command: each, environment }, folder)
    // Whatever is mounted below is not ours to remove.
    if (!(await hasMounts(folder))) await rm(folder, { recursive: true, force: true }).catch(() => undefined)
  }
  return {
    open() {
      const folder = newFolder([environment['TMPDIR'] ?? '/var/tmp', scratch], `${name}-`)
      const scene: Scene = {
        folder,
        tool: { command, environment: { ...environment, TMPDIR: folder } },
        async close(cut) {
          await close(folder, cut)
          open.delete(scene)
        },
      }
      open.add(scene)
      return scene
    },
    async clear() {
      for (const scene of open) await scene.close(true)
    },
  }
}

function newFolder([place, ...others]: readonly string[], name: string): string {
  try {
    return mkdtempSync(join(place ?? '', name))
  } catch (error) {
    if (others.length === 0) throw error
    return newFolder(others, name)
  }
}

/** A runtime knows its containers longer than the builder keeps their folders. */
async function endContainers(runtime: Tool, folder: string): Promise<void> {
  const { ok, stdout } = await ask(runtime, ['list'])
  if (!ok) return
  const known = linesOf(stdout).flatMap((line) => {
    const place = line.indexOf(`${folder}/`)
    return place === -1 ? [] : (/^\/(buildah\d+)/.exec(line.slice(place + folder.length))?.[1] ?? [])
  })
  for (const bundle of new Set([...known, ...(await bundlesIn(folder))]))
    await ask(runtime, ['delete', '--force', runtimeName(bundle)])
}

/** The folders of containers that were handed to a runtime. */
async function bundlesIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => [])
  return names.filter((name) => /^buildah\d+$/.test(name))
}

/** The name under which a runtime, and the control groups, know the container of such a folder. */
function runtimeName(bundle: string): string {
  return `buildah-${bundle}`
}

/** The first process of the container that was started from a scene, once there is one. */
export async function startedIn({
  folder,
}: Scene): Promise<{ readonly pid: number; readonly container: string } | undefined> {
  for (const bundle of await bundlesIn(folder)) {
    const pid = Number(await readFile(join(folder, bundle, 'pid'), 'utf8').catch(() => ''))
    // As long as the runtime has its own program there, the container may still come to nothing.
    const program = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')
    if (pid > 0 && !/^(?:runc|crun)/.test(program)) return { pid, container: runtimeName(bundle) }
  }
  return undefined
}

async function hasMounts(folder: string): Promise<boolean> {
  const table = await readFile('/proc/self/mountinfo', 'utf8').catch(() => '')
  return table.includes(` ${folder}/`)
}
