import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ArchiveError } from '../../src/verify/archive/archive-error.ts'
import { tarReader, type TarEntry } from '../../src/verify/archive/tar.ts'
import { entryBytes, gnuLong, makeTar, paxRecords, setChecksum, type Made } from './make-tar.ts'

interface Read {
  readonly entry: TarEntry
  readonly content: string
}

/** Reads an archive in pieces that end at the given places. */
function read(archive: Buffer, cuts: readonly number[] = []): readonly Read[] {
  const found: Read[] = []
  const reader = tarReader((entry) => {
    const chunks: Buffer[] = []
    const done = (): void => void found.push({ entry, content: Buffer.concat(chunks).toString('latin1') })
    if (entry.type === 'file') return { write: (chunk) => chunks.push(Buffer.from(chunk)), end: done }
    done()
    return undefined
  })
  let from = 0
  for (const cut of [...cuts, archive.length]) {
    reader.write(archive.subarray(from, cut))
    from = cut
  }
  reader.end()
  return found
}

function only(...entries: readonly Made[]): TarEntry {
  const found = read(makeTar(entries))
  expect(found).toHaveLength(1)
  const [first] = found
  if (first === undefined) throw new Error('no entry')
  return first.entry
}

function failure(archive: Buffer): string {
  try {
    read(archive)
  } catch (error) {
    expect(error).toBeInstanceOf(ArchiveError)
    return error instanceof Error ? error.message : ''
  }
  return 'nothing'
}

describe('entries', () => {
  test.each<[string, string, Partial<Made>]>([
    ['file', '0', {}],
    ['file', '\0', {}],
    ['file', '7', {}],
    ['directory', '5', {}],
    ['fifo', '6', {}],
    ['symlink', '2', { link: 'there' }],
    ['hard link', '1', { link: 'there' }],
    ['character device', '3', { major: 1, minor: 3 }],
    ['block device', '4', { major: 259, minor: 65_537 }],
  ])('%s by the flag %j', (type, flag, more) => {
    const entry = only({ name: 'a', flag, mode: 0o104755, uid: 1000, gid: 33, ...more })
    expect(entry).toEqual({
      type,
      name: 'a',
      mode: 0o4755,
      uid: 1000,
      gid: 33,
      size: 0,
      link: more.link ?? '',
      device: more.major === undefined ? '' : `${more.major}:${more.minor ?? 0}`,
      xattrs: '',
    })
  })

  test('a slash at the end marks directories of old archives', () => {
    expect(only({ name: 'a/', flag: '\0', format: 'v7' }).type).toBe('directory')
  })

  test('content comes whole, and what has none is not given any', () => {
    const found = read(
      makeTar([
        { name: 'link', flag: '1', link: 'x', size: 700 },
        { name: 'a', content: 'a'.repeat(513) },
        { name: 'empty' },
        { name: 'b', content: Buffer.from([0, 255, 0]) },
      ]),
    )
    expect(found.map(({ content }) => content)).toEqual(['', 'a'.repeat(513), '', '\0\xff\0'])
  })

  test('a file that nobody wants is passed over', () => {
    const names: string[] = []
    const reader = tarReader(({ name }) => {
      names.push(name)
      return undefined
    })
    reader.write(makeTar([{ name: 'a', content: 'a'.repeat(5000) }, { name: 'b' }]))
    reader.end()
    expect(names).toEqual(['a', 'b'])
  })
})

describe('names', () => {
  test('of a hundred bytes have no NUL at their end', () => {
    expect(only({ name: 'n'.repeat(100), flag: '2', link: 'l'.repeat(100) })).toMatchObject({
      name: 'n'.repeat(100),
      link: 'l'.repeat(100),
    })
  })

  test('go on from the prefix of ustar, which is something else in the formats of GNU and before', () => {
    const entry = { name: 'b', prefix: 'a/a' }
    expect(only(entry).name).toBe('a/a/b')
    expect(only({ ...entry, format: 'gnu' }).name).toBe('b')
    expect(only({ ...entry, format: 'v7' }).name).toBe('b')
  })

  test('of star have a shorter prefix, with times behind it', () => {
    const star = entryBytes({ name: 'b', prefix: `${'a'.repeat(131)}14567654321 ` })
    star.write('tar\0', 508, 'latin1')
    setChecksum(star.subarray(0, 512))
    expect(read(star)[0]?.entry.name).toBe(`${'a'.repeat(131)}/b`)
  })

  test('keep bytes that are no UTF-8', () => {
    const name = Buffer.from('a\xff\xc3\xa9\xc3', 'latin1')
    expect(only({ name, flag: '2', link: name })).toMatchObject({
      name: 'a\udcffé\udcc3',
      link: 'a\udcffé\udcc3',
    })
    expect(only({ name: 'x', pax: { path: name } }).name).toBe('a\udcffé\udcc3')
  })

  test("GNU's long names and links belong to the next entry alone", () => {
    const [first, second] = read(
      makeTar([
        gnuLong('K', 'l'.repeat(3000)),
        gnuLong('L', 'n'.repeat(3000)),
        { name: 'cut', flag: '2', link: 'cut', format: 'gnu' },
        { name: 'next', flag: '2', link: 'there', format: 'gnu' },
      ]),
    )
    expect(first?.entry).toMatchObject({ name: 'n'.repeat(3000), link: 'l'.repeat(3000) })
    expect(second?.entry).toMatchObject({ name: 'next', link: 'there' })
  })
})

describe('numbers', () => {
  test('may be binary where octal digits do not suffice', () => {
    const block = entryBytes({ name: 'a' })
    Buffer.from([0x80, 0, 0, 0, 0xff, 0xff, 0xff, 0xfd]).copy(block, 108)
    setChecksum(block)
    expect(read(block)[0]?.entry.uid).toBe(4_294_967_293)
  })

  test('sizes beyond eight gibibytes are read', () => {
    const size = Buffer.alloc(12)
    size[0] = 0x80
    size.writeBigUInt64BE(9_000_000_000n, 4)
    const sizes: number[] = []
    const reader = tarReader((entry) => {
      sizes.push(entry.size)
      return undefined
    })
    reader.write(entryBytes({ name: 'a', size }))
    expect(sizes).toEqual([9_000_000_000])
  })

  test('may stand among spaces, and may be missing', () => {
    const block = entryBytes({ name: 'a', mode: 0o755 })
    block.write('   755 \0', 100, 'latin1')
    block.fill(0, 108, 116)
    setChecksum(block)
    expect(read(block)[0]?.entry).toMatchObject({ mode: 0o755, uid: 0 })
  })

  test.each([
    ['letters', Buffer.from('abc\0')],
    ['digits that are not octal', Buffer.from('0000008\0')],
    ['negative', Buffer.alloc(12, 0xff)],
    ['too large', Buffer.concat([Buffer.from([0x80]), Buffer.alloc(11, 0x7f)])],
  ])('that are none are an error: %s', (_, size) => {
    expect(failure(entryBytes({ name: 'a', size }))).toBe('has a header with a number that is none')
  })

  test('sums of signed bytes are checksums as well', () => {
    const block = entryBytes({ name: Buffer.from([0xff, 0xfe]) })
    block.fill(0x20, 148, 156)
    const sum = [...block].reduce((total, byte) => total + (byte < 128 ? byte : byte - 256), 0)
    block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
    expect(read(block)).toHaveLength(1)
  })
})

describe('extended headers', () => {
  test('say more exactly what the header says', () => {
    const pax = { path: 'p/'.repeat(200), linkpath: 'l'.repeat(200), uid: '3000000', gid: '4000000' }
    expect(only({ name: 'cut', flag: '2', link: 'cut', pax })).toMatchObject({
      name: pax.path,
      link: pax.linkpath,
      uid: 3_000_000,
      gid: 4_000_000,
    })
  })

  test('give the size', () => {
    const found = read(makeTar([{ name: 'a', content: 'abc', size: 0, pax: { size: '3' } }, { name: 'b' }]))
    expect(found.map(({ entry, content }) => [entry.name, content])).toEqual([
      ['a', 'abc'],
      ['b', ''],
    ])
  })

  test('hold for the next entry alone, global ones from then on, and local ones come first', () => {
    const found = read(
      makeTar([
        { name: 'g', flag: 'g', content: paxRecords({ uid: '7', gid: '8' }) },
        { name: 'a', pax: { uid: '9' } },
        { name: 'b' },
      ]),
    )
    expect(found.map(({ entry }) => [entry.uid, entry.gid])).toEqual([
      [9, 8],
      [7, 8],
    ])
  })

  test('an empty value takes back what the header before it said', () => {
    const found = read(
      makeTar([
        { name: 'g', flag: 'g', content: paxRecords({ path: 'global' }) },
        { name: 'own', pax: { path: '' } },
      ]),
    )
    expect(found[0]?.entry.name).toBe('own')
  })

  test('hold extended attributes of any bytes', () => {
    const capability = Buffer.from('0100000200240000000000000a3d0a00', 'hex')
    expect(
      only({
        name: 'a',
        pax: { 'SCHILY.xattr.user.b=c': 'x', 'SCHILY.xattr.security.capability': capability },
      }).xattrs,
    ).toBe(
      // The first equals sign ends the name (POSIX); libarchive's form could say it.
      `security.capability=${capability.toString('hex')},user.b=${Buffer.from('c=x').toString('hex')}`,
    )
  })

  test("libarchive's form of attributes counts where there is no other", () => {
    const pax = {
      'LIBARCHIVE.xattr.user.a%3Db%0a': Buffer.from([0, 1]).toString('base64'),
      'LIBARCHIVE.xattr.user.c': 'AAAA',
      'SCHILY.xattr.user.c': 'own',
    }
    expect(only({ name: 'a', pax }).xattrs).toBe(
      `user.a=b\n=0001,user.c=${Buffer.from('own').toString('hex')}`,
    )
  })

  test.each([
    ['no length', 'path=a\n'],
    ['too long', '99 path=a\n'],
    ['too short', '3 path=a\n'],
    ['no equals sign', '8 patha\n'],
    ['no line end', '10 path=abc'],
    ['zero', '0 path=a\n'],
  ])('that are broken are an error: %s', (_, content) => {
    expect(failure(makeTar([{ name: 'x', flag: 'x', content }, { name: 'a' }]))).toBe(
      'has a broken extended header',
    )
  })

  test('with a number that is none are an error', () => {
    const message = 'has an extended header whose size is no number'
    expect(failure(makeTar([{ name: 'a', pax: { size: '-1' } }]))).toBe(message)
    expect(failure(makeTar([{ name: 'a', pax: { size: '99999999999999999999' } }]))).toBe(message)
  })

  test('are not held in memory at any size', () => {
    expect(failure(entryBytes({ name: 'x', flag: 'x', size: 5_000_000_000 }))).toBe(
      'has an extended header of 5000000000 bytes',
    )
  })
})

describe('broken archives', () => {
  const two = makeTar([
    { name: 'a', content: 'abc' },
    { name: 'b', content: 'abc' },
  ])

  test.each([
    ['within the first header', 100, 'ends in the middle'],
    ['within content', 514, 'ends in the middle, in or behind "a"'],
    ['within padding', 600, 'ends in the middle, in or behind "a"'],
    ['within the second header', 1500, 'ends in the middle, in or behind "a"'],
  ])('that end %s', (_, length, message) => {
    expect(failure(two.subarray(0, length))).toBe(message)
  })

  test('that end between an extended header and its entry', () => {
    expect(failure(entryBytes({ name: 'x', flag: 'x', content: '9 path=b\n' }))).toBe('ends in the middle')
  })

  test('may end at an entry without the blocks that mark the end', () => {
    expect(read(two.subarray(0, 2048))).toHaveLength(2)
  })

  test('bytes behind the end do not matter', () => {
    expect(read(Buffer.concat([two, Buffer.from('anything')]))).toHaveLength(2)
  })

  test('a wrong checksum', () => {
    const spoil = (block: Buffer): void => void (block[0] = 0x62)
    expect(failure(makeTar([{ name: 'a', spoil }]))).toBe('has a header with a wrong checksum')
  })

  test('a single empty block within', () => {
    const archive = Buffer.concat([entryBytes({ name: 'a' }), Buffer.alloc(512), entryBytes({ name: 'b' })])
    expect(failure(archive)).toBe('has an empty header in the middle, behind "a"')
  })

  test('sparse files of either kind', () => {
    const message = 'stores "a\\xff" as a sparse file, which is not understood'
    const name = Buffer.from([0x61, 0xff])
    expect(failure(makeTar([{ name, flag: 'S', format: 'gnu' }]))).toBe(message)
    expect(failure(makeTar([{ name, pax: { 'GNU.sparse.major': '1' } }]))).toBe(message)
  })

  test('types that nobody knows', () => {
    expect(failure(makeTar([{ name: 'a', flag: 'M' }]))).toBe(
      'holds "a" of the type "M", which is not understood',
    )
  })
})

test('nothing depends on where the pieces end', () => {
  const archive = makeTar([
    { name: 'a', content: 'abc' },
    gnuLong('L', 'n'.repeat(600)),
    { name: 'cut', content: Buffer.alloc(1024, 7), format: 'gnu' },
    { name: 'c', flag: '5' },
    { name: 'd', content: 'x'.repeat(511), pax: { path: 'd'.repeat(700), 'SCHILY.xattr.user.x': '\n=\0' } },
    { name: 'e', flag: '2', link: 'a' },
  ])
  const whole = read(archive)
  expect(whole).toHaveLength(5)
  const cuts = fc
    .array(fc.nat(archive.length), { maxLength: 40 })
    .map((places) => places.sort((a, b) => a - b))
  fc.assert(
    fc.property(cuts, (places) => {
      expect(read(archive, places)).toEqual(whole)
    }),
  )
  expect(read(archive, [...archive.keys()])).toEqual(whole)
})

test('whatever the bytes, there is an end: entries, or an error of the archive', () => {
  const archive = makeTar([
    { name: 'a', content: 'abc', pax: { path: 'abc', size: '3' } },
    { name: 'b', flag: '2', link: 'a' },
  ])
  const spoiled = fc.array(fc.tuple(fc.nat(archive.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(spoiled, (places) => {
      const bytes = Buffer.from(archive)
      for (const [at, byte] of places) bytes[at] = byte
      // Else nearly every change would be found by the checksum alone.
      for (let at = 0; at < bytes.length; at += 512)
        if (bytes[at + 257] === 0x75) setChecksum(bytes.subarray(at, at + 512))
      try {
        read(bytes)
      } catch (error) {
        expect(error).toBeInstanceOf(ArchiveError)
      }
    }),
    { numRuns: 2000 },
  )
})
