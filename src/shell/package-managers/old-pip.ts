// pip keeps a cache since 6.0, which also brought --no-cache-dir: an older one stops at that option.
// https://pip.pypa.io/en/stable/news/
import { commandsOf } from '../commands.ts'
import { earlierInstructions } from '../earlier-instructions.ts'
import { commandsRun } from '../later-commands.ts'
import type { PackageCommand } from '../package-command.ts'
import type { Environment } from './package-manager.ts'

// Images whose packages hold pip 1.0 to 1.5.6 (Debian 8, Ubuntu 14.04 and older, Alpine 3.1, Fedora 21), and those of
// Python that were last built before pip 6.
const OLD_BASE = [
  /(?:^|\/)(?!python:|pypy:)[^/:]+:[^/]*(?:wheezy|jessie|ubuntu1[24]\.|trusty|precise)/,
  /(?:^|\/)(?:debian:[78]|debian:oldoldstable|ubuntu:1[0-4]\.|ubuntu:(?:lucid|saucy|utopic)|ubuntu-upstart:14)/,
  /(?:^|\/)(?:java:[678]|jenkins:[12]|(?:node|iojs):[0-7](?!\d)|ruby:2\.[0-3]|golang:1\.[0-8](?!\d)|php:5\.[3-5])(?!.*alpine)/,
  /(?:^|\/)(?:alpine:(?:2\.|3\.[01](?!\d))|fedora:(?:19|2[01])(?!\d)|centos:(?:centos)?5|opensuse:13)/,
  /^phusion\/(?:baseimage|passenger-\w+):0\.9\.(?:\d|1[0-8])(?!\d)/,
  /(?:^|\/)python:(?:2\.7\.[0-8](?!\d)|3\.3|3\.4\.[0-2](?!\d))/,
]

/** True where the pip that is at hand may be older than 6.0: it came with an old distribution, and nothing renewed it before. */
export function hasNoPipCache({ program }: PackageCommand, { base, site }: Environment): boolean {
  // What conda brings is newer.
  if (base === undefined || program.text.includes('conda') || !OLD_BASE.some((names) => names.test(base)))
    return false
  const { document, stage, script, command } = site
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
