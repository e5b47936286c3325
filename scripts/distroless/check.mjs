/** What is wrong with the shape of the data, one line each. */
export function faultsOf({ source, release, users, groups, versions, images }) {
  const faults = []
  const expect = (holds, fault) => {
    if (!holds) faults.push(fault)
  }
  const words = (text) => text.split(' ').filter((word) => word !== '')
  expect(/^[0-9a-f]{40}$/.test(source.commit), `the commit is ${source.commit}`)
  expect(/^\d{4}-\d\d-\d\d$/.test(source.date), `the date is ${source.date}`)
  expect(/^debian\d+$/.test(release), `the release is ${release}`)
  expect(users === 'root nobody nonroot', `the accounts are ${users}`)
  for (const user of words(users)) expect(words(groups).includes(user), `${user} has no group`)
  const names = Object.keys(images)
  for (const kind of ['static', 'base', 'cc', 'java', 'nodejs', 'python3'])
    expect(
      names.some((name) => name.replace(/\d+$/, '') === kind.replace(/\d+$/, '')),
      `there is no image of ${kind}`,
    )
  for (const [name, { entrypoint, architectures, packages }] of Object.entries(images)) {
    const bare = /^(?:static|base|cc)$/.test(name)
    expect(bare ? entrypoint === '' : entrypoint.startsWith('/'), `${name} starts ${entrypoint}`)
    expect(words(architectures).includes('amd64'), `${name} is not built for amd64`)
    expect(words(packages).includes('tzdata'), `${name} has no tzdata`)
    expect(name === 'static' || words(packages).includes('libc6'), `${name} has no libc6`)
    expect(bare || /^\d+\.\d+\.\d+/.test(versions[name] ?? ''), `${name} has the version ${versions[name]}`)
  }
  return faults
}
