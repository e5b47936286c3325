// What the sources of a Node program say of the packages, the files and the variables that it uses when it runs.
import { posix } from 'node:path'
import { fieldOf, entriesOf, textOf, textsOf } from '../../../../project/node/values.ts'
import { walkFiles } from '../../../../project/walk-files.ts'
import type { Subject } from '../../subject.ts'
import { jsonWithComments } from './json-with-comments.ts'
import type { NodeProject } from './node-project.ts'

export interface ProgramSources {
  /** Packages that are imported, each with the first file that does; imports of types alone are left out. */
  readonly imports: ReadonlyMap<string, string>
  /** Their texts, comments taken out. */
  readonly texts: readonly string[]
  /** True where these are not all the sources but those that the entry leads to. */
  readonly isReached: boolean
  /** Folders of the project, at its top, in which sources are. */
  readonly folders: ReadonlySet<string>
}

const SOURCE = /\.(?:[cm]?[jt]sx?|vue|svelte|astro)$/
const NO_SOURCE =
  /(?:^|\.)(?:test|spec|e2e-spec|stories|story|cy|bench|mock|config|setup)\.[cm]?[jt]sx?$|\.d\.[cm]?ts$|\.min\.js$|^(?:gulpfile|gruntfile|jest|babel|webpack|rollup|vite|vitest|tailwind|postcss|eslint|prettier|commitlint|karma|cypress|playwright|codegen|knip|tsup|metro|release)[\w.-]*\.[cm]?[jt]s$/i
const OTHERS =
  /^(?:node_modules|\.git|dist|build|out|coverage|tests?|__tests__|__mocks__|spec|specs|e2e|cypress|playwright|docs?|examples?|stories|\.storybook|\.next|\.nuxt|\.output|\.svelte-kit|\.husky|\.github|\.yarn|\.vscode|\.cache|tmp|scripts|tools|benchmarks?|[\w-]+-e2e)$/
const IMPORT =
  /(?:\bimport\s+(?!type\b)(?:[\w*{}\s,$]+?\s+from\s+)?|\bexport\s+(?!type\b)[\w*{}\s,$]+?\s+from\s+|\brequire\s*\(\s*|\brequire\.resolve\s*\(\s*|\bimport\s*\(\s*(?:\/\*[^*]*\*\/\s*)?)(['"])([^'"\n]+)\1/g
/** Modules under names that are put together. */
const COMPUTED = /\b(?:require|import)\s*\(\s*(?:`[^`]*\$\{|[A-Za-z_$[(])/
const MOST_SOURCES = 4000

/** @param entry what starts, from the project's folder on; undefined where that is not one file */
export function programSources(
  { project, building }: Subject,
  node: NodeProject,
  top: string,
  entry: string | undefined,
): ProgramSources | undefined {
  const first = entry === undefined ? undefined : sourceOfEntry(node, entry)
  const reached = first === undefined ? undefined : reachable(node, first)
  if (reached) return { ...read(reached), isReached: true }
  const all = new Map<string, string>()
  // What the build itself runs is none of the program.
  const tools = new Set(
    building
      .filter(({ command }) => /^(?:node|tsx|ts-node|sh|bash)$/.test(command.name ?? ''))
      .flatMap(({ command }) => command.args.map(({ literal }) => posix.normalize(literal ?? '.'))),
  )
  // Those of a package of a workspace are called where they are not seen.
  for (const [name, text] of node.scripts)
    if (/^(?:pre|post)?(?:build|compile|generate)\b/.test(name))
      for (const [, file = ''] of text.matchAll(/\b(?:node|tsx|ts-node)\s+(?:\.\/)?([\w./-]+)/g))
        tools.add(file)
  const walk = walkFiles(project, [top], OTHERS, ({ path, name, read: text }) => {
    const own = posix.relative(top === '' ? '.' : top, path)
    if (SOURCE.test(name) && !NO_SOURCE.test(name) && !tools.has(own)) all.set(own, text() ?? '')
    return all.size > MOST_SOURCES ? true : undefined
  })
  return walk.isWhole && walk.found === undefined ? { ...read(all), isReached: false } : undefined
}

function read(files: ReadonlyMap<string, string>): Omit<ProgramSources, 'isReached'> {
  const imports = new Map<string, string>()
  const texts: string[] = []
  const folders = new Set<string>()
  for (const [path, text] of files) {
    const code = withoutComments(text)
    texts.push(code)
    if (path.includes('/')) folders.add(path.split('/')[0] ?? '')
    for (const [, , name = ''] of code.matchAll(IMPORT)) {
      const owner = /^(?:@[\w.-]+\/)?[\w.-]+/.exec(name)?.[0]
      if (owner !== undefined && !name.startsWith('.') && !imports.has(owner)) imports.set(owner, path)
    }
  }
  return { imports, texts, folders }
}

function withoutComments(text: string): string {
  return text.replace(/^\s*\/\/.*$/gm, '').replace(/^\s*\/\*[^]*?\*\//gm, '')
}

const ENDINGS = [
  '',
  '.ts',
  '.tsx',
  '.mts',
  '.cts',
  '.js',
  '.mjs',
  '.cjs',
  '.jsx',
  '.json',
  '/index.ts',
  '/index.tsx',
  '/index.js',
  '/index.mjs',
]

function find({ files }: NodeProject, path: string): string | undefined {
  const clean = posix.normalize(path)
  // In TypeScript, an import names the file that will be there.
  const stems = [clean, ...(/\.[cm]?jsx?$/.test(clean) ? [clean.replace(/\.[cm]?jsx?$/, '')] : [])]
  return stems
    .flatMap((stem) => ENDINGS.map((ending) => stem + ending))
    .find((each) => /\.\w+$/.test(each) && files.read(each) !== undefined)
}

/** `dist/server.js` is made from `src/server.ts`. */
function sourceOfEntry(node: NodeProject, entry: string): string | undefined {
  const own = find(node, entry)
  if (own !== undefined) return own
  const rest = entry.split('/').slice(1).join('/')
  if (rest === '') return undefined
  const folders = ['src', '', 'server', 'lib', 'app', 'source']
  // Nx makes `dist/apps/api/main.js` from `apps/api/src/main.ts`.
  const ofNx = /^dist\/((?:apps|packages|services)\/.*)\/([^/]+)$/.exec(posix.normalize(entry))
  const places = [
    ...folders.map((folder) => posix.join(folder, rest)),
    ...(ofNx ? [posix.join(ofNx[1] ?? '', 'src', ofNx[2] ?? '')] : []),
  ]
  return places.map((place) => find(node, place)).find((each) => each !== undefined)
}

/** The files that one leads to; undefined where some of them cannot be told. */
function reachable(node: NodeProject, first: string): ReadonlyMap<string, string> | undefined {
  const found = new Map<string, string>()
  const queue = [first]
  const aliases = aliasesOf(node)
  for (const path of queue) {
    if (found.has(path)) continue
    if (found.size > MOST_SOURCES) return undefined
    const text = node.files.read(path) ?? ''
    if (path.endsWith('.json')) continue
    found.set(path, text)
    const code = withoutComments(text)
    if (
      COMPUTED.test(code) ||
      /\b(?:glob|globby|fast-glob|require-all|require-dir|awilix|autoload|readdirSync|readdir)\b/.test(code)
    )
      return undefined
    for (const [, , name = ''] of code.matchAll(IMPORT)) {
      const places = name.startsWith('.')
        ? [posix.join(posix.dirname(path), name)]
        : aliases.flatMap(({ prefix, targets }) =>
            name.startsWith(prefix) ? targets.map((target) => target + name.slice(prefix.length)) : [],
          )
      const next = places.map((place) => find(node, place)).find((each) => each !== undefined)
      if (next !== undefined) queue.push(next)
      // A file that is not there is generated, and what it imports is not known.
      else if (name.startsWith('.') && !/\.(?:css|scss|sass|less|svg|png|graphql|gql|node|wasm)$/.test(name))
        return undefined
    }
  }
  return found
}

interface Alias {
  readonly prefix: string
  readonly targets: readonly string[]
}

/** `paths` and `baseUrl` of tsconfig.json, and `_moduleAliases`. */
function aliasesOf({ files, manifest }: NodeProject): readonly Alias[] {
  const options = ['tsconfig.json', 'tsconfig.base.json', 'jsconfig.json'].map((name) =>
    fieldOf(jsonWithComments(files.read(name) ?? '{}'), 'compilerOptions'),
  )
  return [
    ...options.flatMap((each) => {
      const base = textOf(fieldOf(each, 'baseUrl'))
      const paths = entriesOf(fieldOf(each, 'paths')).map(([pattern, targets]) => ({
        prefix: pattern.replace(/\*$/, ''),
        targets: textsOf(targets)
          .map((target) => posix.join(base ?? '.', target.replace(/\*$/, '')))
          .map(ended),
      }))
      return base === undefined
        ? paths
        : [
            ...paths,
            { prefix: '', targets: [base === '.' || base === './' ? '' : `${base.replace(/\/$/, '')}/`] },
          ]
    }),
    ...entriesOf(fieldOf(manifest, '_moduleAliases')).map(([prefix, target]) => ({
      prefix,
      targets: [textOf(target) ?? ''],
    })),
  ]
}

function ended(path: string): string {
  return path === '.' ? '' : path
}
