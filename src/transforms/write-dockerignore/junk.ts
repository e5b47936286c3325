// What lies in a build context and is of no use to the image.
import { posix } from 'node:path'
import type { WholeContext } from '../../project/project.ts'
import type { Dockerfiles } from './dockerfiles.ts'
import { dotenvReader, gitReader, type Readers } from './readers.ts'
import type { Tree } from './tree.ts'

export const GROUPS = [
  'Version control',
  'Made again by the build',
  'Caches, reports and logs',
  'Secrets',
  'Editors and systems',
  'Docker and CI',
  'Documents',
] as const

export interface Junk {
  readonly path: string
  readonly group: (typeof GROUPS)[number]
}

export interface Kept {
  readonly path: string
  readonly reason: string
  readonly unblock: string
}

const CACHES =
  /^(?:\.pytest_cache|\.mypy_cache|\.ruff_cache|\.tox|\.nox|htmlcov|\.nyc_output|\.coverage|\.eslintcache|\.parcel-cache|\.sass-cache|\.turbo|\.terraform|\.vagrant|\.ipynb_checkpoints|(?:npm-debug|yarn-debug|yarn-error|pnpm-debug)\.log)$/
const REPORTS = /^(?:lcov\.info|coverage-final\.json|lcov-report|clover\.xml)$/
const EDITORS = /^(?:\.idea|\.vscode|\.vs|\.fleet|\.history|\.DS_Store|Thumbs\.db|desktop\.ini|\..*\.sw[op])$/
const CI =
  /^(?:\.github|\.gitlab|\.circleci|\.buildkite|\.gitlab-ci\.ya?ml|\.travis\.ya?ml|\.drone\.ya?ml|\.appveyor\.yml|appveyor\.yml|azure-pipelines\.ya?ml|bitbucket-pipelines\.yml|Jenkinsfile|\.woodpecker\.ya?ml|cloudbuild\.ya?ml)$/
const DOCKER =
  /^(?:(?:Dockerfile|Containerfile)(?:[.-][\w.-]+)?|[\w.-]+\.[Dd]ockerfile|(?:docker-)?compose(?:[.-][\w.-]+)?\.ya?ml|docker-bake(?:\.[\w-]+)?\.(?:hcl|json)|(?:[\w.-]*\.)?dockerignore)$/
const DOCUMENTS = /^(?:README|CHANGELOG|CONTRIBUTING|CODE_OF_CONDUCT|SECURITY)\.md$/i
const KEYS = /^(?:id_(?:rsa|dsa|ecdsa|ed25519)|.*\.(?:pem|key))$/
const TEMPLATES = /(?:example|sample|template|dist|default|defaults|schema|tmpl|tpl|j2|erb|in|md|ts|js)$/i

export function junkIn(
  whole: WholeContext,
  { files, folders }: Tree,
  { within }: Dockerfiles,
  readers: Readers,
): { readonly junk: readonly Junk[]; readonly kept: readonly Kept[] } {
  const junk: Junk[] = []
  const kept: Kept[] = []
  const has = (folder: string, name: string): boolean => whole.list(folder)?.includes(name) ?? false
  // Every Dockerfile that may have a folder in its context has to make it, or one of them may rely on what is there.
  const isMade = (folder: string, how: RegExp): boolean => {
    const concerned = within.filter((each, index) => index === 0 || isIn(folder, each.folder))
    return concerned.every(({ document }) =>
      document.instructions.some(({ keyword, args, heredocs }) =>
        keyword === 'RUN' ? how.test(args.text) || (heredocs.length > 0 && how.test(document.text)) : false,
      ),
    )
  }
  for (const path of folders) {
    const name = posix.basename(path)
    const folder = posix.dirname(path).replace(/^\.$/, '')
    const add = (group: Junk['group']): unknown => junk.push({ path, group })
    if (isMadeAgain(path, name, folder)) add('Made again by the build')
    else if (CACHES.test(name) && !readers.isRun(name)) add('Caches, reports and logs')
    else if (name === 'coverage' && whole.list(path)?.some((each) => REPORTS.test(each)) === true)
      if (readers.isRun(name)) continue
      else add('Caches, reports and logs')
    else if (EDITORS.test(name) && !readers.isRun(name)) add('Editors and systems')
    else if (folder === '' && CI.test(name) && !readers.isMentioned(name)) add('Docker and CI')
    else if (/^\.(?:git|hg|svn)$/.test(name) && folder === '') {
      const reader = gitReader(readers)
      if (reader === undefined) add('Version control')
      else
        kept.push({
          path,
          reason: `${reader === '' ? 'the Dockerfile' : reader} may read ${path}, so it stays in the build context`,
          unblock: `add ${path} to the ignore file if the build does not need it`,
        })
    }
  }
  for (const path of files) {
    const name = posix.basename(path)
    const add = (group: Junk['group']): unknown => junk.push({ path, group })
    const atRoot = !path.includes('/')
    if (/^\.env(?:\..+)?$/.test(name)) {
      if (TEMPLATES.test(name)) continue
      const reader = dotenvReader(readers)
      if (reader === undefined) add('Secrets')
      else
        kept.push({
          path,
          reason: `${path} is copied into the image, and ${reader === '' ? 'the Dockerfile' : reader} may read it there`,
          unblock: `give its values to the container when it starts, then add ${path} to the ignore file`,
        })
    } else if (KEYS.test(name) && isPrivateKey(whole.read(path))) {
      if (!readers.isMentioned(name)) add('Secrets')
    } else if (EDITORS.test(name) && !readers.isRun(name)) add('Editors and systems')
    else if ((CACHES.test(name) || (atRoot && name.endsWith('.log'))) && !readers.isMentioned(name))
      add('Caches, reports and logs')
    else if (atRoot && (CI.test(name) || DOCKER.test(name)) && !readers.isMentioned(name))
      add('Docker and CI')
    else if (atRoot && DOCUMENTS.test(name) && !readsDocuments(name)) add('Documents')
  }
  return { junk, kept }

  function isMadeAgain(path: string, name: string, folder: string): boolean {
    if (name === '__pycache__') return whole.list(folder)?.some((each) => each.endsWith('.py')) ?? false
    if (has(path, 'pyvenv.cfg')) {
      const making =
        /\bvenv\b|\bvirtualenv\b|\buv\s+sync|\bpoetry\s+install|\bpdm\s+(?:install|sync)|\bpipenv\s/
      return !readers.isRun(name) || isMade(path, making)
    }
    const listed =
      isListed(whole.read('.gitignore'), name) || isListed(whole.read(posix.join(folder, '.gitignore')), name)
    switch (name) {
      case 'node_modules':
        return (
          has(folder, 'package.json') &&
          (folder === '' || isWorkspace(whole) || onlyIn(folder)) &&
          isMade(
            path,
            /\b(?:npm\s+(?:ci|install|i|clean-install)|pnpm\s+(?:i|install)|bun\s+(?:i|install)|yarn(?:\s+(?:install|--\S+)|\s*(?:$|&&|;)))/m,
          )
        )
      case 'target':
        if (has(folder, 'Cargo.toml'))
          return isMade(path, /\bcargo\s+(?:\+\S+\s+)?(?:build|install|chef|b\b)/)
        return has(folder, 'pom.xml') && isMade(path, /\bmvnw?\b[^\n]*\b(?:package|install|verify|deploy)\b/)
      case '.gradle':
        return isMade(path, /\bgradlew?\b/)
      case 'dist':
      case 'build':
      case 'out':
      case '.next':
      case '.nuxt':
      case '.output':
      case '.svelte-kit':
      case '.angular':
        if (!listed) return false
        if (has(folder, 'build.gradle') || has(folder, 'build.gradle.kts'))
          return (
            name === 'build' &&
            isMade(path, /\bgradlew?\b[^\n]*\b(?:build|assemble|bootJar|shadowJar|installDist|jar|war)\b/)
          )
        return (
          /"build"\s*:/.test(whole.read(posix.join(folder, 'package.json')) ?? '') &&
          (folder === '' || onlyIn(folder)) &&
          isMade(path, /\b(?:npm\s+run|yarn(?:\s+run)?|pnpm(?:\s+run)?|bun\s+run)\s+build\b/)
        )
      default:
        return false
    }
  }

  /** True where the one project of the context is in this folder. */
  function onlyIn(folder: string): boolean {
    const manifests = files.filter((each) => posix.basename(each) === 'package.json')
    return manifests.length === 1 && manifests[0] === posix.join(folder, 'package.json')
  }

  function readsDocuments(name: string): boolean {
    const stem = name.replace(/\.md$/i, '')
    return readers.find(new RegExp(`\\b${stem}\\b|\\.mdx?\\b|markdown`, 'i')) !== undefined
  }
}

function isIn(path: string, folder: string): boolean {
  return folder === '' || path.startsWith(`${folder}/`)
}

function isPrivateKey(text: string | undefined): boolean {
  return text?.includes('PRIVATE KEY-----') ?? false
}

function isListed(text: string | undefined, name: string): boolean {
  return (text ?? '').split(/\r?\n/).some((line) => line.trim().replace(/^\/|\/$/g, '') === name)
}

function isWorkspace(whole: WholeContext): boolean {
  const manifest = whole.read('package.json') ?? ''
  return /"workspaces"\s*:/.test(manifest) || whole.read('pnpm-workspace.yaml') !== undefined
}
