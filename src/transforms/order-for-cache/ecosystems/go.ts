// Modules of Go: https://go.dev/ref/mod#go-mod-download
import { posix } from 'node:path'
import {
  NO_MANIFEST,
  present,
  type Ecosystem,
  type Install,
  type InstallSite,
  type NotFirst,
} from '../install.ts'

export const go: Ecosystem = {
  read(site) {
    const { call } = site
    if (call.manager.id !== 'go' || call.action !== 'mod download' || call.operands.length > 0)
      return undefined
    return goModules(site)
  },
}

export function goModules(site: Pick<InstallSite, 'files' | 'folder'>): Install | NotFirst {
  const { files, folder } = site
  const work = files.read(posix.join(folder, 'go.work'))
  const folders =
    work === undefined ? [folder] : named(work, 'use').map((path) => posix.resolve(folder, path))
  const reads = work === undefined ? [] : [posix.join(folder, 'go.work'), ...present(site, ['go.work.sum'])]
  const doubts: string[] = []
  for (const each of folders) {
    const manifest = files.read(posix.join(each, 'go.mod'))
    if (manifest === undefined) return NO_MANIFEST('go.mod')
    reads.push(posix.join(each, 'go.mod'), ...present({ files, folder: each }, ['go.sum']))
    const sums = files.read(posix.join(each, 'go.sum')) ?? ''
    // What lacks a sum may get one, which the sources would take away again.
    const lacking = [
      ...manifest.matchAll(/^\s*(?:require\s+)?([\w.-]+\.[\w./~-]+)\s+(v\S+)(?:\s*\/\/.*)?$/gm),
    ].find(
      ([, path = '', version = '']) =>
        !manifest.includes(`${path} =>`) && !sums.includes(`${path} ${version}`),
    )
    if (lacking) doubts.push(`go.sum has no sum of ${lacking[1] ?? ''}`)
    for (const path of named(manifest, 'replace')) {
      const replaced = posix.resolve(each, path)
      if (files.read(posix.join(replaced, 'go.mod')) === undefined)
        return {
          reason: `go.mod replaces a module by ${path}, which is not seen in the build context`,
          unblock: 'copy its go.mod in front of the install, by hand',
        }
      reads.push(posix.join(replaced, 'go.mod'))
    }
  }
  return { reads: [...new Set(reads)], fills: [], rewrites: [], doubts }
}

/** The folders that `use` and `replace … =>` name. */
function named(text: string, directive: 'use' | 'replace'): readonly string[] {
  const plain = text.replaceAll(/\/\/.*$/gm, '')
  if (directive === 'replace')
    return [...plain.matchAll(/=>\s*"?(\.{1,2}(?:\/[^\s"]*)?)"?/g)].flatMap(([, path = '']) => path)
  const blocks = [...plain.matchAll(/^use\s*\(([^)]*)\)/gm)].flatMap(([, inner = '']) => inner.split(/\s+/))
  const lines = [...plain.matchAll(/^use\s+([^\s(]+)/gm)].map(([, path = '']) => path)
  return [...blocks, ...lines].filter((path) => path !== '').map((path) => path.replaceAll('"', ''))
}
