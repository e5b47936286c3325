import { BUILDERS, type Builder, type BuilderName } from '../builder.ts'
import { findBuildah } from './buildah.ts'
import { findDocker } from './docker.ts'
import type { Around, Unusable } from './finding.ts'
import { findPodman } from './podman.ts'

export interface BuilderMissing {
  readonly message: string
  readonly hint: string
}

type Find = (around: Around) => Promise<Builder | Unusable>

const FIND: Readonly<Record<BuilderName, Find>> = {
  docker: findDocker,
  podman: findPodman,
  buildah: findBuildah,
}

/** The builder that is wished for, else the first that is installed and answers. */
export async function findBuilder(
  wish: BuilderName | undefined,
  around: Around,
): Promise<Builder | BuilderMissing> {
  const unusable: Unusable[] = []
  for (const name of wish === undefined ? BUILDERS : [wish]) {
    const found = await FIND[name](around)
    if ('build' in found) return found
    unusable.push(found)
  }
  const installed = unusable.filter((each) => each.installed)
  if (installed.length > 0)
    return {
      message: installed.map(({ message }) => message).join('; '),
      hint: installed.map(({ hint }) => hint).join(', or '),
    }
  return wish === undefined
    ? {
        message: 'nothing is installed that builds images: docker, podman and buildah are not on PATH',
        hint: 'install Docker (https://docs.docker.com/engine/install/), or podman from the packages of your system',
      }
    : { message: `${wish} is not on PATH`, hint: `install ${wish}, or name another builder with --builder` }
}
