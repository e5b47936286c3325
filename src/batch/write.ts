import {
  accessSync,
  chownSync,
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { faultOfError, type Fault } from './fault.ts'

/** What a file is to hold, in place of what was read of it. */
export interface Replacement {
  readonly path: string
  /** Undefined for a file that is not there. */
  readonly before: Buffer | string | undefined
  readonly after: string
  /** Written through no symlink: nobody named it. */
  readonly own?: boolean
}

/**
 * Replaces what a file holds, in one step and only where it still holds `before`. Its mode is kept, and its owner where
 * that is allowed; a symlink stays one and its target is written.
 */
export function replaceFile(path: string, before: Buffer, after: string): Fault | undefined {
  return replaceFiles([{ path, before, after }])
}

/** The same for several files: all of them, or none. */
export function replaceFiles(files: readonly Replacement[]): Fault | undefined {
  const prepared: Prepared[] = []
  const done: Prepared[] = []
  try {
    for (const file of files) {
      const next = prepare(file)
      if ('message' in next) return next
      prepared.push(next)
    }
    const changed = prepared.find(({ target, before }) => !holds(target, before))
    if (changed)
      return { message: 'was changed by something else meanwhile; nothing was written', hint: 'run again' }
    for (const each of prepared) {
      renameSync(each.temporary.path, each.target)
      done.push(each)
    }
    return undefined
  } catch (error) {
    for (const each of done) restore(each)
    return faultOfError(error, 'cannot be written')
  } finally {
    for (const { temporary } of prepared) rmSync(temporary.path, { force: true })
  }
}

interface Prepared {
  readonly target: string
  readonly status: Status | undefined
  readonly before: Buffer | undefined
  readonly temporary: Temporary
}

function prepare({ path, before, after, own = false }: Replacement): Prepared | Fault {
  if (own && lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true)
    return {
      message: `${basename(path)} is a symlink; nothing was written`,
      hint: 'change its target by hand',
    }
  const target = before === undefined ? path : realpathSync(path)
  const status = before === undefined ? undefined : statSync(target)
  if (status && !status.isFile()) return { message: 'cannot be written: is not a file', hint: 'name a file' }
  // Renaming over a file asks its folder for permission, not the file.
  if (status) accessSync(target, constants.W_OK)
  const old = typeof before === 'string' ? Buffer.from(before) : before
  return { target, status, before: old, temporary: filled(target, Buffer.from(after), status) }
}

function filled(target: string, content: Buffer, status: Status | undefined): Temporary {
  const temporary = create(dirname(target), status ? 0o600 : 0o666)
  try {
    fill(temporary, content, status)
    return temporary
  } catch (error) {
    rmSync(temporary.path, { force: true })
    throw error
  }
}

function holds(target: string, before: Buffer | undefined): boolean {
  if (before === undefined) return lstatSync(target, { throwIfNoEntry: false }) === undefined
  return readFileSync(target).equals(before)
}

function restore({ target, status, before }: Prepared): void {
  try {
    if (before === undefined) rmSync(target, { force: true })
    else renameSync(filled(target, before, status).path, target)
  } catch {
    // The fault that is told is the first one.
  }
}

/** Writes a file of our own, in one step. One that is there and holds something else is left alone. */
export function writePatchFile(path: string, patch: string): Fault | undefined {
  try {
    const status = statSync(path, { throwIfNoEntry: false })
    if (status && !status.isFile()) writeFileSync(path, patch)
    else if (status && status.size > 0 && !readFileSync(path, 'latin1').startsWith('diff --git '))
      return { message: 'exists and is no patch; nothing was written', hint: 'name another file for --patch' }
    else replaceByNew(path, patch)
    return undefined
  } catch (error) {
    return faultOfError(error, 'cannot be written')
  }
}

function replaceByNew(path: string, text: string): void {
  const temporary = create(dirname(path), 0o666)
  try {
    fill(temporary, Buffer.from(text))
    renameSync(temporary.path, path)
  } finally {
    rmSync(temporary.path, { force: true })
  }
}

interface Status {
  readonly mode: number
  readonly uid: number
  readonly gid: number
}

interface Temporary {
  readonly path: string
  readonly file: number
}

/** A new file next to the one to replace, since only a rename within a file system is one step. */
function create(folder: string, mode: number): Temporary {
  for (let number = 0; ; number += 1) {
    const path = join(folder, `.dfopt-${number}.tmp`)
    try {
      return { path, file: openSync(path, 'wx', mode) }
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST') || number > 1000)
        throw error
    }
  }
}

function fill({ file, path }: Temporary, content: Buffer, status?: Status): void {
  try {
    for (let done = 0; done < content.length;) done += writeSync(file, content, done)
    if (status) {
      const own = fstatSync(file)
      if (own.uid !== status.uid || own.gid !== status.gid) keepOwner(path, status.uid, status.gid)
      fchmodSync(file, status.mode & 0o7777)
    }
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

function keepOwner(path: string, uid: number, gid: number): void {
  try {
    chownSync(path, uid, gid)
  } catch {
    // Only root may give files away; for others the writer becomes the owner.
  }
}
