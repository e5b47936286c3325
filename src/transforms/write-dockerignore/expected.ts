// What .gitignore tells of: a clone does not have it, and the folder that somebody works in does.
import { posix } from 'node:path'
import type { WholeContext } from '../../project/project.ts'
import { gitIgnores, gitPatterns } from './git-ignores.ts'
import { isWorkspace } from './made-again.ts'
import type { Tree } from './tree.ts'

/** Folders, with what in the manifests of a project says that they come to be: templates of .gitignore list all that there is. */
const FOLDERS: readonly (readonly [name: RegExp, sign: RegExp])[] = [
  [/^(?:\.gradle|target|\.?venv)$/, /(?:)/],
  [/^(?:\.next|out)$/, /"next"/],
  [/^(?:\.nuxt|\.output)$/, /"(?:nuxt3?|nitropack)"/],
  [/^\.svelte-kit$/, /"@sveltejs\/kit"/],
  [/^\.angular$/, /"@angular\/cli"/],
  [/^build$/, /"react-scripts"|"@sveltejs\/kit"|"@docusaurus\/|"@remix-run\/|\b(?:plugins|java)\b/],
  [
    /^dist$/,
    /"(?:vite|typescript|webpack|rollup|parcel|tsup|esbuild|@nestjs\/cli|@angular\/cli|@vue\/cli-service|astro)"/,
  ],
]

export interface Expected {
  readonly folders: readonly string[]
  readonly files: readonly string[]
}

/** Paths that are not there and will be, of the kinds that are worth a line. */
export function expectedIn(whole: WholeContext, { files }: Tree): Expected {
  const manifests = ['package.json', 'build.gradle', 'build.gradle.kts', 'Cargo.toml', 'pom.xml']
  const said = manifests.map((name) => whole.read(name) ?? '').join('\n')
  const names = gitPatterns(whole, '')
    .flatMap(({ pattern, lets }) => (lets ? [] : [pattern.replace(/^\//, '')]))
    .filter((name) => FOLDERS.some(([folder, sign]) => folder.test(name) && sign.test(said)))
  const isMissing = (path: string): boolean =>
    whole.list(path) === undefined && whole.read(path) === undefined
  // Whoever works on a project of Node has its packages, whatever git is told.
  const folders = [...packagesIn(whole, files), ...names]
  const python =
    files.find((path) => path.includes('/') && path.endsWith('.py')) ??
    files.find((path) => path.endsWith('.py'))
  if (python !== undefined && gitIgnores(whole, posix.join(posix.dirname(python), '__pycache__')))
    folders.push(posix.join(posix.dirname(python), '__pycache__'))
  const secrets = ['.env', '.env.local'].filter((name) => gitIgnores(whole, name))
  return { folders: [...new Set(folders)].filter(isMissing), files: secrets.filter(isMissing) }
}

/** In a workspace every package has its own. */
function packagesIn(whole: WholeContext, files: readonly string[]): readonly string[] {
  const member = isWorkspace(whole) ? files.find((path) => path.endsWith('/package.json')) : undefined
  return [
    'node_modules',
    ...(member === undefined ? [] : [posix.join(posix.dirname(member), 'node_modules')]),
  ]
}
