import type {
  Builder,
  BuiltImage,
  RunOutcome,
  RunRequest,
  ServeOutcome,
  ServeRequest,
} from '../../src/verify/builder.ts'
import type { FileEntry, FileTree } from '../../src/verify/image.ts'
import type { SmokeSubject } from '../../src/verify/smoke/smoke-outcome.ts'
import type { SmokeWishes } from '../../src/verify/smoke/smoke.ts'

/** A builder that runs what it is told to, and builds nothing. */
export function fakeBuilder(does: {
  readonly run?: (request: RunRequest) => RunOutcome | Promise<RunOutcome>
  readonly serve?: (request: ServeRequest) => ServeOutcome | Promise<ServeOutcome>
  readonly save?: Builder['save']
}): Builder {
  const unwanted = (): never => {
    throw new Error('not to be called')
  }
  return {
    name: 'docker',
    version: 'docker 0',
    build: unwanted,
    save: does.save ?? unwanted,
    run: async (request) => (does.run ?? unwanted)(request),
    serve: async (request) => (does.serve ?? unwanted)(request),
    remove: unwanted,
    clear: unwanted,
  }
}

export function ended(
  exitCode: number,
  stdout: string,
  more: { stderr?: string; cut?: boolean } = {},
): RunOutcome {
  return { kind: 'ended', exitCode, stdout, stderr: '', cut: false, ...more }
}

export const BEFORE: BuiltImage = { reference: 'before' }
export const AFTER: BuiltImage = { reference: 'after' }

/** A tree of paths: a string is a symlink's target, a number the mode of a file, undefined a directory. */
export function files(entries: Readonly<Record<string, string | number | undefined>>): FileTree {
  return new Map(Object.entries(entries).map(([path, what]) => [path, entry(what)]))
}

function entry(what: string | number | undefined): FileEntry {
  return {
    type: typeof what === 'string' ? 'symlink' : what === undefined ? 'directory' : 'file',
    mode: typeof what === 'number' ? what : 0o777,
    uid: 0,
    gid: 0,
    size: 0,
    digest: '',
    stable: '',
    unstable: undefined,
    target: typeof what === 'string' ? what : '',
    device: '',
    xattrs: '',
    inode: 0,
    layer: 0,
  }
}

export const SHELL = files({ '/bin': undefined, '/bin/sh': 0o755 })

export const before: SmokeSubject = { image: BEFORE, files: SHELL }
export const after: SmokeSubject = { image: AFTER, files: SHELL }

export function wishes(some: Partial<SmokeWishes>): SmokeWishes {
  return { commands: [], start: false, http: [], network: undefined, ...some }
}
