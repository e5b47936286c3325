// Stands in for docker where the command line is tested and not the builder; the rest of it is the shell script of
// fake-builder.ts. An image is the Dockerfile it was built from: each RUN is a layer, and what it leaves is looked up by
// its text in FAKE_DOCKER_PLAN. Images and calls are kept under FAKE_DOCKER_STATE. In content %n is the number of the call.
import { createHash } from 'node:crypto'
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'

const state = process.env.FAKE_DOCKER_STATE
const plan = JSON.parse(process.env.FAKE_DOCKER_PLAN ?? '{}')
const args = process.argv.slice(2)
mkdirSync(join(state, 'images'), { recursive: true })
appendFileSync(join(state, 'calls'), `${args.join(' ')}\n`)

const flag = (name) => args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3)
const fileOf = (reference) => join(state, 'images', encodeURIComponent(reference))
const sha256 = (content) => createHash('sha256').update(content).digest('hex')

const calls = String(readFileSync(join(state, 'calls'), 'utf8').split('\n').length)
const [command, second] = args
if (command === 'buildx') build()
else if (command === 'image' && second === 'ls') {
  for (const name of readdirSync(join(state, 'images')))
    console.log(`sha256:${sha256(readFileSync(join(state, 'images', name)))} ${decodeURIComponent(name)}`)
} else if (command === 'image' && second === 'inspect') {
  if (existsSync(fileOf(args.at(-1)))) console.log(`sha256:${sha256(readFileSync(fileOf(args.at(-1))))}`)
  else process.exitCode = 1
} else if (command === 'image' && second === 'rm') rmSync(fileOf(args.at(-1)), { force: true })
else if (command === 'image' && second === 'save') process.stdout.write(readFileSync(fileOf(args.at(-1))))
else process.exitCode = 125

function build() {
  const text = readFileSync(flag('file'), 'utf8')
  const layers = []
  for (const [index, line] of text.split('\n').entries()) {
    if (!line.startsWith('RUN ')) continue
    console.error(`#${index + 4} [${index}/9] ${line}`)
    const { files = {}, fail, hang, write } = plan[line.slice(4)] ?? {}
    if (write !== undefined) appendFileSync(write, 'x')
    if (hang) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60_000)
    }
    if (fail !== undefined) {
      console.error(
        `#${index + 4} 0.1 ${fail}\n#${index + 4} ERROR: process "/bin/sh -c ${line.slice(4)}" did not complete successfully: exit code: 1`,
      )
      console.error(`------\n > ${line}:\n0.1 ${fail}\n------\nDockerfile:${index + 1}\n--------------------`)
      console.error(`   ${index + 1} | >>> ${line}\n--------------------`)
      console.error(
        `ERROR: failed to solve: process "/bin/sh -c ${line.slice(4)}" did not complete successfully: exit code: 1`,
      )
      process.exit(1)
    }
    layers.push({ tar: tar(Object.entries(files)), createdBy: `RUN /bin/sh -c ${line.slice(4)} # buildkit` })
  }
  writeFileSync(fileOf(flag('tag')), archive(layers))
}

function archive(layers) {
  const config = JSON.stringify({
    os: 'linux',
    architecture: 'amd64',
    config: { Env: ['PATH=/bin'] },
    rootfs: { type: 'layers', diff_ids: layers.map(({ tar: bytes }) => `sha256:${sha256(bytes)}`) },
    history: layers.map(({ createdBy }) => ({ created_by: createdBy })),
  })
  const blobs = [Buffer.from(config), ...layers.map(({ tar: bytes }) => bytes)]
  const names = blobs.map((blob) => `blobs/sha256/${sha256(blob)}`)
  const [configName, ...layerNames] = names
  const manifest = JSON.stringify([{ Config: configName, RepoTags: [], Layers: layerNames }])
  const files = new Map(names.map((name, index) => [name, blobs[index]]))
  return tar([...files, ['manifest.json', manifest]])
}

function tar(files) {
  const blocks = files.flatMap(([path, content]) => {
    const body = Buffer.from(typeof content === 'string' ? content.replace('%n', calls) : content)
    const header = Buffer.alloc(512)
    header.write(path.replace(/^\//, ''))
    header.write(
      `0000644\0${'0000000\0'.repeat(2)}${body.length.toString(8).padStart(11, '0')}\0${'0'.repeat(11)}\0`,
      100,
    )
    header.write('        0', 148)
    header.write('ustar\x0000', 257)
    header.write(
      `${header
        .reduce((sum, byte) => sum + byte, 0)
        .toString(8)
        .padStart(6, '0')}\0 `,
      148,
    )
    return [header, body, Buffer.alloc((512 - (body.length % 512)) % 512)]
  })
  return Buffer.concat([...blocks, Buffer.alloc(1024)])
}
