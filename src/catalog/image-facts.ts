// What is documented of official images beside their tags.
import data from './data/image-facts.json' with { type: 'json' }
import { officialTag } from './official-images.ts'

/** How large an image was, in megabytes (10^6 bytes) of compressed layers for linux/amd64. */
export interface DocumentedSize {
  readonly megabytes: number
  /** `2025-26` or a day. */
  readonly date: string
}

/** Undefined where no size of that tag, or of another tag of the same image, is documented. */
export function documentedSize(name: string, tag = 'latest'): DocumentedSize | undefined {
  const found = officialTag(name, tag)
  const sizes: Readonly<Record<string, Readonly<Record<string, string>>>> = data.sizes
  for (const [date, byImage] of Object.entries(sizes)) {
    const all = new Map(
      (byImage[name] ?? '').split(' ').map((each) => {
        const [of = '', size = ''] = each.split('=')
        return [of, Number(size)]
      }),
    )
    const megabytes = all.get(tag) ?? (found && all.get(found.same))
    if (megabytes !== undefined) return { megabytes, date }
  }
  return undefined
}

/** True for a program that busybox brings to every image made from Alpine. */
export function isAlpineApplet(program: string): boolean {
  return (applets ??= new Set(data.applets.alpine.split(' '))).has(program)
}

let applets: ReadonlySet<string> | undefined

/** The account that an image makes. */
export interface ImageUser {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

export function imageUser(image: string, system: 'debian' | 'alpine'): ImageUser | undefined {
  const users: Readonly<Record<string, Readonly<Record<'debian' | 'alpine', string>>>> = data.users
  const text = Object.hasOwn(users, image) ? users[image]?.[system] : undefined
  if (text === undefined) return undefined
  const [name = '', uid, gid] = text.split(':')
  return { name, uid: Number(uid), gid: Number(gid) }
}

/** The folder that a container of an official image starts in; undefined where it depends on the tag or is not known. */
export function imageFolder(image: string): string | undefined {
  const folders: Readonly<Record<string, string>> = data.folders
  return Object.hasOwn(folders, image) ? folders[image] : undefined
}
