import type { PackageCommand } from '../package-command.ts'
import type { PackageCache, PackageManager } from './package-manager.ts'

const SOURCE =
  'https://learn.microsoft.com/dotnet/core/tools/dotnet-nuget-locals, ' +
  'https://learn.microsoft.com/nuget/consume-packages/managing-the-global-packages-and-cache-folders'

const HTTP_CACHES = ['~/.local/share/NuGet/http-cache', '~/.local/share/NuGet/v3-cache']

const installsTool = ({ action }: PackageCommand): boolean => /^tool (?:install|update)$/.test(action)

const restoresNothing = ({ normalOptions }: PackageCommand): boolean =>
  normalOptions.some((option) => option === '--no-restore' || option === '--no-build')

/** What a build leaves in bin/ finds its packages by the paths of ~/.nuget/packages; what publish makes has them beside it. */
function readsPackages({ manager, role, operands }: PackageCommand): boolean {
  if (manager.id !== 'dotnet') return false
  const [first] = operands
  if (role !== 'other' || first === undefined) return role === 'install'
  return !/\.dll["']?$/.test(first.text) || /(?:^|\/)bin\/(?:Debug|Release)\/(?!.*publish)/i.test(first.text)
}

const isClear = ({ action, operands }: PackageCommand, what: RegExp): boolean =>
  action === 'nuget locals' && what.test(operands[0]?.text ?? '')

// The download of a package, beside the package itself.
const downloads: PackageCache = {
  name: "NuGet's cache of downloads",
  paths: HTTP_CACHES,
  movedBy: [{ variable: 'NUGET_HTTP_CACHE_PATH', path: '*' }],
  movedByOptions: [],
  // What builds behind a restore of its own downloads nothing more.
  filledBy: (call, { mentions }) =>
    /^(?:restore|tool|add)/.test(call.action) || (!restoresNothing(call) && !mentions(/\bdotnet restore\b/)),
  offBy: [],
  remedy: { kind: 'command', command: ({ invocation }) => `${invocation} nuget locals http-cache --clear` },
  emptiedBy: (call) => isClear(call, /^(?:all|http-cache)$/),
  refilledBy: ({ role }) => role === 'install',
  obstacle: (_, { base }) => oldRelease(base),
  source: SOURCE,
}

function oldRelease(
  base: string | undefined,
): { readonly reason: string; readonly unblock: string } | undefined {
  if (base !== undefined && !/:(?:1\.|.*(?:preview|rc\d|beta))/.test(base)) return undefined
  return {
    reason: 'its release may be one before .NET Core 2.0, which does not know nuget locals',
    unblock: 'write dotnet nuget locals all --clear behind it by hand',
  }
}

export const dotnet: PackageManager = {
  id: 'dotnet',
  programs: ['dotnet'],
  roles: {
    restore: 'install',
    build: 'install',
    publish: 'install',
    pack: 'install',
    test: 'install',
    run: 'install',
    msbuild: 'install',
    new: 'install',
    'tool install': 'install',
    'tool update': 'install',
    'tool restore': 'install',
    'add package': 'install',
    'nuget locals': 'clean',
  },
  otherwise: 'other',
  shortWithValue: 'crfosv',
  longWithValue: (
    '--configuration --output --runtime --framework --source --verbosity --packages --configfile ' +
    '--version --version-suffix --add-source --tool-path --project --logger --filter --os --arch ' +
    '--launch-profile --lock-file-path'
  ).split(' '),
  synonyms: [],
  caches: [
    {
      name: 'the packages of NuGet',
      paths: ['~/.nuget/packages', ...HTTP_CACHES, '~/.local/share/NuGet/plugins-cache', '/tmp/NuGetScratch'],
      movedBy: [{ variable: 'NUGET_PACKAGES', path: '*' }],
      movedByOptions: ['--packages'],
      filledBy: (call) => !restoresNothing(call) && !installsTool(call),
      offBy: [],
      remedy: { kind: 'command', command: ({ invocation }) => `${invocation} nuget locals all --clear` },
      emptiedBy: (call) => isClear(call, /^(?:all|global-packages)$/),
      obstacle: (_, { base, mentions }) => {
        if (mentions(/\bpublish\b/)) return oldRelease(base)
        return {
          reason: 'what dotnet build makes may load its packages from there',
          unblock: 'make the application by dotnet publish',
        }
      },
      lesser: downloads,
      readers: {
        calls: readsPackages,
        makes: ({ action }) => /^(?:publish|build|pack|msbuild)$/.test(action),
        programs: /^(?:make|just|task|cake|fake|paket|nuget|msbuild|xbuild|pwsh|build|abp|libman)$/,
        development: true,
      },
      source: SOURCE,
    },
    { ...downloads, filledBy: installsTool },
  ],
  mounts: [
    {
      target: '~/.nuget/packages',
      sharing: 'shared',
      neededBy: (call) => call.manager.id === 'dotnet' && restoresNothing(call),
      source: 'https://docs.docker.com/build/cache/optimize/#use-cache-mounts; NuGet locks each package',
    },
  ],
}
