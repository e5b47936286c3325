// A project in Java, or another language of the JVM, as far as its build context shows it.
import { posix } from 'node:path'
import { runsOnJre } from '../../catalog/java-libraries.ts'
import { JDK_CALLS, JDK_LIBRARIES } from '../../catalog/java-runtimes.ts'
import { librariesIn, ownName, shipped } from './java-manifest.ts'
import type { Project } from '../project.ts'
import { walkFiles } from '../walk-files.ts'

interface Reason {
  readonly reason: string
  readonly unblock: string
}

interface TextFile {
  readonly path: string
  readonly text: string
}

interface JavaProject {
  /** pom.xml, build.gradle and the like of all modules, without what only the build and the tests take. */
  readonly manifests: readonly TextFile[]
  readonly sources: readonly TextFile[]
  /** Libraries and applications that lie in the context as they are. */
  readonly archives: readonly string[]
  /** False where there is more than was looked at. */
  readonly isWhole: boolean
}

const MANIFEST =
  /^(?:pom\.xml|.*\.gradle(?:\.kts)?|build\.sbt|Dependencies\.scala|project\.clj|deps\.edn|libs\.versions\.toml)$/
const SOURCE = /\.(?:java|kt|kts|scala|groovy|clj)$/
// What no build takes, what only tests take, and what builds write.
const OTHERS =
  /^(?:\.git|\.gradle|\.idea|node_modules|target|build|out|bin|dist|docs?|test|testFixtures|androidTest|integrationTest)$/
// Below these, a folder is a package, whatever its name is.
const SOURCES = /(?:^|\/)src\/(?!test)\w+(?:\/|$)/
// The jars of the wrappers start the build, and are not in what it makes.
const WRAPPER = /^(?:gradle|maven)-wrapper\.jar$/

function isOther(name: string, folder: string): boolean {
  return OTHERS.test(name) && !SOURCES.test(folder)
}

const known = new WeakMap<Project, JavaProject>()

export function javaProject(project: Project): JavaProject {
  const found = known.get(project) ?? look(project)
  known.set(project, found)
  return found
}

function look(project: Project): JavaProject {
  const manifests: TextFile[] = []
  const sources: TextFile[] = []
  const archives: string[] = []
  const { isWhole } = walkFiles(project, [''], isOther, ({ path, name, names, read }) => {
    if (MANIFEST.test(name)) manifests.push({ path, text: shipped(name, read() ?? '') })
    else if (SOURCE.test(name)) sources.push({ path, text: read() ?? '' })
    else if (names === undefined && /\.(?:jar|war|ear)$/.test(name) && !WRAPPER.test(name))
      archives.push(path)
    return undefined
  })
  return { manifests, sources, archives, isWhole }
}

/** Why what the project makes may need a JDK where it runs; undefined where nothing that is seen speaks for it. */
export function jdkReason(project: Project): Reason | undefined {
  const { manifests, sources, archives, isWhole } = javaProject(project)
  if (manifests.length === 0)
    return {
      reason: 'whether the application needs a JDK is not known without its pom.xml or build.gradle',
      unblock: 'run dfopt where the build context is',
    }
  if (!isWhole)
    return {
      reason: 'the build context has too many files to tell whether the application needs a JDK',
      unblock: 'swap the base by hand and run dfopt verify',
    }
  const [archive] = archives
  if (archive !== undefined)
    return {
      reason: `whether ${archive} needs a JDK is not known`,
      unblock: 'take it from a repository by pom.xml or build.gradle',
    }
  const named = reasonIn([...manifests, ...sources])
  if (named) return named
  const other = librariesOf(project).find((name) => !runsOnJre(name))
  return other === undefined
    ? undefined
    : {
        reason: `whether ${other} needs a JDK at run time is not known`,
        unblock: 'swap the base by hand where it does not, and run dfopt verify',
      }
}

/** The same for a program that is compiled without a manifest and without libraries. */
export function jdkReasonInSources(project: Project): Reason | undefined {
  const { sources, archives, isWhole } = javaProject(project)
  const [archive] = archives
  if (sources.length === 0 || !isWhole || archive !== undefined)
    return {
      reason: 'whether the program needs a JDK is not known without all of its sources',
      unblock: 'run dfopt where the build context is',
    }
  return reasonIn(sources)
}

function reasonIn(files: readonly TextFile[]): Reason | undefined {
  for (const { path, text } of files) {
    const match =
      (MANIFEST.test(posix.basename(path)) ? JDK_LIBRARIES.exec(text) : null) ?? JDK_CALLS.exec(text)
    if (match)
      return {
        reason: `${path} names ${match[0].replaceAll(/["'\s]/g, '')}, which may need a JDK`,
        unblock: 'swap the base by hand where no JDK is needed at run time, and run dfopt verify',
      }
  }
  return undefined
}

/** `group:artifact` of what the project takes from elsewhere; what of its manifests cannot be read stands there as it is. */
export function librariesOf(project: Project): readonly string[] {
  const { manifests } = javaProject(project)
  const own = manifests.flatMap(({ path, text }) => ownName(posix.basename(path), text) ?? [])
  const isOwn = (name: string): boolean =>
    own.some(
      (each) => each === name || name.replace(/^\$\{(?:project|pom)\.groupId\}:/, '') === each.split(':')[1],
    )
  const all = manifests.flatMap(({ path, text }) => librariesIn(posix.basename(path), text))
  return [...new Set(all)].filter((name) => !isOwn(name))
}
