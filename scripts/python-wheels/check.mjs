/** What is wrong with the shape of the data, one line each. */
export function faultsOf(data, dependencies) {
  const faults = []
  const expect = (holds, fault) => {
    if (!holds) faults.push(fault)
  }
  const isSorted = (list) => list.every((each, index) => index === 0 || list[index - 1] < each)
  const NAME = /^[a-z0-9]+(?:-[a-z0-9]+)*$/
  expect(data.sources.length >= 30, `there are only ${data.sources.length} sources`)
  for (const source of data.sources)
    expect(/^[\w.-]+\/[\w.-]+ [0-9a-f]{40} \d{4}-\d\d-\d\d$/.test(source), `a source is ${source}`)
  const pure = data.pure.split(' ')
  expect(isSorted(pure) && pure.every((each) => NAME.test(each)), 'the pure names are not sorted names')
  const native = Object.entries(data.native)
  expect(isSorted(native.map(([name]) => name)), 'the other names are not sorted')
  const signatures = data.signatures.split(' ')
  for (const each of signatures)
    expect(
      each === '-' || /^(?:p\d*|[manxyz](?:\d+(?:-\d+)?)?@\d+!?)*s?$/.test(each),
      `a signature is ${each}`,
    )
  for (const [name, runs] of native) {
    expect(NAME.test(name) && !pure.includes(name), `${name} is no name, or also a pure one`)
    for (const run of runs.split(' ')) {
      const match = /^[^ ~:]+(?:~[^ ~:]+)?:([0-9a-z]+)$/.exec(run)
      expect(match !== null && parseInt(match[1], 36) < signatures.length, `${name} has ${run}`)
    }
  }
  const isKey = (each) => NAME.test(each.replace(/\[[a-z0-9-]+\]$/, ''))
  const brought = dependencies.names.split(' ')
  expect(
    brought.every(isKey) && new Set(brought).size === brought.length,
    'the names that are brought are not names, or some come twice',
  )
  for (const [key, names] of Object.entries(dependencies.brings)) {
    expect(isKey(key), `${key} brings something`)
    for (const each of names.split(' ')) {
      const place = parseInt(/^([0-9a-z]+)(?:<[2-4]\d\d)?$/.exec(each)?.[1] ?? '', 36)
      expect(place < brought.length, `${key} brings ${each}`)
    }
  }
  const alone = dependencies.alone.split(' ')
  expect(
    isSorted(alone) && alone.every((each) => NAME.test(each.replace(/\[[a-z0-9-]+\]$/, ''))),
    'the names that bring nothing are not sorted names',
  )
  const word = (name) => pure.includes(name)
  for (const name of ['requests', 'flask', 'django', 'certifi', 'boto3'])
    expect(word(name), `${name} is not among the pure ones`)
  for (const name of ['numpy', 'psycopg2', 'cryptography', 'lxml', 'uvloop'])
    expect(name in data.native, `${name} is not among the others`)
  return faults
}
