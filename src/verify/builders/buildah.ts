import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ask, type Tool } from './ask.ts'
import { scenesOf } from './bud-scenes.ts'
import { budBuild, budSave } from './bud.ts'
import { buildahRunner } from './buildah-runner.ts'
import { builderOf } from './builder-of.ts'
import type { Builder } from '../builder.ts'
import { ownContainers } from './containers.ts'
import {
  ANSWERS,
  notFound,
  plainVersion,
  withoutEmptyDockerConfig,
  type Around,
  type Unusable,
} from './finding.ts'
import { newName, ownImages } from './own-images.ts'

export async function findBuildah(around: Around): Promise<Builder | Unusable> {
  const { scratch, node = 'node' } = around
  const environment = withoutEmptyDockerConfig(around.environment)
  const tool = { command: 'buildah', environment }
  const named = await ask(tool, ['--version'], ANSWERS)
  if (!named.ok) return notFound('buildah', named)
  const info = await ask(tool, ['info', '--format', '{{.store.GraphRoot}}'], ANSWERS)
  if (!info.ok) {
    const message = `buildah is installed but does not work: ${info.error}`
    return { installed: true, message, hint: 'see what buildah info says' }
  }
  const help = await ask(tool, ['build', '--help'], ANSWERS)
  const number = plainVersion(named.stdout)
  const name = newName()
  const images = ownImages({
    tool,
    prefix: `localhost/${name}`,
    list: ['images', '--all', '--no-trunc', '--noheading', '--format', '{{.ID}} {{.Name}}:{{.Tag}}'],
    tag: ['tag'],
    remove: ['rmi'],
    sparesParents: false,
    tagEmpty: (tag) => buildEmpty(tool, scratch, tag),
  })
  const scenes = scenesOf(tool, name, scratch, environment['BUILDAH_RUNTIME'])
  const bud = {
    tool,
    version: `buildah ${number}`,
    buildah: number,
    help: help.stdout,
    removeContainer: ['rm'],
    scenes,
    graphRoot: info.stdout.trim(),
    scratch,
  }
  return builderOf({
    name: 'buildah',
    version: bud.version,
    images,
    containers: ownContainers(name, buildahRunner({ tool, scenes, node })),
    build: (request, limits) => budBuild(bud, images, request, limits),
    save: (reference, stop) =>
      budSave(bud, ['push', '--quiet', reference, 'docker-archive:/dev/stdout'], stop),
    clear: () => scenes.clear(),
  })
}

async function buildEmpty(tool: Tool, scratch: string, tag: string): Promise<void> {
  const folder = await mkdtemp(join(scratch, 'empty-'))
  const file = join(folder, 'Dockerfile')
  await writeFile(file, 'FROM scratch\nLABEL empty=yes\n')
  await ask(tool, ['build', '--layers=false', `--tag=${tag}`, `--file=${file}`, folder])
  await rm(folder, { recursive: true, force: true })
}
