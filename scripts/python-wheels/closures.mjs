// Extras that nobody installs with the package in an image.
const OF_DEVELOPERS =
  /\[(?:.*-)?(?:dev|develop|development|tests?|testing|docs?|documentation|lint|linting|typing|type-check|check|checking|cover|coverage|ci|qa|quality|benchmarks?|release|format|mypy|style|examples?|tutorials?|build|enabler|rtd|sphinx|types?|all-dev|tooling|perf)(?:-.*)?\]$/

// Longer lists are of everything that a vendor has.
const MOST = 60

// Named under conditions that are not plain to read, and never installed under a Python 3 on Linux.
const ELSEWHERE =
  /^(?:pywin32.*|pypiwin32|pyreadline3?|winrt.*|wincertstore|win-inet-pton|win32-setctime|windows-curses|pyobjc.*|appnope|mac-.*|functools32|futures|enum34|subprocess32|configparser2|backports-functools-lru-cache|unittest2|monotonic|scandir|contextvars|aiocontextvars)$/

/**
 * For each package, and each extra of one, those of its dependencies that are not pure, or bring such: by their places in `names`, `a<309` for one that only
 * older Pythons need. Of every version at once, so that more may be named than one
 * of them brings. Those that bring nothing of the kind are in `alone`.
 */
export function closures(edges, kinds) {
  const graph = new Map(
    [...edges].map(([key, found]) => {
      const bounds = new Map()
      for (const each of found) {
        const [name = '', bound = 'Infinity'] = each.split('<')
        if (ELSEWHERE.test(name)) continue
        bounds.set(name, Math.max(bounds.get(name) ?? 0, Number(bound)))
      }
      return [key, bounds]
    }),
  )
  const bare = (key) => key.replace(/\[.*/, '')
  const parents = new Map()
  for (const [key, names] of graph)
    for (const [name] of names) parents.set(name, [...(parents.get(name) ?? []), key])
  const telling = new Set(
    [...parents.keys(), ...graph.keys()].filter((key) => kinds.get(bare(key)) !== 'pure'),
  )
  for (const key of telling) for (const parent of parents.get(key) ?? []) telling.add(parent)

  const lines = []
  const alone = []
  for (const [key, names] of [...graph].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (OF_DEVELOPERS.test(key)) continue
    const told = [...names].filter(([name]) => telling.has(name) && bare(name) !== key)
    if (told.length === 0) alone.push(key)
    else if (told.length <= MOST) lines.push([key, told.sort(([a], [b]) => (a < b ? -1 : 1))])
  }
  // The names that are needed most have the shortest numbers.
  const counts = new Map()
  for (const [, told] of lines) for (const [name] of told) counts.set(name, (counts.get(name) ?? 0) + 1)
  const names = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([name]) => name)
  const places = new Map(names.map((name, index) => [name, index.toString(36)]))
  const entry = ([name, bound]) => `${places.get(name)}${bound === Infinity ? '' : `<${bound}`}`
  return {
    alone: alone.join(' '),
    names: names.join(' '),
    brings: Object.fromEntries(lines.map(([key, told]) => [key, told.map(entry).join(' ')])),
  }
}
