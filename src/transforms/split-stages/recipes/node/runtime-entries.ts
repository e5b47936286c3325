// Files and folders of the project, beside what the build makes, that the program may read when it runs.
import { posix } from 'node:path'
import { walkFiles } from '../../../../project/walk-files.ts'
import type { Artefact } from '../../split-plan.ts'
import type { Subject } from '../../subject.ts'
import type { NodeProject } from './node-project.ts'
import type { ProgramSources } from './program-sources.ts'

/** How a repository is kept, and settings of tools that build, test and check. */
const OF_TOOLS =
  /^(?:\..*|.*\.md|LICEN[CS]E.*|COPYING.*|NOTICE.*|AUTHORS.*|CHANGELOG.*|CODEOWNERS|Dockerfile.*|.*\.[Dd]ockerfile|Containerfile.*|Makefile|Taskfile\.ya?ml|justfile|(?:docker-)?compose.*\.ya?ml|Jenkinsfile|Vagrantfile|Procfile|heroku\.yml|app\.json|fly\.toml|render\.yaml|vercel\.json|netlify\.toml|railway\.json|cloudbuild\.ya?ml|buildspec\.yml|renovate\.json|sonar-project\.properties|package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|pnpm-workspace\.yaml|bun\.lockb?|(?:ts|js)config[\w.-]*\.json|tslint\.json|nest-cli\.json|nodemon[\w-]*\.json|lerna\.json|nx\.json|turbo\.json|biome\.jsonc?|components\.json|jest\.config\.[\w.]+|jest[\w-]*\.json|babel\.config\.[\w.]+|(?:webpack|rollup|vite|vitest|tsup|esbuild|tailwind|postcss|eslint|prettier|commitlint|karma|cypress|playwright|stylelint|lint-staged|release|codegen|knip|swc|svelte|astro|nuxt|remix|next|metro|drizzle)\.config\.[\w.]+|gulpfile\.[\w.]+|Gruntfile\.[\w.]+|docs?|tests?|__tests__|__mocks__|spec|e2e|cypress|playwright|coverage|examples?|ci|hack|k8s|kubernetes|helm|charts?|deploy(?:ment)?s?|terraform|infra|docker|nginx|scripts|tools|benchmarks?|node_modules|next-env\.d\.ts|tsconfig\.tsbuildinfo|.*\.log|.*\.test\.[jt]s|.*\.spec\.[jt]s)$/
const COMPILED = /\.(?:[cm]?tsx?|jsx|vue|svelte|astro|map)$/

/** What a source has in it where it opens files by names that it puts together, or leaves that to a package. */
const OPENS =
  /__dirname|__filename|import\.meta\.(?:url|dirname|filename)|process\.cwd\s*\(|\bfs\b|node:fs|readFile|createReadStream|\.static\s*\(|serveStatic|ServeStatic|sendFile|\.render\s*\(|\.listen\s*\(\s*['"`]\/|@grpc\/proto-loader|loadPackageDefinition|i18n|nodemailer-express|handlebars|\bejs\b|\bpug\b|migrat/

/** Packages that find files by names of their own: settings, texts, templates, definitions. */
const FINDS_FILES =
  /^(?:config|node-config-ts|@feathersjs\/configuration|i18n.*|i18next-.*|next-i18next|nestjs-i18n|newrelic|elastic-apm-node|express-handlebars|hbs|ejs|pug|nunjucks|mustache-express|twig|eta|consolidate|@fastify\/(?:view|static)|point-of-view|koa-(?:views|static)|massive|knex|umzug|moleculer|@grpc\/.*|dotenv.*|module-alias|pm2|require-yml|yamljs|js-yaml)$/

/** @param made folders that the build fills, which are copied anyway */
export function runtimeEntries(
  { project, starting }: Subject,
  node: NodeProject,
  top: string,
  sources: ProgramSources,
  made: readonly string[],
): readonly Artefact[] {
  const names = node.files.list('') ?? []
  const opens =
    sources.texts.some((text) => OPENS.test(text)) ||
    [...node.dependencies].some((name) => FINDS_FILES.test(name))
  const words = starting.map(({ command }) => command.args.map(({ text }) => text).join(' '))
  // It reads the settings of the compiler again.
  const mapsPaths = [...words, ...sources.texts].some((text) => text.includes('tsconfig-paths'))
  return names.flatMap((name) => {
    if (
      name === 'package.json' ||
      name === 'node_modules' ||
      made.some((each) => each.split('/')[0] === name)
    )
      return []
    const path = posix.join(node.folder, name)
    const inside = posix.join(top, name)
    const isFolder = project.list(inside) !== undefined
    // Settings that many packages load without a word in the sources.
    const wanted =
      (/^\.env(?:\.|$)/.test(name) && !/example|sample|template|test/.test(name)) ||
      (/^(?:tsconfig|jsconfig)[\w.-]*\.json$/.test(name) && mapsPaths) ||
      namedIn(name, sources.texts, words, isCompiled(name, sources, node)) ||
      (opens &&
        !OF_TOOLS.test(name) &&
        !isCompiled(name, sources, node) &&
        !(isFolder ? isAllCompiled(project, inside) : COMPILED.test(name)))
    return wanted ? [{ from: path, to: path, isFolder }] : []
  })
}

/** A folder of sources that a compiler takes elsewhere: what it holds beside is read from there by name, if at all. */
function isCompiled(name: string, { folders }: ProgramSources, { files }: NodeProject): boolean {
  return folders.has(name) && files.list('')?.some((each) => /^tsconfig[\w.-]*\.json$/.test(each)) === true
}

/** In a string; where the compiler takes a folder elsewhere, what names it as a module is not one that reads it. */
function namedIn(
  name: string,
  texts: readonly string[],
  words: readonly string[],
  isCompiled: boolean,
): boolean {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const inSource = new RegExp(`["'\`/]${escaped}(?=["'\`/])`)
  const inWords = new RegExp(`(?:^|["'/= ])${escaped}(?=["'/ ]|$)`)
  // What a value is compared with is no name of a file: NODE_ENV === 'test'.
  const compared = new RegExp(`[!=]==?\\s*(["'\`])${escaped}\\1|(["'\`])${escaped}\\2\\s*[!=]==?`, 'g')
  const isModule = /\bfrom\s*['"]|\brequire\s*\(\s*['"]|\bimport\s*\(?\s*['"]/
  return (
    texts.some((text) =>
      text
        .split('\n')
        .some((line) => inSource.test(line.replace(compared, '')) && !(isCompiled && isModule.test(line))),
    ) || words.some((text) => inWords.test(text))
  )
}

function isAllCompiled(project: Subject['project'], top: string): boolean {
  const walk = walkFiles(project, [top], /^node_modules$/, ({ name, names }) =>
    names === undefined && !COMPILED.test(name) && !OF_TOOLS.test(name) ? true : undefined,
  )
  return walk.isWhole && walk.found === undefined
}
