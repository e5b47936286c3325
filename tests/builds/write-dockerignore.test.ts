// What write-dockerignore is for: a smaller context, and the same image without what does not belong there. And that patterns mean
// to the builder what dfopt takes them for.
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { ignoreFileOf } from '../../src/project/default-context.ts'
import { ignoreMatcher, parseIgnoreFile } from '../../src/project/ignore-file.ts'
import { NO_SETTINGS } from '../../src/verify/builder.ts'
import { openLab } from './lab.ts'
import { useRealCli } from './real-cli.ts'

const lab = await openLab()
const cli = useRealCli()
const has = (image: string): boolean => {
  if (!lab.builder) return false
  return lab.builder.name === 'docker' && lab.has(image)
}
const hasNode = has('node:20-slim')
const hasDebian = has('debian:bookworm-slim')

afterAll(async () => {
  if (lab.builder) await lab.close()
})

const NODE = `FROM node:20-slim
WORKDIR /app
COPY . .
RUN npm ci
CMD ["find", ".", "-type", "f"]
`
const SECOND = 'FROM node:20-slim\nCOPY docs/notes.log README.md /\nCMD ["cat", "/notes.log"]\n'

test.runIf(hasNode)(
  'the context shrinks, the image loses what does not belong there, and nothing that any Dockerfile copies',
  { timeout: 200_000 },
  async () => {
    const folder = cli.folder({
      Dockerfile: NODE,
      'second.Dockerfile': SECOND,
      'package.json': '{ "name": "app", "version": "1.0.0" }\n',
      'package-lock.json':
        '{ "name": "app", "version": "1.0.0", "lockfileVersion": 3, "packages": { "": { "name": "app", "version": "1.0.0" } } }\n',
      'server.js': 'setInterval(() => {}, 1000)\n',
      'docs/notes.log': 'kept\n',
      'README.md': 'kept, since the second one copies it\n',
      'node_modules/old/index.js': `${'x'.repeat(500_000)}\n`,
      '.git/HEAD': 'ref: refs/heads/main\n',
      '.git/objects/pack/a.pack': `${'y'.repeat(2_000_000)}\n`,
      '.gitignore': 'node_modules\n.env\n',
      '.env': 'TOKEN=secret\n',
    })
    const dockerfile = join(folder, 'Dockerfile')
    const before = await built(dockerfile, folder)
    const proof = await cli.start(
      ['verify', '--only', 'write-dockerignore', '--apply', '--network', 'none', '--allow-dirty', dockerfile],
      folder,
    ).ended
    expect(proof).toMatchObject({ code: 0 })
    expect(proof.stdout).toContain('proven')
    const text = readFileSync(join(folder, '.dockerignore'), 'utf8')
    expect(text).toBe('.git\nnode_modules\n.env\n.dockerignore\nDockerfile\nsecond.Dockerfile\n')
    const after = await built(dockerfile, folder)
    const gone = before.printed.filter((line) => !after.printed.includes(line))
    expect(gone.filter((line) => !/^\.\/(?:\.git|\.env|node_modules\/|.*Dockerfile)/.test(line))).toEqual([])
    expect(gone).toContain('./.env')
    expect(gone).toContain('./.git/objects/pack/a.pack')
    // What npm makes of its own folder when it finds none.
    const added = after.printed.filter((line) => !before.printed.includes(line))
    expect(added.filter((line) => !line.startsWith('./node_modules/'))).toEqual([])
    expect(before.bytes).toBeGreaterThan(2_000_000)
    expect(after.bytes).toBeLessThan(20_000)
    const second = await built(join(folder, 'second.Dockerfile'), folder)
    expect(second.printed).toEqual(['kept'])
  },
)

const PATTERNS = [
  '\ufeffbom',
  '# comment',
  '/rooted',
  './dotted',
  'trailing/',
  '  spaced  ',
  'crlf\r',
  '**/deep',
  'some**/x.txt',
  'ab[a-c]',
  String.raw`esc\*aped`,
  'q?',
  'all/*',
  '!all/kept',
  'tree',
  '!tree/in/kept',
  'a/../cleaned',
  ' # no comment',
  'back',
  '!back/*.md',
  'back/no.md',
]
const PATHS = [
  ...[
    'bom',
    '# comment',
    'comment',
    'rooted',
    'sub/rooted',
    'dotted',
    'trailing/x',
    'spaced',
    'crlf',
    'deep/x',
    'a/b/deep/x',
  ],
  ...[
    'some/x.txt',
    'something/y/x.txt',
    'other/x.txt',
    'abb',
    'abd',
    'esc*aped',
    'escXaped',
    'qx',
    'q/x',
    'all/gone',
    'all/kept',
  ],
  ...[
    'tree/x',
    'tree/in/x',
    'tree/in/kept',
    'cleaned',
    'a/cleaned',
    '# no comment',
    'back/x',
    'back/a.md',
    'back/no.md',
    'back/d/a.md',
  ],
]

test.runIf(hasDebian)(
  'a builder sees what dfopt thinks that it sees, by the file that goes by the name of the Dockerfile',
  { timeout: 100_000 },
  async () => {
    if (!lab.builder) return
    const folder = mkdtempSync(join(lab.scratch, 'patterns-'))
    const text = PATTERNS.join('\n')
    const files = [...PATHS.map((path) => [path, ''] as const), ['.dockerignore', '*\n'] as const]
    for (const [path, content] of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), content)
    }
    const dockerfile = join(folder, 'Dockerfile')
    writeFileSync(
      dockerfile,
      'FROM debian:bookworm-slim\nCOPY . /c\nWORKDIR /c\nCMD ["find", ".", "-type", "f"]\n',
    )
    writeFileSync(`${dockerfile}.dockerignore`, text)
    const { printed } = await built(dockerfile, folder)
    const patterns = parseIgnoreFile(text)
    if ('message' in patterns) throw new Error(patterns.message)
    const matcher = ignoreMatcher(patterns)
    const seen = PATHS.filter((path) => !matcher.matches(path)).map((path) => `./${path}`)
    expect(printed.filter((path) => !/\/(?:Dockerfile|\.dockerignore)/.test(path)).sort()).toEqual(
      seen.sort(),
    )
    expect(seen.length).toBeGreaterThan(8)
    expect(seen.length).toBeLessThan(PATHS.length - 8)
    rmSync(folder, { recursive: true })
  },
)

/** What an image prints when it starts, and how much of the context was sent for it. */
async function built(
  dockerfile: string,
  context: string,
): Promise<{ readonly printed: readonly string[]; readonly bytes: number }> {
  if (!lab.builder) throw new Error('there is no builder')
  const limits = { seconds: 120, stop: new AbortController().signal }
  // As verify does: outside of the context, with the ignore file that holds.
  const place = mkdtempSync(join(lab.scratch, 'build-'))
  const log = join(place, 'log')
  writeFileSync(log, '')
  const copy = join(place, basename(dockerfile))
  copyFileSync(dockerfile, copy)
  const ignoreFile = ignoreFileOf(dockerfile, context, lab.builder.name)
  if (ignoreFile !== undefined) copyFileSync(ignoreFile, `${copy}.dockerignore`)
  const request = {
    dockerfile: copy,
    context,
    ignoreFile: ignoreFile && `${copy}.dockerignore`,
    settings: { ...NO_SETTINGS, network: 'none' },
    cache: false,
    log,
    progress: () => undefined,
  }
  const outcome = await lab.builder.build(request, limits)
  if (outcome.kind !== 'built')
    throw new Error(`it does not build: ${outcome.message}\n${outcome.tail.join('\n')}`)
  try {
    const run = await lab.builder.run({ image: outcome.image, argv: undefined, network: 'none' }, limits)
    if (run.kind !== 'ended') throw new Error(run.kind)
    return { printed: run.stdout.trim().split('\n'), bytes: sentBytes(readFileSync(log, 'utf8')) }
  } finally {
    await lab.builder.remove(outcome.image)
  }
}

/** `transferring context: 2.51MB 0.1s done`, the last time that it is said. */
function sentBytes(log: string): number {
  const [, number = '', unit = ''] =
    [...log.matchAll(/transferring context: ([\d.]+)([kMG]?B)/g)].at(-1) ?? []
  return Number(number) * ({ B: 1, kB: 1e3, MB: 1e6, GB: 1e9 }[unit] ?? Number.NaN)
}
