import { posix } from 'node:path'
import type { DependencyNeeds } from '../../../project/dependency-needs.ts'
import { linkedCrates } from '../../../project/rust/linked-crates.ts'
import { NOTHING, unknownWithout, type Install } from './ecosystem.ts'

// What they need is in the documentation of each: a library to link to (run), with its headers (build).
const LIBRARIES: Readonly<
  Record<string, { readonly build: readonly string[]; readonly run: readonly string[] }>
> = {
  // https://docs.rs/openssl/latest/openssl/#automatic
  'openssl-sys': { build: ['libssl-dev', 'pkg-config'], run: ['libssl-dev'] },
  // https://github.com/sgrif/pq-sys
  'pq-sys': { build: ['libpq-dev'], run: ['libpq5'] },
  // build.rs runs configure and make: https://github.com/tikv/jemallocator
  'jemalloc-sys': { build: ['make'], run: [] },
  'tikv-jemalloc-sys': { build: ['make'], run: [] },
}

const ELSEWHERE = 'compile in a stage of its own on the full image, and copy the result'

/** What cargo compiles is in Cargo.lock: crates named -sys bind to libraries. */
export function rustDependencies({ command, call, folder }: Install): DependencyNeeds {
  // The table of package managers names no subcommand that builds: it stands among the words.
  const [verb = command.action, ...crates] = command.operands.map(({ literal, text }) => literal ?? text)
  const has = (pattern: RegExp): boolean => command.normalOptions.some((each) => pattern.test(each))
  if (verb === 'install') {
    const what = [command.name, verb, ...crates].join(' ')
    if (crates.length > 0 || !has(/^--path[= ]/) || has(/^--(?:git|index|registry)\b/))
      return unknownWithout(`what ${what} compiles is not known`, ELSEWHERE)
    // https://doc.rust-lang.org/cargo/commands/cargo-install.html#dealing-with-the-lockfile
    if (!has(/^--(?:locked|frozen)$/))
      return unknownWithout(
        `${what} takes the newest versions, whatever Cargo.lock says`,
        `write ${what} --locked`,
      )
  }
  if (
    /^(?:version|fmt|metadata|locate-project|search|login|init|new|vendor|fetch|tree|clean|add|remove)$/.test(
      verb,
    )
  )
    return NOTHING
  const path = command.normalOptions.flatMap((each) => /^--path[= ](.*)$/.exec(each)?.[1] ?? [])[0]
  const lock =
    folder === undefined ? undefined : call.files.read(posix.resolve(folder, path ?? '.', 'Cargo.lock'))
  if (lock === undefined)
    return unknownWithout(
      `what ${command.name} ${verb} compiles is not known without a Cargo.lock`,
      'run dfopt where the build context is, with Cargo.lock in it',
    )
  const native = linkedCrates(lock)
  return {
    needs: native.flatMap(({ name, version }) => {
      const library = Object.hasOwn(LIBRARIES, name) ? LIBRARIES[name] : undefined
      return library ? [{ name: `${name} ${version}`, ...library }] : []
    }),
    unknown: native
      .filter(({ name }) => !Object.hasOwn(LIBRARIES, name))
      .map(({ name, version }) => ({
        reason: `which libraries ${name} ${version} links to is not known`,
        unblock: ELSEWHERE,
      })),
  }
}
