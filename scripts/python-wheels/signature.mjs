const LETTERS = {
  pure: 'p',
  glibc: { exact: 'm', stable: 'a', any: 'n' },
  musl: { exact: 'x', stable: 'y', any: 'z' },
}
const PYTHONS = [207, 304, 305, ...Array.from({ length: 20 }, (_, index) => 306 + index)]

/** The builds of one version in the notation of src/catalog/python-tags.ts, `s` for a source distribution behind them. */
export function signatureOf(builds, source) {
  const tokens = new Set()
  for (const { from, kind } of builds) if (kind === 'pure') tokens.add(from === 300 ? 'p' : `p${short(from)}`)
  // One that also runs under Python 3 says all there is to know.
  if (tokens.has('p')) tokens.delete('p2')
  for (const libc of ['glibc', 'musl']) {
    const own = builds.filter((build) => build.libc === libc)
    const floors = new Map()
    for (const build of own.filter(({ kind }) => kind === 'exact')) {
      const known = floors.get(build.from)
      if (!known || build.floor < known.floor || (build.floor === known.floor && known.perennial))
        floors.set(build.from, build)
    }
    const byFloor = new Map()
    for (const [python, build] of floors)
      byFloor.set(mark(build), [...(byFloor.get(mark(build)) ?? []), python])
    for (const [floor, pythons] of byFloor)
      for (const run of runsOf(pythons)) tokens.add(`${LETTERS[libc].exact}${run}${floor}`)
    for (const kind of ['stable', 'any'])
      for (const build of own.filter((each) => each.kind === kind))
        tokens.add(
          `${LETTERS[libc][kind]}${kind === 'any' && build.from === 300 ? '' : short(build.from)}${mark(build)}`,
        )
  }
  return `${[...tokens].sort().join('')}${source ? 's' : ''}` || '-'
}

function mark({ floor, perennial }) {
  return `@${floor}${perennial && floor <= 17 ? '!' : ''}`
}

function short(python) {
  return `${Math.floor(python / 100)}${python % 100 === 0 ? '' : python % 100}`
}

function runsOf(pythons) {
  const places = pythons
    .map((each) => PYTHONS.indexOf(each))
    .filter((each) => each >= 0)
    .sort((a, b) => a - b)
  const runs = []
  for (const each of places) {
    const last = runs.at(-1)
    // Python 2.7 and 3.x never share a run.
    if (last && last[1] === each - 1 && each - 1 > 0) last[1] = each
    else runs.push([each, each])
  }
  return runs.map(([from, to]) =>
    from === to ? short(PYTHONS[from]) : `${short(PYTHONS[from])}-${short(PYTHONS[to])}`,
  )
}
