const RELEASES = ['bullseye', 'bookworm', 'trixie', 'focal', 'jammy', 'noble']

/** What is wrong with the data, one line each. */
export function faultsOf(data) {
  const faults = []
  const expect = (holds, fault) => {
    if (!holds) faults.push(fault)
  }
  const words = (text = '') => (text === '' ? [] : text.split(' '))
  const suites = data.sources.map(({ suite }) => suite)
  expect(suites.join() === RELEASES.join(), `the sources are ${suites.join()}`)
  for (const { suite, release, date, url } of data.sources) {
    expect(/^\d+\.\d+$/.test(release), `${suite} has the release ${release}`)
    expect(/^\d{4}-\d\d-\d\d$/.test(date), `${suite} has the date ${date}`)
    expect(
      /^http:\/\/\w+\.(?:debian|ubuntu)\.\w+\/\w+\/dists\/\w+$/.test(url),
      `${suite} has the address ${url}`,
    )
  }
  const rows = data.packages.split('\n').map((row) => row.split('|'))
  const known = new Set(rows.map(([name]) => name))
  expect(
    rows.every(([name], index) => index === 0 || rows[index - 1][0] < name),
    'the packages are not sorted',
  )
  const most = 2 ** RELEASES.length
  for (const [name, mask = '', libraries, links, brings, ...more] of rows) {
    expect(
      /^[a-z0-9][a-z0-9+.-]*dev(?:-compat)?$/.test(name) && more.length === 0,
      `${name} is no package with headers`,
    )
    expect(
      mask === '' || (parseInt(mask, 32) > 0 && parseInt(mask, 32) < most),
      `${name} has the releases ${mask}`,
    )
    const own = words(libraries)
    for (const each of own)
      expect(
        /^[a-z0-9][a-z0-9+.-]*(?::[0-9a-v]+)?$/.test(each) && !/-dev$/.test(each),
        `${name} has the library ${each}`,
      )
    for (const each of words(links)) {
      const [, places] = /^[\w.+-]+(?:=([\d,]+))?$/.exec(each) ?? [undefined, 'none']
      expect(
        own.length > 0 && (places ?? '0').split(',').every((place) => Number(place) < own.length),
        `${name} has the link ${each}`,
      )
    }
    for (const each of words(brings))
      expect(known.has(each) || each === 'libc-dev', `${name} brings ${each}, which is not known`)
  }
  return faults
}
