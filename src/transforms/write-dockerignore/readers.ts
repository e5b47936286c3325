// Whether a build, or what it makes, reads something of the build context that nobody copies by name.
import { posix } from 'node:path'
import type { Document } from '../../dockerfile/document.ts'
import type { WholeContext } from '../../project/project.ts'
import type { Tree } from './tree.ts'

export interface Readers {
  /** All that Dockerfiles run and start. */
  readonly commands: string
  /** True where a command has a word of this name in a path. */
  isRun(name: string): boolean
  /** The same for commands, sources, scripts and settings of the project. */
  isMentioned(name: string): boolean
  /** The file that matches; `''` for a command. */
  find(pattern: RegExp): string | undefined
}

const CODE =
  /\.(?:[cm]?[jt]sx?|vue|svelte|astro|py|pyi|rb|rake|gemspec|go|rs|java|kts?|scala|groovy|gradle|php|cs|fs|vb|csproj|fsproj|props|targets|ex|exs|erl|clj|hs|swift|dart|lua|pl|c|cc|cpp|h|hpp|cmake|sh|bash|mk|toml|cfg|ini|conf|config|json|ya?ml|xml|properties|html?|tmpl|cabal)$/i
const NAMES = /^(?:Makefile|Rakefile|Gemfile|Procfile|Cargo\.toml|MANIFEST\.in|.*\.json)$/
const NO_CODE =
  /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|composer\.lock|(?:docker-)?compose[^/]*\.ya?ml|docker-bake[^/]*|\.github\/.*|\.circleci\/.*|\.vscode\/.*|\.gitlab-ci\.yml|\.travis\.yml|azure-pipelines\.yml|bitbucket-pipelines\.yml|appveyor\.yml|skaffold[^/]*)$/
const MOST = 16 * 1024 * 1024

export function readersOf(documents: readonly Document[], whole: WholeContext, tree: Tree): Readers {
  const commands = documents
    .flatMap(({ text, instructions }) =>
      instructions
        .filter(({ keyword }) => /^(?:RUN|CMD|ENTRYPOINT|HEALTHCHECK|ENV|ONBUILD)$/.test(keyword))
        .map(({ range }) => text.slice(range.start, range.end)),
    )
    .join('\n')
  let texts: readonly (readonly [string, string])[] | undefined
  const code = (): readonly (readonly [string, string])[] => (texts ??= textsOf(whole, tree, commands))
  const find = (pattern: RegExp): string | undefined =>
    pattern.test(commands) ? '' : code().find(([, text]) => pattern.test(text))?.[0]
  return {
    commands,
    isRun: (name) => wordOf(name).test(commands),
    isMentioned: (name) => find(wordOf(name)) !== undefined,
    find,
  }
}

function textsOf(
  whole: WholeContext,
  { files }: Tree,
  commands: string,
): readonly (readonly [string, string])[] {
  const found: (readonly [string, string])[] = []
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

// Programs and plugins that look for the history of the project.
const GIT =
  /\bgit\s+(?:-[cC]\s+\S+\s+)?(?:describe|rev-parse|rev-list|log|status|show|tag|submodule|config|branch|diff|ls-files|archive|name-rev|symbolic-ref|lfs)\b|['"]git['"]\s*,|\.git\/(?:HEAD|refs|index|config|logs|modules|objects)|['"]\.git['"]|setuptools[_-]scm|hatch[_-]vcs|versioneer|\bpbr\b|dunamai|dynamic-versioning|versioningit|setuptools-git|flit[_-]scm|source\s*=\s*"(?:scm|vcs)"|\bvergen\b|shadow-rs|git-version|git_version|built\s*=|git-commit-id|gitversion|jgitver|git-properties|gitProperties|grgit|nebula\.release|axion-release|reckon|MinVer|NerdBank\.GitVersioning|SourceLink|git-revision|git-rev-sync|git-last-commit|simple-git|nodegit|isomorphic-git|GitPython|import git\b|pygit2|libgit2|git2\b|go-git|jgit|ReadBuildInfo|buildvcs|goreleaser|lefthook|simple-git-hooks|semantic-release|changesets?\b.*version|lerna|showLastUpdate|lastUpdated|git-authors|git-revision-date|enableGitInfo|GetGitRevision|find_package\(Git|FindGit|dugite|rugged|\bsvn\s+info|hg\s+(?:id|log)\b/i

/** What reads the history of the project; undefined where nothing does. */
export function gitReader(readers: Readers): string | undefined {
  return readers.find(GIT)
}

// Libraries and tools that read .env files by themselves.
const DOTENV =
  /dotenv|environs|decouple|django-environ|pydantic[-_]settings|BaseSettings|env_file|"(?:next|vite|nuxt|astro|expo|gatsby|react-scripts|@nestjs\/config|@vue\/cli-service|@sveltejs\/kit|env-cmd|@remix-run\/dev|wrangler|@adonisjs\/core|strapi|@strapi\/strapi|parcel)"|laravel\/|symfony\/|vlucas|envy\b|--env-file|\bbun\b|viper|cleanenv|caarlos0\/env|(?:source|\.)\s+\S*\.env\b|(?<![\w.])\.env(?![\w(])/i

/** What reads .env files; undefined where nothing does. */
export function dotenvReader(readers: Readers): string | undefined {
  return readers.find(DOTENV)
}
