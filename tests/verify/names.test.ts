import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeName, displayName } from '../../src/verify/archive/names.ts'

test.each<[string, readonly number[], string, string]>([
  ['ASCII', [0x61, 0x2f], 'a/', 'a/'],
  ['UTF-8', [0xc3, 0xa9, 0xf0, 0x9f, 0x98, 0x80], 'é😀', 'é😀'],
  ['a byte of another encoding', [0x61, 0xe9, 0x62], 'a\udce9b', 'a\\xe9b'],
  [
    'characters of every length next to such a byte',
    [0xff, 0x61, 0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x98, 0x80],
    '\udcffaé€😀',
    '\\xffaé€😀',
  ],
  ['a character that is cut off', [0xf0, 0x9f, 0x98], '\udcf0\udc9f\udc98', '\\xf0\\x9f\\x98'],
  ['a surrogate', [0xed, 0xa0, 0x80], '\udced\udca0\udc80', '\\xed\\xa0\\x80'],
  ['too long a form', [0xc0, 0xaf], '\udcc0\udcaf', '\\xc0\\xaf'],
  ['beyond Unicode', [0xf4, 0x90, 0x80, 0x80], '\udcf4\udc90\udc80\udc80', '\\xf4\\x90\\x80\\x80'],
  ['the replacement character itself', [0xef, 0xbf, 0xbd, 0xff], '\ufffd\udcff', '\ufffd\\xff'],
  ['control characters', [0x0a, 0x1b, 0x7f, 0xc2, 0x85], '\n\u001b\u007f\u0085', '\\x0a\\x1b\\x7f\\xc2\\x85'],
  ['nothing', [], '', ''],
])('%s', (_, bytes, name, shown) => {
  expect(decodeName(Buffer.from(bytes))).toBe(name)
  expect(displayName(name)).toBe(shown)
})

test('no bytes are lost', () => {
  const byte = fc.oneof(
    fc.nat(255),
    fc.constantFrom(0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x98, 0x80, 0xed, 0xff),
  )
  fc.assert(
    fc.property(fc.array(byte), (bytes) => {
      const name = decodeName(Buffer.from(bytes))
      // Each such code stands for a byte; everything else is text.
      const back = [...name].flatMap((char) =>
        /^[\udc80-\udcff]$/.test(char) ? [char.charCodeAt(0) - 0xdc00] : [...Buffer.from(char)],
      )
      expect(back).toEqual(bytes)
    }),
  )
})
