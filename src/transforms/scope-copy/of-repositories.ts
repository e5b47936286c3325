// What lies at the top of a build context because of how a repository is kept, and not because a program reads it.

/** Files and folders whose names begin with a dot: of git, CI, editors, linters, test runners and their caches. */
const HIDDEN =
  /^\.(?:git|gitignore|gitattributes|gitmodules|gitkeep|gitlab|gitlab-ci\.ya?ml|github|circleci|travis\.ya?ml|drone\.ya?ml|appveyor\.yml|buildkite|woodpecker\.ya?ml|hg|hgignore|svn|idea|vscode|vs|fleet|DS_Store|editorconfig|devcontainer|husky|lintstagedrc.*|commitlintrc.*|eslint\w*(?:\.\w+)?|prettier\w*(?:\.\w+)?|stylelint\w*(?:\.\w+)?|jshintrc|dockerignore|pre-commit-config\.ya?ml|deepsource\.toml|flake8|pylintrc|isort\.cfg|coveragerc|coverage|mypy\.ini|bandit|tox|nox|pytest_cache|mypy_cache|ruff_cache|nyc_output|nycrc(?:\.\w+)?|mocharc(?:\.\w+)?|rubocop(?:_\w+)?\.yml|rspec|phpunit\.result\.cache|php-cs-fixer(?:\.dist)?\.php|storybook|changeset|all-contributorsrc|mailmap|env\.(?:example|sample|template|dist|test|ci))$/

const FOLDERS =
  /^(?:docs?|documentation|tests?|__tests__|spec|testdata|test-results|e2e|cypress|playwright-report|examples?|samples|benchmarks?|bench|coverage|htmlcov|k8s|kubernetes|helm|charts?|terraform|ansible|screenshots?)$/

const FILES =
  /^(?:.*\.(?:md|rst|adoc|tf)|LICEN[CS]E(?:\..*)?|COPYING(?:\..*)?|NOTICE(?:\..*)?|AUTHORS(?:\..*)?|CONTRIBUTORS(?:\..*)?|CHANGE(?:LOG|S)(?:\..*)?|CODEOWNERS|MAINTAINERS(?:\..*)?|(?:[Dd]ocker|Container)file(?:[.-].*)?|.*\.[Dd]ockerfile|(?:docker-)?compose.*\.ya?ml|docker-bake.*\.(?:hcl|json)|Makefile|GNUmakefile|Taskfile\.ya?ml|[Jj]ustfile|Jenkinsfile|Vagrantfile|Procfile|Tiltfile|skaffold\.ya?ml|cloudbuild\.ya?ml|azure-pipelines.*\.ya?ml|bitbucket-pipelines\.yml|appveyor\.yml|fly\.toml|render\.yaml|netlify\.toml|vercel\.json|codecov\.ya?ml|renovate\.json5?|sonar-project\.properties|mkdocs\.ya?ml|jest\.config\..*|vitest\.config\..*|karma\.conf\.js|cypress\.(?:json|config\..*)|playwright\.config\..*|eslint\.config\..*|prettier\.config\..*|commitlint\.config\..*|tox\.ini|pytest\.ini|noxfile\.py|conftest\.py|phpunit\.xml(?:\.dist)?|phpstan\.neon(?:\.dist)?|phpcs\.xml(?:\.dist)?|(?:requirements[-_.](?:dev|test|tests|lint|docs)|(?:dev|test)[-_]requirements)\.txt)$/

/** Text: what no program reads whose sources do not name it. */
export function isOfRepository(name: string, isFolder: boolean): boolean {
  return HIDDEN.test(name) || (isFolder ? FOLDERS : FILES).test(name)
}
