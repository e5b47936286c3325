import { Readable } from 'node:stream'
import { makeTar, sha256, type Made } from './make-tar.ts'

export interface MadeImage {
  /** Uncompressed layers, from the base up. */
  readonly layers: readonly Buffer[]
  /** Fields of the image's JSON, in place of those that are made up. */
  readonly json?: Readonly<Record<string, unknown>>
}

export interface Blob {
  readonly digest: string
  readonly content: Buffer
}

export function blobOf(content: Buffer | string): Blob {
  return { digest: `sha256:${sha256(content)}`, content: Buffer.from(content) }
}

export function imageJson({ layers, json }: MadeImage): string {
  return JSON.stringify({
    architecture: 'amd64',
    os: 'linux',
    config: { Env: ['A=1'], Cmd: ['sh'] },
    rootfs: { type: 'layers', diff_ids: layers.map((layer) => blobOf(layer).digest) },
    history: layers.map((_, place) => ({ created_by: `RUN ${place}` })),
    ...json,
  })
}

/** As Docker 25 and later save it: an OCI layout with a manifest.json, which comes last. */
export function dockerArchive(image: MadeImage): readonly Made[] {
  const config = blobOf(imageJson(image))
  const layers = image.layers.map(blobOf)
  return [
    { name: 'blobs/', flag: '5' },
    ...[...layers, config].map(entryOf),
    { name: 'index.json', content: JSON.stringify({ manifests: [] }) },
    {
      name: 'manifest.json',
      content: JSON.stringify([
        {
          Config: place(config.digest),
          RepoTags: ['a:b'],
          Layers: layers.map(({ digest }) => place(digest)),
        },
      ]),
    },
    { name: 'oci-layout', content: '{"imageLayoutVersion":"1.0.0"}' },
  ]
}

/** As Docker up to 24 saves it: a folder for each layer; a layer that is there already is a symlink to it. */
export function oldDockerArchive(image: MadeImage): readonly Made[] {
  const ids = image.layers.map((_, at) => sha256(`id ${at}`))
  const config = `${sha256(imageJson(image))}.json`
  const first = (layer: Buffer): number => image.layers.findIndex((each) => each.equals(layer))
  return [
    ...image.layers.flatMap((layer, at): readonly Made[] => {
      const name = `${ids[at] ?? ''}/layer.tar`
      const link = { name, flag: '2', link: `../${ids[first(layer)] ?? ''}/layer.tar` }
      return [
        { name: `${ids[at] ?? ''}/`, flag: '5' },
        { name: `${ids[at] ?? ''}/VERSION`, content: '1.0' },
        { name: `${ids[at] ?? ''}/json`, content: '{}' },
        first(layer) === at ? { name, content: layer } : link,
      ]
    }),
    { name: config, content: imageJson(image) },
    {
      name: 'manifest.json',
      content: JSON.stringify([
        { Config: config, RepoTags: null, Layers: ids.map((id) => `${id}/layer.tar`) },
      ]),
    },
  ]
}

/** As podman saves it as docker-archive: layers by their digests, and symlinks for old readers. */
export function podmanArchive(image: MadeImage): readonly Made[] {
  const names = image.layers.map((layer) => `${sha256(layer)}.tar`)
  const config = `${sha256(imageJson(image))}.json`
  return [
    ...image.layers.map((content, at) => ({ name: names[at] ?? '', content })),
    { name: config, content: imageJson(image) },
    ...names.map((name, at) => ({ name: `${sha256(`id ${at}`)}/layer.tar`, flag: '2', link: `../${name}` })),
    { name: 'manifest.json', content: JSON.stringify([{ Config: config, RepoTags: [], Layers: names }]) },
  ]
}

/** A manifest of an OCI layout, and the blobs that it leads to. */
export function ociManifest(image: MadeImage, pack: (layer: Buffer) => Buffer): readonly [Blob, ...Blob[]] {
  const config = blobOf(imageJson(image))
  const layers = image.layers.map((layer) => blobOf(pack(layer)))
  const manifest = blobOf(
    JSON.stringify({
      schemaVersion: 2,
      config: { digest: config.digest },
      layers: layers.map(({ digest }) => ({ digest })),
    }),
  )
  return [manifest, config, ...layers]
}

/** An OCI layout whose index.json leads to the descriptors. */
export function ociArchive(descriptors: readonly unknown[], blobs: readonly Blob[]): readonly Made[] {
  return [
    ...blobs.map(entryOf),
    { name: 'index.json', content: JSON.stringify({ schemaVersion: 2, manifests: descriptors }) },
    { name: 'oci-layout', content: '{"imageLayoutVersion":"1.0.0"}' },
  ]
}

/** The archive as a stream of pieces of that many bytes. */
export function streamOf(archive: Buffer | readonly Made[], piece = 4096): Readable {
  const bytes = Buffer.isBuffer(archive) ? archive : makeTar(archive)
  const count = Math.ceil(bytes.length / piece)
  return Readable.from(Array.from({ length: count }, (_, at) => bytes.subarray(at * piece, (at + 1) * piece)))
}

function place(digest: string): string {
  return `blobs/${digest.replace(':', '/')}`
}

function entryOf({ digest, content }: Blob): Made {
  return { name: place(digest), content }
}
