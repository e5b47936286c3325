/** What is wrong with the shape of the data, one line each. */
export function faultsOf(data) {
  const faults = []
  const expect = (holds, fault) => {
    if (!holds) faults.push(fault)
  }
  const words = (text) => (text === '' ? [] : text.split(' '))
  const areSorted = (list) => list.every((each, index) => index === 0 || list[index - 1] < each)
  const suites = data.sources.map(({ suite }) => suite)
  expect(
    suites.join() === 'bullseye,bookworm,trixie',
    `the sources are ${suites.join()}, not bullseye,bookworm,trixie`,
  )
  for (const { suite, release, date, url } of data.sources) {
    expect(/^\d+(?:\.\d+)?$/.test(release), `${suite} has the release ${release}`)
    expect(/^\d{4}-\d\d-\d\d$/.test(date), `${suite} has the date ${date}`)
    expect(
      url === `http://deb.debian.org/debian/dists/${suite}/main/binary-amd64/Packages`,
      `${suite} has the address ${url}`,
    )
  }
  const most = words(data.mostInstalled)
  const recommended = words(data.recommended)
  const strange = words(data.strange)
  expect(most.length === 300, `there are ${most.length} most installed packages, not 300`)
  expect(
    new Set([...recommended, ...strange]).size === recommended.length + strange.length,
    'a recommended package comes twice',
  )
  expect(words(data.sizes).length === most.length, 'there is not one size for each of the most installed')
  expect(
    words(data.sizes).every((size) => /^\d+:\d+\.\d$/.test(size)),
    'a size is not number:megabytes',
  )
  const programs = words(data.programs)
  const owners = programs.map((each) => each.split(':')[0])
  expect(areSorted(owners), 'the programs are not sorted')
  const places = new Set([...recommended, ...owners, ...strange]).size
  const lines = data.packages.split('\n')
  expect(areSorted(lines), 'the lines of packages are not sorted')
  const known = new Set()
  for (const line of lines) {
    const [lost, brings, names] = line.split('|')
    const numbers = [lost, brings].map((list) =>
      list ? list.split(',').map((each) => parseInt(each.replace(/[A-F]$/, ''), 36)) : [],
    )
    expect(
      [lost, brings].every((list) => /^(?:(?:^|,)[0-9a-z]+[A-F]?)*$/.test(list ?? '')),
      `the releases of ${line} are not capitals from A to F`,
    )
    for (const list of numbers) {
      expect(
        list.every((place, index) => place < places && (index === 0 || list[index - 1] < place)),
        `the numbers of ${line} are not ascending places of packages`,
      )
    }
    expect(areSorted(words(names ?? '')), `the names of ${line} are not sorted`)
    for (const name of words(names ?? '')) {
      expect(/^[a-z0-9][a-z0-9+.-]+$/.test(name) && !known.has(name), `${name} is no name, or comes twice`)
      known.add(name)
    }
  }
  for (const name of most) expect(known.has(name), `${name} is among the most installed and not known`)
  const behind = data.programsBehind.split(' ')
  expect(behind.length === recommended.length, 'there are not programs for each recommended package')
  const numbered = behind.flatMap((list) => (list === '' ? [] : list.split(',')))
  expect(
    numbered.every((each) => parseInt(each, 36) < programs.length),
    'a program that is referred to is not there',
  )
  return faults
}
