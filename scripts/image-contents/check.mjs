/** What is wrong with the data, one line each. */
export function faultsOf(data) {
  const faults = []
  const expect = (holds, fault) => {
    if (!holds) faults.push(fault)
  }
  const areSorted = (list) => list.every((each, index) => index === 0 || list[index - 1] < each)
  const read = data.releases.filter((each) => each.read).map(({ name }) => name)
  expect(
    read.join() === data.sources.map(({ suite }) => suite).join(),
    `the releases read are ${read.join()}`,
  )
  for (const { suite, release, date } of data.sources) {
    expect(/^\d+\.\d+$/.test(release), `${suite} has the release ${release}`)
    expect(/^\d{4}-\d\d-\d\d$/.test(date), `${suite} has the date ${date}`)
  }
  for (const { repository, date } of data.images) {
    expect(/^\d{4}-\d\d-\d\d$/.test(date), `${repository} has the date ${date}`)
  }
  const rows = data.packages.split('\n').map((row) => row.split('|'))
  const known = new Map(rows.map((row) => [row[0], row]))
  expect(areSorted(rows.map(([name]) => name)), 'the packages are not sorted')
  for (const [name, levels = '', commands = '', libraries = ''] of rows) {
    expect(/^[a-z0-9][a-z0-9+.-]+$/.test(name), `${name} is no name of a package`)
    expect(
      levels.length === data.releases.length && /^[bcsf-]*$/.test(levels),
      `${name} has the levels ${levels}`,
    )
    for (const [list, shape] of [
      [commands, /^[\w.+@[-]+(?::[1-6])?$/],
      [libraries, /^lib[\w.+-]+(?::[1-6])?$/],
    ]) {
      const words = list === '' ? [] : list.split(' ')
      expect(
        words.every((word) => shape.test(word)),
        `${name} has ${words.find((word) => !shape.test(word))}`,
      )
      expect(
        areSorted(words.map((word) => word.replace(/:\d$/, '').replace('@', 'x86_64-linux-gnu'))),
        `what ${name} has is not sorted`,
      )
    }
  }
  for (const set of data.sets.split('\n')) {
    const [key, on, names = ''] = set.split('|')
    expect(/^[a-z-]+ (?:full|slim) [a-z]+$/.test(key), `a set has the key ${key}`)
    expect(['base', 'curl', 'scm', 'full'].includes(on), `${key} is on ${on}`)
    const words = names === '' ? [] : names.split(' ')
    expect(areSorted(words) && words.every((name) => known.has(name)), `${key} has a name that is not known`)
  }
  for (const [image, lost] of Object.entries(data.lost)) {
    for (const { what, packages } of lost) {
      const words = packages === '' ? [] : packages.split(' ')
      expect(
        what !== '' && words.every((name) => known.has(name)),
        `what ${image} loses is not known: ${packages}`,
      )
    }
  }
  const modules = data.perlBase.split(' ')
  expect(
    areSorted(modules) && ['strict', 'File::Spec', 'List::Util'].every((name) => modules.includes(name)),
    'the modules of perl-base are not sorted, or not whole',
  )
  for (const [image, text] of Object.entries(data.unnamed)) {
    const [, from, to, release] = /^(\d{4}-\d\d) (\d{4}-\d\d) (\w+)$/.exec(text) ?? []
    expect(from < to && data.releases.some(({ name }) => name === release), `${image} is unnamed as ${text}`)
  }
  // Facts that nothing else would have to be asked for: were one of them gone, everything would be wrong.
  const has = (name, place) => (known.get(name)?.[place] ?? '').split(' ')
  const facts = [
    ['git', 2, 'git'],
    ['curl', 2, 'curl'],
    ['gcc', 2, 'cc'],
    ['g++', 2, 'c++'],
    ['mawk', 2, 'awk'],
    ['python3-minimal', 2, 'python3'],
    ['procps', 2, 'ps'],
    ['zlib1g', 3, 'libz.so.1'],
    ['libpq5', 3, 'libpq.so.5'],
  ]
  for (const [name, place, word] of facts) expect(has(name, place).includes(word), `${name} has no ${word}`)
  const levels = { bash: 'b', curl: 'c', git: 's', make: 'f' }
  for (const [name, level] of Object.entries(levels)) {
    expect(
      known.get(name)?.[1] === level.repeat(data.releases.length),
      `${name} is not ${level} in every release`,
    )
  }
  return faults
}
