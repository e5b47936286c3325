import { ask } from './ask.ts'
import { scenesOf } from './bud-scenes.ts'
import { budBuild, budSave } from './bud.ts'
import { builderOf } from './builder-of.ts'
import type { Builder } from '../builder.ts'
import { engineRunner, ownContainers } from './containers.ts'
import {
  ANSWERS,
  notFound,
  plainVersion,
  withoutEmptyDockerConfig,
  type Around,
  type Unusable,
} from './finding.ts'
import { importEmpty, newName, ownImages } from './own-images.ts'

const INFO = '{{.Version.Version}} {{.Host.BuildahVersion}} {{.Host.OCIRuntime.Path}} {{.Store.GraphRoot}}'

/** @param command podman, or docker where that is podman under another name */
export async function findPodman(around: Around, command = 'podman'): Promise<Builder | Unusable> {
  const { scratch, node = 'node' } = around
  const environment = withoutEmptyDockerConfig(around.environment)
  const tool = { command, environment }
  const named = await ask(tool, ['--version'], ANSWERS)
  if (!named.ok) return notFound('podman', named)
  const info = await ask(tool, ['info', '--format', INFO], ANSWERS)
  if (!info.ok) {
    const message = `podman is installed but does not work: ${info.error}`
    return { installed: true, message, hint: 'see what podman info says' }
  }
  const [podman = '', buildah = '', runtime = '', ...graphRoot] = info.stdout.trim().split(' ')
  const help = await ask(tool, ['build', '--help'], ANSWERS)
  const removeHelp = await ask(tool, ['image', 'rm', '--help'], ANSWERS)
  const sparesParents = removeHelp.stdout.includes('--no-prune')
  const name = newName()
  const images = ownImages({
    tool,
    prefix: `localhost/${name}`,
    list: ['image', 'ls', '--all', '--no-trunc', '--format', '{{.ID}} {{.Repository}}:{{.Tag}}'],
    tag: ['image', 'tag'],
    remove: ['image', 'rm', ...(sparesParents ? ['--no-prune'] : [])],
    sparesParents,
    tagEmpty: importEmpty(tool, scratch),
  })
  const runner = engineRunner({
    tool,
    // Its own troubles, such as with health checks, stand among what the program writes.
    run: ['--log-level=fatal', 'run'],
    remove: ['rm', '--force', '--volumes', '--time=0'],
    logFlags: ['--log-driver=k8s-file', '--log-opt=max-size=10mb'],
    host: undefined,
    node,
  })
  const bud = {
    tool,
    version: `podman ${plainVersion(podman)}`,
    buildah,
    help: help.stdout,
    removeContainer: ['rm', '--force'],
    scenes: scenesOf(tool, name, scratch, runtime),
    graphRoot: graphRoot.join(' '),
    scratch,
  }
  return builderOf({
    name: 'podman',
    version: bud.version,
    images,
    containers: ownContainers(name, runner),
    build: (request, limits) => budBuild(bud, images, request, limits),
    save: (reference, stop) =>
      budSave(bud, ['image', 'save', '--quiet', '--format=docker-archive', reference], stop),
    clear: () => bud.scenes.clear(),
  })
}
