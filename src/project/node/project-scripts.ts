// What the scripts that a project itself runs when its dependencies are installed call beside node.
import { commandsOf, type SimpleCommand } from '../../shell/commands.ts'
import { parseShell, syntaxError } from '../../shell/parser.ts'
import type { DependencyNeed, Libc, Unknown } from '../dependency-needs.ts'
import { nodeRunsAlone } from './runs-alone.ts'
import { fieldOf, textOf } from './values.ts'

export type PackageManager = 'npm' | 'yarn' | 'pnpm' | 'bun'

export interface ScriptContext {
  readonly manager: PackageManager
  readonly libc: Libc
  readonly nodeMajor: number | undefined
  /** The package.json that the scripts are in, parsed. */
  readonly manifest: unknown
  /** Where it lies, for messages: `package.json`. */
  readonly place: string
  /** The names of the packages that are installed: programs of theirs are called by these names. */
  readonly installed: ReadonlySet<string>
  /** A file beside the package.json. */
  readonly read: (path: string) => string | undefined
}

export interface ScriptNeeds {
  readonly needs: readonly DependencyNeed[]
  readonly unknown: readonly Unknown[]
}

/**
 * In the order in which they run. `prepare` runs for an install in the folder itself; yarn from version 2 on leaves it out, and
 * it is then looked at for nothing. https://docs.npmjs.com/cli/using-npm/scripts#life-cycle-operation-order
 */
const LIFECYCLE = ['preinstall', 'install', 'postinstall', 'preprepare', 'prepare', 'postprepare']
// An install runs it with yarn 1 and with npm up to version 6, which came with Node 14 at the latest.
const PREPUBLISH = 'prepublish'
const LAST_WITH_PREPUBLISH = 14

/** What busybox and the smallest image of Debian both have. */
const EVERYWHERE = new Set(
  (
    ': [ basename break cat cd chmod chown command continue cp cut date dirname echo env eval exit export expr false ' +
    'find grep gunzip gzip head id ln ls mkdir mktemp mv printf pwd read readlink return rm rmdir sed set shift ' +
    'sleep sort tail tar tee test touch tr trap true type umask uname uniq unset wait wc which xargs'
  ).split(' '),
)

/** Programs that only the full images have, and Debian's packages of these. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  'c++': ['g++'],
  cc: ['gcc'],
  curl: ['curl', 'ca-certificates'],
  'g++': ['g++'],
  gcc: ['gcc'],
  git: ['git', 'ca-certificates'],
  make: ['make'],
  'node-gyp': ['python3', 'make', 'g++'],
  openssl: ['openssl'],
  patch: ['patch'],
  ps: ['procps'],
  python3: ['python3'],
  ssh: ['openssh-client'],
  unzip: ['unzip'],
  wget: ['wget', 'ca-certificates'],
  xz: ['xz-utils'],
}

/** Programs of packages that are called otherwise, and do their work within node. */
const PROGRAMS: Readonly<Record<string, string>> = {
  babel: '@babel/cli',
  'build-storybook': '@storybook/cli',
  'check-engine': 'check-engine',
  gulp: 'gulp',
  'lerna-bootstrap': 'lerna',
  nest: '@nestjs/cli',
  next: 'next',
  ng: '@angular/cli',
  'ng-packagr': 'ng-packagr',
  ngcc: '@angular/compiler-cli',
  nuxi: 'nuxi',
  'react-scripts': 'react-scripts',
  rollup: 'rollup',
  'run-p': 'npm-run-all',
  'run-s': 'npm-run-all',
  'svelte-kit': '@sveltejs/kit',
  tsc: 'typescript',
  vite: 'vite',
  'vue-cli-service': '@vue/cli-service',
  webpack: 'webpack-cli',
}

/** Programs that npx may have to fetch and that do their work within node, on the project's files. */
const HARMLESS = new Set(['check-node-version', 'npm-force-resolutions', 'only-allow'])

/** Programs that download, compile or call git on their own. */
const DOING_MORE =
  /^(?:cmake-js|cypress|electron-.*|lefthook|lerna|napi|neon|node-pre-gyp|playwright.*|pre-commit|prebuild.*|puppeteer.*|rush|simple-git-hooks|zx)$/

// A script that calls scripts that call scripts; each is looked at once.
const MOST_SCRIPTS = 50

export function scriptNeeds(context: ScriptContext): ScriptNeeds {
  const scripts = fieldOf(context.manifest, 'scripts')
  const needs: DependencyNeed[] = []
  const unknown: Unknown[] = []
  for (const name of runsPrepublish(context) ? [...LIFECYCLE, PREPUBLISH] : LIFECYCLE) {
    const looked = new Set([name])
    const build = new Set<string>()
    for (const each of looked) {
      const text = textOf(fieldOf(scripts, each))
      if (text === undefined) continue
      const found = look(text, context)
      for (const called of found.scripts) if (looked.size < MOST_SCRIPTS) looked.add(called)
      for (const wanted of found.build) build.add(wanted)
      if (found.unclear !== undefined) {
        unknown.push({
          reason: `what ${found.unclear} does in the script ${name} of ${context.place} is not known`,
          unblock: 'leave it out of the install with --ignore-scripts, or run it in a RUN of its own',
        })
        break
      }
    }
    if (build.size > 0)
      needs.push({ name: `the script ${name} of ${context.place}`, build: [...build], run: [] })
  }
  return { needs, unknown }
}

function runsPrepublish({ manager, nodeMajor }: ScriptContext): boolean {
  if (manager === 'npm') return nodeMajor === undefined || nodeMajor <= LAST_WITH_PREPUBLISH
  return manager === 'yarn'
}

interface Look {
  readonly build: readonly string[]
  /** Other scripts of the same package.json that it runs. */
  readonly scripts: readonly string[]
  /** The first thing in it of which nobody can tell what it does. */
  readonly unclear: string | undefined
}

const NOTHING: Look = { build: [], scripts: [], unclear: undefined }

function look(text: string, context: ScriptContext): Look {
  const syntax = parseShell(text)
  if (syntaxError(syntax) !== undefined) return { ...NOTHING, unclear: 'a command that cannot be read' }
  const commands = commandsOf({ syntax })
  // Behind a cd, files and scripts are those of another folder.
  const moves = commands.some(({ name }) => name === 'cd' || name === 'pushd')
  const inside: ScriptContext = moves ? { ...context, read: () => undefined, manifest: {} } : context
  const looks = commands.map((command) => lookAt(command, inside))
  return {
    build: looks.flatMap(({ build }) => build),
    scripts: looks.flatMap(({ scripts }) => scripts),
    unclear: looks.map(({ unclear }) => unclear).find((each) => each !== undefined),
  }
}

function lookAt(command: SimpleCommand, context: ScriptContext): Look {
  const { name, args } = command
  // Assignments alone.
  if (name === undefined) {
    return args.length === 0 && command.assignments.length > 0
      ? NOTHING
      : { ...NOTHING, unclear: 'a command without a certain name' }
  }
  const words = args.map(({ literal }) => literal)
  return lookAtProgram(name, words, context)
}

function lookAtProgram(name: string, words: readonly (string | undefined)[], context: ScriptContext): Look {
  const unclear: Look = { ...NOTHING, unclear: [name, ...words.slice(0, 2)].join(' ').trim() }
  if (name === 'node') return nodeRunsAlone(words, context) ? NOTHING : unclear
  if (name === 'npm' || name === 'yarn' || name === 'pnpm' || name === 'bun') {
    return name === context.manager ? lookAtManager(name, words, context) : unclear
  }
  if (name === 'npx' || name === 'bunx') return lookAtProgramOf(words, context) ?? unclear
  if (name === 'cross-env' || name === 'dotenv') {
    return (
      lookAtProgramOf(
        words.filter((word) => word === undefined || !/^\w+=|^--$/.test(word)),
        context,
      ) ?? unclear
    )
  }
  if (EVERYWHERE.has(name)) return isPlain(name, words, context.libc) ? NOTHING : unclear
  if (name === 'sh') return lookAtShell(words, context) ?? unclear
  if (name === 'bash') {
    const found = lookAtShell(words, context)
    if (!found) return unclear
    return context.libc === 'musl' ? { ...found, build: [...found.build, 'bash'] } : found
  }
  const packages = Object.hasOwn(PACKAGES, name) ? PACKAGES[name] : undefined
  if (packages) return { ...NOTHING, build: packages }
  if (DOING_MORE.test(name)) return unclear
  if (HARMLESS.has(name)) return NOTHING
  const owner = Object.hasOwn(PROGRAMS, name) ? (PROGRAMS[name] ?? name) : name
  return context.installed.has(owner) ? NOTHING : unclear
}

/** Whether a program of every image runs no other, and means the same in busybox. */
function isPlain(name: string, words: readonly (string | undefined)[], libc: Libc): boolean {
  if (name === 'eval' || name === 'xargs') return false
  if (name === 'find') return !words.some((word) => word === undefined || /^-(?:exec|ok)/.test(word))
  if (libc === 'glibc' || name === 'echo') return true
  // Long options are GNU's for the most part, and Perl's expressions are no part of busybox's grep.
  return !words.some(
    (word) => word?.startsWith('--') === true || (name === 'grep' && /^-\w*P/.test(word ?? '')),
  )
}

/** `sh -c text` or `sh file`, where the file is there and runs no other file. */
function lookAtShell(words: readonly (string | undefined)[], context: ScriptContext): Look | undefined {
  const [first, second] = words
  if (first === '-c') return second === undefined ? undefined : look(second, context)
  if (first === undefined || first.startsWith('-')) return undefined
  const text = context.read(first)
  return text === undefined ? undefined : look(text, { ...context, read: () => undefined })
}

/** `npx [-y] program …` */
function lookAtProgramOf(words: readonly (string | undefined)[], context: ScriptContext): Look | undefined {
  const at = words.findIndex((word) => !word?.startsWith('-'))
  const program = words[at]
  return program === undefined ? undefined : lookAtProgram(program, words.slice(at + 1), context)
}

/** Options that run a script of another package.json. */
const ELSEWHERE = /^(?:-w|--workspaces?|--prefix|-C|--cwd|--dir|--filter|-F|-r|--recursive)(?:=|$)/

const MANAGERS_OWN = new Set('config dedupe pkg cache version set link node'.split(' '))

function lookAtManager(name: string, words: readonly (string | undefined)[], context: ScriptContext): Look {
  const unclear: Look = { ...NOTHING, unclear: [name, ...words.slice(0, 2)].join(' ').trim() }
  if (words.some((word) => word === undefined || ELSEWHERE.test(word))) return unclear
  const [first, second] = words.filter(
    (word) => word === undefined || !/^(?:-s|--silent|-q|--if-present)$/.test(word),
  )
  if (first === undefined || first.startsWith('-')) return unclear
  const scripts = fieldOf(context.manifest, 'scripts')
  const isScript = (script: string): boolean => textOf(fieldOf(scripts, script)) !== undefined
  if (/^(?:run|run-script)$/.test(first)) {
    if (second !== undefined && isScript(second)) return { ...NOTHING, scripts: withHooks(second) }
    return unclear
  }
  if (first === 'exec') return lookAtProgramOf(words.slice(1), context) ?? unclear
  if (MANAGERS_OWN.has(first) && first !== 'link') return NOTHING
  if (name === 'npm') {
    return first === 'test' || first === 'start' ? { ...NOTHING, scripts: withHooks(first) } : unclear
  }
  if (isScript(first)) return { ...NOTHING, scripts: withHooks(first) }
  return context.installed.has(first) || Object.hasOwn(PROGRAMS, first)
    ? lookAtProgram(first, words.slice(1), context)
    : unclear
}

function withHooks(script: string): readonly string[] {
  return [`pre${script}`, script, `post${script}`]
}
