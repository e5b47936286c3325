// Which shell a stage has that knows pipefail.
import { lineage, type Document } from '../../dockerfile/document.ts'
import { splitImageReference } from '../../dockerfile/image-reference.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import { externalBase, type NoShell, type Shell } from '../../shell/shell.ts'

/** `set`: the shell that reads the RUN knows the option; `SHELL`: bash is there and has to be named. */
export type PipefailShell = 'set' | 'SHELL'

// /bin/sh is bash in these, and busybox in Alpine, whose ash has pipefail since 1.16 (shell/ash.c).
const SH_IS_BASH =
  /^(?:library\/(?:fedora|centos|rockylinux|almalinux|amazonlinux|oraclelinux)|(?:redhat\/)?ubi\d+(?:\/ubi|\/ubi-minimal|-minimal)?)$/
// Essential: yes in Debian and Ubuntu, so that every image of these has /bin/bash.
const DISTRIBUTIONS = /^library\/(?:debian|ubuntu|buildpack-deps)$/
// The same for these of others; those on CentOS and UBI among them have /bin/bash too.
const OTHER_IMAGES =
  /^docker\.io\/(?:nvidia\/cuda(?:gl)?|phusion\/baseimage|jenkins\/jenkins|heroku\/heroku|google\/cloud-sdk|microsoft\/dotnet|continuumio\/(?:mini|ana)conda3?|pytorch\/pytorch|tensorflow\/tensorflow)$|^mcr\.microsoft\.com\/dotnet\/(?:core\/)?(?:sdk|aspnet|runtime)$/
const ON_DEBIAN =
  /^library\/(?:node|python|golang|ruby|php|rust|openjdk|eclipse-temurin|maven|gradle|gcc|perl|nginx|httpd|redis|postgres|mariadb|erlang|elixir|haskell|clojure|java|jenkins|mono|tomcat|drupal|julia|r-base|swift|pypy)$/
// Built on Alpine whatever their tags say: https://github.com/docker-library/docker and https://github.com/composer/docker.
const ON_ALPINE = /^library\/(?:alpine|docker|composer)$/
// The official images of one architecture.
const OF_ARCHITECTURE = /^(?:amd64|arm32v[567]|arm64v8|i386|mips64le|ppc64le|riscv64|s390x)\//
const OTHERS =
  /alpine|windows|nanoserver|rhel|almalinux|ubi|al2|amazon|centos|distroless|chiseled|mariner|azurelinux|busybox/
const DEBIAN_TAG = /slim|trixie|bookworm|bullseye|buster|stretch|jessie|noble|jammy|focal|bionic|xenial/

/** Undefined with a reason where no such shell is known to be there. */
export function pipefailShell(document: Document, stage: Stage, shell: Shell): PipefailShell | NoShell {
  if (/^(?:bash|ksh|ash)$/.test(shell.program)) return 'set'
  const base = externalBase(document, stage)
  const image = splitImageReference(base)
  const repository = (image?.repository ?? '').replace(OF_ARCHITECTURE, 'library/')
  const tag = image?.tag ?? ''
  const root = lineage(document, stage).at(-1) ?? stage
  const written = splitImageReference(root.base)?.tag ?? ''
  const plain = shell.words.join(' ') === '/bin/sh -c'
  if (plain && SH_IS_BASH.test(repository)) return 'set'
  // A tag that a build argument can change proves something only as far as it is written.
  const known = root.variableBase ? written.replace(/\$(?:\{[^}]*\}|\w+)/g, '') : tag
  const official = image?.registry === 'docker.io'
  if (
    plain &&
    (/(?:^|-)alpine/.test(known) || (ON_ALPINE.test(repository) && official && !tag.includes('windows')))
  )
    return 'set'
  if (plain && official && DISTRIBUTIONS.test(repository)) return 'SHELL'
  const others = OTHER_IMAGES.test(`${image?.registry ?? ''}/${repository}`)
  if (plain && others && !root.variableBase && !OTHERS.test(tag)) return 'SHELL'
  const debian = root.variableBase ? DEBIAN_TAG.test(known) : image?.digest === undefined || tag !== ''
  if (plain && official && ON_DEBIAN.test(repository) && debian && !OTHERS.test(tag)) return 'SHELL'
  return {
    reason: root.variableBase
      ? `a build argument says what image it is built on, whose shell is not known to have pipefail`
      : `the shell of ${base} is not known to have pipefail`,
    unblock: 'name one that has it, SHELL ["/bin/bash", "-o", "pipefail", "-c"], where the image holds it',
  }
}
