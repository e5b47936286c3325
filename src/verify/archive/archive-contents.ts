import { posix } from 'node:path'
import { layerTaker, type ReadLayer, type LayerTaker } from './archive-layer.ts'
import { ArchiveError } from './archive-error.ts'
import { displayName } from './names.ts'
import type { Pumps } from './pump.ts'
import type { Sink } from './sink.ts'
import { BLOCK } from './tar-header.ts'
import type { TarEntry } from './tar.ts'

/** What an image archive holds, by name. What it means is known only at its end. */
export interface ArchiveContents {
  /** Takes the next entry of the archive. */
  take(entry: TarEntry): Sink | undefined
  /** Parsed JSON; undefined where there is no such entry. @throws ArchiveError */
  json(name: string): unknown
  /** @throws ArchiveError */
  layer(name: string): Promise<ReadLayer>
}

/** JSON that describes images is far smaller; what is larger is a list of packages or the like. */
const MAX_JSON = 8 * 1024 * 1024

const MAX_LINKS = 10

/** @param known tells of layers that need not be read again */
export function newArchiveContents(
  known: (name: string) => ReadLayer | undefined,
  pumps: Pumps,
): ArchiveContents {
  const texts = new Map<string, string>()
  const layers = new Map<string, LayerTaker['layer']>()
  const links = new Map<string, string>()
  const others = new Set<string>()

  function take({ type, name: written, link, size }: TarEntry): Sink | undefined {
    const name = posix.normalize(written)
    if (type === 'symlink') links.set(name, posix.join(posix.dirname(name), link))
    if (type === 'hard link') links.set(name, posix.normalize(link))
    if (type !== 'file') return undefined
    const layer = known(name)
    if (layer === undefined) return sniffed((head) => takerFor(name, head, size))
    layers.set(name, () => Promise.resolve(layer))
    return undefined
  }

  function takerFor(name: string, head: Buffer, size: number): Sink | undefined {
    const taker = layerTaker(head, size, pumps)
    if (taker !== undefined) layers.set(name, () => taker.layer())
    else others.add(name)
    if (taker !== undefined || size > MAX_JSON || !/^\s*[[{]/.test(head.toString('latin1'))) return taker
    return wholeText((text) => texts.set(name, text))
  }

  /** The name of what a name stands for. */
  function end(name: string): string {
    let at = posix.normalize(name)
    for (let hops = 0; hops < MAX_LINKS; hops += 1) at = links.get(at) ?? at
    return at
  }

  return {
    take,
    json: (name) => {
      const text = texts.get(end(name))
      if (text === undefined) return undefined
      try {
        const value: unknown = JSON.parse(text)
        return value
      } catch {
        throw new ArchiveError(`its ${displayName(name)} is no valid JSON`)
      }
    },
    layer: async (name) => {
      const layer = await layers.get(end(name))?.()
      if (layer === undefined) {
        const fault = others.has(end(name)) ? 'is neither a tar archive nor a compressed one' : 'is missing'
        throw new ArchiveError(`its layer ${displayName(name)} ${fault}`)
      }
      if (layer instanceof ArchiveError)
        throw new ArchiveError(`its layer ${displayName(name)} ${layer.message}`, layer.hint)
      return layer
    },
  }
}

/** Holds back the first block, to see what the content is. */
function sniffed(choose: (head: Buffer) => Sink | undefined): Sink {
  let head: Buffer | undefined = Buffer.alloc(0)
  let sink: Sink | undefined
  const decide = (): void => {
    if (head === undefined) return
    sink = choose(head)
    sink?.write(head)
    head = undefined
  }
  return {
    write: (chunk) => {
      if (head === undefined) {
        sink?.write(chunk)
        return
      }
      const missing = BLOCK - head.length
      head = Buffer.concat([head, chunk.subarray(0, missing)])
      if (head.length < BLOCK) return
      decide()
      if (chunk.length > missing) sink?.write(chunk.subarray(missing))
    },
    end: () => {
      decide()
      sink?.end()
    },
  }
}

function wholeText(take: (text: string) => void): Sink {
  const chunks: Buffer[] = []
  return {
    write: (chunk) => chunks.push(Buffer.from(chunk)),
    end: () => take(Buffer.concat(chunks).toString('utf8')),
  }
}
