// What the scripts that an install runs for the project itself read of the project.
import { posix } from 'node:path'
import { readManifest } from '../../../project/node/read-lock.ts'
import { entriesOf, fieldOf, textOf } from '../../../project/node/values.ts'
import { commandsOf, type SimpleCommand } from '../../../shell/commands.ts'
import { parseShell, syntaxError } from '../../../shell/parser.ts'
import { contextPath, type InstallSite, type NotFirst } from '../install.ts'

export interface ScriptReads {
  readonly reads: readonly string[]
  readonly doubts: readonly string[]
}

// https://docs.npmjs.com/cli/using-npm/scripts#life-cycle-operation-order; some only by some managers and releases.
const LIFECYCLE = ['preinstall', 'install', 'postinstall', 'prepublish', 'preprepare', 'prepare', 'postprepare', 'dependencies', 'pnpm:devPreinstall'] // prettier-ignore

/** @param own the folders of the project and its workspaces */
export function lifecycleReads(site: InstallSite, own: readonly string[]): ScriptReads | NotFirst {
  const reads: string[] = []
  const doubts: string[] = []
  for (const folder of own) {
    const manifest = readManifest(
      { read: (path) => site.files.read(posix.join(folder, path)), list: () => undefined },
      '',
    )
    const scripts = fieldOf(manifest, 'scripts')
    const place = posix.join(posix.relative(site.folder, folder), 'package.json')
    if (contextPath(site.files, posix.join(folder, 'binding.gyp')) !== undefined)
      return {
        reason: `${posix.join(posix.dirname(place), 'binding.gyp')} has the install compile sources of the project`,
        unblock: 'leave it, or compile in a RUN of its own',
      }
    for (const name of LIFECYCLE) {
      const text = textOf(fieldOf(scripts, name))
      if (text === undefined) continue
      const found = scriptReads(site, folder, text, scripts, 0)
      if ('unclear' in found)
        return {
          reason: `the script ${name} of ${place} calls ${found.unclear}, which may need the sources`,
          unblock: `install with --ignore-scripts, and run it in a RUN behind COPY`,
        }
      reads.push(...found.reads)
      doubts.push(`the script ${name} of ${place} runs in front of the sources`)
    }
    const schema = prismaSchema(site, folder, manifest)
    if ('unclear' in schema)
      return {
        reason: schema.unclear,
        unblock: 'copy what prisma generate reads in front of the install, by hand',
      }
    reads.push(...schema.reads)
  }
  return { reads: [...new Set(reads)], doubts }
}

type Found = { readonly reads: readonly string[] } | { readonly unclear: string }

const NOTHING: Found = { reads: [] }

/** Programs that read nothing but package.json. husky from version 6 on does nothing without a repository; run. */
const ALONE =
  /^(?:true|:|echo|exit|is-ci|only-allow|check-node-version|npm-force-resolutions|opencollective(?:-postinstall)?|husky)$/
const DEEPEST = 4

function scriptReads(
  site: InstallSite,
  folder: string,
  text: string,
  scripts: unknown,
  depth: number,
): Found {
  const syntax = parseShell(text)
  if (syntaxError(syntax) !== undefined || depth > DEEPEST) return { unclear: text }
  const reads: string[] = []
  for (const command of commandsOf({ syntax })) {
    const found = commandReads(site, folder, command, scripts, depth)
    if ('unclear' in found) return found
    reads.push(...found.reads)
  }
  return { reads }
}

function commandReads(
  site: InstallSite,
  folder: string,
  command: SimpleCommand,
  scripts: unknown,
  depth: number,
): Found {
  const words = [command.name, ...command.args.map(({ literal }) => literal)]
  const said = [command.name ?? '', ...command.args.map(({ text }) => text)].join(' ').trim()
  const unclear: Found = { unclear: said === '' ? 'a command that is not known' : said.slice(0, 60) }
  if (words.some((word) => word === undefined)) return unclear
  const [name, ...args] = unwrapped(words.flatMap((word) => word ?? []))
  if (name === undefined) return NOTHING
  if (name === 'run-script') {
    const [script = ''] = args
    const text = textOf(fieldOf(scripts, script))
    if (text === undefined) return unclear
    const around = [`pre${script}`, `post${script}`].flatMap((each) => textOf(fieldOf(scripts, each)) ?? [])
    return scriptReads(site, folder, [text, ...around].join('\n'), scripts, depth + 1)
  }
  if (name === 'husky' && !isQuietHusky(site, folder)) return unclear
  if (ALONE.test(name)) return NOTHING
  if (name === 'patch-package') {
    const at = args.indexOf('--patch-dir')
    const path = posix.join(folder, at === -1 ? 'patches' : (args[at + 1] ?? 'patches'))
    return { reads: contextPath(site.files, path) === undefined ? [] : [path] }
  }
  if (name === 'prisma' && args[0] === 'generate') {
    const option = args.find((word) => word.startsWith('--schema='))?.slice('--schema='.length)
    const given = option ?? (args.includes('--schema') ? args[args.indexOf('--schema') + 1] : undefined)
    if (given === undefined) return NOTHING
    const path = posix.resolve(folder, given)
    return contextPath(site.files, path) === undefined ? unclear : { reads: [path] }
  }
  // node -e "…": what it does is in the words.
  if (
    name === 'node' &&
    /^-(?:e|p|-eval|-print)$/.test(args[0] ?? '') &&
    !/require|import|fs\b/.test(args[1] ?? '')
  )
    return NOTHING
  return unclear
}

/** `npx x`, `yarn run x`, `pnpm exec x` as `x`; a script of package.json as `run-script`. */
function unwrapped(words: readonly string[]): readonly string[] {
  const [first = '', second = ''] = words
  if (first === 'npx' || first === 'bunx' || first === 'cross-env')
    return unwrapped(
      words
        .slice(1)
        .filter(
          (word, index, all) =>
            !(/^-|^\w+=/.test(word) && all.slice(0, index).every((each) => /^-|^\w+=/.test(each))),
        ),
    )
  if (!/^(?:npm|yarn|pnpm|bun)$/.test(first)) return words
  if (/^(?:exec|dlx|x)$/.test(second)) return unwrapped(words.slice(2).filter((word) => word !== '--'))
  if (/^(?:run|run-script)$/.test(second))
    return ['run-script', ...words.slice(2).filter((word) => !word.startsWith('-'))]
  return first !== 'npm' && /^(?:husky|prisma|patch-package|is-ci)$/.test(second) ? words.slice(1) : words
}

/** Releases before 6 fail or write hooks elsewhere. */
function isQuietHusky({ files, folder: top }: InstallSite, folder: string): boolean {
  const ranges = [folder, top].flatMap((each) => {
    const manifest = readManifest(
      { read: (path) => files.read(posix.join(each, path)), list: () => undefined },
      '',
    )
    return ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap(
      (field) => textOf(fieldOf(fieldOf(manifest, field), 'husky')) ?? [],
    )
  })
  return ranges.some((range) => Number(/^[~^]?v?(\d+)/.exec(range)?.[1] ?? 0) >= 6)
}

/** Installing @prisma/client generates it where there is a schema: https://www.prisma.io/docs/orm/prisma-client/setup-and-configuration/generating-prisma-client */
function prismaSchema(site: InstallSite, folder: string, manifest: unknown): Found {
  const names = ['dependencies', 'devDependencies'].flatMap((field) =>
    entriesOf(fieldOf(manifest, field)).map(([name]) => name),
  )
  if (!names.includes('@prisma/client') && !names.includes('prisma')) return NOTHING
  const config = ['prisma.config.ts', 'prisma.config.js', 'prisma.config.mjs', '.config/prisma.ts'].find(
    (name) => contextPath(site.files, posix.join(folder, name)) !== undefined,
  )
  if (config !== undefined)
    return { unclear: `what ${config} has Prisma read when it is installed is not known` }
  const named = textOf(fieldOf(fieldOf(manifest, 'prisma'), 'schema'))
  const places = [
    ...(named === undefined ? [] : [named]),
    'prisma/schema.prisma',
    'prisma/schema',
    'schema.prisma',
  ]
  const found = places.find((path) => contextPath(site.files, posix.join(folder, path)) !== undefined)
  return found === undefined ? NOTHING : { reads: [posix.join(folder, found)] }
}
