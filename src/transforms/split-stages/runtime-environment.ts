// Which variables of the build the image still has to show.
import type { Instruction } from '../../dockerfile/instruction.ts'
import { keyValues } from '../../dockerfile/words.ts'
import { noSplit, type NoSplit, type SplitPlan } from './split-plan.ts'
import type { Subject } from './subject.ts'

/** Read by compilers and package managers, and by nothing that they make. */
const OF_BUILDS =
  /^(?:GO111MODULE|CGO_(?:ENABLED|\w*FLAGS)|GO(?:OS|ARCH|ARM|AMD64|PROXY|FLAGS|PATH|CACHE|MODCACHE|SUMDB|PRIVATE|NOPROXY|NOSUMDB|INSECURE|BIN|ROOT|TOOLCHAIN)|DEBIAN_FRONTEND|DOTNET_(?:CLI_\w+|NOLOGO|SKIP_FIRST_TIME_EXPERIENCE|USE_POLLING_FILE_WATCHER)|NUGET_\w+|MAVEN_\w+|GRADLE_\w+|CARGO_\w+|RUSTFLAGS|RUSTUP_\w+|CC|CXX|CFLAGS|CXXFLAGS|CPPFLAGS|LDFLAGS|MAKEFLAGS)$/

/** An ENV as the runtime stage has it; undefined where only the build reads it. */
export function runtimeEnvironment(
  { document, stage }: Subject,
  { runtime }: Pick<SplitPlan, 'runtime'>,
  instruction: Instruction,
): string | undefined | NoSplit {
  const text = document.text.slice(instruction.range.start, instruction.range.end)
  if (runtime === undefined) return text
  const pairs = keyValues(instruction.args.text, document.escape) ?? []
  if (pairs.every(({ key }) => OF_BUILDS.test(key))) return undefined
  const own = new Set(
    stage.instructions
      .filter(({ keyword, index }) => (keyword === 'ENV' || keyword === 'ARG') && index < instruction.index)
      .flatMap((each) => (keyValues(each.args.text, document.escape) ?? []).map(({ key }) => key)),
  )
  for (const { key, value = '' } of pairs) {
    const strange = [...value.matchAll(/\$\{?(\w+)/g)]
      .flatMap(([, name]) => name ?? [])
      .find((name) => name !== 'PATH' && name !== 'HOME' && (!own.has(name) || OF_BUILDS.test(name)))
    if (strange === undefined) continue
    // Where compilers and what they make lie.
    if (key === 'PATH' && pairs.length === 1) return undefined
    return noSplit(
      `${key} is set by ${strange}, which the runtime image does not have`,
      `write out what ${strange} stands for`,
      instruction.range,
    )
  }
  return text
}

/** True where a text asks for a variable. */
export function usesVariable(text: string, name: string): boolean {
  return name !== '' && new RegExp(`\\$(?:\\{${name}\\b|${name}\\b)`).test(text)
}
