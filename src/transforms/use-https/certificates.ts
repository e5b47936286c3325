// Whether a program of a stage can check the certificate of a server.
import type { Document } from '../../dockerfile/document.ts'
import { splitImageReference } from '../../dockerfile/image-reference.ts'
import { valueOf } from '../../shell/changed-paths.ts'
import type { SimpleCommand } from '../../shell/commands.ts'
import { runsBelow } from '../../shell/layers.ts'
import type { NoPlace } from '../../shell/places.ts'
import type { RunScript } from '../../shell/run-scripts.ts'
import { externalBase } from '../../shell/shell.ts'
import { installedPackages } from '../../shell/system-packages.ts'

// ca-certificates is in buildpack-deps and so in the full variants that are built on it, in php and eclipse-temurin by their own
// Dockerfiles, and in the images of Red Hat's family as a dependency of their package manager.
const WITH_CERTIFICATES =
  /^library\/(?:buildpack-deps|node|python|golang|ruby|rust|gcc|perl|php|erlang|elixir|haskell|eclipse-temurin|fedora|rockylinux|almalinux|amazonlinux|oraclelinux|centos)$/
const WITHOUT = /slim|alpine|windows|nanoserver/
// Their root certificates and versions of TLS are too old for the servers of today.
const TOO_OLD = /squeeze|wheezy|lucid|precise|trusty|(?:^|:)(?:1[0-4]\.\d\d|centos[56])|centos:[56]/

/** Why a command of a stage may not find the certificates that https needs; undefined where it is proven to. */
export function certificateObstacle(
  document: Document,
  runs: readonly RunScript[],
  run: RunScript,
  command: SimpleCommand,
): NoPlace | undefined {
  const base = externalBase(document, run.stage)
  if (TOO_OLD.test(base))
    return {
      reason: `the certificates of ${base} may be too old to check it by`,
      unblock: 'build on a release that is still supported',
    }
  return isProven(document, runs, run, command, base)
    ? undefined
    : {
        reason: `the stage is not known to have the certificates that ${command.name ?? ''} checks it by`,
        unblock: 'install ca-certificates in front of the download',
      }
}

function isProven(
  document: Document,
  runs: readonly RunScript[],
  run: RunScript,
  command: SimpleCommand,
  base: string,
): boolean {
  const before = [
    ...runsBelow(document, runs, run).flatMap((each) => each.commands),
    ...run.commands.filter((each) => each.end < command.start),
  ]
  if (before.some(removesCertificates)) return false
  const recommends = !/Install-Recommends|no-install-recommends/i.test(document.text)
  if (before.some((each) => installsCertificates(each, recommends) || usesHttps(each))) return true
  const image = splitImageReference(base)
  return (
    image?.registry === 'docker.io' &&
    WITH_CERTIFICATES.test(image.repository) &&
    !WITHOUT.test(image.tag ?? '') &&
    !run.stage.variableBase
  )
}

function installsCertificates(command: SimpleCommand, recommends: boolean): boolean {
  const packages = installedPackages(command)
  if (packages?.some((name) => /^ca-certificates(?:-bundle)?$/.test(name)) === true) return true
  // libcurl of Alpine depends on them.
  if (command.name === 'apk') return packages?.includes('curl') === true
  // libcurl and wget of Debian recommend them: https://packages.debian.org/bookworm/wget
  const ofApt = /^(?:apt-get|apt|aptitude)$/.test(command.name ?? '')
  return ofApt && recommends && packages?.some((name) => /^(?:curl|wget)$/.test(name)) === true
}

function usesHttps({ name = '', args }: SimpleCommand): boolean {
  const words = args.map(valueOf)
  const unchecked = words.some((word) =>
    /^(?:-[a-zA-Z]*k[a-zA-Z]*|--insecure|--no-check-certificate)$/.test(word),
  )
  return /^(?:curl|wget)$/.test(name) && !unchecked && words.some((word) => word.startsWith('https://'))
}

function removesCertificates({ name = '', args }: SimpleCommand): boolean {
  const words = args.map(valueOf)
  return (
    /^(?:apt-get|apt|aptitude|apk|dpkg)$/.test(name) &&
    words.includes('ca-certificates') &&
    words.some((word) => /^(?:purge|remove|autoremove|del|-r|-P)$/.test(word))
  )
}
