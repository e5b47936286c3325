// .NET moved from Docker Hub to mcr.microsoft.com/dotnet/core, and from there to mcr.microsoft.com/dotnet.
import type { Renamed, Unclear } from './successor.ts'

const HOME = 'mcr.microsoft.com/dotnet'

/** Undefined for what is none of it, for images of Windows, and for versions that never moved. */
export function dotnetSuccessor(name: string, tag: string | undefined): Renamed | Unclear | undefined {
  if (tag !== undefined && /nanoserver|windowsservercore/.test(tag)) return undefined
  if (name === 'microsoft/dotnet') return fromDockerHub(tag)
  if (name === 'microsoft/aspnetcore' || name === 'microsoft/aspnetcore-build')
    return gone(name, name.endsWith('build') ? 'sdk' : 'aspnet')
  const [, repository] =
    /^mcr\.microsoft\.com\/dotnet\/core\/(sdk|aspnet|runtime|runtime-deps)$/.exec(name) ?? []
  return repository === undefined || tag === undefined ? undefined : fromCore(repository, tag)
}

/** https://github.com/dotnet/announcements/issues/197: what to write for each tag of 2.1, and that all are deleted. */
function fromDockerHub(tag = 'latest'): Renamed | Unclear {
  const [, version, kind = '', suffix = ''] =
    /^(?:(2|2\.1)-)?(sdk|aspnetcore-runtime|runtime|runtime-deps)(?:-(stretch-slim|stretch|alpine|bionic))?$/.exec(
      tag === 'latest' ? 'sdk' : tag,
    ) ?? []
  const repository = kind === 'aspnetcore-runtime' ? 'aspnet' : kind
  const debian = kind === 'sdk' ? 'stretch' : 'stretch-slim'
  const isListed = suffix === '' || (version === '2.1' && [debian, 'alpine', 'bionic'].includes(suffix))
  if (kind === '' || !isListed) return gone('microsoft/dotnet', tag.includes('sdk') ? 'sdk' : 'aspnet')
  return {
    kind: 'renamed',
    base: `${HOME}/${repository}:2.1${suffix === '' ? '' : `-${suffix}`}`,
    why: 'microsoft/dotnet was deleted from Docker Hub on 2021-08-21, and this is where its images are',
  }
}

function gone(name: string, repository: string): Unclear {
  return {
    kind: 'unclear',
    advice: `Replace ${name} by a release of ${HOME}/${repository} that is kept up`,
    why: `${name} was deleted from Docker Hub in 2021 (dotnet/dotnet-docker#2848)`,
  }
}

/** https://github.com/dotnet/dotnet-docker/issues/2375: the tags of 2.1 and 3.1 are in both, those of 2.2 and 3.0 are not. */
function fromCore(repository: string, tag: string): Renamed | undefined {
  const [, version = '', suffix = ''] = /^(2\.1|3\.1)(?:-(.+))?$/.exec(tag) ?? []
  const release = version === '2.1' ? 'stretch' : 'buster'
  const debian = repository === 'sdk' ? release : `${release}-slim`
  if (version === '' || !['', debian, 'alpine', 'bionic', 'focal'].includes(suffix)) return undefined
  return {
    kind: 'renamed',
    base: `${HOME}/${repository}:${tag}`,
    why: `${HOME}/core is the old name: since .NET 5 all images are in ${HOME}`,
  }
}
