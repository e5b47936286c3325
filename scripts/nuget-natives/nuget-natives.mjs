// Rewrites src/catalog/data/nuget-natives.json, which packages of NuGet bring native code:
//   node scripts/nuget-natives/nuget-natives.mjs FOLDER
// FOLDER holds git folders OWNER+NAME/repo. The project.assets.json files in them are what NuGet itself wrote when it restored a
// project: of each package all files that it has for each platform, and the packages that it brings.
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const [folder] = process.argv.slice(2)
if (folder === undefined) {
  console.error('nuget-natives: name a folder of repositories')
  process.exit(2)
}
const sources = []
/** name to the platforms that it has native files for, as in `linux-x64`, and what it brings. */
const packages = new Map()
for (const repository of readdirSync(folder).sort()) {
  const path = join(folder, repository, 'repo')
  if (!existsSync(path)) continue
  const git = (...args) =>
    execFileSync('git', ['-C', path, ...args], { encoding: 'utf8', maxBuffer: 1 << 28 })
  const files = git('ls-tree', '-r', '--name-only', 'HEAD')
    .split('\n')
    .filter((file) => file.endsWith('project.assets.json'))
  const read = files.filter((file) => readAssets(git, file))
  if (read.length > 0)
    sources.push(`${repository.replace('+', '/')} ${git('log', '-1', '--format=%H %cs').trim()}`)
}

function readAssets(git, file) {
  let assets
  try {
    assets = JSON.parse(git('show', `HEAD:${file}`).replace(/^\ufeff/, ''))
  } catch {
    return false
  }
  for (const [framework, target] of Object.entries(assets.targets ?? {})) {
    // .NET Framework has other dependencies, and a target of one platform only what is for that.
    if (!/^(?:net\d+\.0|\.NETCoreApp|\.NETStandard)/.test(framework) || framework.includes('/')) continue
    for (const [key, { type, dependencies = {} }] of Object.entries(target)) {
      if (type !== 'package') continue
      const name = key.split('/')[0].toLowerCase()
      const listed = assets.libraries?.[key]?.files ?? []
      const found = packages.get(name) ?? { platforms: new Set(), brings: new Set() }
      packages.set(name, found)
      for (const each of Object.keys(dependencies)) found.brings.add(each.toLowerCase())
      for (const each of listed) {
        const platform = /^runtimes\/([^/]+)\/native\//.exec(each)?.[1]
        if (platform !== undefined) found.platforms.add(platform)
        else if (/\.(?:so(?:\.\d+)*|dylib|a)$/.test(each)) found.platforms.add('unknown')
      }
    }
  }
  return true
}

const isForLinux = (platform) => /^(?:linux|unix|alpine|debian|ubuntu|centos|rhel|unknown)/.test(platform)
const native = [...packages].flatMap(([name, { platforms }]) => {
  const linux = [...platforms].filter(isForLinux).sort()
  return linux.length === 0 ? [] : [`${name} ${linux.join(' ')}`]
})
const managed = [...packages].flatMap(([name, { platforms, brings }]) =>
  [...platforms].some(isForLinux) ? [] : [[name, ...[...brings].sort()].join(' ')],
)
const data = {
  about:
    'Packages of NuGet by what NuGet wrote into project.assets.json. managed: without native files for Linux, and behind each the packages ' +
    'that it brings; native: with some, and behind each for which platforms.',
  sources: sources.sort(),
  managed: managed.sort().join('\n'),
  native: native.sort().join('\n'),
}
const target = new URL('../../src/catalog/data/nuget-natives.json', import.meta.url)
writeFileSync(target, `${JSON.stringify(data).replaceAll('","', '",\n"')}\n`)
