// Downloads of a RUN that may be programs for glibc.
import type { Call } from '../../calls/calls.ts'
import { isPortable } from './glibc-ties.ts'
import { refuse, type Draft } from './translation.ts'

/**
 * Programs that need no C library: tianon/gosu's Dockerfile (CGO_ENABLED 0, at 00c53ed), Yelp/dumb-init's Makefile (-static, at
 * 04084d9), those that say static or musl in their own names, and archives of programs in Java and PHP.
 */
const STATIC =
  /\/tianon\/gosu\/releases\/download\/|\/tini\/releases\/download\/[^/]+\/tini-(?:muslc?-)?static|\/Yelp\/dumb-init\/releases\/download\/|\/dockerize-alpine-|\/(?:apache-maven|apache-ant|apache-tomcat)-[^/]*-bin\.(?:tar\.gz|zip)|getcomposer\.org\/|linux-musl|-musl\b/

// Text, or a question to a server.
const TEXT =
  /raw\.githubusercontent\.com\/(?!\S*\.(?:so|t?gz|tar|zip|bin|deb|xz|bz2)$)|(?:gpg-?key|\.(?:list|weights|onnx|h5|pt|csv|dat|geojson))$|\/(?:health|ping|status|ready)\b/

/** True for an address of what no C library matters to: texts, programs of a language, and programs that are known to be static. */
export function isForAnyLibrary(url: string): boolean {
  return (
    isPortable(url) ||
    STATIC.test(url) ||
    TEXT.test(url) ||
    /^https?:\/\/(?:localhost|127\.0\.0\.1)/.test(url)
  )
}

/** The addresses in words of a command. */
export function addressesIn({ args }: Call['command']): readonly string[] {
  return args.flatMap(({ text }) => /(?:https?|ftp):\/\/[^\s"']+/.exec(text)?.[0] ?? [])
}

export function downloadOf(draft: Draft, { command, at, atStart }: Call): void {
  if (atStart || !/^(?:curl|wget|wget2|aria2c|axel)$/.test(command.name ?? '')) return
  for (const url of addressesIn(command)) {
    if (isForAnyLibrary(url)) continue
    refuse(
      draft,
      at,
      `what ${short(url)} brings may be built for glibc`,
      'install it from Alpine, or take a build for musl',
    )
    return
  }
  if (
    !command.args.some(({ text }) => text.includes('://')) &&
    command.args.some(({ text }) => text.includes('$'))
  )
    refuse(
      draft,
      at,
      `what ${command.name ?? ''} downloads, only a build knows`,
      'write the address where it is used',
    )
}

/** An address as a sentence can have it. */
export function short(url: string): string {
  return url.length > 80 ? `${url.slice(0, 77)}…` : url
}
