// The commands of site builders that serve what they have built: `vite preview`, `astro preview`, `docusaurus serve`, `gatsby serve`.
import { posix } from 'node:path'
import type { CopiedFiles } from '../../../../project/copied-files.ts'
import { portIn, type Missing, type NoServer, type Port, type StaticServer } from './static-server.ts'

export interface Place {
  /** The folder that the command runs in. */
  readonly folder: string
  readonly files: CopiedFiles
  readonly variables: ReadonlyMap<string, string>
}

interface Builder {
  readonly command: string
  readonly config: string
  readonly folder: string
  readonly port: (major: number | undefined) => string
  /** What a setting of the folder, the port and the path below which the site lies is called. */
  readonly folderKey: RegExp | undefined
  readonly portKey: RegExp | undefined
  readonly baseKey: RegExp | undefined
  readonly missing: Missing
  /** Settings that make it more than a server of files. */
  readonly more: RegExp
  readonly package: string
  readonly folderOption: RegExp
}

const NEVER = /(?!)/

const BUILDERS: readonly Builder[] = [
  {
    // https://vite.dev/config/preview-options: what is not set is taken from server, the proxy as well.
    command: 'vite preview',
    config: 'vite.config',
    package: 'vite',
    folder: 'dist',
    port: (major) => (major !== undefined && major < 3 ? '5000' : '4173'),
    folderKey: /\boutDir\s*:\s*([^\s,}]+)/,
    portKey: /\bpreview\s*:\s*\{[^}]*?\bport\s*:\s*([^\s,}]+)/,
    baseKey: /(?:^|[\s{,(])base\s*:\s*([^\s,}]+)/,
    missing: 'page, else site',
    more: /\bproxy\b|\bconfigurePreviewServer\b|\bappType\b|(?:^|[\s{,(])root\s*:|\bhttps\s*:|\bheaders\s*:|\bbasicSsl\b/,
    folderOption: /^--outDir$/,
  },
  {
    // https://docs.astro.build/en/reference/cli-reference/#astro-preview
    command: 'astro preview',
    config: 'astro.config',
    package: 'astro',
    folder: 'dist',
    port: (major) => (major !== undefined && major < 3 ? '3000' : '4321'),
    folderKey: /\boutDir\s*:\s*([^\s,}]+)/,
    portKey: /\bserver\s*:\s*\{[^}]*?\bport\s*:\s*([^\s,}]+)/,
    baseKey: /(?:^|[\s{,(])base\s*:\s*([^\s,}]+)/,
    missing: 'page',
    more: /\badapter\s*:|\boutput\s*:\s*['"](?:server|hybrid)|\bproxy\b|\bheaders\s*:|(?:^|[\s{,(])root\s*:|\bserver\s*:\s*\(/,
    folderOption: /^--outDir$/,
  },
  {
    // https://docusaurus.io/docs/cli#docusaurus-serve-sitedir
    command: 'docusaurus serve',
    config: 'docusaurus.config',
    package: '@docusaurus/core',
    folder: 'build',
    port: () => '3000',
    folderKey: undefined,
    portKey: undefined,
    baseKey: /\bbaseUrl\s*:\s*([^\s,}]+)/,
    missing: 'page',
    more: NEVER,
    folderOption: /^--dir$/,
  },
  {
    // https://www.gatsbyjs.com/docs/reference/gatsby-cli/#serve
    command: 'gatsby serve',
    config: 'gatsby-config',
    package: 'gatsby',
    folder: 'public',
    port: () => '9000',
    folderKey: undefined,
    portKey: undefined,
    baseKey: undefined,
    missing: 'page',
    more: /\bproxy\b|\bheaders\b/,
    folderOption: NEVER,
  },
]

/** Packages with which `vite preview` runs code of the project, or serves another folder. */
const RENDERS =
  /^(?:@sveltejs\/kit|@builder\.io\/qwik-city|@qwik\.dev\/router|vike|vite-plugin-ssr|@solidjs\/start|solid-start|@remix-run\/dev|@react-router\/dev|@tanstack\/(?:react|solid)-start|@analogjs\/platform|@cloudflare\/vite-plugin|nitro|nitropack|@hono\/vite-build|vite-ssg)$/

/** Undefined for another command. @param words with the name in front */
export function previewServer(words: readonly string[], place: Place): StaticServer | NoServer | undefined {
  const [name = '', verb = '', ...rest] = words
  const builder = BUILDERS.find(({ command }) => command === `${name} ${verb}`)
  if (!builder) return undefined
  const { command } = builder
  const manifest = manifestOf(place)
  const renders = [...manifest.keys()].find((each) => RENDERS.test(each))
  if (command === 'vite preview' && renders !== undefined)
    return {
      reason: `with ${renders}, vite preview may run code of the project for each request`,
      unblock: 'start what it builds, or serve the folder of a site that is static with serve -s',
    }
  const config = configOf(place, builder.config)
  const more = builder.more.exec(config ?? '')?.[0]
  if (more !== undefined)
    return {
      reason: `${builder.config} has ${more.replace(/[\s:{,(]+/g, ' ').trim()}, which ${command} follows and nginx would not`,
      unblock: 'write a configuration of nginx that does the same, and split the stage by hand',
    }
  const options = previewOptions(rest, builder)
  if (typeof options === 'string')
    return {
      reason: `${options} of ${command} has no counterpart that dfopt writes for nginx`,
      unblock: 'leave it out where it is not needed, or split the stage by hand',
    }
  const folder = options.folder ?? setting(config, builder.folderKey) ?? builder.folder
  const base = setting(config, builder.baseKey) ?? ''
  const configured = setting(config, builder.portKey)
  const unknown = [folder, base, configured].find((each) => each === UNKNOWN)
  if (unknown !== undefined)
    return {
      reason: `${builder.config} puts together the folder, the port or the base of the site`,
      unblock: 'write them out, or split the stage by hand',
    }
  const given = options.port ?? configured
  const port: Port | undefined =
    given === undefined
      ? { kind: 'fixed', number: builder.port(majorOf(manifest.get(builder.package))) }
      : portIn(given, place.variables)
  if (!port) return { reason: `the port ${given ?? ''} is not known`, unblock: 'name it by its number' }
  const path = /^(?:\.?\/?|https?:.*)$/.test(base) ? '' : `/${base.replace(/^\/+|\/+$/g, '')}`
  return {
    program: command,
    folder,
    port,
    usualPort: given === undefined,
    missing: builder.missing,
    base: path,
    compresses: command === 'vite preview',
    forbidsCaching: false,
  }
}

const UNKNOWN = '\0'

function setting(config: string | undefined, key: RegExp | undefined): string | undefined {
  if (config === undefined || !key) return undefined
  const value = key.exec(config)?.[1]
  if (value === undefined) return undefined
  const [, , text] = /^(['"`]?)([^'"`$]*)\1$/.exec(value) ?? []
  return text === undefined || (!/^['"`]/.test(value) && !/^\d+$/.test(value)) ? UNKNOWN : text
}

function configOf({ folder, files }: Place, name: string): string | undefined {
  for (const extension of ['js', 'mjs', 'ts', 'cjs', 'mts', 'cts']) {
    const text = files.read(posix.join(folder, `${name}.${extension}`))
    if (text !== undefined) return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '')
  }
  return undefined
}

/** The packages that package.json names, with what it asks of their versions. */
export function manifestOf({ folder, files }: Pick<Place, 'folder' | 'files'>): ReadonlyMap<string, string> {
  const text = files.read(posix.join(folder, 'package.json')) ?? ''
  const found = new Map<string, string>()
  for (const match of text.matchAll(/"(?:dev)?[dD]ependencies"\s*:\s*\{([^}]*)\}/g))
    for (const [, name = '', version = ''] of (match[1] ?? '').matchAll(/"([^"]+)"\s*:\s*"([^"]*)"/g))
      found.set(name, version)
  return found
}

function majorOf(version: string | undefined): number | undefined {
  const major = /^[\^~>=v\s]*(\d+)/.exec(version ?? '')?.[1]
  return major === undefined ? undefined : Number(major)
}

interface Options {
  readonly port: string | undefined
  readonly folder: string | undefined
}

function previewOptions(words: readonly string[], builder: Builder): Options | string {
  let port: string | undefined
  let folder: string | undefined
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? ''
    if (word === '--') continue
    const [, option = word, value] = /^(--?[\w-]+)=(.*)$/.exec(word) ?? []
    const next = words[at + 1]
    const hasNext = value === undefined && next !== undefined && !next.startsWith('-')
    if (/^(?:-p|--port)$/.test(option)) port = value ?? next
    else if (builder.folderOption.test(option)) folder = value ?? next
    else if (!/^(?:-H|--host|--strictPort|--no-open|--clearScreen|--mode|-m)$/.test(option)) return word
    at += hasNext && option !== '--strictPort' && option !== '--no-open' ? 1 : 0
  }
  return { port, folder }
}
