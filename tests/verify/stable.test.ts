import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { layerReader, type FileFacts } from '../../src/verify/archive/layer.ts'
import { makeTar } from './make-tar.ts'
import { makeZip, type Zipped } from './make-zip.ts'

/** What a layer with this one file says of it, read in pieces. */
function facts(path: string, content: Buffer | string, pieces: readonly number[] = []): FileFacts {
  const reader = layerReader()
  const archive = makeTar([{ name: path, content }])
  let from = 0
  for (const to of [...pieces, archive.length]) {
    reader.write(archive.subarray(from, to))
    from = to
  }
  reader.end()
  const [item] = reader.result().items
  if (item?.kind !== 'file') throw new Error('no file')
  return item.facts
}

/** Whether two contents of a file differ, and whether they still do without what every build writes anew. */
function compared(path: string, one: Buffer | string, other: Buffer | string): string {
  const [first, second] = [facts(path, one), facts(path, other)]
  if (first.digest === second.digest) return 'equal'
  return first.stable === second.stable ? 'equal but for noise' : 'different'
}

/** Whether nothing was left out, so that the stable digest is that of the content. */
function isRaw({ digest, stable, unstable }: FileFacts): boolean {
  expect(unstable === undefined).toBe(digest === stable)
  return digest === stable
}

function changed(content: Buffer, at: number, value: number): Buffer {
  const copy = Buffer.from(content)
  copy[at] = value
  return copy
}

describe('compiled Python', () => {
  const path = 'usr/lib/python3/dist-packages/__pycache__/a.cpython-311.pyc'
  const pyc = (magic: number, flags: number): Buffer => {
    const content = Buffer.alloc(40, 9)
    content.writeUInt16LE(magic, 0)
    content.write('\r\n', 2, 'latin1')
    content.writeUInt32LE(flags, 4)
    return content
  }
  const python311 = pyc(3495, 0)

  test.each([8, 9, 10, 11])('byte %i is part of the time', (at) => {
    expect(compared(path, python311, changed(python311, at, 77))).toBe('equal but for noise')
  })

  test.each([0, 1, 4, 7, 12, 15, 16, 39])('byte %i is not', (at) => {
    expect(compared(path, python311, changed(python311, at, 77))).toBe('different')
  })

  test.each([1, 3])('with the flags %i the hash of the source stands there', (flags) => {
    const hashed = pyc(3495, flags)
    expect(isRaw(facts(path, hashed))).toBe(true)
    expect(compared(path, hashed, changed(hashed, 8, 77))).toBe('different')
  })

  test.each([
    ['3.6', 3379],
    ['2.7', 62_211],
  ])('of %s has its time in front of all else', (_, magic) => {
    const old = pyc(magic, 123)
    expect(compared(path, old, changed(old, 4, 77))).toBe('equal but for noise')
    expect(compared(path, old, changed(old, 8, 77))).toBe('different')
  })

  test.each([
    [3000, 4],
    [3391, 4],
    [3392, 8],
    [19_999, 8],
    [20_121, 4],
    [336, 8],
  ])('with the magic number %i has its time at byte %i', (magic, time) => {
    const content = pyc(magic, 0)
    for (const at of [4, 8])
      expect(compared(path, content, changed(content, at, 77))).toBe(
        at === time ? 'equal but for noise' : 'different',
      )
  })

  test.each([
    ['empty', Buffer.alloc(0)],
    ['short', python311.subarray(0, 15)],
    ['something else', Buffer.from('text that only has such a name')],
  ])('a file that is %s is taken as it is', (_, content) => {
    expect(isRaw(facts(path, content))).toBe(true)
  })

  test('says why', () => {
    expect(facts(path, python311).unstable).toBe("compiled Python holds the source file's time")
  })
})

describe('gzip', () => {
  const content = gzipSync('text')
  const dated = changed(content, 5, 77)

  test.each(['usr/share/doc/a.gz', 'a.tgz', 'b.tar.gz'])('%s has a time in its header', (path) => {
    expect(compared(path, content, dated)).toBe('equal but for noise')
    expect(compared(path, content, gzipSync('other'))).toBe('different')
    for (const at of [3, 8, 9]) expect(compared(path, content, changed(content, at, 8))).toBe('different')
  })

  test('without a time nothing is left out', () => {
    expect(isRaw(facts('a.gz', content))).toBe(true)
    expect(facts('a.gz', dated).unstable).toBe('the gzip header holds a time')
  })

  test('other files are taken as they are', () => {
    expect(compared('a.bin', content, dated)).toBe('different')
    expect(compared('a.gz', 'no gzip', 'no gzap')).toBe('different')
    for (const at of [0, 1]) expect(isRaw(facts('a.gz', changed(dated, at, 0)))).toBe(true)
    expect(isRaw(facts('a.gz', dated.subarray(0, 9)))).toBe(true)
  })
})

describe('shadow', () => {
  const shadow = (day: string): string => `root:*:${day}:0:99999:7:::\nnode:!:${day}:0:99999:7:::\n`

  test.each(['etc/shadow', 'etc/shadow-'])('%s has the day of each password', (path) => {
    expect(compared(path, shadow('20000'), shadow('20001'))).toBe('equal but for noise')
    expect(compared(path, shadow('20000'), shadow(''))).toBe('different')
    expect(compared(path, shadow('20000'), shadow('20000').replace('*', '$y$hash'))).toBe('different')
    expect(compared(path, shadow('20000'), shadow('20000').replace('99999', '9'))).toBe('different')
    expect(compared(path, shadow('20000'), `${shadow('20000')}new:!:20000:0:99999:7:::\n`)).toBe('different')
  })

  test('a day that makes a new password necessary is no noise', () => {
    expect(compared('etc/shadow', shadow('20000'), shadow('0'))).toBe('different')
  })

  test('only there', () => {
    expect(compared('srv/etc/shadow', shadow('20000'), shadow('20001'))).toBe('different')
  })

  test('a file that is far too long is taken as it is', () => {
    expect(isRaw(facts('etc/shadow', shadow('20000').repeat(30_000)))).toBe(true)
  })
})

describe('lists of packages', () => {
  const paragraph = (name: string): string =>
    `Package: ${name}\nStatus: install ok installed\nDescription: text\n more\n .\n`

  test.each(['var/lib/dpkg/status', 'var/lib/apt/extended_states'])(
    '%s has them in the order of installation',
    (path) => {
      const [a, b] = [paragraph('a'), paragraph('b')]
      expect(compared(path, `${a}\n${b}\n`, `${b}\n${a}\n`)).toBe('equal but for noise')
      expect(compared(path, `${a}\n${b}\n`, `${a}\n`)).toBe('different')
      expect(compared(path, `${a}\n${b}\n`, `${b}\n${a.replace('ok', 'half')}\n`)).toBe('different')
      expect(compared(path, `${a}\n${b}\n`, `${a}\n${b}\n${b}\n`)).toBe('different')
      expect(compared(path, `${a}\n${b}\n`, `${a}${b}\n`)).toBe('different')
    },
  )

  test('only there', () => {
    expect(compared('etc/ld.so.cache', 'a\n\nb\n', 'b\n\na\n')).toBe('different')
  })
})

describe('zip', () => {
  const entries: readonly Zipped[] = [
    { name: 'META-INF/', content: '' },
    { name: 'a.class', content: 'class' },
  ]
  const dated = entries.map((entry) => ({ ...entry, time: 12_345 }))
  const zip = makeZip(entries)

  test.each(['a.jar', 'a.war', 'a.ear', 'A.ZIP', 'a.whl', 'a.egg', 'a.aar'])(
    '%s has the times of its entries',
    (path) => {
      expect(compared(path, zip, makeZip(dated))).toBe('equal but for noise')
      expect(compared(path, zip, makeZip(entries.toReversed()))).toBe('equal but for noise')
      expect(facts(path, zip).unstable).toBe("the zip archive holds its entries' times")
    },
  )

  test.each<[string, readonly Zipped[]]>([
    [
      'content',
      [
        { name: 'META-INF/', content: '' },
        { name: 'a.class', content: 'klass' },
      ],
    ],
    [
      'name',
      [
        { name: 'META-INF/', content: '' },
        { name: 'b.class', content: 'class' },
      ],
    ],
    ['mode', entries.map((entry) => ({ ...entry, mode: 0o100755 }))],
    ['number', entries.slice(1)],
  ])('entries of another %s are another archive', (_, other) => {
    expect(compared('a.jar', zip, makeZip(other))).toBe('different')
  })

  test('fields beside the entries are passed over, times in them as well', () => {
    const extra = (time: number): readonly Zipped[] =>
      entries.map((entry) => ({
        ...entry,
        extra: Buffer.from([0x55, 0x54, 5, 0, 1, time, 0, 0, 0]),
        note: 'of one entry',
      }))
    expect(compared('a.jar', makeZip(extra(1)), makeZip(extra(2)))).toBe('equal but for noise')
    const other = extra(1).map((entry) => ({ ...entry, note: 'of two entries' }))
    expect(compared('a.jar', makeZip(extra(1)), makeZip(other))).toBe('different')
  })

  test('a comment and large archives are understood', () => {
    const noted = makeZip(entries, { comment: 'note PK\x05\x06 that looks like an end' })
    expect(
      compared('a.zip', noted, makeZip(dated, { comment: 'note PK\x05\x06 that looks like an end' })),
    ).toBe('equal but for noise')
    expect(compared('a.zip', makeZip(entries, { zip64: true }), makeZip(dated, { zip64: true }))).toBe(
      'equal but for noise',
    )
    expect(isRaw(facts('a.zip', makeZip([])))).toBe(false)
  })

  test.each([true, false])('a program in front of it is content, so it is taken as it is', (counted) => {
    expect(isRaw(facts('a.jar', makeZip(entries, { prefix: { content: '#!/bin/sh\n', counted } })))).toBe(
      true,
    )
  })

  test('beyond the first mebibytes only the end is looked at', () => {
    const big = [{ name: 'big', content: 'x'.repeat(6_000_000) }, ...entries]
    expect(compared('a.jar', makeZip(big), makeZip(big.map((entry) => ({ ...entry, time: 9 }))))).toBe(
      'equal but for noise',
    )
    const many = Array.from({ length: 60_000 }, (_, at) => ({ name: `${'n'.repeat(40)}${at}`, content: '' }))
    expect(isRaw(facts('a.jar', makeZip(many)))).toBe(true)
  })

  test('whatever the bytes, there is a digest', () => {
    const spoiled = fc.array(fc.tuple(fc.nat(zip.length - 1), fc.nat(255)), { maxLength: 3 })
    fc.assert(
      fc.property(spoiled, fc.nat(zip.length), (places, length) => {
        const bytes = Buffer.from(zip)
        for (const [at, byte] of places) bytes[at] = byte
        isRaw(facts('a.jar', bytes.subarray(0, length)))
      }),
      { numRuns: 1000 },
    )
  })
})

test.each<[string, Buffer]>([
  ['a.pyc', Buffer.concat([Buffer.from('a70d0d0a00000000', 'hex'), Buffer.alloc(3000, 5)])],
  ['a.gz', changed(gzipSync('x'.repeat(3000)), 4, 1)],
  ['a.zip', makeZip([{ name: 'a', content: 'a'.repeat(3000) }])],
  ['etc/shadow', Buffer.from('a:*:20000:\n'.repeat(300))],
  ['var/lib/dpkg/status', Buffer.from('b\n\na\n\n'.repeat(300))],
])('nothing depends on where the pieces of %s end', (path, content) => {
  const whole = facts(path, content)
  expect(isRaw(whole)).toBe(false)
  const cuts = fc.array(fc.nat(4000), { maxLength: 40 }).map((places) => places.sort((a, b) => a - b))
  fc.assert(
    fc.property(cuts, (pieces) => {
      expect(facts(path, content, pieces)).toEqual(whole)
    }),
  )
})
