// Whether a build, or what it makes, reads something of the build context that nobody copies by name.
import { posix } from 'node:path'
import type { Document } from '../../dockerfile/document.ts'
import type { WholeContext } from '../../project/project.ts'
import { ENV_COMMANDS, ENV_READERS } from './env-readers.ts'
import { hasOldSdk, mayHaveGit } from './git-program.ts'
import { GIT_COMMANDS, GIT_READERS } from './git-readers.ts'
import type { Known } from './known.ts'
import type { Tree } from './tree.ts'

export interface Readers {
  /** True where a command has a word of this name in a path. */
  isRun(name: string): boolean
  /** The same for commands, sources, scripts and settings of the project. */
  isMentioned(name: string): boolean
  /** True where any of them matches. */
  has(pattern: RegExp): boolean
  /** What reads the history of the project, as in "package.json has lerna"; undefined where nothing does. */
  ofGit(): string | undefined
  /** The same for .env files. */
  ofEnv(): string | undefined
}

const CODE =
  /\.(?:[cm]?[jt]sx?|vue|svelte|astro|py|pyi|rb|rake|gemspec|go|rs|java|kts?|scala|sbt|groovy|gradle|php|cs|fs|vb|csproj|fsproj|vbproj|props|targets|ex|exs|erl|clj|hs|swift|dart|lua|pl|c|cc|cpp|h|hpp|cmake|sh|bash|mk|toml|cfg|ini|conf|config|json|ya?ml|xml|properties|html?|tmpl|cabal|nix)$/i
const NAMES =
  /^(?:Makefile|Rakefile|Gemfile|Gemfile\.lock|Procfile|Pipfile|go\.mod|CMakeLists\.txt|meson\.build|.*requirements.*\.(?:txt|in)|MANIFEST\.in|mkdocs\.yml)$/
const NO_CODE =
  /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|composer\.lock|(?:docker-)?compose[^/]*\.ya?ml|docker-bake[^/]*|\.github\/.*|\.circleci\/.*|\.vscode\/.*|\.idea\/.*|\.gitlab-ci\.yml|\.travis\.yml|azure-pipelines\.yml|bitbucket-pipelines\.yml|appveyor\.yml|\.pre-commit-config\.yaml|skaffold[^/]*)$/
/** What runs around a build, and may make files for it. */
const AROUND =
  /^(?:\.github\/workflows\/.*|\.circleci\/.*|\.gitlab-ci\.yml|\.travis\.yml|azure-pipelines\.yml|bitbucket-pipelines\.yml|Jenkinsfile|cloudbuild\.ya?ml|Makefile|justfile|Taskfile\.ya?ml|[^/]*\.sh|(?:bin|scripts?|ci)\/[^/]*)$/
const MOST = 16 * 1024 * 1024

type Text = readonly [path: string, text: string]

export function readersOf(documents: readonly Document[], whole: WholeContext, tree: Tree): Readers {
  const commands = documents
    .flatMap(({ text, instructions }) =>
      instructions
        .filter(({ keyword }) => /^(?:RUN|CMD|ENTRYPOINT|HEALTHCHECK|ENV|ARG|ONBUILD)$/.test(keyword))
        .map(({ range }) => text.slice(range.start, range.end)),
    )
    .join('\n')
  let texts: readonly Text[] | undefined
  const code = (): readonly Text[] => (texts ??= textsOf(whole, tree, commands))
  const has = (pattern: RegExp): boolean =>
    pattern.test(commands) || code().some(([, text]) => pattern.test(text))
  const first = (inCommands: readonly Known[], anywhere: readonly Known[]): string | undefined => {
    const run = [...inCommands, ...anywhere].find(
      ({ pattern, unless }) => pattern.test(commands) && !(unless && has(unless)),
    )
    if (run) return `in the Dockerfile, ${run.what}`
    // One look at each text for all of them, with the widest meaning, before each is asked.
    const any = new RegExp(anywhere.map(({ pattern }) => `(?:${pattern.source})`).join('|'), 'im')
    const suspects = code().filter(([, text]) => any.test(text))
    for (const { what, pattern } of anywhere) {
      const found = suspects.find(([, text]) => pattern.test(text))
      if (found) return `${found[0]} has ${what}`
    }
    return undefined
  }
  return {
    isRun: (name) => wordOf(name).test(commands),
    isMentioned: (name) => has(wordOf(name)),
    has,
    ofGit: () => {
      const isThere = documents.some(mayHaveGit)
      const isOld = documents.every((each) => !/\bdotnet\b/.test(each.text) || hasOldSdk(each))
      const may = ({ program }: Known): boolean => program !== true || isThere
      return first(
        GIT_COMMANDS.filter((each) => may(each) && !(isOld && each.what.includes('.NET'))),
        GIT_READERS.filter(may),
      )
    },
    ofEnv: () => {
      const maker = tree.files.find(
        (path) => AROUND.test(path) && /(?<![\w.])\.env\b(?!\.\w*example)/.test(whole.read(path) ?? ''),
      )
      return maker === undefined ? first(ENV_COMMANDS, ENV_READERS) : `${maker} has words about it`
    },
  }
}

function textsOf(whole: WholeContext, { files }: Tree, commands: string): readonly Text[] {
  const found: Text[] = []
  let length = 0
  for (const path of files) {
    const name = posix.basename(path)
    if (NO_CODE.test(path) || !(CODE.test(name) || NAMES.test(name))) continue
    if (name === 'Makefile' && !/\bmake\b/.test(commands)) continue
    const text = whole.read(path) ?? ''
    length += text.length
    found.push([path, text])
    // What is not read may say anything.
    if (length > MOST) return [[path, ' .env .git/HEAD README.md PRIVATE KEY *.md ']]
  }
  return found
}

function wordOf(name: string): RegExp {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`(?:^|[^\\w.-])${escaped}(?![\\w-])`, 'im')
}
