/** Why a file could not be read, found or written: what is wrong and what to do, each in one line. */
export interface Fault {
  readonly message: string
  readonly line?: number
  readonly hint: string
}

const WORDS: Readonly<Record<string, readonly [message: string, hint: string]>> = {
  ENOENT: ['does not exist', 'check the name'],
  EACCES: ['permission denied', 'check the permissions of the file and of its folders'],
  EPERM: ['operation not permitted', 'check the owner and the attributes of the file'],
  EISDIR: ['it is a folder', 'name a file in it'],
  ELOOP: ['it is a symlink that leads back to itself', 'correct the symlink'],
  ENOSPC: ['no space left on the device', 'free some space and run again; the file is unchanged'],
  EDQUOT: ['the disk quota is used up', 'free some space and run again; the file is unchanged'],
  EFBIG: ['a limit on the size of files is reached', 'raise the limit; the file is unchanged'],
  EROFS: ['it is on a read-only file system', 'run where the file can be written'],
  ENAMETOOLONG: ['the name is too long', 'check the name'],
}

/** The fault behind an error of node's file system calls. @throws the error itself where it is of another kind */
export function faultOfError(error: unknown, doing: string): Fault {
  const code = codeOf(error)
  if (code === undefined) throw error
  const [message, hint] = WORDS[code] ?? [code, 'look up this code of the operating system']
  return { message: `${doing}: ${message}`, hint }
}

export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
