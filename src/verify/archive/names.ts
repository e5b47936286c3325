import { isUtf8 } from 'node:buffer'

/**
 * The text of a name in an archive. Bytes that are no UTF-8 become U+DC80 to U+DCFF, which no UTF-8 stands for, so that
 * names are equal only if their bytes are (PEP 383).
 */
export function decodeName(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8')
  let text = ''
  for (let at = 0; at < bytes.length;) {
    const length = validAt(bytes, at)
    text +=
      length === 0 ? String.fromCharCode(0xdc00 + (bytes[at] ?? 0)) : bytes.toString('utf8', at, at + length)
    at += length || 1
  }
  return text
}

/** Length of the character that begins there; 0 where none does. */
function validAt(bytes: Buffer, at: number): number {
  for (let length = 1; length <= 4 && at + length <= bytes.length; length += 1)
    if (isUtf8(bytes.subarray(at, at + length))) return length
  return 0
}

/** A name as it can be shown: bytes that are no UTF-8 and control characters as \xNN. */
export function displayName(name: string): string {
  return name.replace(/[\u0000-\u001f\u007f-\u009f]|[\ud800-\udfff]/gu, (character) =>
    /[\udc80-\udcff]/.test(character)
      ? escaped(character.charCodeAt(0) - 0xdc00)
      : [...Buffer.from(character)].map(escaped).join(''),
  )
}

function escaped(byte: number): string {
  return `\\x${byte.toString(16).padStart(2, '0')}`
}
