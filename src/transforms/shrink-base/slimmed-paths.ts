// What the slim variants of Debian leave out of every package: manual pages, documentation, translations.
import type { Document } from '../../dockerfile/document.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import { runScripts, rangeOf } from '../../shell/run-scripts.ts'
import { installedPackages } from '../../shell/system-packages.ts'
import type { Obstacle } from '../calls/obstacle.ts'
import type { Swap } from './swap.ts'

// path-exclude in /etc/dpkg/dpkg.cfg.d/docker of a slim image; .slimify-excludes of https://github.com/debuerreotype/debuerreotype
const LEFT_OUT = /\/usr\/share\/(?:doc|info|linda|lintian\/overrides|locale|man|gnome\/help|omf)\b/
const ALL_OF_IT = /\brm\s+-[a-zA-Z]*[rf]/
const MANUALS =
  /^(?:man-db|manpages(?:-.*)?|info|install-info|texinfo|.*-doc|doc-base|debian-reference.*|language-pack-.*|localepurge)$/
// Their alternatives are manual pages, whose folders slim images have since August 2021 alone:
// https://github.com/debuerreotype/debuerreotype/pull/116, docker-library/official-images#10730
const LINKS_MANUALS =
  /^(?:openjdk-.*-(?:jdk|jre).*|default-(?:jdk|jre).*|ca-certificates-java|icedtea.*|postgresql.*|java-.*)$/
const FOLDERS_SINCE = '2021-10'

export function slimmedPaths(
  document: Document,
  { from, stage: base }: Swap,
  stages: readonly Stage[],
): readonly Obstacle[] {
  const obstacles: Obstacle[] = []
  for (const stage of stages)
    for (const instruction of stage.instructions) {
      const text = document.text.slice(instruction.range.start, instruction.range.end)
      const found = LEFT_OUT.exec(text)?.[0]
      // What a file only removes, it does not need.
      if (found !== undefined && !(instruction.keyword === 'RUN' && ALL_OF_IT.test(text)))
        obstacles.push({
          at: instruction.range,
          reason: `it uses ${found}, most of which slim images leave out`,
          unblock: 'keep the full image, or do without these files',
        })
      const language = instruction.keyword === 'ENV' ? LANGUAGE.exec(text)?.[1] : undefined
      if (language !== undefined)
        obstacles.push({
          at: instruction.range,
          reason: `its programs speak ${language}, and slim images leave translations out`,
          unblock: 'keep the full image, or set LANG=C.UTF-8',
        })
    }
  for (const run of runScripts(document)) {
    if (!stages.includes(run.stage)) continue
    for (const command of run.commands) {
      const name = installedPackages(command)?.find(
        (each) => MANUALS.test(each) || (isBuiltBefore(from.retired) && LINKS_MANUALS.test(each)),
      )
      if (name === undefined) continue
      obstacles.push({
        at: rangeOf(run, command),
        reason: MANUALS.test(name)
          ? `it installs ${name}, and slim images leave manuals and documentation out`
          : `installing ${name} fails in slim images of that time, which have no folders for manual pages`,
        unblock: MANUALS.test(name)
          ? `do without ${name}, or keep the full image`
          : `build on a release that is still supported, since ${base.base} is older`,
      })
    }
  }
  return obstacles
}

const LANGUAGE = /\b(?:LANG|LC_ALL|LANGUAGE|LC_MESSAGES)[= ]["']?((?!C\b|en|POSIX|\$)[a-z]{2,3}_?[A-Z]{0,2})/

function isBuiltBefore(retired: string | undefined): boolean {
  return retired !== undefined && retired < FOLDERS_SINCE
}
