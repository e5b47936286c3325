// Makefiles, as far as variables that are set to text and rules with plain commands go.

export interface Makefile {
  /** With variables put in their places; what is not known stays as it is written. */
  expand(text: string): string
  /** The commands of the rule for a target, one a line, put in their places; undefined where there is none. */
  rule(target: string): readonly string[] | undefined
}

// https://www.gnu.org/software/make/manual/html_node/Implicit-Variables.html
const BUILT_IN: readonly (readonly [string, string])[] = [
  ['CC', 'cc'],
  ['CXX', 'c++'],
  ['RM', 'rm -f'],
  ['MAKE', 'make'],
]

const MOST_NESTED = 6

/** @param given variables of the command line, which go before those of the file */
export function readMakefile(text: string, given: ReadonlyMap<string, string>): Makefile {
  const joined = text.replace(/\\\r?\n[ \t]*/g, ' ')
  const variables = new Map(BUILT_IN)
  for (const [, name = '', sign = '', value = ''] of joined.matchAll(
    /^[ ]*(?:export\s+|override\s+)?([\w.]+)[ \t]*(\?|\+|::?|)=[ \t]*([^#\r\n]*)/gm,
  )) {
    if (sign === '?' && variables.has(name)) continue
    variables.set(name, sign === '+' ? `${variables.get(name) ?? ''} ${value.trim()}` : value.trim())
  }
  for (const [name, value] of given) variables.set(name, value)
  // DESTDIR is empty where nobody sets it.
  if (!variables.has('DESTDIR')) variables.set('DESTDIR', '')
  const expand = (each: string, depth = 0): string =>
    depth > MOST_NESTED
      ? each
      : each.replace(/\$[({]([\w.]+)[)}]/g, (whole, name: string) => {
          const value = variables.get(name)
          return value === undefined ? whole : expand(value, depth + 1)
        })
  const rules = [
    ...joined.matchAll(/^([^\s:#=][^:#=\n]*)::?(?!=)([^\n]*)\n((?:\t[^\n]*(?:\n|$)|[ ]*\n(?=\t))*)/gm),
  ]
  return {
    expand,
    rule(target) {
      const found = rules.filter(([, targets = '']) => expand(targets).trim().split(/\s+/).includes(target))
      const last = found.find(([, , , body = '']) => body.trim() !== '') ?? found[0]
      if (!last) return undefined
      const [, , needs = '', body = ''] = last
      const [first = ''] = expand(needs)
        .replace(/^\s*/, '')
        .split(/[\s;|]+/)
      return body
        .split('\n')
        .map((line) =>
          expand(
            line
              .replace(/^\t[@+-]*/, '')
              .replaceAll('$@', target)
              .replaceAll('$<', first),
          ).trim(),
        )
        .filter((line) => line !== '')
    },
  }
}
