// Node beside another language: what installs it to build assets, in images that are not Node's own.
import { officialImage } from '../../catalog/image-name.ts'
import { flagValue, type Instruction } from '../../dockerfile/instruction.ts'
import { walkFiles } from '../../project/walk-files.ts'
import type { SimpleCommand } from '../../shell/commands.ts'
import type { RunScript } from '../../shell/run-scripts.ts'
import { isSetUp } from './runtime-runs.ts'
import type { Subject } from './subject.ts'

/** Packages of distributions and of the archives of Node and yarn. */
export const NODE_PACKAGES: ReadonlySet<string> = new Set([
  'nodejs',
  'nodejs-current',
  'nodejs-npm',
  'node',
  'npm',
  'yarn',
  'yarnpkg',
  'pnpm',
  'libnode-dev',
])

/** Where Node and yarn are had beside an archive of the distribution. */
const SERVED = /https?:\/\/(?:(?:deb|rpm)\.nodesource\.com|(?:dl|classic)\.yarnpkg\.com|nodejs\.org)\//
const FETCHES =
  /^(?:curl|wget|bash|sh|apt-key|gpg|tee|echo|printf|tar|mv|install|mkdir|chmod|ln|npm|corepack|n)$/

/**
 * The commands of RUNs that bring Node by other ways than a package of the distribution. Those of a RUN that fetches something
 * else, too, are not known apart.
 */
export function nodeToolchain({ runs }: Subject): ReadonlySet<SimpleCommand> {
  return new Set(runs.filter(bringsNode).flatMap(({ commands }) => commands.filter(isOfToolchain)))
}

function bringsNode({ script: { text }, commands }: RunScript): boolean {
  const addresses = text.match(/https?:\/\/[^\s"'|;)]+/g) ?? []
  if (addresses.length === 0 || !addresses.every((each) => SERVED.test(each))) return false
  return commands.every((command) => isSetUp(command) || isOfToolchain(command))
}

function isOfToolchain({ name = '' }: SimpleCommand): boolean {
  return FETCHES.test(name)
}

/** COPYs that bring Node out of its own image. */
export function copiesOfNode({ document, stage }: Subject): readonly Instruction[] {
  return stage.instructions.filter((each) => {
    const from = each.keyword === 'COPY' ? flagValue(each, 'from') : undefined
    return (
      from !== undefined &&
      officialImage(from)?.name === 'node' &&
      !document.stages.some(({ name }) => name === from.toLowerCase())
    )
  })
}

/**
 * The file that names packages of npm where it may read them when the application runs.
 *
 * @param files those that run, by their paths
 * @param apart files and folders that only say what assets are made from
 */
export function readsModules({ project }: Subject, files: RegExp, apart: RegExp): string | undefined {
  const { found } = walkFiles(project, [''], NOT_READ, ({ path, names, read }) =>
    names === undefined && files.test(path) && !apart.test(path) && (read() ?? '').includes('node_modules')
      ? path
      : undefined,
  )
  return found
}

const NOT_READ =
  /^(?:node_modules|vendor|spec|test|tests|docs?|tmp|log|storage|docker-compose.*|compose\..*|\..*)$/

/** True where a RUN installs Node. */
export function installsNode(subject: Subject, packages: readonly string[]): boolean {
  return (
    packages.some((name) => NODE_PACKAGES.has(name)) ||
    nodeToolchain(subject).size > 0 ||
    copiesOfNode(subject).length > 0
  )
}
