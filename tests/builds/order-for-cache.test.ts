// What order-for-cache is for: a second build, with another source, takes the installed packages from the first.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { rewrite } from '../../src/engine/pipeline.ts'
import { ignoreFileOf } from '../../src/project/default-context.ts'
import { fileProject } from '../../src/project/file-project.ts'
import { orderForCache } from '../../src/transforms/order-for-cache/index.ts'
import type { Builder } from '../../src/verify/builder.ts'
import { loadBuildCases } from './cases.ts'
import { openLab } from './lab.ts'

const lab = await openLab()
const each = loadBuildCases().find(({ name }) => name === 'node-order')
if (!each) throw new Error('there is no case node-order')
const usable = lab.builder?.name === 'docker' && each.bases.every((base) => lab.builder && lab.has(base))

afterAll(async () => {
  if (lab.builder) await lab.close()
})

// The others forget layers with the image, or keep none.
test.runIf(usable)(
  'a change of a source installs anew as the file is written, and no longer when it is rewritten',
  { timeout: 300_000 },
  async () => {
    if (!lab.builder) return
    const text = readFileSync(each.dockerfile, 'utf8')
    const project = fileProject(each.context, ['node_modules', 'dist'])
    const { output, status } = rewrite(text, { transforms: [orderForCache], project })
    expect(status).toBe('changed')
    const folder = mkdtempSync(join(lab.scratch, 'order-'))
    const [before, again] = await installs(lab.builder, folder, 'before', text)
    expect(again).not.toBe(before)
    const [after, reused] = await installs(lab.builder, folder, 'after', output)
    expect(reused).toBe(after)
    rmSync(folder, { recursive: true })
  },
)

/** When the packages of an image were installed, to the nanosecond: of a build, and of one with another source. */
async function installs(
  builder: Builder,
  folder: string,
  name: string,
  text: string,
): Promise<readonly string[]> {
  const context = join(folder, name)
  mkdirSync(context)
  if (each) cpSync(each.context, context, { recursive: true })
  const dockerfile = join(folder, `${name}.Dockerfile`)
  writeFileSync(dockerfile, text)
  const times: string[] = []
  for (const answer of ['first', 'second']) {
    writeFileSync(join(context, 'src/page.js'), `console.log('${answer} ${name}')\n`)
    times.push(await installed(builder, dockerfile, context, join(folder, 'log'), `${answer} ${name}\n`))
  }
  return times
}

async function installed(
  builder: Builder,
  dockerfile: string,
  context: string,
  log: string,
  answer: string,
): Promise<string> {
  const limits = { seconds: 120, stop: new AbortController().signal }
  const request = {
    dockerfile,
    context,
    ignoreFile: ignoreFileOf(dockerfile, context, builder.name),
    settings: { ...(each?.settings ?? missing()) },
    cache: true,
    log,
    progress: () => undefined,
  }
  const built = await builder.build(request, limits)
  if (built.kind !== 'built') throw new Error(`it does not build: ${built.message}\n${built.tail.join('\n')}`)
  try {
    expect(await printed(builder, { image: built.image, argv: undefined })).toBe(answer)
    const argv = ['/bin/sh', '-c', 'stat -c %y node_modules/.package-lock.json']
    return await printed(builder, { image: built.image, argv })
  } finally {
    await builder.remove(built.image)
  }
}

async function printed(
  builder: Builder,
  request: Omit<Parameters<Builder['run']>[0], 'network'>,
): Promise<string> {
  const limits = { seconds: 60, stop: new AbortController().signal }
  const outcome = await builder.run({ ...request, network: 'none' }, limits)
  return outcome.kind === 'ended' ? outcome.stdout : outcome.kind
}

function missing(): never {
  throw new Error('there is no case node-order')
}
