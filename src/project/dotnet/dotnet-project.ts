// Projects of .NET, as far as their build context shows them.
import { walkFiles } from '../walk-files.ts'
import type { Project } from '../project.ts'

interface Named {
  readonly name: string
  /** Where in the context. */
  readonly file: string
}

export interface DotnetProject {
  /** False where there is no project file, or more than was looked at. */
  readonly isKnown: boolean
  /** What the projects refer to, tests aside. */
  readonly packages: readonly Named[]
  /** Settings by which what is published is for one platform: `PublishAot`. */
  readonly bound: readonly Named[]
  /** True where all that can be started does without ICU. */
  readonly isInvariant: boolean
  /** True where a project asks for ASP.NET Core; what packages ask for is not seen. */
  readonly isWeb: boolean
  /** True where all that can be started brings its runtime along. */
  readonly isSelfContained: boolean
}

const OTHERS = /^(?:\.git|\.vs|\.idea|node_modules|bin|obj|wwwroot|TestResults|dist)$/
const PROJECT = /\.(?:cs|fs|vb)proj$/
const SHARED = /^(?:Directory\.(?:Build|Packages)\.(?:props|targets)|.*\.props|.*\.targets)$/

// https://learn.microsoft.com/dotnet/core/project-sdk/msbuild-props: each makes the output one for a single platform.
const BOUND =
  /<(RuntimeIdentifier|PublishAot|PublishSingleFile|PublishReadyToRun|PublishTrimmed|SelfContained|NativeLibrary|NativeReference|StaticExecutable)(?=[\s>])[^>]*>\s*(?!false\s*<)/i
// https://learn.microsoft.com/aspnet/core/fundamentals/target-aspnetcore
const WEB = /Microsoft\.NET\.Sdk\.(?:Web|Razor|BlazorWebAssembly)\b|\bMicrosoft\.AspNetCore\.(?:App|All)\b/i
const FILES = /<(?:None|Content|EmbeddedResource|NativeFileReference)\b[^>]*\.(?:so|a|dylib)\b[^>]*>/i

export function dotnetProject(project: Project): DotnetProject {
  const packages: Named[] = []
  const bound: Named[] = []
  const invariance: boolean[] = []
  const selfContained: boolean[] = []
  let isWeb = false
  let projects = 0
  const shared: boolean[] = []
  const { isWhole } = walkFiles(project, [''], OTHERS, ({ path, name, names, read }) => {
    const isProject = PROJECT.test(name)
    if (names !== undefined || !(isProject || SHARED.test(name) || name === 'packages.lock.json')) return
    const text = (read() ?? '').replaceAll(/<!--[^]*?-->/g, '')
    if (isProject && /<IsTestProject>\s*true|Microsoft\.NET\.Test\.Sdk/i.test(text)) return
    if (isProject) projects += 1
    for (const [, found = ''] of text.matchAll(
      /<(?:PackageReference|GlobalPackageReference)\b[^>]*\b(?:Include|Update)="([^"]+)"/g,
    ))
      packages.push({ name: found, file: path })
    if (name === 'packages.lock.json')
      for (const [, found = ''] of text.matchAll(/"([\w.-]+)":\s*\{\s*"type":\s*"(?:Direct|Transitive)"/g))
        packages.push({ name: found, file: path })
    const setting = BOUND.exec(text)?.[1] ?? (FILES.test(text) ? 'a native library' : undefined)
    if (setting !== undefined) bound.push({ name: setting, file: path })
    isWeb ||= WEB.test(text)
    const isInvariant = /<InvariantGlobalization>\s*true\s*</i.test(text)
    if (!isProject) shared.push(isInvariant)
    else if (/Sdk="Microsoft\.NET\.Sdk\.(?:Web|Worker)"|<OutputType>\s*Exe/i.test(text)) {
      invariance.push(isInvariant)
      selfContained.push(/<(?:SelfContained|PublishAot)>\s*true\s*</i.test(text))
    }
    return undefined
  })
  return {
    isKnown: project.known && isWhole && projects > 0,
    packages,
    bound,
    isInvariant: shared.includes(true) || (invariance.length > 0 && invariance.every(Boolean)),
    isWeb,
    isSelfContained: selfContained.length > 0 && selfContained.every(Boolean),
  }
}
