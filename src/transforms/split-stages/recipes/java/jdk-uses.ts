// What a program asks of the development kit when it runs.
import { jdkReason, jdkReasonInSources } from '../../../../project/java/java-project.ts'
import { noSplit, type NoSplit } from '../../split-plan.ts'
import type { Subject } from '../../subject.ts'

/** Programs of the kit beside java itself. */
const PROGRAMS =
  /^(?:javac|jar|javap|javadoc|jcmd|jps|jstack|jmap|jstat|jinfo|jshell|jdeps|jlink|jmod|jdb|jconsole|jhsdb|jstatd|native-image)$/

/** What takes libraries from elsewhere. */
const TOOLS = /^(?:mvnw?|gradlew?|ant|sbt|lein)$/

/** Undefined where it asks for nothing of it. */
export function usesJdk({ project, starting, building }: Subject): NoSplit | undefined {
  const call = starting.find(({ command }) => PROGRAMS.test(command.name ?? ''))
  if (call)
    return noSplit(
      `${call.command.name ?? ''} is a program of the development kit, which the runtime image does not have`,
      'start the program without it',
      call.at,
    )
  const isPlain = building.every(
    ({ command: { name = '', args } }) =>
      !TOOLS.test(name) &&
      !args.some(({ text }) => /^(?:-cp|-classpath|--class-path|-p|--module-path)/.test(text)),
  )
  return isPlain ? jdkReasonInSources(project) : jdkReason(project)
}
