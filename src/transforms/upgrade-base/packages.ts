// Whether the packages that a file installs are there in the next release of the distribution below its base.
import { isApkName } from '../../catalog/alpine-packages.ts'
import { officialTag } from '../../catalog/official-images.ts'
import type { Document } from '../../dockerfile/document.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import type { SimpleCommand } from '../../shell/commands.ts'
import { packageCommand } from '../../shell/package-command.ts'
import { builtOn, commandsIn } from '../stage-commands.ts'
import { distributionOf, versionIn } from './ended.ts'
import { isLasting } from './lasting-packages.ts'

/** What may not work any more, as the end of a reason: `python-dev may not be in Debian 13`; undefined where all is known to be there. */
export function missingPackage(
  document: Document,
  stages: readonly Stage[],
  image: string,
  old: string,
  fresh: string,
): string | undefined {
  const built = builtOn(document, stages)
  const commands = commandsIn(document, built)
  const extension = image === 'php' ? commands?.find(isDoubtfulExtension) : undefined
  if (extension)
    return `what ${extension.name ?? ''} is asked for here may differ in PHP ${versionIn(fresh) ?? ''}`
  const to = distributionOf(officialTag(image, fresh)?.same ?? fresh)
  if (!to || to.cycle.cycle === distributionOf(officialTag(image, old)?.same ?? old)?.cycle.cycle)
    return undefined
  const { product, cycle } = to
  const name = `${cycle.product} ${cycle.cycle}`
  if (!commands) return `not all that runs can be read, and it may not fit ${name}`
  const runs = built.flatMap(({ instructions }) => instructions.filter(({ keyword }) => keyword === 'RUN'))
  if (runs.some(({ args }) => /\/etc\/ap(?:t|k)\/|add-apt-repository|apt-key/.test(args.text)))
    return `the package sources may not fit ${name}`
  const isThere = product === 'alpine-linux' ? (each: string) => isApkName(each, cycle.cycle) : isLasting
  for (const command of commands) {
    const call = packageCommand(command)
    if (!call || !/^(?:apt|apt-get|aptitude|apk)$/.test(call.name) || !/^(?:install|add)$/.test(call.action))
      continue
    const other = call.operands.find(({ literal }) => literal === undefined || !isThere(literal))
    if (other) return `${other.text} may not be in ${name}`
  }
  return undefined
}

/**
 * Options of gd changed in PHP 7.4, and a module of pecl is for some versions. What is no extension any more: mcrypt since 7.2; wddx, interbase and
 * recode since 7.4; xmlrpc since 8.0, json since it is always there; imap, pspell and oci8 since 8.4
 * (https://www.php.net/manual/en/appendices.php, the pages on migration).
 */
function isDoubtfulExtension({ name = '', args }: SimpleCommand): boolean {
  if (/^(?:docker-php-ext-configure|pecl)$/.test(name)) return true
  return (
    name === 'docker-php-ext-install' &&
    args.some((word) => !/^[\w-]+$/.test(word.text) || GONE.has(word.text))
  )
}

const GONE = new Set('mcrypt mysql wddx interbase recode xmlrpc json imap pspell oci8 hash'.split(' '))
