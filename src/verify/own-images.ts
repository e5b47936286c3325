import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ask, linesOf, type Tool } from './ask.ts'

/** A name that nothing else on a machine has; one for every run. */
export function newName(): string {
  return `dfopt-verify-${randomBytes(6).toString('hex')}`
}

/** The images that a run made, by tag. */
export interface OwnImages {
  /** A tag for an image that is to be built. What is there now is left alone later, also where the build only finds it again. */
  reserve(): Promise<string>
  /** Notes what a build gave a reserved tag; false where it gave nothing. */
  made(tag: string): Promise<boolean>
  remove(tag: string): Promise<void>
  /** Removes what stands under a tag of this run. */
  clear(): Promise<void>
}

/**
 * Of docker, or podman by the same commands. Images are removed by their tags, so one that has other names keeps
 * them. An image without a name that was there before, and that a build out of the cache found again, would go with its
 * last tag: the tag is first moved to an empty image.
 */
export function ownImages(tool: Tool, prefix: string, scratch: string): OwnImages {
  const foreign = new Set<string>()
  const own = new Set<string>()
  const kept = new Set<string>()
  let count = 0

  const remove = async (tag: string): Promise<void> => {
    if (kept.has(tag) && (await isLastName(tag))) await ask(tool, ['import', await emptyArchive(), tag])
    const { ok } = await ask(tool, ['image', 'rm', tag])
    if (ok) kept.delete(tag)
  }

  const isLastName = async (tag: string): Promise<boolean> => {
    const { stdout } = await ask(tool, ['image', 'inspect', '--format', '{{len .RepoTags}}', tag])
    return stdout.trim() === '1'
  }

  const emptyArchive = async (): Promise<string> => {
    const path = join(scratch, `${prefix}-empty.tar`)
    await writeFile(path, Buffer.alloc(1024))
    return path
  }

  return {
    remove,
    async reserve() {
      const { stdout } = await ask(tool, ['image', 'ls', '--all', '--quiet', '--no-trunc'])
      for (const id of linesOf(stdout)) if (!own.has(id)) foreign.add(id)
      count += 1
      return `${prefix}:${count}`
    },
    async made(tag) {
      const { ok, stdout } = await ask(tool, ['image', 'inspect', '--format', '{{.Id}}', tag])
      if (!ok) return false
      const id = stdout.trim()
      if (foreign.has(id)) kept.add(tag)
      else own.add(id)
      return true
    },
    async clear() {
      const args = ['image', 'ls', '--filter', `reference=${prefix}`, '--format', '{{.Repository}}:{{.Tag}}']
      for (const tag of linesOf((await ask(tool, args)).stdout)) await remove(tag)
    },
  }
}
