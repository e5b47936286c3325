const OUTCOMES = /^(?:[rcmu]{2}|pp)$/
const RANGE = /^(?:\*|(?:(?:>=|<|=)\d+(?:\.\d+){0,2})(?: (?:>=|<)\d+(?:\.\d+){0,2})?)$/
const NAME = /^(?:@[a-z0-9~._-]+\/)?[a-zA-Z0-9~._-]+$/
const DEBIAN = /^[a-z0-9][a-z0-9+.-]+$/

/** What is wrong with the shape of the data, one line each. */
export function faultsOf(data) {
  const faults = []
  const expect = (holds, fault) => {
    if (!holds) faults.push(fault)
  }
  const words = (text) => (text === '' ? [] : text.split(' '))
  const areSorted = (list) => list.every((each, index) => index === 0 || list[index - 1] < each)
  expect(/\b\d{4}-\d\d-\d\d\b/.test(data.source), 'the source has no date')
  const known = new Set()
  for (const line of data.natives.split('\n')) {
    const [names = '', range = '', outcomes = '', build = '', run = '', majors = '', ...rest] =
      line.split('|')
    expect(rest.length === 0, `${line} has more than six fields`)
    expect(
      words(names).length > 0 && words(names).every((name) => NAME.test(name)),
      `${line} has an odd name`,
    )
    expect(RANGE.test(range), `${line} has an odd range`)
    expect(OUTCOMES.test(outcomes), `${line} has odd outcomes`)
    expect(!outcomes.includes('c') || build !== '', `${line} is compiled with nothing`)
    expect(
      [...words(build), ...words(run)].every((name) => DEBIAN.test(name)),
      `${line} has an odd package`,
    )
    expect(majors === '' || /^\d+(?:-\d+|(?:,\d+)*)$/.test(majors), `${line} has odd majors`)
    for (const name of words(names)) {
      expect(!known.has(`${name} *`), `${name} ${range} comes behind a row for every version`)
      expect(!known.has(`${name} ${range}`), `${name} ${range} comes twice`)
      known.add(`${name} ${range}`)
    }
  }
  const named = new Set([...known].map((each) => each.split(' ')[0]))
  for (const list of ['scripts', 'helpers', 'pureTools']) {
    expect(areSorted(words(data[list])), `${list} is not sorted`)
    expect(
      words(data[list]).every((name) => NAME.test(name)),
      `${list} has an odd name`,
    )
  }
  for (const name of words(data.scripts))
    expect(!named.has(name), `${name} has facts and is among the unknown ones`)
  expect(named.size > 20, `there are facts of ${named.size} packages only`)
  return faults
}
