// What lies in a build context and is of no use to the image.
import { posix } from 'node:path'
import type { WholeContext } from '../../project/project.ts'
import type { Dockerfiles } from './dockerfiles.ts'
import { expectedIn } from './expected.ts'
import { gitIgnores } from './git-ignores.ts'
import { madeAgain } from './made-again.ts'
import type { Readers } from './readers.ts'
import type { Tree } from './tree.ts'

/**
 * In the order in which they are written. The first four are worth a line wherever they are: secrets, and what is large or changes
 * although no source does. The others are small, and go with those into a file that is new, where they keep a change of a README or of
 * a compose file from running the build again.
 */
export const GROUPS = [
  'Version control',
  'Made again by the build',
  'Caches, reports and logs',
  'Secrets',
  'Editors and systems',
  'Docker and CI',
  'Documents',
] as const

/** True for what is added to an ignore file that is there already, whose author left out the rest. */
export function isWorthALine({ group }: Junk): boolean {
  return GROUPS.indexOf(group) < GROUPS.indexOf('Editors and systems')
}

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
/** Folders only: what such a file alone has is less than the line that hides it is worth. */
const CI = /^(?:\.github|\.gitlab|\.circleci|\.buildkite)$/
const DOCKER =
  /^(?:(?:Dockerfile|Containerfile)(?:[.-][\w.-]+)?|[\w.-]+\.[Dd]ockerfile|(?:docker-)?compose(?:[.-][\w.-]+)?\.ya?ml|docker-bake(?:\.[\w-]+)?\.(?:hcl|json)|(?:[\w.-]*\.)?dockerignore)$/
const DOCUMENTS = /^(?:README|CHANGELOG)\.md$/i
const KEYS = /^(?:id_(?:rsa|dsa|ecdsa|ed25519)|.*\.(?:pem|key))$/
const TEMPLATES = /(?:example|sample|template|dist|default|defaults|schema|tmpl|tpl|j2|erb|in|md|ts|js)$/i

export function junkIn(
  whole: WholeContext,
  tree: Tree,
  dockerfiles: Dockerfiles,
  readers: Readers,
): { readonly junk: readonly Junk[]; readonly kept: readonly Kept[] } {
  const junk: Junk[] = []
  const kept: Kept[] = []
  const isMadeAgain = madeAgain(whole, tree, dockerfiles, readers)
  const expected = expectedIn(whole, tree)
  for (const path of [...tree.folders, ...expected.folders]) {
    const name = posix.basename(path)
    const folder = posix.dirname(path).replace(/^\.$/, '')
    const add = (group: Junk['group']): unknown => junk.push({ path, group })
    if (isMadeAgain(path)) add('Made again by the build')
    else if (CACHES.test(name) && !readers.isRun(name)) add('Caches, reports and logs')
    else if (name === 'coverage' && whole.list(path)?.some((each) => REPORTS.test(each)) === true)
      if (readers.isRun(name)) continue
      else add('Caches, reports and logs')
    else if (EDITORS.test(name) && !readers.isRun(name)) add('Editors and systems')
    else if (folder === '' && CI.test(name) && !readers.isMentioned(name)) add('Docker and CI')
    else if (/^\.(?:git|hg|svn)$/.test(name) && folder === '') {
      const reader = readers.ofGit()
      if (reader === undefined) add('Version control')
      else
        kept.push({
          path,
          reason: `${path} stays in the build context, as something may read it: ${reader}`,
          unblock: `add ${path} to the ignore file if the build does not need it`,
        })
    }
  }
  for (const path of [...tree.files, ...expected.files]) {
    const name = posix.basename(path)
    const add = (group: Junk['group']): unknown => junk.push({ path, group })
    const atRoot = !path.includes('/')
    if (/^\.env(?:\..+)?$/.test(name)) {
      if (TEMPLATES.test(name)) continue
      const reader = envReader(path)
      if (reader === undefined) add('Secrets')
      else if (!expected.files.includes(path))
        kept.push({
          path,
          reason: `${path} is copied into the image, and something may read it there: ${reader}`,
          unblock: `give its values to the container when it starts, then add ${path} to the ignore file`,
        })
    } else if (KEYS.test(name) && isPrivateKey(whole.read(path))) {
      if (!readers.isMentioned(name)) add('Secrets')
    } else if (EDITORS.test(name) && !readers.isRun(name)) add('Editors and systems')
    else if ((CACHES.test(name) || (atRoot && name.endsWith('.log'))) && !readers.isMentioned(name))
      add('Caches, reports and logs')
    else if (atRoot && DOCKER.test(name) && !readers.isMentioned(name)) add('Docker and CI')
    else if (atRoot && DOCUMENTS.test(name) && !readsDocuments(name)) add('Documents')
  }
  return { junk, kept }

  function envReader(path: string): string | undefined {
    return gitIgnores(whole, path)
      ? readers.ofEnv()
      : 'it is not in .gitignore, so all who build the image may have it'
  }

  function readsDocuments(name: string): boolean {
    const stem = name.replace(/\.md$/i, '')
    return readers.has(new RegExp(`\\b${stem}\\b|\\.mdx?\\b|markdown`, 'i'))
  }
}

function isPrivateKey(text: string | undefined): boolean {
  return text?.includes('PRIVATE KEY-----') ?? false
}
