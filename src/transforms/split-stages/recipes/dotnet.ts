// .NET: what `dotnet publish` writes, on the runtime of the same version and system.
import type { SimpleCommand } from '../../../shell/commands.ts'
import { isAtOrBelow } from '../../../shell/path-values.ts'
import { dotnetProject, type DotnetProject } from '../../../project/dotnet/dotnet-project.ts'
import { buildPart } from '../build-part.ts'
import { runtimeFiles, type SourceLanguage } from '../runtime-files.ts'
import {
  EMPTY_PLAN,
  noSplit,
  type Artefact,
  type NoSplit,
  type Recipe,
  type SplitPlan,
} from '../split-plan.ts'
import { started, startedFiles } from '../start.ts'
import type { Subject } from '../subject.ts'
import { contentFiles } from './dotnet/content-files.ts'
import { isBuild, isOutput, outputsOf, type Output } from './dotnet/outputs.ts'
import { runtimeEnvironmentOf, runtimeOf, type Kind } from './dotnet/runtime.ts'
import { programsOf, type DotnetProgram } from './dotnet/programs.ts'
import { systemNeeds } from './dotnet/system-needs.ts'

export const dotnet: Recipe = {
  name: 'dotnet',
  plan(subject) {
    if (subject.image.name !== 'dotnet/sdk') return undefined
    const verb = started(subject).find(
      ({ command: { name, args }, within }) =>
        name === 'dotnet' && !/\.(?:cs|fs|vb)$/.test(within ?? '') && VERBS.test(args[0]?.text ?? ''),
    )
    if (verb) return ofVerb(verb.command.args[0]?.text ?? '', verb.at)
    const programs = programsOf(subject)
    if (programs.length === 0 || !subject.building.some(({ command }) => isBuild(command))) return undefined
    if (!subject.project.known)
      return noSplit(
        'what the program reads and starts when it runs is in sources that are not in a known build context',
        'run dfopt where the build context is',
      )
    return planOf(subject, programs)
  },
}

// https://learn.microsoft.com/dotnet/core/tools/dotnet#dotnet-commands
const VERBS = /^(?:run|watch|test|vstest|build|publish|restore|msbuild|ef|fsi|script|tool|new|pack|format)$/

function ofVerb(verb: string, at: NoSplit['at']): NoSplit {
  if (verb === 'watch' || verb === 'test' || verb === 'vstest')
    return noSplit(
      `dotnet ${verb} is for development, and takes the SDK`,
      'start what dotnet publish makes, such as dotnet app.dll',
      at,
    )
  return noSplit(
    `dotnet ${verb} takes the SDK whenever a container starts`,
    'publish it in a RUN with dotnet publish -c Release -o /out, and start what that makes: dotnet /out/app.dll',
    at,
  )
}

const LANGUAGE: SourceLanguage = {
  sources: /\.(?:cs|fs|vb|cshtml|razor)$/,
  ofBuilds:
    /^(?:bin|obj|.*\.(?:cs|fs|vb|es|sql|dc)proj|.*\.slnx?|.*\.(?:props|targets|ruleset|DotSettings|user|snk)|NuGet\.[Cc]onfig|nuget\.config|global\.json|packages\.lock\.json|omnisharp\.json|Properties|TestResults|stylecop\.json|launchSettings\.json)$/,
  opensFiles:
    /\b(?:File|Directory|Path)\.\w+\(|\bnew (?:FileStream|StreamReader|FileInfo|DirectoryInfo|PhysicalFileProvider)\(|\bAdd(?:Json|Xml|Ini|Yaml\w*)File\(/,
  silent: [/^\s*\/\/.*$/gm, /^using\s.*$/gm],
}

function planOf(subject: Subject, programs: readonly DotnetProgram[]): SplitPlan | NoSplit {
  const project = dotnetProject(subject.project)
  const outputs = outputsOf(subject)
  const used: Output[] = []
  for (const { path, name, call } of programs) {
    const output = outputs.find((each) => isOutput(each, path))
    if (!output)
      return noSplit(
        `${name} is not seen to be made by dotnet publish`,
        'publish it with -o and a folder, and start it from there',
        call.at,
      )
    used.push(output)
  }
  const obstacle = sdkObstacle(subject, project, used)
  if (obstacle) return obstacle
  const runtime = runtimeOf(subject, kindOf(project, programs, used))
  if (typeof runtime === 'object') return runtime
  const packages = systemNeeds(subject)
  if ('reason' in packages) return packages
  const made = programs.flatMap(({ folder }): readonly Artefact[] =>
    folder === undefined ? [] : [{ from: folder, to: folder, isFolder: true }],
  )
  const isNodeFree = !project.packages.some(({ name }) => OF_NODE.test(name))
  const buildPackages = new Set(isNodeFree ? ['nodejs', 'npm', 'yarn'] : [])
  const setUp = isNodeFree ? nodeSources(subject) : new Set<SimpleCommand>()
  const builds = (command: SimpleCommand): boolean => isBuild(command) || setUp.has(command)
  const calls = subject.building.filter(({ command }) => builds(command))
  const first = calls[0]
  const part = buildPart(subject, calls, builds, { buildPackages, artefacts: made }, CACHES)
  if ('reason' in part) return part
  const files = first && runtimeFiles(subject, first.instruction, LANGUAGE)
  if (!files) return noSplit('the sources are too many to be read', 'split it by hand')
  const more = [...contentFiles(subject), ...files, ...startedFiles(subject, part.builds)]
  const artefacts = [...made, ...more].filter(
    ({ from }, index, all) =>
      all.findIndex((each) => each.from === from) === index &&
      !all.some((each) => each.from !== from && each.isFolder && isAtOrBelow(from, each.from)),
  )
  return {
    ...EMPTY_PLAN,
    runtime,
    builds: part.builds,
    artefacts,
    buildPackages,
    packages,
    environment: runtimeEnvironmentOf(subject, project),
    leaves: 'the SDK, the sources and the packages as NuGet has fetched them',
    notes: ['DOTNET_USE_POLLING_FILE_WATCHER, which the SDK sets for dotnet watch, is not set there'],
  }
}

/** Where NuGet, npm and the tools keep what they fetch. */
const CACHES = ['/root/.nuget', '/root/.dotnet', '/root/.npm', '/root/.local', '/root/.config']

/** They start node when they run. */
const OF_NODE =
  /^(?:Microsoft\.AspNetCore\.(?:NodeServices|SpaServices)(?:\..*)?|Jering\.Javascript\.NodeJS|INodeServices|Microsoft\.Playwright|PuppeteerSharp|ElectronNET\.API|EdgeJs|React\.AspNet)$/i

/** They take MSBuild, which only the SDK has, or compile with what lies in it. */
const OF_SDK =
  /^(?:Microsoft\.Build(?:\.(?!Tasks\.Git|NoTargets|Traversal).*)?|Microsoft\.CodeAnalysis\.Workspaces\.MSBuild|Buildalyzer(?:\..*)?|Microsoft\.DotNet\.(?:Interactive|ProjectModel).*)$/i

function sdkObstacle(
  { stage }: Subject,
  { packages }: DotnetProject,
  used: readonly Output[],
): NoSplit | undefined {
  const found = packages.find(({ name }) => OF_SDK.test(name))
  if (found)
    return noSplit(`${found.name} in ${found.file} may take the SDK when it runs`, 'split it by hand')
  const development = stage.instructions.find(
    ({ keyword, args }) =>
      keyword === 'ENV' && /\b(?:ASPNETCORE|DOTNET)_ENVIRONMENT[= ]["']?Development\b/.test(args.text),
  )
  // Its assets are then read where the sources lie: Microsoft.AspNetCore.StaticWebAssets.
  const built = used.find(({ verb }) => verb === 'build')
  return built && development
    ? noSplit(
        'what dotnet build makes reads files of the sources in the environment Development',
        'start what dotnet publish makes',
        development.range,
      )
    : undefined
}

/** The RUNs that add the packages of Node to the system, for a build that calls npm. */
function nodeSources({ runs, document }: Subject): ReadonlySet<SimpleCommand> {
  return new Set(
    runs
      .filter(({ instruction: { range } }) =>
        document.text.slice(range.start, range.end).includes('https://deb.nodesource.com/setup'),
      )
      .flatMap(({ commands }) => commands)
      .filter(({ name = '' }) => /^(?:curl|wget|bash|sh)$/.test(name)),
  )
}

// Of dotnet/runtime and JamesNK/Newtonsoft.Json: none of them asks for ASP.NET Core. Those of others may, and the project does not show it.
const WITHOUT_ASPNET =
  /^(?:System\.[\w.]+|Newtonsoft\.Json|Microsoft\.(?:CSharp|NETCore\.App|NET\.ILLink\.Tasks|Win32\.\w+|Bcl\.\w+)|Microsoft\.Extensions\.(?:Caching\.(?:Abstractions|Memory)|Configuration(?:\.(?:Abstractions|Binder|CommandLine|EnvironmentVariables|FileExtensions|Ini|Json|UserSecrets|Xml))?|DependencyInjection(?:\.Abstractions)?|DependencyModel|FileProviders\.(?:Abstractions|Composite|Physical)|FileSystemGlobbing|Hosting(?:\.(?:Abstractions|Systemd|WindowsServices))?|Http|Logging(?:\.(?:Abstractions|Configuration|Console|Debug|EventLog|EventSource|TraceSource))?|Options(?:\.(?:ConfigurationExtensions|DataAnnotations))?|Primitives))$/i

function kindOf(
  { isKnown, isWeb, isSelfContained, packages }: DotnetProject,
  programs: readonly DotnetProgram[],
  used: readonly Output[],
): Kind {
  const isHosted = programs.some(({ isDll }) => isDll)
  if (!isHosted && used.every((each) => each.isSelfContained ?? isSelfContained)) return 'runtime-deps'
  // What the SDK has of frameworks, aspnet has, too.
  return isKnown && !isWeb && packages.every(({ name }) => WITHOUT_ASPNET.test(name)) ? 'runtime' : 'aspnet'
}
