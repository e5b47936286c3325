// What a program asks of the development kit when it runs.
import { walkFiles } from '../../../../project/walk-files.ts'
import { noSplit, type NoSplit } from '../../split-plan.ts'
import type { Subject } from '../../subject.ts'

// Packages of the modules jdk.compiler, jdk.jshell, jdk.javadoc and jdk.attach, which a runtime image does not have:
// https://docs.oracle.com/en/java/javase/21/docs/api/index.html; javax.tools finds no compiler there.
const OF_THE_KIT = /\b(?:javax\.tools|com\.sun\.(?:source|tools\.(?:javac|attach|javadoc))|jdk\.(?:jshell|javadoc))\b/
/** Libraries that call the compiler for what they are given. */
const COMPILES = /\b(?:jasperreports|openhft-compiler|java-runtime-compiler|compiler)<\/artifactId>|net\.openhft:compiler|jasperreports/
/** Programs of the kit beside java itself. */
const PROGRAMS =
  /^(?:javac|jar|javap|javadoc|jcmd|jps|jstack|jmap|jstat|jinfo|jshell|jdeps|jlink|jmod|jdb|jconsole|jhsdb|jstatd|native-image)$/

/** Undefined where it asks for nothing of it. */
export function usesJdk({ project, starting }: Subject): NoSplit | undefined {
  const call = starting.find(({ command }) => PROGRAMS.test(command.name ?? ''))
  if (call)
    return noSplit(
      `${call.command.name ?? ''} is a program of the development kit, which the runtime image does not have`,
      'start the program without it',
      call.at,
    )
  return undefined
}
