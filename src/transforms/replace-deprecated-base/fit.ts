// Whether a file that was written for one image works with another that does the same.
import { isApkName } from '../../catalog/alpine-packages.ts'
import type { Document } from '../../dockerfile/document.ts'
import { flagValue } from '../../dockerfile/instruction.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import { commandsOf, type SimpleCommand } from '../../shell/commands.ts'
import { valueOf } from '../../shell/changed-paths.ts'
import { packageCommand } from '../../shell/package-command.ts'
import { startCommands } from '../../shell/start-commands.ts'
import { builtOn, commandsIn } from '../stage-commands.ts'
import { accountMisfit, aptMisfit, type Misfit } from '../base-successors/on-ubuntu.ts'
import type { Replaced } from '../base-successors/successor.ts'

/** What stands in the way; undefined where nothing that can be seen does. */
export function misfit(document: Document, stage: Stage, swap: Replaced): Misfit | undefined {
  const stages = builtOn(document, [stage])
  const platform = flagValue(stage.from, 'platform')
  if (platform !== undefined && swap.from.startsWith('java') && !isBuiltFor(platform, swap.architectures))
    return {
      reason: `${swap.base} may not be there for ${platform}`,
      unblock: 'look up for which platforms it is built',
    }
  if (swap.from === 'the same Alpine') return installScript(document, swap)
  const run = commandsIn(document, stages)
  if (!run)
    return { reason: 'not all that runs on it can be read', unblock: 'change the base by hand, and try it' }
  const path = swap.from.startsWith('java') ? oldPath(document) : undefined
  if (path !== undefined)
    return {
      reason: `${path} is not in ${swap.base}, where Java is in /opt/java/openjdk`,
      unblock: 'write it with $JAVA_HOME, or start java by its name',
    }
  const started = stages
    .flatMap((each) => startCommands(document, each))
    .flatMap(({ script }) => commandsOf(script))
  const commands = [...run, ...started]
  return swap.from === 'node on Alpine' || swap.from === 'java on Alpine'
    ? onAlpine(document, stages, commands, swap)
    : onUbuntu(document, stages, commands, swap)
}

const ARCHITECTURES: Readonly<Record<string, string>> = {
  'linux/amd64': 'amd64',
  'linux/arm64': 'arm64v8',
  'linux/arm64/v8': 'arm64v8',
}

/** `$BUILDPLATFORM` and the like are what the machine has: amd64 or arm64. */
function isBuiltFor(platform: string, architectures: readonly string[]): boolean {
  if (platform.includes('$')) return ['amd64', 'arm64v8'].every((each) => architectures.includes(each))
  return architectures.includes(ARCHITECTURES[platform] ?? '')
}

// Where java, openjdk (Debian, Alpine) had Java: Dockerfiles of https://github.com/docker-library/openjdk.
const OLD_PATHS =
  /\/usr\/lib\/jvm\b[\w./-]*|\/usr\/local\/openjdk[\w./-]*|\/docker-java-home[\w./-]*|\bdocker-java-home\b|\/usr\/bin\/(?:java|javac|jar|keytool)\b|\/etc\/ssl\/certs\/java\/cacerts|\/usr\/java\/[\w./-]*/

function oldPath(document: Document): string | undefined {
  for (const { args, flags, heredocs } of document.instructions) {
    const text = [
      args.text,
      ...flags.map((flag) => flag.value ?? ''),
      ...heredocs.map((each) => document.text.slice(each.body.start, each.body.end)),
    ]
    const found = text.flatMap((each) => OLD_PATHS.exec(each)?.[0] ?? [])[0]
    if (found !== undefined) return found
  }
  return undefined
}

const APT = /^(?:apt|apt-get|aptitude)$/

// Dockerfile of eclipse-temurin, and the packages that Ubuntu counts as required: no git, no archivers but gzip and tar.
const LACKS: Readonly<Record<string, string>> = {
  git: 'git', hg: 'mercurial', svn: 'subversion', ssh: 'openssh-client', scp: 'openssh-client', 'ssh-keygen': 'openssh-client',
  'ssh-keyscan': 'openssh-client', unzip: 'unzip', zip: 'zip', bzip2: 'bzip2', bunzip2: 'bzip2', xz: 'xz-utils', unxz: 'xz-utils',
  adduser: 'adduser', addgroup: 'adduser', deluser: 'adduser', python: 'python3', perl: 'perl', openssl: 'openssl', sudo: 'sudo',
} // prettier-ignore

function onUbuntu(
  document: Document,
  stages: readonly Stage[],
  commands: readonly SimpleCommand[],
  { base, from }: Replaced,
): Misfit | undefined {
  const installed = new Set<string>()
  for (const command of commands) {
    const call = packageCommand(command)
    if (call && APT.test(call.name)) {
      const other = aptMisfit(call, base)
      if (other) return other
      for (const { literal } of call.operands) if (literal !== undefined) installed.add(literal)
    }
    const { name = '' } = command
    if (
      /^(?:apt-key|add-apt-repository|dpkg|update-alternatives|update-java-alternatives|install_packages)$/.test(
        name,
      )
    )
      return {
        reason: `${name} is for the release of Debian that ${base} does not have`,
        unblock: 'change the base by hand',
      }
  }
  if (
    document.instructions.some(
      ({ keyword, args }) => keyword !== 'FROM' && /\/etc\/apt\/|sources\.list/.test(args.text),
    )
  )
    return {
      reason: `the package sources are those of Debian, and ${base} is made from Ubuntu`,
      unblock: 'change the base by hand',
    }
  if (from === 'java on Ubuntu') return accountMisfit(stages, document, commands, base)
  const lacked = commands
    .map(({ name = '' }) => name)
    .find((name) => Object.hasOwn(LACKS, name) && !installed.has(LACKS[name] ?? ''))
  if (lacked !== undefined)
    return {
      reason: `${lacked} is not in ${base}`,
      unblock: `install ${LACKS[lacked] ?? lacked} in this file`,
    }
  const unpacked = commands.find((command) => isOtherArchive(command))
  if (unpacked && !(installed.has('bzip2') && installed.has('xz-utils')))
    return {
      reason: `${base} has no bzip2 and no xz for what tar unpacks here`,
      unblock: 'install bzip2 and xz-utils in this file',
    }
  const script =
    from === 'java on Debian'
      ? commands.map(({ syntax }) => syntax.name?.text ?? '').find(isScript)
      : undefined
  if (script !== undefined)
    return {
      reason: `${script} may use git, unzip and others that ${base} does not have`,
      unblock: 'change the base by hand, and try it',
    }
  return accountMisfit(stages, document, commands, base)
}

function isOtherArchive({ name, args }: SimpleCommand): boolean {
  return (
    name === 'tar' && args.some((word) => /^-?[a-z]*[jJ][a-z]*$|\.(?:bz2|tbz2?|xz|txz)\b/.test(valueOf(word)))
  )
}

/** A program that the file or its build context brings; Maven, Gradle and their wrappers need no more than a shell and Java. */
function isScript(name: string): boolean {
  if (/(?:^|\/)(?:gradlew?|mvnw?)$/.test(name)) return false
  return /\.sh$|entrypoint/.test(name) || (name.includes('/') && !/^\/(?:usr\/)?s?bin\/\w+$/.test(name))
}

/** What gliderlabs/alpine has more than its twin. */
function installScript({ text }: Document, { base }: Replaced): Misfit | undefined {
  if (!text.includes('apk-install')) return undefined
  return {
    reason: `apk-install is a script of the old image, and not in ${base}`,
    unblock: 'write apk add --no-cache instead',
  }
}

function onAlpine(
  document: Document,
  stages: readonly Stage[],
  commands: readonly SimpleCommand[],
  { base, from, alpine = 'of an unknown release' }: Replaced,
): Misfit | undefined {
  for (const command of commands) {
    const call = packageCommand(command)
    if (call?.name !== 'apk' || call.action !== 'add') continue
    const other = call.operands.find(({ literal }) => literal === undefined || !isApkName(literal, alpine))
    if (other)
      return {
        reason: `Alpine ${alpine}, of which ${base} is made, is not known to have ${other.text}`,
        unblock: 'name packages of that release, without versions',
      }
  }
  const isOther = /\/etc\/apk\/|alpine\/(?:v3|edge)/
  if (document.instructions.some(({ keyword, args }) => keyword !== 'FROM' && isOther.test(args.text)))
    return {
      reason: `the package sources may be those of another Alpine than ${alpine}`,
      unblock: 'change the base by hand',
    }
  return from === 'node on Alpine' ? accountMisfit(stages, document, commands, base) : undefined
}
