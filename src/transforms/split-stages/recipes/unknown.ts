// The last one: a stage that builds and starts something, of which no recipe knows what it needs.
import type { Call } from '../../calls/calls.ts'
import { noSplit, type Recipe } from '../split-plan.ts'
import { started } from '../start.ts'

const ALONE =
  /^(?:g?make|cmake|ninja|meson|scons|bazel|bazelisk|gcc|g\+\+|cc|c\+\+|clang|clang\+\+|rustc|javac|mvnw?|gradlew?|sbt|lein|stack|cabal|ghc|crystal|nim|nimble|zig|tsc|webpack|vite|rollup|esbuild|parcel|ng|nest|grunt|gulp)$/
const WITH_WORD: Readonly<Record<string, RegExp>> = {
  cargo: /^(?:build|install)$/,
  go: /^(?:build|install)$/,
  dotnet: /^(?:build|publish)$/,
  mix: /^(?:compile|release)$/,
  swift: /^build$/,
  next: /^build$/,
  nuxt: /^(?:build|generate)$/,
  astro: /^build$/,
  deno: /^compile$/,
}

export const unknown: Recipe = {
  name: 'unknown',
  plan(subject) {
    const build = subject.building.find(builds)
    const [start] = started(subject)
    // Shells and the like are for people, who may want the compiler.
    if (!build || !start || /^(?:sh|bash|zsh|ash|sleep|tail|cat|true)$/.test(start.command.name ?? ''))
      return undefined
    return noSplit(
      `what ${build.command.name ?? 'the build'} makes, and what ${start.command.name ?? 'the program'} needs of it, is not known`,
      'name it by # dfopt artifact=/path,/other/path in the file',
      build.at,
    )
  },
}

function builds({ command: { name = '', args } }: Call): boolean {
  if (ALONE.test(name)) return true
  const word = Object.hasOwn(WITH_WORD, name) ? WITH_WORD[name] : undefined
  return word?.test(args.find(({ text }) => !text.startsWith('-'))?.text ?? '') === true
}
