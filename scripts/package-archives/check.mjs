/** What is wrong with the data, one line each. */
export function faultsOf(data) {
  const faults = []
  const isDay = (text) => /^20\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/.test(text)
  const known = new Set()
  for (const { distribution, release, gone, seen, source } of data.releases) {
    const name = `${distribution} ${release}`
    if (!/^(?:debian|ubuntu) [a-z]+$/.test(name)) faults.push(`${name} is no release`)
    if (known.has(name)) faults.push(`${name} comes twice`)
    known.add(name)
    if ((gone === undefined) === (seen === undefined)) faults.push(`${name} is to have gone or seen`)
    if (!isDay(gone ?? seen)) faults.push(`${name} has the day ${gone ?? seen}`)
    if (!source) faults.push(`${name} has no source`)
  }
  return faults
}
