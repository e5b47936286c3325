// dotnet restore, with the projects that it leads to.
import { posix } from 'node:path'
import { contextPath, NO_MANIFEST, type Ecosystem, type InstallSite, type NotFirst } from '../install.ts'

const PROJECT = /\.(?:cs|fs|vb)proj$/
const SOLUTION = /\.slnx?$/
/** What every project below a folder reads: https://learn.microsoft.com/visualstudio/msbuild/customize-by-directory, nuget.config, global.json. */
const SHARED =
  /^(?:Directory\.(?:Build|Packages)\.(?:props|targets)|Directory\.Build\.rsp|nuget\.config|global\.json|packages\.lock\.json)$/i

export const dotnet: Ecosystem = {
  read(site) {
    const { call, folder, files } = site
    if (call.manager.id !== 'dotnet' || call.action !== 'restore' || call.operands.length > 1)
      return undefined
    if (
      call.normalOptions.some(
        (each) =>
          /^(?:--configfile|--packages|--lock-file-path|-?-?p:|\/p:|--source|-s) ?/.test(each) &&
          !/https?:/.test(each) &&
          !/^(?:-r|--runtime)/.test(each),
      )
    )
      return {
        reason: 'what an option of dotnet restore reads is not known',
        unblock: 'copy the projects first by hand',
        quiet: true,
      }
    const [operand] = call.operands
    if (operand && operand.literal === undefined) return undefined
    const given = posix.resolve(folder, operand?.literal ?? '.')
    const names = files.list(given)
    const starts = names
      ? names
          .filter((name) => SOLUTION.test(name) || PROJECT.test(name))
          .map((name) => posix.join(given, name))
      : [given]
    const [start] = starts
    if (start === undefined || starts.length > 1) return NO_MANIFEST('a single project or solution')
    const projects = new Set<string>()
    const found = follow(site, start, projects)
    if (found) return found
    const list = [...projects].filter((path) => PROJECT.test(path))
    const shared = sharedFiles(site, list)
    if ('reason' in shared) return shared
    return {
      reads: [...projects, ...shared.reads],
      fills: list.map((path) => posix.join(posix.dirname(path), 'obj')),
      rewrites: [],
      doubts: [],
    }
  },
}

function follow(site: InstallSite, path: string, projects: Set<string>): NotFirst | undefined {
  if (projects.has(path)) return undefined
  const name = posix.relative(site.folder, path)
  const text = site.files.read(path)?.replaceAll(/<!--[^]*?-->/g, '')
  if (text === undefined) return NO_MANIFEST(name)
  projects.add(path)
  if (/<Import\b[^>]*\bProject=/.test(text))
    return {
      reason: `${name} imports other files, which dotnet restore reads as well`,
      unblock: 'copy those in front of it, by hand',
    }
  const next = SOLUTION.test(path)
    ? [...text.matchAll(/"([^"]+\.(?:cs|fs|vb)proj)"/g)]
    : [...text.matchAll(/<ProjectReference\b[^>]*\bInclude="([^"]+)"/g)]
  if (SOLUTION.test(path) && /"[^"]+\.(?!cs|fs|vb)\w*proj"/.test(text))
    return {
      reason: `${name} has projects of other kinds`,
      unblock: 'restore a project of its own',
      quiet: true,
    }
  for (const [, to = ''] of next) {
    if (/[$*;]/.test(to))
      return { reason: `which projects ${name} refers to by ${to} is not known`, unblock: 'name them' }
    const found = follow(site, posix.resolve(posix.dirname(path), to.replaceAll('\\', '/')), projects)
    if (found) return found
  }
  return undefined
}

/** Beside the projects and above them, as far as the build context goes. */
function sharedFiles(
  { files }: InstallSite,
  projects: readonly string[],
): { readonly reads: readonly string[] } | NotFirst {
  const folders = new Set<string>()
  for (const project of projects)
    for (let at = posix.dirname(project); !folders.has(at); at = posix.dirname(at)) folders.add(at)
  const reads = [...folders].sort().flatMap((folder) =>
    (files.list(folder) ?? [])
      .filter((name) => SHARED.test(name))
      .map((name) => posix.join(folder, name))
      .filter((path) => contextPath(files, path) !== undefined),
  )
  const importing = reads.find((path) =>
    /<Import\b[^>]*\bProject="(?![^"]*GetPathOfFileAbove)/.test(files.read(path) ?? ''),
  )
  return importing === undefined
    ? { reads }
    : {
        reason: `${posix.basename(importing)} imports other files`,
        unblock: 'copy those in front of dotnet restore, by hand',
      }
}
