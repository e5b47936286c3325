// Who may read an entry of the build context: sources, scripts and manifests that name it.
import type { Project } from '../../project/project.ts'
import { walkFiles } from '../../project/walk-files.ts'

const SOURCES =
  /\.(?:[cm]?[jt]sx?|vue|svelte|py|rb|ru|rake|erb|php|phtml|ejs|pug|hbs|sh|bash)$|^(?:Rakefile|Gemfile|config\.ru|artisan)$/
const MANIFESTS =
  /^(?:package\.json|pnpm-workspace\.yaml|lerna\.json|nx\.json|turbo\.json|tsconfig.*\.json|pyproject\.toml|setup\.(?:py|cfg)|MANIFEST\.in|requirements.*\.txt|Pipfile|.*\.gemspec|composer\.json)$/
const UNREAD = /^(?:\.git|node_modules|vendor|venv|\.venv|__pycache__|bower_components)$/

/**
 * What tells whether a name stands in one of them; undefined where they are too many to be read.
 * @param leftOut names at the top of the context that are not looked into
 */
export function namedIn(
  project: Project,
  leftOut: ReadonlySet<string>,
): ((name: string) => boolean) | undefined {
  const texts: string[] = []
  const { isWhole } = walkFiles(
    project,
    [''],
    (name, folder) => UNREAD.test(name) || (folder === '' && leftOut.has(name)),
    ({ name, names, read }) => {
      if (names !== undefined) return undefined
      if (MANIFESTS.test(name)) texts.push(withoutScripts(name, read() ?? ''))
      else if (SOURCES.test(name)) texts.push(read() ?? '')
      return undefined
    },
  )
  if (!isWhole) return undefined
  const all = texts.join('\n')
  return (name) => mentions(name).test(all) || (name === '.git' && GIT.test(all))
}

// Who starts git or takes versions from tags reads its folder without naming it.
const GIT =
  /["'`\s]git["'`\s]|\b(?:simple-git|nodegit|isomorphic-git|git-rev\w*|GitPython|dulwich|pygit2|setuptools[-_]scm|hatch-vcs|versioneer|versioningit|pbr|rugged)\b/

/** In quotes, as a part of a path, as a word of a command, or as a module. */
function mentions(name: string): RegExp {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(
    `["'\`/=]${escaped}(?:["'\`/.]|\\s|$)|^\\s*(?:from|import)\\s+(?:[\\w., ]+,\\s*)?${escaped}\\b|\\s${escaped}/`,
    'm',
  )
}

/** The scripts of a project are followed where they are called. */
function withoutScripts(name: string, text: string): string {
  return name === 'package.json' ? text.replace(/"scripts"\s*:\s*\{[^}]*\}/, '') : text
}

/** True where a package manager runs something of the project itself when it installs. */
export function hasInstallScript(project: Project): boolean {
  return /"(?:pre|post)?install"\s*:|"(?:pre|post)?prepare"\s*:/.test(
    /"scripts"\s*:\s*\{([^}]*)\}/.exec(project.read('package.json') ?? '')?.[1] ?? '',
  )
}
