// What a host of .NET reads in the folder that it starts in, whether or not its sources say so.
import { posix } from 'node:path'
import { dotnetProject } from '../../../../project/dotnet/dotnet-project.ts'
import type { Artefact } from '../../split-plan.ts'
import type { Subject } from '../../subject.ts'

// https://learn.microsoft.com/aspnet/core/fundamentals/#content-root
const SETTINGS =
  /^(?:appsettings(?:\.[\w-]+)?\.json|hostsettings\.json|nlog\.config|log4net\.config|web\.config)$/i
const PAGES = /^(?:Views|Pages|Areas)$/

/** Those that the build context brings there. */
export function contentFiles({ starting, folder, project }: Subject): readonly Artefact[] {
  const files = starting[0]?.files
  if (folder === undefined || !files) return []
  const { isWeb, packages } = dotnetProject(project)
  const compiles = packages.some(({ name }) => /Razor\.RuntimeCompilation$/i.test(name))
  return (files.list(folder) ?? [])
    .filter((name) => SETTINGS.test(name) || (isWeb && name === 'wwwroot') || (compiles && PAGES.test(name)))
    .map((name) => posix.join(folder, name))
    .map((path) => ({ from: path, to: path, isFolder: files.list(path) !== undefined }))
}
