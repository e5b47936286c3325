import { arch } from 'node:os'
import { ArchiveError } from './archive-error.ts'
import { platformOf } from './image-config.ts'
import { listIn, recordIn, stringIn, stringsIn } from './json-fields.ts'

/** The image of an archive: its configuration and its layers from the base up, by their names in the archive. */
export interface Manifest {
  /** The image's JSON. */
  readonly json: unknown
  readonly layers: readonly string[]
  /** sha256:… of each uncompressed layer. */
  readonly digests: readonly string[]
}

/** Parsed JSON of an entry; undefined where there is none. */
export type JsonByName = (name: string) => unknown

/**
 * Finds the image in an archive of `docker save` (manifest.json, in archives of Docker 25 and later as well) or in an OCI
 * layout (index.json). @throws ArchiveError
 */
export function findManifest(jsonOf: JsonByName): Manifest {
  const docker = jsonOf('manifest.json')
  const { config, layers } = Array.isArray(docker) ? dockerImage(docker) : ociImage(jsonOf)
  const json = jsonOf(config)
  if (json === undefined) throw new ArchiveError('its configuration is missing from the archive')
  const digests = stringsIn(recordIn(json, 'rootfs'), 'diff_ids')
  if (digests.length !== layers.length)
    throw new ArchiveError(
      `its configuration lists ${digests.length} layers, and its manifest ${layers.length}`,
    )
  return { json, layers, digests }
}

/** Names in the archive. */
interface Parts {
  readonly config: string
  readonly layers: readonly string[]
}

function dockerImage(manifests: readonly unknown[]): Parts {
  const images = new Map(manifests.map((each) => [stringIn(each, 'Config'), stringsIn(each, 'Layers')]))
  const [first] = images
  if (first === undefined || images.size > 1) throw notOne(images.size)
  return { config: first[0], layers: first[1] }
}

function ociImage(jsonOf: JsonByName): Parts {
  const index = jsonOf('index.json')
  if (index === undefined)
    throw new ArchiveError(
      'the archive has neither a manifest.json nor an index.json, so it is no image archive',
    )
  const images = [...imagesOf(index, jsonOf).values()]
  const own = images.length > 1 ? images.filter(({ platform }) => isOwn(platform)) : images
  const [first] = own
  if (first === undefined || own.length > 1)
    throw notOne(
      images.length,
      images.map(({ platform }) => platform),
    )
  return {
    config: blob(stringIn(recordIn(first.manifest, 'config'), 'digest')),
    layers: listIn(first.manifest, 'layers').map((layer) => blob(stringIn(layer, 'digest'))),
  }
}

interface OciImage {
  readonly manifest: unknown
  readonly platform: string
}

/** Images of an index and of those in it by digest, as far as the archive has them; provenance and the like left out. */
function imagesOf(index: unknown, jsonOf: JsonByName): ReadonlyMap<string, OciImage> {
  const images = new Map<string, OciImage>()
  const seen = new Set<string>()
  const indexes = [{ manifest: index, platform: '' }]
  for (let next = indexes.pop(); next !== undefined; next = indexes.pop())
    for (const descriptor of listIn(next.manifest, 'manifests')) {
      const digest = stringIn(descriptor, 'digest')
      const manifest = jsonOf(blob(digest))
      const platform = platformOf(recordIn(descriptor, 'platform')) || next.platform
      const attestation = stringIn(recordIn(descriptor, 'annotations'), 'vnd.docker.reference.type') !== ''
      if (manifest === undefined || attestation || platform === 'unknown/unknown' || seen.has(digest))
        continue
      seen.add(digest)
      if (listIn(manifest, 'manifests').length > 0) indexes.push({ manifest, platform })
      else images.set(digest, { manifest, platform })
    }
  return images
}

/** Where an archive holds images of several platforms, the builder runs that of this machine. */
function isOwn(platform: string): boolean {
  const names: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386', ppc64: 'ppc64le' }
  return platform.split('/').slice(0, 2).join('/') === `linux/${names[arch()] ?? arch()}`
}

function blob(digest: string): string {
  return `blobs/${digest.replace(':', '/')}`
}

function notOne(count: number, platforms: readonly string[] = []): ArchiveError {
  return new ArchiveError(
    count === 0
      ? 'the archive holds no image'
      : `the archive holds ${count} images${platforms.length === 0 ? '' : ` (${platforms.join(', ')})`}, and it is not clear which one is meant`,
    'export a single image for a single platform',
  )
}
