import { fieldOf, textOf } from './values.ts'

/**
 * Whether a schema of Prisma names the systems that its engine is fetched for and has none for musl among them; `native` is that
 * of the image. https://www.prisma.io/docs/orm/reference/prisma-schema-reference#binarytargets-options
 */
export function leavesOutMusl(manifest: unknown, read: (path: string) => string | undefined): boolean {
  const own = textOf(fieldOf(fieldOf(manifest, 'prisma'), 'schema'))
  const places = [...(own === undefined ? [] : [own]), 'prisma/schema.prisma', 'schema.prisma']
  const schema = places.map(read).find((text) => text !== undefined) ?? ''
  const targets = /^\s*binaryTargets\s*=\s*(\[[^\]]*\]|"[^"]*")/m.exec(schema)?.[1]
  return targets !== undefined && !/"native"|"linux-musl/.test(targets)
}
