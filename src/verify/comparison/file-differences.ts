import { contentText, entryText, modeText, ownerText } from './entry-text.ts'
import { bytesOf, linkChanges, linkGroups, type LinkChange } from './hard-links.ts'
import type { FileEntry, FileTree } from '../image.ts'
import { inPathOrder } from './path-order.ts'
import type { FileDifference } from '../verification.ts'

/** A difference that nobody has judged yet. */
export interface FoundFile extends Omit<FileDifference, 'transforms'> {
  /** The other names of the file, where it is about hard links. */
  readonly others: readonly string[]
}

/** A file whose content differs in nothing but what every build writes anew. */
export interface RewrittenFile {
  readonly path: string
  readonly reason: string
}

export interface FileDifferences {
  /** In the order of paths: a directory right before all that lies in it. */
  readonly found: readonly FoundFile[]
  readonly rewritten: readonly RewrittenFile[]
}

const NONE: readonly string[] = []

type Aspect = readonly [what: FileDifference['what'], before: string, after: string]

/**
 * What differs between two file trees. Times never count, nor do the size of a directory and the mode of a symlink, which
 * the file system chooses.
 */
export function fileDifferences(before: FileTree, after: FileTree): FileDifferences {
  const found: FoundFile[] = []
  const rewritten: RewrittenFile[] = []
  const groups = { before: linkGroups(before), after: linkGroups(after) }
  const bytesBefore = bytesOf(groups.before, after)
  const bytesAfter = bytesOf(groups.after, before)
  const add = (path: string, [what, was, is]: Aspect, growth: number): void => {
    found.push({ kind: 'file', path, what, before: was, after: is, growth, others: NONE })
  }

  for (const [path, was] of before) {
    const is = after.get(path)
    if (!is) {
      add(path, ['gone', entryText(was), ''], -bytesBefore(path, was))
      continue
    }
    if (isSame(was, is)) continue
    for (const aspect of aspects(was, is)) {
      const [what] = aspect
      const grows = what === 'type' || what === 'content'
      add(path, aspect, grows ? bytesAfter(path, is) - bytesBefore(path, was) : 0)
    }
    if (was.type === is.type && was.digest !== is.digest && was.stable === is.stable)
      rewritten.push({ path, reason: is.unstable ?? was.unstable ?? 'same content in another form' })
  }
  for (const [path, is] of after) {
    if (!before.has(path)) add(path, ['new', '', entryText(is)], bytesAfter(path, is))
  }
  for (const change of linkChanges(
    { tree: before, groups: groups.before },
    { tree: after, groups: groups.after },
  ))
    found.push(linkDifference(change))
  return { found: inPathOrder(found), rewritten: inPathOrder(rewritten) }
}

/** Whether a second look is needless, which it is for nearly all. */
function isSame(was: FileEntry, is: FileEntry): boolean {
  return (
    was.digest === is.digest &&
    was.mode === is.mode &&
    was.uid === is.uid &&
    was.gid === is.gid &&
    was.type === is.type &&
    was.target === is.target &&
    was.device === is.device &&
    was.xattrs === is.xattrs
  )
}

function aspects(was: FileEntry, is: FileEntry): readonly Aspect[] {
  if (was.type !== is.type) return [['type', entryText(was), entryText(is)]]
  const list: Aspect[] = []
  if (was.stable !== is.stable) list.push(['content', contentText(was), contentText(is)])
  if (was.target !== is.target) list.push(['target', was.target, is.target])
  if (was.device !== is.device) list.push(['device', was.device, is.device])
  if (was.mode !== is.mode && was.type !== 'symlink') list.push(['mode', modeText(was), modeText(is)])
  if (was.uid !== is.uid || was.gid !== is.gid) list.push(['owner', ownerText(was), ownerText(is)])
  if (was.xattrs !== is.xattrs) list.push(['xattrs', was.xattrs, is.xattrs])
  return list
}

function linkDifference({ names, filesBefore, filesAfter, size }: LinkChange): FoundFile {
  const [path = '', ...others] = names
  const shown = others.slice(0, 3).join(', ') + (others.length > 3 ? ` and ${others.length - 3} more` : '')
  const text = (files: number): string =>
    files === 1
      ? `one file with ${shown}`
      : others.length === 1
        ? `another file than ${shown}`
        : `${files} files`
  return {
    kind: 'file',
    path,
    what: 'hard links',
    before: text(filesBefore),
    after: text(filesAfter),
    growth: size * (filesAfter - filesBefore),
    others,
  }
}
