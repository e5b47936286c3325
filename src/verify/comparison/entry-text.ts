import type { FileEntry } from '../image.ts'
import { sizeText } from './size-text.ts'

/** What an entry is, in few words. */
export function entryText({ type, size, target, device }: FileEntry): string {
  if (type === 'file') return `file, ${sizeText(size)}`
  if (type === 'symlink') return `symlink to ${target}`
  return device === '' ? type : `${type} ${device}`
}

export function contentText({ size, digest }: FileEntry): string {
  return `${sizeText(size)}, sha256 ${digest.slice(0, 12)}…`
}

/** As chmod takes it: 0644, 4755. */
export function modeText({ mode }: FileEntry): string {
  return mode.toString(8).padStart(4, '0')
}

export function ownerText({ uid, gid }: FileEntry): string {
  return `${uid}:${gid}`
}
