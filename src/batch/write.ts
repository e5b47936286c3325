import {
  accessSync,
  chownSync,
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { faultOfError, type Fault } from './fault.ts'

/**
 * Replaces what a file holds, in one step and only where it still holds `before`. Its mode is kept, and its owner where
 * that is allowed; a symlink stays one and its target is written.
 */
export function replaceFile(path: string, before: Buffer, after: string): Fault | undefined {
  try {
    const target = realpathSync(path)
    const status = statSync(target)
    if (!status.isFile()) return { message: 'cannot be written: is not a file', hint: 'name a file' }
    // Renaming over a file asks its folder for permission, not the file.
    accessSync(target, constants.W_OK)
    return replace(target, status, before, Buffer.from(after))
  } catch (error) {
    return faultOfError(error, 'cannot be written')
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

function replace(target: string, status: Status, before: Buffer, after: Buffer): Fault | undefined {
  const temporary = create(dirname(target), 0o600)
  try {
    fill(temporary, after, status)
    if (!readFileSync(target).equals(before))
      return { message: 'was changed by something else meanwhile; nothing was written', hint: 'run again' }
    renameSync(temporary.path, target)
    return undefined
  } catch (error) {
    return faultOfError(error, 'cannot be written')
  } finally {
    rmSync(temporary.path, { force: true })
  }
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
