// Which packages of NuGet bring native code, as NuGet itself wrote down when it restored projects that have them.
import data from './data/nuget-natives.json' with { type: 'json' }
import { once } from './lazily.ts'

/** What a package asks of the C library: nothing, files that are there for musl as well, or files for glibc alone. */
export type NugetBuild = 'managed' | 'also for musl' | 'for glibc'

const table = once(() => {
  const managed = new Map(
    data.managed.split('\n').map((line): readonly [string, readonly string[]] => {
      const [name = '', ...brings] = line.split(' ')
      return [name, brings]
    }),
  )
  const native = new Map(
    data.native.split('\n').map((line): readonly [string, readonly string[]] => {
      const [name = '', ...platforms] = line.split(' ')
      return [name, platforms]
    }),
  )
  return { managed, native }
})

// Of their own choice of a file by what the system is: https://github.com/confluentinc/librdkafka/blob/master/packaging/nuget/packaging.py
// packs alpine-librdkafka.so for x64, and Librdkafka.cs of confluent-kafka-dotnet loads it there. For arm64 there is none, so it is not known.

/** Undefined for a package of which nothing is known. */
export function nugetBuildOf(name: string): NugetBuild | undefined {
  const { managed, native } = table()
  const key = name.toLowerCase()
  if (managed.has(key)) return 'managed'
  const platforms = native.get(key)
  if (platforms === undefined) return undefined
  return ['linux-musl-x64', 'linux-musl-arm64'].every((each) => platforms.includes(each))
    ? 'also for musl'
    : 'for glibc'
}

/** A package that comes with another one, or that itself, and is not known to run on musl; undefined where all are. */
export function notForMusl(name: string): string | undefined {
  const seen = new Set<string>()
  const queue = [name.toLowerCase()]
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (seen.has(next)) continue
    seen.add(next)
    const build = nugetBuildOf(next)
    // The runtime itself brings what these stood for: they are of the time before .NET Core 3.
    if (isOfTheRuntime(next)) continue
    if (build === undefined || build === 'for glibc') return next
    queue.push(...(table().managed.get(next) ?? []))
  }
  return undefined
}

/** https://learn.microsoft.com/dotnet/standard/net-standard: packages that .NET Core 1 was made of, which later ones have built in. */
function isOfTheRuntime(name: string): boolean {
  return /^runtime\.(?:[\w.-]+\.)?native\.system|^runtime\.native\.system|^runtime\.any\.system|^runtime\.unix\.system|^runtime\.[\w.-]+\.runtime\.native\.system/.test(
    name,
  )
}
