// Frameworks that say themselves where what runs is.
import { posix } from 'node:path'
import { entriesOf, fieldOf, textOf } from '../../../../project/node/values.ts'
import { noSplit, type Artefact, type NoSplit } from '../../split-plan.ts'
import type { NodeProject } from './node-project.ts'
import { fileOfNode, type StartedProgram } from './started-programs.ts'

export interface FrameworkOutput {
  readonly artefacts: readonly Artefact[]
  /** True where node_modules is of no use any more: the framework took along what it needs. */
  readonly isWhole: boolean
  /** What starts in place of the framework's own command: the words behind node. */
  readonly starts: readonly string[] | undefined
  readonly environment: readonly string[]
  /** Commands behind the build, in the project's folder. */
  readonly commands: readonly string[]
  readonly notes: readonly string[]
}

/** Undefined for a program of another framework, or none. */
export function frameworkOutput(
  node: NodeProject,
  programs: readonly StartedProgram[],
): FrameworkOutput | NoSplit | undefined {
  const [program, ...more] = programs
  if (!program || more.length > 0) return undefined
  const file = fileOfNode(program)
  if (file !== undefined && /^(?:\.\/)?\.output\/server\/index\.mjs$/.test(file)) return nitro(node)
  if (file !== undefined && /^(?:\.\/)?\.next\/standalone\/server\.js$/.test(file))
    return standalone(node, program, undefined)
  if (program.name === 'next' && program.words[0] === 'start') {
    const config = nextConfig(node)
    return config !== undefined && isStandalone(config.text)
      ? standalone(node, program, config.text)
      : nextServer(node, program)
  }
  return undefined
}

/** https://nitro.build/deploy/runtimes/node: what is in .output needs nothing beside. */
function nitro(node: NodeProject): FrameworkOutput {
  return { ...NOTHING, artefacts: [folder(node, '.output')], isWhole: true }
}

const NOTHING: FrameworkOutput = {
  artefacts: [],
  isWhole: false,
  starts: undefined,
  environment: [],
  commands: [],
  notes: [],
}

function folder(node: NodeProject, name: string, to = name): Artefact {
  return { from: posix.join(node.folder, name), to: posix.join(node.folder, to), isFolder: true }
}

function nextConfig({ files }: NodeProject): { readonly name: string; readonly text: string } | undefined {
  const name = (files.list('') ?? []).find((each) => /^next\.config\.(?:[cm]?js|m?ts)$/.test(each))
  const text = name === undefined ? undefined : files.read(name)
  return name === undefined || text === undefined
    ? undefined
    : { name, text: text.replace(/^\s*\/\/.*$/gm, '') }
}

/** As it stands, not put together by conditions. */
function isStandalone(text: string): boolean {
  return /\boutput\s*:\s*["'`]standalone["'`]/.test(text)
}

/**
 * https://nextjs.org/docs/app/api-reference/config/next-config-js/output: server.js with the packages that it needs; public and
 * .next/static are to be put beside it. HOSTNAME, which Docker sets to the container's name, is the address that it listens on.
 */
function standalone(
  node: NodeProject,
  program: StartedProgram,
  config: string | undefined,
): FrameworkOutput | NoSplit {
  const text = config ?? nextConfig(node)?.text ?? ''
  if (/outputFileTracingRoot|outputFileTracing\b|\bdistDir\b/.test(text))
    return noSplit(
      'next.config names another place for what the build makes',
      'split it by hand, by what .next/standalone has in it',
    )
  const options = optionsOf(program.words)
  if (!options)
    return noSplit(
      `${['next', ...program.words].join(' ')} has options that server.js does not have`,
      'set PORT and HOSTNAME',
      program.call.at,
    )
  const hasPublic = node.files.list('public') !== undefined
  return {
    artefacts: [
      { ...folder(node, '.next/standalone', '.') },
      folder(node, '.next/static'),
      ...(hasPublic ? [folder(node, 'public')] : []),
    ],
    isWhole: true,
    starts: ['server.js'],
    environment: [
      `HOSTNAME=${options.host ?? '0.0.0.0'}`,
      ...(options.port === undefined ? [] : [`PORT=${options.port}`]),
    ],
    commands: [],
    notes: [
      'server.js of Next.js is what output: standalone is for; it listens on HOSTNAME, which Docker would set otherwise',
    ],
  }
}

interface ServerOptions {
  readonly port?: string
  readonly host?: string
}

function optionsOf(words: readonly string[]): ServerOptions | undefined {
  let port: string | undefined
  let host: string | undefined
  const rest = words[0] === 'start' ? words.slice(1) : []
  for (let index = 0; index < rest.length; index += 1) {
    const [name = '', own] = (rest[index] ?? '').split('=')
    const value = own ?? rest[index + 1]
    if (value === undefined || /[$`]/.test(value)) return undefined
    if (/^(?:-p|--port)$/.test(name)) port = value
    else if (/^(?:-H|--hostname)$/.test(name)) host = value
    else return undefined
    if (own === undefined) index += 1
  }
  return { ...(port !== undefined && { port }), ...(host !== undefined && { host }) }
}

/** next start reads the settings again, .next, public, and the packages of the server. */
export function nextServer(node: NodeProject, program: StartedProgram): FrameworkOutput | NoSplit {
  const config = nextConfig(node)
  if (config !== undefined && /\bdistDir\b/.test(config.text))
    return noSplit('next.config names another place for what the build makes', 'split it by hand')
  if (config !== undefined && /\.m?ts$/.test(config.name) && !node.survives('typescript'))
    return noSplit(
      `next start reads ${config.name} with typescript, which is a development dependency`,
      "set output: 'standalone' in it, or move typescript to dependencies",
      program.call.at,
    )
  const needed = config && [
    ...config.text.matchAll(/(?:\bfrom\s+|\brequire\s*\(\s*|\bimport\s*\(?\s*)['"]((?:@[\w.-]+\/)?[\w.-]+)/g),
  ]
  const lost = needed?.map(([, name = '']) => name).find((name) => node.dev.has(name) && !node.survives(name))
  if (config !== undefined && lost !== undefined)
    return noSplit(
      `next start reads ${config.name}, which imports ${lost}, a development dependency`,
      `move ${lost} to dependencies`,
      program.call.at,
    )
  const hasPublic = node.files.list('public') !== undefined
  return {
    ...NOTHING,
    artefacts: [
      ...(config === undefined ? [] : [{ ...folder(node, config.name), isFolder: false }]),
      folder(node, '.next'),
      ...(hasPublic ? [folder(node, 'public')] : []),
    ],
    commands: ['rm -rf .next/cache'],
    notes: ["output: 'standalone' in next.config would leave most of node_modules behind as well"],
  }
}

/** Packages that fetch programs into the home folder when they are installed, which node_modules does not have then. */
export function homeDownloads({ manifest }: NodeProject): string | undefined {
  const names = entriesOf(fieldOf(manifest, 'dependencies'))
  const puppeteer = names.find(([name]) => name === 'puppeteer')
  // https://pptr.dev/guides/configuration: up to version 18 beside itself.
  if (puppeteer && !/^[~^]?(?:[0-9]|1[0-8])\./.test(textOf(puppeteer[1]) ?? '')) return 'puppeteer'
  return names
    .map(([name]) => name)
    .find((name) =>
      /^(?:cypress|mongodb-memory-server|playwright|playwright-chromium|@playwright\/test)$/.test(name),
    )
}
