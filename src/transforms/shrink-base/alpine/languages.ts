// What languages bring for one C library, beside what the lock files of npm, pip and gem tell.
import { stateAt } from '../../../dockerfile/document.ts'
import type { Call } from '../../calls/calls.ts'
import { refuse, type Draft } from './translation.ts'

export function languageOf(draft: Draft, call: Call): void {
  const { name = '', args } = call.command
  const [first = '', second = ''] = args.map(({ text }) => text)
  if (name === 'go') goTools(draft, call, first)
  if (
    /^python\d*(?:\.\d+)?$/.test(name) &&
    first === 'setup.py' &&
    /^(?:install|develop|build|build_ext|bdist)/.test(second)
  )
    refuse(
      draft,
      call.at,
      'what setup.py builds is not known to build for musl',
      'install with pip from a lock file',
    )
}

/** What the alpine variants of golang lack: git, and a compiler for cgo. */
function goTools(draft: Draft, call: Call, verb: string): void {
  if (!/^(?:build|install|get|test|run|generate|mod|vet|list)$/.test(verb)) return
  const { variables } = stateAt(draft.swap.document, call.stage, call.instruction)
  const own = call.command.syntax.prefix.some(
    (each) => each.type === 'Assignment' && each.text === 'CGO_ENABLED=0',
  )
  const compiles = verb !== 'mod' && verb !== 'list' && verb !== 'vet'
  if (compiles && !own && variables.get('CGO_ENABLED')?.text !== '0')
    refuse(
      draft,
      call.at,
      'whether it builds C code is not known, and golang on Alpine has no compiler for it',
      'set CGO_ENABLED=0 where none is built',
    )
  draft.needs.push({ ...needAt(call), name: 'git', by: `go ${verb}` })
}

function needAt({
  stage,
  instruction,
  command,
  within,
  atStart,
}: Call): Omit<Draft['needs'][number], 'name' | 'by'> {
  return { stage, instruction, offset: within === undefined ? command.start : 0, atStart }
}

/** Libraries of Java that bring native code for glibc alone, or that ask for a library beside it on musl. */
const NATIVE_JAVA =
  /\b(?:rocksdbjni|kafka-streams|netty-tcnative|snappy-java|sqlite-jdbc|leveldbjni|lz4-java|zstd-jni|jansi|opencv|tensorflow|onnxruntime|javacpp|javacv|conscrypt|brotli4j|jffi|jruby|playwright|aws-crt|wildfly-openssl|jna|jnr-ffi|duckdb|hadoop|parquet|spark|selenium|openjfx|javafx|swt|libsodium|argon2-jvm|tesseract|tess4j)[\w.-]*/

/** Looks for native libraries in what describes a project in Java. */
export function javaOf(draft: Draft): void {
  const { image, project, stages } = draft.swap
  if (
    !/^(?:openjdk|java|eclipse-temurin|maven|gradle|tomcat|jetty|amazoncorretto|sapmachine|ibmjava)$/.test(
      image,
    )
  )
    return
  const at = stages[0]?.from.range ?? { start: 0, end: 0 }
  const manifests = ['pom.xml', 'build.gradle', 'build.gradle.kts', 'build.sbt', 'project.clj'].flatMap(
    (name) => project.read(name) ?? [],
  )
  if (manifests.length === 0) {
    refuse(
      draft,
      at,
      'whether its libraries have native code is not known',
      'run dfopt where pom.xml or build.gradle is',
    )
    return
  }
  const found = manifests.map((text) => NATIVE_JAVA.exec(text)?.[0]).find((each) => each !== undefined)
  if (found !== undefined)
    refuse(draft, at, `${found} has native code, which is not known to run on musl`, 'keep a Debian base')
}
