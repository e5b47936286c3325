// What looks for the history of a project, each with the page that says so. A row too many costs some megabytes, a row too few
// may take a version out of a program.
import type { Known } from './known.ts'

export const GIT_READERS: readonly Known[] = [
  {
    what: 'words of its own that ask git',
    pattern:
      /\bgit\s+(?:-[cC]\s+\S+\s+)?(?:describe|rev-parse|rev-list|log|status|show|tag|submodule|config|branch|diff|ls-files|archive|name-rev|symbolic-ref|lfs|shortlog|blame|for-each-ref|worktree|rev)\b|['"]git['"]\s*[,\])]|\.git\/(?:HEAD|refs|index|config|logs|modules|objects|packed-refs)|['"]\.git['"]|\bsvn\s+info|\bhg\s+(?:id|identify|log)\b/,
    source: 'https://git-scm.com/docs',
  },
  // Python
  {
    what: 'setuptools-scm',
    pattern: /setuptools[_-]scm|flit[_-]scm/i,
    source: 'https://setuptools-scm.readthedocs.io/en/latest/usage/',
  },
  {
    what: 'setuptools-git',
    pattern: /setuptools[_-]git/i,
    source: 'https://setuptools-git-versioning.readthedocs.io/',
  },
  {
    what: 'versioneer',
    pattern: /versioneer|miniver/i,
    source: 'https://github.com/python-versioneer/python-versioneer',
  },
  {
    what: 'pbr',
    pattern: /\bpbr\b/,
    source: 'https://docs.openstack.org/pbr/latest/user/features.html#version',
  },
  {
    what: 'a version from version control',
    pattern: /hatch[_-]vcs|source\s*=\s*["'](?:scm|vcs)["']/i,
    source: 'https://backend.pdm-project.org/metadata/#dynamic-project-version',
  },
  {
    what: 'a dynamic version',
    pattern: /dunamai|dynamic[_-]versioning|versioningit|vcversioner/i,
    source: 'https://github.com/mtkennerly/dunamai',
  },
  {
    what: 'poetry, which leaves out of a package what git ignores',
    pattern: /poetry[.-]core|poetry\.masonry/,
    source: 'https://python-poetry.org/docs/pyproject/#exclude-and-include',
    program: true,
  },
  {
    what: 'a library that reads repositories',
    pattern:
      /GitPython|^\s*(?:import|from) git\b|pygit2|libgit2|\bgit2\b|\bgix\b|go-git|\bjgit\b|rugged|nodegit|isomorphic-git|simple-git\b|dugite|LibGit2Sharp/im,
    source: 'https://libgit2.org/',
  },
  // Rust
  {
    what: 'a crate that asks git when it is built',
    pattern: /\bvergen\b|vergen-|shadow[-_]rs|\bgit[-_]version\b|^\s*built\s*=/m,
    source: 'https://docs.rs/vergen',
  },
  // Java and its kin
  {
    what: 'git-commit-id',
    pattern: /git-commit-id|git-properties|gitProperties/,
    source: 'https://github.com/git-commit-id/git-commit-id-maven-plugin',
  },
  {
    what: 'a version from git',
    pattern:
      /jgitver|buildnumber-maven|maven-git-versioning|axion-release|nebula\.release|nebula-release|reckon|grgit|git-version\b|sbt-git\b|sbt-dynver|sbt-ci-release|gitVersion\(|versionDetails\(/,
    source: 'https://github.com/jgitver/jgitver',
  },
  {
    what: 'spotless with ratchetFrom',
    pattern: /ratchetFrom/,
    source: 'https://github.com/diffplug/spotless/tree/main/plugin-maven#ratchet',
  },
  // .NET
  {
    what: 'a version from git',
    pattern: /MinVer|Nerdbank\.GitVersioning|GitVersion|"GitInfo"|SourceLink|SourceRevisionId/i,
    source: 'https://gitversion.net/docs/',
  },
  // Node
  {
    what: 'a package that asks git',
    pattern:
      /git-rev-sync|git-revision|git-last-commit|git-describe|git-repo-info|last-commit-log|["']git-rev["']|next-build-id|\bgit-log/,
    source: 'https://github.com/kurttheviking/git-rev-sync-js',
  },
  {
    what: 'Sentry, whose releases have the name of a commit',
    pattern:
      /sentry-cli|@sentry\/(?:cli|[a-z]+-plugin|nextjs|nuxt|sveltekit|remix|astro|gatsby|solidstart|react-router|tanstackstart)|sentry-maven|io\.sentry\.jvm/,
    source: 'https://www.npmjs.com/package/@sentry/webpack-plugin',
  },
  {
    what: 'nx',
    pattern: /["']nx["']|@nrwl\/|\bnx\s+affected|\bnx\s+release/,
    source: 'https://nx.dev/ci/features/affected',
  },
  {
    what: 'releases of a monorepo',
    pattern: /["']lerna["']|\blerna\s|semantic-release|changeset\s+version|--filter[= ]['"]?\S*\[/,
    source: 'https://lerna.js.org/docs/api-reference/commands',
  },
  {
    what: 'hooks of git that fail without it',
    pattern: /lefthook\s+install|simple-git-hooks|pre-commit\s+install/,
    source: 'https://lefthook.dev/usage/commands/install.html',
  },
  // Documents
  {
    what: 'times of documents from git',
    pattern: /showLastUpdate|lastUpdated|git-revision-date|git-authors|git-committers|enableGitInfo|GitInfo/,
    source: 'https://docusaurus.io/docs/api/plugins/@docusaurus/plugin-content-docs#showLastUpdateTime',
  },
  // C, C++ and others
  {
    what: 'git in the build of CMake or Meson',
    pattern: /find_package\s*\(\s*Git\b|FindGit|GetGitRevision|GIT_EXECUTABLE|vcs_tag\s*\(/i,
    source: 'https://cmake.org/cmake/help/latest/module/FindGit.html',
  },
  {
    what: 'git in a build of Haskell',
    pattern: /\bgitrev\b|\bgithash\b/,
    source: 'https://hackage.haskell.org/package/gitrev',
  },
  {
    what: 'a release of goreleaser or ko',
    pattern: /goreleaser|\bko\s+(?:build|publish|apply)\b/,
    source: 'https://goreleaser.com/customization/git/',
  },
  {
    what: 'the version of the main module',
    pattern: /ReadBuildInfo|vcs\.revision/,
    source: 'https://pkg.go.dev/runtime/debug#BuildSetting',
  },
]

/** The same for what a Dockerfile runs. */
export const GIT_COMMANDS: readonly Known[] = [
  {
    what: 'go build notes the commit in the program; -buildvcs=false keeps it from that',
    pattern: /\bgo\s+(?:build|install)\b/,
    unless: /-buildvcs=false/,
    source: 'https://pkg.go.dev/cmd/go#hdr-Compile_packages_and_dependencies',
    program: true,
  },
  {
    what: 'the SDK of .NET notes the commit in what it builds, from version 8 on',
    pattern: /\b(?:dotnet\s+(?:build|publish|pack|msbuild)|msbuild)\b/i,
    unless:
      /(?:EnableSourceControlManagerQueries|EnableSourceLink|IncludeSourceRevisionInInformationalVersion)=false/i,
    source: 'https://learn.microsoft.com/dotnet/core/compatibility/sdk/8.0/source-link',
  },
  {
    what: 'composer takes the version of the project from git; COMPOSER_ROOT_VERSION says it instead',
    pattern: /\bcomposer\s+(?:\S+\s+)*?(?:install|i|update|create-project|dump-?autoload)\b/,
    unless: /COMPOSER_ROOT_VERSION/,
    source: 'https://getcomposer.org/doc/articles/versions.md',
    program: true,
  },
  {
    what: 'git works on the repository',
    pattern: /\bgit\s+(?:checkout|reset|clean|fetch|pull|remote|commit|stash)\b/,
    // What is cloned has a history of its own.
    unless: /\bgit\s+clone\b/,
    source: 'https://git-scm.com/docs',
  },
]
