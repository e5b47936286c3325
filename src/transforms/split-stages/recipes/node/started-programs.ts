// What a container of a Node project starts in the end, behind npm start and scripts of a shell.
import { packageScript } from '../../../calls/package-scripts.ts'
import { memberCall } from '../../../calls/workspace-calls.ts'
import type { Call } from '../../../calls/calls.ts'
import { noSplit, type NoSplit } from '../../split-plan.ts'
import { started } from '../../start.ts'
import type { Subject } from '../../subject.ts'
import { managerCall } from './manager-calls.ts'
import type { NodeProject } from './node-project.ts'

export interface StartedProgram {
  readonly call: Call
  /** `node`, `next`, `prisma`: what npx and the like stand for. */
  readonly name: string
  /** The words behind it. */
  readonly words: readonly string[]
}

const SHELL_ALONE =
  /^(?:exec|set|cd|echo|printf|test|\[|\[\[|sleep|export|unset|true|false|:|exit|if|then|fi|source|\.|shift|trap|wait|read|local|return|sh|bash|ash|dash|cat|mkdir|chown|chmod|ls|pwd|date|env|printenv|tini|dumb-init|gosu|su-exec|docker-entrypoint\.sh|nc|id|grep|sed|cut|tr|head|tail|awk|find|rm|cp|mv|ln|touch|ulimit|umask|kill|eval|command|type|which|hostname|whoami)$/

/** Those of CMD and ENTRYPOINT, without what is a shell's, and without what the sources start themselves. */
export function startedPrograms(subject: Subject): readonly StartedProgram[] {
  return started(subject).flatMap((call) => {
    if (isSpawned(call) || leadsOn(call)) return []
    const { name = '' } = call.command
    if (SHELL_ALONE.test(name)) return []
    const words = call.command.args.map((word) => word.literal ?? word.text)
    if (!/^(?:npx|pnpx|bunx)$/.test(name) && !isExec(name, words))
      return [{ call, name: name === 'nodejs' ? 'node' : name, words }]
    const rest = isExec(name, words) ? words.slice(1) : words
    const at = rest.findIndex((word) => !word.startsWith('-'))
    return at === -1 ? [] : [{ call, name: rest[at] ?? name, words: rest.slice(at + 1) }]
  })
}

/** A program of the sources, not of the command line. */
export function isSpawned({ within }: Call): boolean {
  return within !== undefined && /\.(?:[cm]?[jt]sx?|py|rb|php)$/.test(within)
}

function isExec(name: string, words: readonly string[]): boolean {
  return /^(?:npm|pnpm|yarn)$/.test(name) && /^(?:exec|x|dlx)$/.test(words[0] ?? '')
}

/** `npm start`, whose script follows it. */
export function leadsOn({ command, files, folder }: Call): boolean {
  if (memberCall(command, folder, files)) return true
  return (
    packageScript(command, (name) => files.read(`${folder ?? ''}/${name}`))?.kind === 'script' &&
    managerCall(command) === 'run'
  )
}

const DEVELOPMENT =
  /^(?:nodemon|ts-node-dev|tsnd|webpack-dev-server|jest|vitest|mocha|ava|cypress|karma|storybook|start-storybook|lite-server|browser-sync|live-server|react-app-rewired|craco|expo|node-dev|supervisor)$/
const DEVELOPMENT_WORDS: Readonly<Record<string, RegExp>> = {
  next: /^(?:dev\b|$|-)/,
  nuxt: /^(?:dev\b|$|-)/,
  nuxi: /^dev\b/,
  vite: /^(?:dev\b|serve\b|$|-)/,
  ng: /^serve\b/,
  'vue-cli-service': /^serve\b/,
  'react-scripts': /^(?:start|test)\b/,
  gatsby: /^develop\b/,
  astro: /^dev\b/,
  remix: /^dev\b/,
  'svelte-kit': /^dev\b/,
  webpack: /^(?:serve|watch)\b|--watch\b/,
  nest: /--watch\b|--debug\b/,
  tsx: /^watch\b|--watch\b/,
  tsc: /(?:^|\s)(?:-w|--watch)\b/,
  'ts-node': /--watch\b/,
  node: /^--watch\b/,
  playwright: /^test\b/,
  strapi: /^dev(?:elop)?\b/,
  medusa: /^develop\b/,
  'react-router': /^dev\b/,
  wrangler: /^dev\b/,
}

/** Programs that hand out files of a folder. */
const FILE_SERVERS =
  /^(?:serve|http-server|static-server|angular-http-server|ws|local-web-server|spa-http-server|superstatic)$/

export function servesFiles(programs: readonly StartedProgram[]): boolean {
  return programs.some(
    ({ name, words }) => FILE_SERVERS.test(name) || (/^(?:vite|astro)$/.test(name) && words[0] === 'preview'),
  )
}

/** Why what starts is meant for developers, or compiles the program once more. */
export function startObstacle(programs: readonly StartedProgram[]): NoSplit | undefined {
  for (const { name, words, call } of programs) {
    const text = words.join(' ')
    const shown = [name, ...words.slice(0, 1)].join(' ')
    const pattern = Object.hasOwn(DEVELOPMENT_WORDS, name) ? DEVELOPMENT_WORDS[name] : undefined
    if (DEVELOPMENT.test(name) || pattern?.test(text) === true)
      return noSplit(
        `${shown} is a tool for development, so this may be an image to develop with`,
        'start what the build makes, such as node dist/server.js',
        call.at,
      )
    if (
      /^(?:ts-node(?:-esm|-script)?|typeorm-ts-node-\w+)$/.test(name) ||
      /ts-node\/(?:register|esm)$/m.test(words.join('\n'))
    )
      return noSplit(
        'ts-node compiles the program whenever a container starts, with types that only development has',
        'compile it by tsc in a RUN, and start what that makes: node dist/server.js',
        call.at,
      )
    if (name === 'nest' && words[0] === 'start')
      return noSplit(
        'nest start compiles the program whenever a container starts',
        'run nest build in a RUN, and start what it makes: CMD ["node", "dist/main"]',
        call.at,
      )
    if (words.includes('build') && /^(?:next|nuxt|vite|nest|react-scripts|ng|remix|astro)$/.test(name))
      return noSplit(
        `${name} builds the program whenever a container starts`,
        'build it in a RUN, and start what that makes',
        call.at,
      )
  }
  return undefined
}

/** Programs of packages that are called otherwise. */
const OWNERS: Readonly<Record<string, string>> = {
  'babel-node': '@babel/node',
  dotenv: 'dotenv-cli',
  'drizzle-kit': 'drizzle-kit',
  fastify: 'fastify-cli',
  keystone: '@keystone-6/core',
  medusa: '@medusajs/cli',
  'mikro-orm': '@mikro-orm/cli',
  'moleculer-runner': 'moleculer',
  nest: '@nestjs/cli',
  'npm-run-all': 'npm-run-all',
  nuxi: 'nuxt',
  'pm2-runtime': 'pm2',
  'pm2-docker': 'pm2',
  'react-router': '@react-router/dev',
  'react-router-serve': '@react-router/serve',
  'remix-serve': '@remix-run/serve',
  'run-p': 'npm-run-all',
  'run-s': 'npm-run-all',
  sequelize: 'sequelize-cli',
  strapi: '@strapi/strapi',
  'ts-node-esm': 'ts-node',
  'ts-node-script': 'ts-node',
  tsc: 'typescript',
  'typeorm-ts-node-commonjs': 'typeorm',
  'typeorm-ts-node-esm': 'typeorm',
  'vue-cli-service': '@vue/cli-service',
}

/** Why a program that starts would be gone with the development dependencies; undefined where none would. */
export function lostProgram(
  programs: readonly StartedProgram[],
  project: NodeProject,
  globals: ReadonlySet<string>,
): NoSplit | undefined {
  for (const { name, words, call } of programs) {
    const modules =
      name === 'node' ? preloads(words) : [Object.hasOwn(OWNERS, name) ? (OWNERS[name] ?? name) : name]
    const lost = modules.find(
      (each) => project.dev.has(each) && !project.survives(each) && !globals.has(each),
    )
    if (lost !== undefined)
      return noSplit(
        `${lost} is a development dependency, and what starts uses it`,
        `move ${lost} to dependencies`,
        call.at,
      )
  }
  return undefined
}

/** `-r tsconfig-paths/register`, `--import=tsx`: packages that node loads first; and a file of a package that it runs. */
function preloads(words: readonly string[]): readonly string[] {
  return words.flatMap((word, index) => {
    const own = /^(?:-r|--require|--import|--loader|--experimental-loader)(?:=(.*))?$/.exec(word)
    const name = own ? (own[1] ?? words[index + 1]) : /^(?:\.\/)?node_modules\/(.*)$/.exec(word)?.[1]
    if (name === undefined || name.startsWith('.')) return []
    if (name.startsWith('bin/') || name.startsWith('.bin/')) return []
    const owner = /^(?:@[^/]+\/)?[^/]+/.exec(name)?.[0]
    return owner === undefined ? [] : [owner]
  })
}

/** The file that node runs, as written; undefined where there is none or it is not certain. */
export function fileOfNode({ name, words }: StartedProgram): string | undefined {
  if (name !== 'node') return undefined
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? ''
    if (/^(?:-e|--eval|-p|--print|-c|--check|-i|-)$/.test(word)) return undefined
    if (
      /^(?:-r|--require|--import|--loader|--experimental-loader|-C|--conditions|--env-file|--title|--icu-data-dir)$/.test(
        word,
      )
    ) {
      index += 1
      continue
    }
    if (!word.startsWith('-')) return /[$*`?]/.test(word) ? undefined : word
  }
  return undefined
}
