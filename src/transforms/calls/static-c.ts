// Programs in C and C++ that a compiler was told to link statically.
import { posix } from 'node:path'
import type { Document } from '../../dockerfile/document.ts'
import type { Project } from '../../project/project.ts'
import { externalBase } from '../../shell/shell.ts'
import type { Call } from './calls.ts'
import { sourceReason } from './source-files.ts'

export const C_SOURCES = /\.(?:c|cc|cpp|cxx|h|hh|hpp|hxx)$/

const COMPILER = /^(?:[\w.]+-)*(?:gcc|g\+\+|cc|c\+\+|clang|clang\+\+)(?:-\d+)?$/

/** As goReason, for what a compiler writes, called as it is or by make. */
export function cReason(
  document: Document,
  calls: readonly Call[],
  path: string,
  project: Project,
): string | false | undefined {
  const name = posix.basename(path)
  for (const call of calls) {
    const made = compiled(call, path) ?? linkedByMake(call, path)
    if (!made) continue
    if (!made.isStatic) return `${name} is not linked with -static`
    const library = made.libraries.find((each) => !/^-l(?:m|c|pthread|rt|stdc\+\+|gcc|atomic)$/.test(each))
    if (library !== undefined) return `what ${library} needs to run is not known`
    if (!made.isFromContext) return `the sources of ${name} are not in a known build context`
    const musl =
      (call.command.name ?? '').includes('musl') ||
      /(?:^|[/:-])alpine/.test(externalBase(document, call.stage))
    return sourceReason(project, name, C_SOURCES, ({ path: file, text }) =>
      STARTS.test(text)
        ? `${file} starts other programs, and ${name} may be made from it`
        : !musl && LOADS.test(text)
          ? `${file} looks up names, for which glibc loads libraries even where it is linked statically`
          : undefined,
    )
  }
  return false
}

const STARTS = /\b(?:system|popen|exec[lv]p?e?|execvpe|fexecve|posix_spawnp?|wordexp|dlopen)\s*\(/

// https://sourceware.org/glibc/wiki/FAQ, "Even statically linked programs need some shared libraries"
const LOADS =
  /\b(?:getaddrinfo|getnameinfo|gethostby\w+|getpw\w+|getgr\w+|getserv\w+|getproto\w+|getnet\w+|initgroups|iconv_open|res_n?(?:init|query|search))\s*\(/

interface Linked {
  readonly isStatic: boolean
  readonly libraries: readonly string[]
  readonly isFromContext: boolean
}

function compiled({ command, folder, files }: Call, path: string): Linked | undefined {
  if (!COMPILER.test(command.name ?? '')) return undefined
  const at = (word: string): string | undefined =>
    word.startsWith('/') || folder !== undefined ? posix.resolve(folder ?? '/', word) : undefined
  const words = command.args.map(({ literal, text }) => literal ?? text)
  const option = words.indexOf('-o')
  const output = option === -1 ? words.find((word) => /^-o./.test(word))?.slice(2) : words[option + 1]
  if (words.includes('-c') || at(output ?? 'a.out') !== path) return undefined
  const sources = words.filter((word) => C_SOURCES.test(word))
  return {
    isStatic: words.some((word) => /^-static(?:-pie)?$/.test(word)) && !words.includes('-shared'),
    libraries: words.filter((word) => /^-l./.test(word) || /\.(?:a|o|so)$/.test(word)),
    isFromContext:
      sources.length > 0 &&
      sources.every((each) => {
        const place = at(each)
        if (place === undefined) return false
        return /[*?[]/.test(each)
          ? files.list(posix.dirname(place)) !== undefined
          : files.sourceOf(place) !== undefined
      }),
  }
}

/**
 * `make LDFLAGS=-static`: what stands on the command line goes before what the Makefile sets, so that it counts where the rule of
 * the program has $(LDFLAGS), as the built-in rules do: https://www.gnu.org/software/make/manual/html_node/Catalogue-of-Rules.html
 */
function linkedByMake({ command, folder, files }: Call, path: string): Linked | undefined {
  if (!/^g?make$/.test(command.name ?? '') || folder === undefined) return undefined
  const words = command.args.map(({ literal, text }) => literal ?? text)
  const place = words.indexOf('-C')
  const at = posix.resolve(folder, place === -1 ? '.' : (words[place + 1] ?? '.'))
  if (posix.dirname(path) !== at || words.some((word) => /^-[fI]/.test(word))) return undefined
  const text = ['GNUmakefile', 'makefile', 'Makefile']
    .map((name) => files.read(posix.join(at, name)))
    .find((each) => each !== undefined)
  if (text === undefined) return undefined
  const name = posix.basename(path)
  const joined = text.replace(/\\\r?\n/g, ' ')
  const variables = new Map(
    [...joined.matchAll(/^(\w+)\s*[:?+]?=\s*(.*?)\s*$/gm)].map(([, key = '', value = '']) => [key, value]),
  )
  for (const word of words) {
    const [, key, value] = /^(\w+)=(.*)$/s.exec(word) ?? []
    if (key !== undefined && value !== undefined) variables.set(key, value)
  }
  const expand = (each: string, depth = 0): string =>
    depth > 4
      ? each
      : each.replace(/\$[({](\w+)[)}]/g, (_, key: string) => expand(variables.get(key) ?? '', depth + 1))
  const rule = [...joined.matchAll(/^([^\s:#=][^:#=\n]*):(?!=)[^\n]*\n((?:\t[^\n]*\n?)*)/gm)].find(
    ([, targets = '']) => expand(targets).split(/\s+/).includes(name),
  )
  // A rule without commands is left to make, which knows how to link.
  const recipe = rule?.[2]?.trim() === '' || !rule ? '$(CC) $(LDFLAGS) $(LDLIBS)' : (rule[2] ?? '')
  const commands = expand(recipe).split(/\s+/)
  return {
    isStatic:
      commands.includes('-static') && !commands.includes('-shared') && !expand('$(LDFLAGS)').includes('$'),
    libraries: commands.filter((word) => /^-l./.test(word) || /\.(?:a|so)$/.test(word)),
    isFromContext: true,
  }
}
