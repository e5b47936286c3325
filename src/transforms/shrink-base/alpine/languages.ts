// What languages bring for one C library, beside what the lock files of npm, pip and gem tell.
import { isPlainJava } from '../../../catalog/java-libraries.ts'
import { stateAt } from '../../../dockerfile/document.ts'
import { javaProject, librariesOf } from '../../../project/java/java-project.ts'
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

/** Libraries of Java that bring native code for glibc alone, that ask for a library beside it on musl, or that bring such libraries. */
const NATIVE_JAVA =
  /\b(?:rocksdbjni|kafka-(?:streams|clients)|spring-kafka|[\w-]*-binder-kafka|netty-tcnative|grpc-netty|grpc-netty-shaded|google-cloud-\w+|firebase-admin|azure-\w+|pulsar-client|oshi-core|docker-java|snappy-java|sqlite-jdbc|leveldbjni|lz4-java|zstd-jni|jansi|opencv|tensorflow|onnxruntime|javacpp|javacv|conscrypt|brotli4j|jffi|jruby|playwright|aws-crt|wildfly-openssl|jna|jnr-ffi|duckdb|hadoop|parquet|spark|selenium|openjfx|javafx|swt|libsodium|argon2-jvm|tesseract|tess4j)[\w.-]*/

const JAVA_IMAGE =
  /^(?:openjdk|java|eclipse-temurin|maven|gradle|tomcat|jetty|amazoncorretto|sapmachine|ibmjava)$/

/** Looks for native libraries in what describes a project in Java. */
export function javaOf(draft: Draft): void {
  const { image, project, stages } = draft.swap
  if (!JAVA_IMAGE.test(image)) return
  const at = stages[0]?.from.range ?? { start: 0, end: 0 }
  const { manifests, isWhole } = javaProject(project)
  if (manifests.length === 0 || !isWhole) {
    refuse(
      draft,
      at,
      'whether its libraries have native code is not known',
      'run dfopt where pom.xml or build.gradle is',
    )
    return
  }
  const native = manifests.map(({ text }) => NATIVE_JAVA.exec(text)?.[0]).find((each) => each !== undefined)
  const other = librariesOf(project).find((name) => !isPlainJava(name))
  if (native !== undefined)
    refuse(
      draft,
      at,
      `${native} has or brings native code, which is not known to run on musl`,
      'keep a Debian base',
    )
  else if (other !== undefined)
    refuse(
      draft,
      at,
      `whether ${other} brings native code is not known`,
      'stay with glibc, or swap the base by hand and run dfopt verify',
    )
}

/** True for what Maven and Gradle make, whose libraries {@link javaOf} has looked at. */
export function isJavaArchive(image: string, path: string): boolean {
  return JAVA_IMAGE.test(image) && JAVA_ARCHIVE.test(path)
}

// https://docs.spring.io/spring-boot/reference/packaging/efficient.html: the layers of an application.
const JAVA_ARCHIVE =
  /\.(?:jar|war|ear)$|\/(?:BOOT-INF(?:\/(?:lib|classes))?|META-INF|dependencies|spring-boot-loader|snapshot-dependencies|application)\/?$/
