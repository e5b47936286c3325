// pip keeps a cache since 6.0, which also brought --no-cache-dir: an older one stops at that option.
// https://pip.pypa.io/en/stable/news/#v6-0
import type { Document } from '../../dockerfile/document.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import { commandsOf } from '../commands.ts'
import { earlierInstructions } from '../earlier-instructions.ts'
import { commandsRun } from '../later-commands.ts'
import type { CallSite } from './package-manager.ts'

// Images whose packages hold pip 1.0 to 1.5.6, and those of Python that were last built before pip 6.
const OLD_BASE =
  /(?:^|\/)(?:debian:(?:7|8|wheezy|jessie|oldoldstable)|ubuntu:(?:1[0-4]\.|lucid|precise|trusty|utopic|saucy|raring)|(?:debian|ubuntu)-upstart:|buildpack-deps:(?:wheezy|jessie|trusty|precise)|phusion\/(?:baseimage|passenger-\w+):0\.9\.(?:\d|1[0-8])(?!\d)|alpine:(?:2\.|3\.[01](?!\d))|fedora:(?:19|2[01])(?!\d)|centos:(?:5|centos5)|opensuse:13|python:(?:2\.7\.[0-8](?!\d)|3\.3|3\.4\.[0-2](?!\d)))/

/** True where the pip that is at hand may be older than 6.0: it came with an old distribution, and nothing renewed it before. */
export function hasNoPipCache({ document, stage, script, command }: CallSite): boolean {
  if (!OLD_BASE.test(baseOf(document, stage))) return false
  const earlier = earlierInstructions(document, stage, script.instruction)
    .filter(({ keyword }) => keyword === 'RUN')
    .flatMap((each) => commandsRun(document, stage, each))
  const own = commandsOf(script).filter(({ start }) => start < command.start)
  return ![...earlier, ...own].some(({ name = '', args }) => {
    const words = [name, ...args.map((word) => word.text)].join(' ')
    return /\bget-pip\.py|\beasy_install.* pip\b|\bpip\S* install .*(?:-U|--upgrade).*\bpip\b|\bpip\S* install pip/.test(
      words,
    )
  })
}

function baseOf({ stages }: Document, stage: Stage): string {
  let first = stage
  for (let at = stage.parent; at !== undefined; at = stages[at]?.parent) first = stages[at] ?? first
  return first.resolvedBase ?? first.base
}
