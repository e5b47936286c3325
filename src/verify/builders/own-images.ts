import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ask, linesOf, type Answer, type Tool } from './ask.ts'

/** A name that nothing else on a machine has; one for every run. */
export function newName(): string {
  return `dfopt-verify-${randomBytes(6).toString('hex')}`
}

/** How a builder keeps its images. */
export interface ImageStore {
  readonly tool: Tool
  /** What the tags of this run begin with. */
  readonly prefix: string
  /** Lists all images, a line for each name: the id, a blank, the name. */
  readonly list: readonly string[]
  readonly tag: readonly string[]
  readonly remove: readonly string[]
  /** Whether `remove` leaves the nameless images alone that an image was built from. */
  readonly sparesParents: boolean
  /** Gives a tag to an image of no use. */
  readonly tagEmpty: (tag: string) => Promise<void>
}

/** The images that a run made, by tag. */
export interface OwnImages {
  /** A tag for an image that is to be built. What is there by now is never removed. */
  reserve(): Promise<{ readonly tag: string } | { readonly error: string }>
  /**
   * Notes what a build gave a reserved tag, and the images that its output named; their ids may be cut short.
   *
   * @returns whether it gave an image
   */
  made(tag: string, named?: readonly string[]): Promise<boolean>
  remove(tag: string): Promise<void>
  /** Removes all that is left of this run. */
  clear(): Promise<void>
}

interface Row {
  readonly id: string
  /** undefined for an image without one. */
  readonly name: string | undefined
}

/** Seconds; an engine that is still asked after a stop should not be waited for much longer. */
const LISTS = 15
const REMOVES = 120

/**
 * Images are removed by their tags, so one that has other names keeps them. An image without a name that was there
 * before would go with a tag that a build out of the cache gave it, or with its last child: such a tag is moved to an
 * empty image first, and such a parent has a tag while its child is removed.
 */
export function ownImages(store: ImageStore): OwnImages {
  const { tool, prefix } = store
  const foreign = new Set<string>()
  const own = new Set<string>()
  /** Nameless images on the way to a tag, in the order in which they were made. */
  const steps = new Map<string, readonly string[]>()
  /** Nameless images of others that a tag is, or was built from. */
  const borrowed = new Map<string, readonly string[]>()
  let count = 0

  const list = async (): Promise<readonly Row[]> => rowsOf(await ask(tool, store.list, LISTS))
  const removeOnly = (reference: string): Promise<unknown> => ask(tool, [...store.remove, reference], REMOVES)
  const release = async (tag: string): Promise<void> => {
    await store.tagEmpty(tag)
    await removeOnly(tag)
  }

  const remove = async (tag: string): Promise<void> => {
    const rows = await list()
    const id = rows.find(({ name }) => name === tag)?.id
    const mine = steps.get(tag) ?? []
    const parents = (borrowed.get(tag) ?? []).filter((each) => each !== id && isNameless(rows, each))
    const pins = store.sparesParents
      ? []
      : parents.map((each, index) => ({ each, pin: `${tag}-kept-${index}` }))
    for (const { each, pin } of pins) await ask(tool, [...store.tag, each, pin])
    if (id !== undefined && foreign.has(id) && rows.filter((row) => row.id === id).length === 1)
      await release(tag)
    else if (id !== undefined) await removeOnly(tag)
    if (mine.length > 0) {
      const left = await list()
      for (const each of mine.toReversed()) if (isNameless(left, each)) await removeOnly(each)
    }
    for (const { pin } of pins) await release(pin)
    steps.delete(tag)
    borrowed.delete(tag)
  }

  return {
    remove,
    async reserve() {
      const answer = await ask(tool, store.list, LISTS)
      if (!answer.ok) return answer
      for (const { id } of rowsOf(answer)) if (!own.has(id)) foreign.add(id)
      count += 1
      return { tag: `${prefix}:${count}` }
    },
    async made(tag, named = []) {
      const rows = await list()
      const id = rows.find(({ name }) => name === tag)?.id
      if (id !== undefined && !foreign.has(id)) own.add(id)
      const found = named.flatMap((short) => rows.find((row) => row.id.startsWith(short))?.id ?? [])
      const others = [...new Set(found)].filter((each) => each !== id)
      for (const each of others) if (!foreign.has(each)) own.add(each)
      steps.set(
        tag,
        others.filter((each) => !foreign.has(each)),
      )
      borrowed.set(
        tag,
        others.filter((each) => foreign.has(each)),
      )
      return id !== undefined
    },
    async clear() {
      for (const tag of [...steps.keys()]) await remove(tag)
      for (const { name } of await list()) if (name?.startsWith(`${prefix}:`)) await remove(name)
    },
  }
}

function rowsOf({ stdout }: Answer): readonly Row[] {
  return linesOf(stdout).map((line) => {
    const [id = '', name = ''] = line.trim().split(/\s+/)
    return { id: id.replace(/^sha256:/, ''), name: name.startsWith('<none>') ? undefined : name }
  })
}

function isNameless(rows: readonly Row[], id: string): boolean {
  return rows.some((row) => row.id === id) && rows.every((row) => row.id !== id || row.name === undefined)
}

/** Gives a tag to an image without content, for builders that take one from an archive. */
export function importEmpty(tool: Tool, scratch: string): (tag: string) => Promise<void> {
  return async (tag) => {
    const path = join(scratch, 'empty.tar')
    await writeFile(path, Buffer.alloc(1024))
    await ask(tool, ['import', path, tag])
  }
}
