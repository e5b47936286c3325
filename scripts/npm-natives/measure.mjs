/** What the data knows of the packages with an install script in lock files that say which have one. */
export function measure(data, files) {
  const natives = new Set(data.natives.split('\n').flatMap((row) => row.split('|')[0].split(' ')))
  const seen = new Set(data.scripts.split(' '))
  const helpers = new Set(data.helpers.split(' '))
  const counts = {
    files: 0,
    packages: 0,
    withScript: 0,
    known: 0,
    seen: 0,
    helper: 0,
    missed: 0,
    filesWithMissed: 0,
  }
  const names = { withScript: new Set(), known: new Set(), unknown: new Map() }
  for (const { name, text } of files) {
    const packages = packagesOf(text)
    if (!packages) continue
    counts.files += 1
    let missed = 0
    for (const [place, fields] of Object.entries(packages)) {
      if (!place.includes('node_modules/') || fields.link) continue
      counts.packages += 1
      if (!fields.hasInstallScript) continue
      const package_ = fields.name ?? place.slice(place.lastIndexOf('node_modules/') + 13)
      counts.withScript += 1
      names.withScript.add(package_)
      if (natives.has(package_)) {
        counts.known += 1
        names.known.add(package_)
        continue
      }
      const requires = Object.keys({ ...fields.dependencies, ...fields.optionalDependencies })
      const how = seen.has(package_)
        ? 'seen'
        : requires.some((each) => helpers.has(each))
          ? 'helper'
          : 'missed'
      counts[how] += 1
      if (how === 'missed') missed += 1
      const found = names.unknown.get(`${package_} (${how})`) ?? new Set()
      names.unknown.set(`${package_} (${how})`, found.add(name))
    }
    if (missed > 0) counts.filesWithMissed += 1
  }
  return [
    ...Object.entries(counts).map(([what, count]) => `${what}: ${count}`),
    `distinct names with a script: ${names.withScript.size}, with facts: ${names.known.size}`,
    ...[...names.unknown]
      .sort((left, right) => right[1].size - left[1].size)
      .map(([what, where]) => `${where.size} ${what}`),
  ]
}

/** Undefined for a lock file of npm 5 or 6, and for one that is no JSON. */
function packagesOf(text) {
  try {
    return JSON.parse(text).packages
  } catch {
    return undefined
  }
}
