import { accessSync, constants } from 'node:fs'

/** A program that plays /bin/sh. */
export interface StandIn {
  readonly name: string
  readonly path: string
}

const candidates: readonly { readonly name: string; readonly paths: readonly string[] }[] = [
  { name: 'dash', paths: ['/bin/dash', '/usr/bin/dash'] },
  // Called as sh, bash turns POSIX mode on by itself: Red Hat's, Arch's and SUSE's /bin/sh.
  { name: 'bash as sh', paths: ['/bin/bash', '/usr/bin/bash'] },
  { name: 'busybox ash', paths: ['/bin/busybox', '/usr/bin/busybox'] },
]

function find(paths: readonly string[]): string | undefined {
  return paths.find((path) => {
    try {
      accessSync(path, constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

export const standIns: readonly StandIn[] = candidates.flatMap(({ name, paths }) => {
  const path = find(paths)
  return path === undefined ? [] : [{ name, path }]
})

export const missingShells: readonly string[] = candidates
  .map(({ name }) => name)
  .filter((name) => !standIns.some((standIn) => standIn.name === name))

/** The program for the first word of SHELL; `sh` is whatever stands in for it. */
export function programOf(word: string, sh: StandIn): string {
  const name = word.split('/').at(-1) ?? word
  if (name === 'sh') return sh.path
  // Without busybox, bash: it knows pipefail too.
  if (name === 'ash') return find(['/bin/busybox', '/usr/bin/busybox', '/bin/bash']) ?? word
  if (name === 'bash' || name === 'dash') return find([`/bin/${name}`, `/usr/bin/${name}`]) ?? word
  return word
}
