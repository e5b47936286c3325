// What calls of npm, yarn and pnpm do to a project.
import type { SimpleCommand } from '../../../../shell/commands.ts'
import { packageCommand } from '../../../../shell/package-command.ts'

/**
 * `install`: what package.json names; `add`: packages that the command names; `prune`: development dependencies go; `run`: a script or a
 * program of a package; `setting`: of the package manager itself, in the home folder.
 */
export type ManagerCall = 'install' | 'add' | 'global' | 'prune' | 'run' | 'setting'

const MANAGERS = /^(?:npm|yarn|yarnpkg|pnpm)$/
const RUNNERS =
  /^(?:npx|pnpx|node|nodejs|tsc|nest|next|vite|nuxt|nuxi|ng|turbo|nx|lerna|prisma|gulp|grunt|webpack|rollup|esbuild|tsup|bower)$/
const SETTINGS =
  /^(?:config|c|cache|set|policies|get|version|versions|audit|fund|doctor|login|plugin|store|pkg|root|bin|list|ls|view|info|why|outdated|approve-builds|import|fetch|env|setup)$/

/** Undefined for another program. */
export function managerCall(command: SimpleCommand): ManagerCall | undefined {
  const { name = '', args } = command
  if (name === 'corepack') return 'setting'
  if (RUNNERS.test(name) || isProjectProgram(command)) return 'run'
  if (!MANAGERS.test(name)) return undefined
  const words = args.map((word) => word.literal ?? word.text)
  if (words.some((word) => /^(?:-v|--version|-h|--help)$/.test(word))) return 'setting'
  const first = words.find((word) => !word.startsWith('-'))
  const call = packageCommand(command)
  const isGlobal =
    words.some((word) => /^(?:-g|--global|--location=global)$/.test(word)) ||
    (name === 'yarn' && first === 'global')
  if (isGlobal) return 'global'
  if (first === 'prune') return 'prune'
  if (name === 'yarn' && first === 'workspaces' && words.includes('focus')) return 'prune'
  if (first !== undefined && SETTINGS.test(first)) return 'setting'
  if (call?.role === 'install') return call.operands.length > 0 ? 'add' : 'install'
  return 'run'
}

/** `./node_modules/.bin/tsc` */
function isProjectProgram({ syntax, wrappers }: SimpleCommand): boolean {
  const word = wrappers.length > 0 ? syntax.args[wrappers.length - 1] : syntax.name
  return /(?:^|\/)node_modules\/\.bin\//.test(word?.text ?? '')
}

/** An option by which a call works on another folder or on parts of a workspace. */
export function worksElsewhere({ args }: SimpleCommand): string | undefined {
  return args
    .map(({ text }) => text)
    .find((text) =>
      /^(?:--prefix|--cwd|-C|--dir|-w|--workspaces?|-ws|--workspace-root|-r|--recursive|--filter|-F|--lockfile-dir|--modules-folder|-W|workspace|workspaces|deploy)(?:=|$)/.test(
        text,
      ),
    )
}

/** True for an install that leaves out development dependencies by its own options. */
export function isForProduction({ args }: SimpleCommand): boolean {
  const words = args.map((word) => word.literal ?? word.text)
  return words.some(
    (word, index) =>
      /^(?:--production(?:=true)?|--prod(?:=true)?|-P|--only=prod(?:uction)?|--omit=dev|--no-dev)$/.test(
        word,
      ) ||
      (/^--(?:omit|only)$/.test(word) && /^(?:dev|prod(?:uction)?)$/.test(words[index + 1] ?? '')),
  )
}

/** Packages that serve a build or install others, with the names of their programs. */
const FOR_BUILDS: Readonly<Record<string, readonly string[]>> = {
  npm: [],
  yarn: ['yarn'],
  pnpm: ['pnpm', 'pnpx'],
  corepack: ['corepack', 'yarn', 'pnpm'],
  typescript: ['tsc'],
  '@nestjs/cli': ['nest'],
  '@angular/cli': ['ng'],
  '@vue/cli': ['vue'],
  turbo: ['turbo'],
  nx: ['nx'],
  lerna: ['lerna'],
  rimraf: ['rimraf'],
  'node-gyp': ['node-gyp'],
  'node-pre-gyp': ['node-pre-gyp'],
  gulp: ['gulp'],
  'gulp-cli': ['gulp'],
  grunt: ['grunt'],
  'grunt-cli': ['grunt'],
  webpack: ['webpack'],
  'webpack-cli': ['webpack', 'webpack-cli'],
  rollup: ['rollup'],
  vite: ['vite'],
  esbuild: ['esbuild'],
  bower: ['bower'],
  prisma: ['prisma'],
  tsup: ['tsup'],
  eslint: ['eslint'],
  'npm-check-updates': ['ncu'],
  copyfiles: ['copyfiles'],
}

/** True for a global install, or a setting, of which nothing that starts makes use. */
export function servesBuild(command: SimpleCommand, started: ReadonlySet<string>): boolean {
  const kind = managerCall(command)
  const isUnused = (name: string): boolean => {
    const plain = name.replace(/(.)@.*$/, '$1')
    const programs = Object.hasOwn(FOR_BUILDS, plain) ? FOR_BUILDS[plain] : undefined
    return programs?.every((program) => !started.has(program)) ?? false
  }
  if (kind === 'global') {
    const call = packageCommand(command)
    const names = (call?.operands ?? []).map((word) => word.literal ?? word.text)
    return names.length > 0 && names.every(isUnused)
  }
  if (kind === 'setting') return !started.has('yarn') && !started.has('pnpm') && !started.has('npm')
  return false
}
