import { randomBytes } from 'node:crypto'
import { arch } from 'node:os'
import { PassThrough, Readable } from 'node:stream'
import * as zlib from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ArchiveError } from '../../src/verify/archive/archive-error.ts'
import { newKnownLayers, readImage, type KnownLayers } from '../../src/verify/archive/archive.ts'
import type { Image } from '../../src/verify/image.ts'
import {
  blobOf,
  dockerArchive,
  imageJson,
  ociArchive,
  ociManifest,
  oldDockerArchive,
  podmanArchive,
  streamOf,
  type MadeImage,
} from './make-archive.ts'
import { makeTar, sha256, type Made } from './make-tar.ts'

const base = makeTar([
  { name: 'etc/', flag: '5', mode: 0o755 },
  { name: 'etc/a', content: 'a'.repeat(2000) },
  { name: 'etc/link', flag: '1', link: 'etc/a' },
])
const top = makeTar([
  { name: 'etc/', flag: '5', mode: 0o700 },
  { name: 'etc/b', content: 'b' },
  { name: 'etc/.wh.link' },
])
const image: MadeImage = { layers: [base, top] }
const EMPTY = Buffer.alloc(1024)

function read(
  archive: Buffer | readonly Made[],
  known: KnownLayers = newKnownLayers(),
  piece?: number,
): Promise<Image> {
  return readImage(streamOf(archive, piece), known)
}

async function failure(archive: Buffer | readonly Made[]): Promise<string> {
  const error: unknown = await read(archive).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(ArchiveError)
  return error instanceof Error ? error.message : ''
}

function linked([manifest]: readonly { readonly digest: string }[], more: object = {}): unknown {
  return { digest: manifest?.digest, ...more }
}

const gzipped = (layer: Buffer): Buffer => zlib.gzipSync(layer)
const manifest = ociManifest(image, gzipped)

describe('formats', () => {
  test.each<[string, readonly Made[]]>([
    ['Docker 25 and later', dockerArchive(image)],
    ['Docker up to 24', oldDockerArchive(image)],
    ['podman, docker-archive', podmanArchive(image)],
    ['OCI, compressed', ociArchive([linked(manifest)], manifest)],
    [
      'OCI, uncompressed',
      ociArchive(
        [linked(ociManifest(image, (layer) => layer))],
        ociManifest(image, (layer) => layer),
      ),
    ],
    [
      'names that begin with a dot',
      podmanArchive(image).map((entry) => ({ ...entry, name: `./${String(entry.name)}` })),
    ],
  ])('%s, in any order', async (_, entries) => {
    for (const archive of [entries, entries.toReversed()]) {
      const { config, layers, files } = await read(archive)
      expect(config).toMatchObject({ platform: 'linux/amd64', env: ['A=1'], cmd: ['sh'] })
      expect(layers).toMatchObject([
        { digest: blobOf(base).digest, createdBy: 'RUN 0', size: 2000 },
        { digest: blobOf(top).digest, createdBy: 'RUN 1', size: 1 },
      ])
      expect([...files.keys()].sort()).toEqual(['/etc', '/etc/a', '/etc/b'])
      expect(files.get('/etc')).toMatchObject({ type: 'directory', mode: 0o700, layer: 1 })
      expect(files.get('/etc/a')).toMatchObject({ size: 2000, digest: sha256('a'.repeat(2000)), layer: 0 })
    }
  })

  test('layers that are equal are stored once', async () => {
    const { layers } = await read(oldDockerArchive({ layers: [base, EMPTY, top, EMPTY] }))
    expect(layers.map(({ digest }) => digest)).toEqual(
      [base, EMPTY, top, EMPTY].map((layer) => blobOf(layer).digest),
    )
    expect(layers[3]).toEqual({ ...layers[1], createdBy: 'RUN 3' })
  })

  test('a layer may be an archive of the oldest format, which has no magic', async () => {
    const layer = makeTar([{ name: 'old', format: 'v7', content: 'x' }])
    expect((await read(dockerArchive({ layers: [layer] }))).files.get('/old')).toMatchObject({ size: 1 })
  })

  test('a layer in several gzip members', async () => {
    const parts = ociManifest({ layers: [base] }, (layer) =>
      Buffer.concat([zlib.gzipSync(layer.subarray(0, 700)), zlib.gzipSync(layer.subarray(700))]),
    )
    expect((await read(ociArchive([linked(parts)], parts))).files.size).toBe(3)
  })

  test('a layer that is compressed with zstd, where this Node knows it, else with a reason', async () => {
    const packed = ociManifest({ layers: [base] }, zstdStored)
    const entries = ociArchive([linked(packed)], packed)
    if ('createZstdDecompress' in zlib) expect((await read(entries)).files.size).toBe(3)
    else
      expect(await failure(entries)).toMatch(
        /^its layer blobs\/sha256\/[0-9a-f]{64} is compressed with zstd, which this version of Node cannot unpack$/,
      )
  })

  test('a layer of no bytes at all has no files', async () => {
    expect((await read(dockerArchive({ layers: [base, Buffer.alloc(0)] }))).files.size).toBe(3)
  })

  test('an image without layers', async () => {
    const { layers, files } = await read(dockerArchive({ layers: [] }))
    expect([layers, files.size]).toEqual([[], 0])
  })
})

describe('indexes', () => {
  const own = { x64: 'amd64', ia32: '386' }[arch()] ?? arch()
  const other = ociManifest({ layers: [top] }, gzipped)
  const provenance = blobOf('{"layers":[{"digest":"sha256:00","mediaType":"application/vnd.in-toto+json"}]}')
  const attestations = [
    { digest: provenance.digest, platform: { os: 'unknown', architecture: 'unknown' } },
    { digest: provenance.digest, annotations: { 'vnd.docker.reference.type': 'attestation-manifest' } },
  ]

  test('provenance is no image', async () => {
    const entries = ociArchive([...attestations, linked(manifest)], [...manifest, provenance])
    expect((await read(entries)).layers).toHaveLength(2)
  })

  test('an index may lead to another one', async () => {
    const inner = blobOf(JSON.stringify({ manifests: [linked(manifest), ...attestations] }))
    const entries = ociArchive([{ digest: inner.digest }], [...manifest, provenance, inner])
    expect((await read(entries)).layers).toHaveLength(2)
  })

  test('images that the archive does not hold are left out', async () => {
    const entries = ociArchive([linked(other), linked(manifest)], manifest)
    expect((await read(entries)).layers).toHaveLength(2)
  })

  test('the image of this machine is taken among several', async () => {
    const platform = { os: 'linux', architecture: own }
    const descriptors = [
      linked(other, { platform: { os: 'linux', architecture: 'sparc' } }),
      linked(manifest, { platform }),
      linked(manifest, { platform }),
    ]
    expect((await read(ociArchive(descriptors, [...other, ...manifest]))).layers).toHaveLength(2)
  })

  test('several images of which none is that are an error', async () => {
    const descriptors = [
      linked(other, { platform: { os: 'linux', architecture: 'sparc' } }),
      linked(manifest, { platform: { os: 'windows', architecture: own } }),
    ]
    expect(await failure(ociArchive(descriptors, [...other, ...manifest]))).toBe(
      `the archive holds 2 images (linux/sparc, windows/${own}), and it is not clear which one is meant`,
    )
  })

  test('an index that leads to itself ends', async () => {
    // No digest can be had for it, but a name can.
    const entries = ociArchive([{ digest: 'sha256:loop' }], [])
    const loop = { name: 'blobs/sha256/loop', content: '{"manifests":[{"digest":"sha256:loop"}]}' }
    expect(await failure([...entries, loop])).toBe('the archive holds no image')
  })
})

describe('sizes', () => {
  test('a layer that is stored compressed weighs what it is stored as', async () => {
    const { layers } = await read(ociArchive([linked(manifest)], manifest))
    expect(layers.map(({ compressed }) => compressed)).toEqual([gzipped(base).length, gzipped(top).length])
  })

  test('one that is not weighs what gzip makes of it', async () => {
    const layer = makeTar([
      { name: 'random', content: randomBytes(1_500_000) },
      { name: 'words', content: words(1_500_000) },
      { name: 'zero', content: Buffer.alloc(1_500_000) },
    ])
    const { layers } = await read(dockerArchive({ layers: [layer] }), undefined, 65_536)
    const whole = zlib.gzipSync(layer).length
    expect(Math.abs((layers[0]?.compressed ?? 0) / whole - 1)).toBeLessThan(0.002)
  })

  test('a hard link adds nothing', async () => {
    expect((await read(dockerArchive({ layers: [base] }))).layers[0]?.size).toBe(2000)
  })
})

describe('history', () => {
  const made = (history: unknown): Promise<Image> => read(dockerArchive({ ...image, json: { history } }))

  test('steps that made no layer are passed over', async () => {
    const { layers } = await made([
      { created_by: 'ADD' },
      { created_by: 'ENV', empty_layer: true },
      { created_by: '' },
      { created_by: 'CMD', empty_layer: true },
    ])
    expect(layers.map(({ createdBy }) => createdBy)).toEqual(['ADD', undefined])
  })

  test.each([[undefined], [null], [[]], [[{ created_by: 'one' }]], ['text']])(
    '%j says nothing of the layers',
    async (history) => {
      expect((await made(history)).layers.map(({ createdBy }) => createdBy)).toEqual([undefined, undefined])
    },
  )
})

describe('known layers', () => {
  test.each<[string, (image: MadeImage) => readonly Made[]]>([
    ['Docker', dockerArchive],
    ['podman', podmanArchive],
    [
      'OCI',
      (made) => {
        const parts = ociManifest(made, gzipped)
        return ociArchive([linked(parts)], parts)
      },
    ],
  ])('are passed over, with the same result: %s', async (_, make) => {
    const known = newKnownLayers()
    const first = await read(make(image), known)
    expect(known.size).toBe(2)
    // What is in the archive does not matter then: here the layers are nothing but zeros.
    const hollow = make(image).map((entry) =>
      Buffer.isBuffer(entry.content) && !entry.content.toString('latin1').startsWith('{')
        ? { ...entry, content: Buffer.alloc(entry.content.length) }
        : entry,
    )
    expect(await read(hollow, known)).toEqual(first)
    expect(await failure(hollow)).toMatch(/^its layer /)
  })

  test('of a broken archive are none', async () => {
    const known = newKnownLayers()
    const wrong = dockerArchive({
      ...image,
      json: { rootfs: { diff_ids: [blobOf(top).digest, blobOf(top).digest] } },
    })
    await expect(read(wrong, known)).rejects.toThrow(ArchiveError)
    expect(known.size).toBe(0)
  })
})

describe('broken archives', () => {
  test('a layer that is not what the configuration says', async () => {
    const { digest } = blobOf(base)
    const other = `sha256:${'0'.repeat(64)}`
    expect(
      await failure(dockerArchive({ ...image, json: { rootfs: { diff_ids: [other, blobOf(top).digest] } } })),
    ).toBe(
      `its layer blobs/${digest.replace(':', '/')} has the digest ${digest}, where its configuration says ${other}`,
    )
  })

  test.each<[string, readonly Made[], string]>([
    [
      'nothing at all',
      [],
      'the archive has neither a manifest.json nor an index.json, so it is no image archive',
    ],
    ['no image', [{ name: 'manifest.json', content: '[]' }], 'the archive holds no image'],
    [
      'no configuration',
      dockerArchive(image).filter(({ content }) => String(content) !== imageJson(image)),
      'its configuration is missing from the archive',
    ],
    [
      'no layer',
      dockerArchive(image).filter(({ content }) => content !== undefined && String(content) !== String(top)),
      `its layer blobs/sha256/${sha256(top)} is missing`,
    ],
    [
      'a layer in a form that nobody knows',
      dockerArchive({ layers: [Buffer.from('BZh91AY&SY')] }),
      `its layer blobs/sha256/${sha256('BZh91AY&SY')} is neither a tar archive nor a compressed one`,
    ],
    ['JSON that is none', [{ name: 'manifest.json', content: '[{' }], 'its manifest.json is no valid JSON'],
    [
      'fewer layers than digests',
      dockerArchive({ layers: [base], json: { rootfs: { diff_ids: ['a', 'b'] } } }),
      'its configuration lists 2 layers, and its manifest 1',
    ],
    [
      'no list of digests',
      dockerArchive({ layers: [base], json: { rootfs: null } }),
      'its configuration lists 0 layers, and its manifest 1',
    ],
    [
      'a symlink to itself',
      [
        ...podmanArchive(image).filter(({ name }) => name !== `${sha256(top)}.tar`),
        { name: `${sha256(top)}.tar`, flag: '2', link: `${sha256(top)}.tar` },
      ],
      `its layer ${sha256(top)}.tar is missing`,
    ],
  ])('%s', async (_, entries, message) => {
    expect(await failure(entries)).toBe(message)
  })

  test('two images', async () => {
    const list = [
      { Config: 'a.json', Layers: [] },
      { Config: 'b.json', Layers: [] },
    ]
    expect(await failure([{ name: 'manifest.json', content: JSON.stringify(list) }])).toBe(
      'the archive holds 2 images, and it is not clear which one is meant',
    )
  })

  test('two names of one image are one image', async () => {
    const entries = podmanArchive(image).map((entry) =>
      entry.name === 'manifest.json'
        ? { ...entry, content: String(entry.content).replace(/^\[(.*)\]$/, '[$1,$1]') }
        : entry,
    )
    expect((await read(entries)).layers).toHaveLength(2)
  })

  test('an archive or a layer that is cut off anywhere', async () => {
    const whole = makeTar(dockerArchive(image))
    for (let length = 0; length < whole.length - 1024; length += 487) {
      expect(await failure(whole.subarray(0, length))).toMatch(/^(?:the archive|its) /)
    }
    for (const cut of [1, 10, 20, 40]) {
      const short = ociManifest({ layers: [base] }, (layer) => gzipped(layer).subarray(0, -cut))
      expect(await failure(ociArchive([linked(short)], short))).toMatch(/^its layer \S+ cannot be unpacked: /)
    }
  })

  test('a layer whose archive is broken, though its digest is right', async () => {
    const broken = Buffer.from(base)
    broken[600] = 1
    expect(await failure(dockerArchive({ layers: [broken] }))).toMatch(
      /^its layer \S+ has a header with a wrong checksum$/,
    )
    const packed = ociManifest({ layers: [broken] }, gzipped)
    expect(await failure(ociArchive([linked(packed)], packed))).toMatch(
      / has a header with a wrong checksum$/,
    )
    const short = ociManifest({ layers: [base.subarray(0, 1000)] }, gzipped)
    expect(await failure(ociArchive([linked(short)], short))).toMatch(
      / ends in the middle, in or behind "etc\/"$/,
    )
  })

  test('what is broken and not part of the image does not matter', async () => {
    const broken = Buffer.from(base)
    broken[600] = 1
    const stray = [
      { name: 'blobs/sha256/stray', content: broken },
      { name: 'stray.gz', content: Buffer.from([0x1f, 0x8b, 1, 2, 3]) },
      { name: 'stray.json', content: '{' },
    ]
    expect((await read([...stray, ...dockerArchive(image)])).layers).toHaveLength(2)
  })

  test('the error of the stream comes out as it is', async () => {
    const whole = makeTar(dockerArchive(image))
    const stream = new PassThrough()
    stream.write(whole.subarray(0, 3000))
    const reading = readImage(stream, newKnownLayers())
    stream.destroy(new Error('docker save: no such image'))
    await expect(reading).rejects.toThrow('docker save: no such image')
  })

  test('a stream that is closed before its end is an error', async () => {
    const stream = new PassThrough()
    stream.write(makeTar(dockerArchive(image)).subarray(0, 3000))
    const reading = readImage(stream, newKnownLayers())
    stream.destroy()
    await expect(reading).rejects.toThrow(ArchiveError)
  })

  test('what cannot be read further is closed', async () => {
    const stream = streamOf(Buffer.from('no archive'.repeat(1000)))
    await expect(readImage(stream, newKnownLayers())).rejects.toThrow(
      'the archive has a header with a wrong checksum',
    )
    expect(stream.destroyed).toBe(true)
  })

  test('whatever the bytes, there is an end: an image, or an error of the archive', async () => {
    const whole = makeTar(ociArchive([linked(manifest)], manifest))
    const spoiled = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 3 })
    await fc.assert(
      fc.asyncProperty(spoiled, async (places) => {
        const bytes = Buffer.from(whole)
        for (const [at, byte] of places) bytes[at] = byte
        const error: unknown = await read(bytes).then(
          () => undefined,
          (reason: unknown) => reason,
        )
        if (error !== undefined) expect(error).toBeInstanceOf(ArchiveError)
      }),
      { numRuns: 300 },
    )
  })
})

test('nothing depends on where the pieces end', async () => {
  const large = makeTar([{ name: 'words', content: words(1_300_000) }])
  for (const piece of [4096, 65_536, 99_999, 600_000]) {
    const entries = dockerArchive({ layers: [large] })
    expect(await read(entries, newKnownLayers(), piece)).toEqual(
      await read(entries, newKnownLayers(), 1_000_000),
    )
  }
  for (const entries of [dockerArchive(image), ociArchive([linked(manifest)], manifest)]) {
    const whole = await read(entries, newKnownLayers(), 1_000_000)
    for (const piece of [1, 7, 511, 512, 513, 10_240])
      expect(await read(entries, newKnownLayers(), piece)).toEqual(whole)
  }
})

test('the stream is not read faster than the layers are compressed', async () => {
  const piece = Buffer.alloc(1024 * 1024)
  let given = 0
  function* pieces(): Generator<Buffer> {
    const size = 64 * piece.length
    yield makeTar([{ name: 'blob', size: 512 + size }]).subarray(0, 512)
    yield makeTar([{ name: 'a', size }]).subarray(0, 512)
    for (; given < 64; given += 1) yield piece
  }
  // Pieces are to be had without end before threads can tell that they are done.
  const atFirst = new Promise<number>((resolve) => setImmediate(() => resolve(given)))
  await expect(readImage(Readable.from(pieces()), newKnownLayers())).rejects.toThrow('no image archive')
  expect(given).toBe(64)
  expect(await atFirst).toBeLessThan(32)
})

function words(length: number): Buffer {
  return Buffer.from(
    Array.from({ length: length / 4 }, (_, at) => String((at * 7919) % 1000).padEnd(4)).join(''),
  )
}

/** A zstd frame (RFC 8878) that holds its content as it is. */
function zstdStored(content: Buffer): Buffer {
  const head = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0xa0, 0, 0, 0, 0])
  head.writeUInt32LE(content.length, 5)
  const block = Buffer.alloc(3)
  block.writeUIntLE((content.length << 3) | 1, 0, 3)
  return Buffer.concat([head, block, content])
}
