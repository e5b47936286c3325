// The files that `java` is told to run, with those that their manifests name.
import { posix } from 'node:path'
import type { Call } from '../../../calls/calls.ts'
import { noSplit, type Artefact, type NoSplit } from '../../split-plan.ts'
import { pathFrom, type Subject } from '../../subject.ts'

/** Plugins whose archive has all in it that the program needs. */
const FAT =
  /spring-boot-maven-plugin|maven-shade-plugin|jar-with-dependencies|capsule-maven|onejar|org\.springframework\.boot|com\.(?:github\.johnrengelman|gradleup)\.shadow|shadowJar|fatJar|io\.ktor\.plugin|io\.quarkus|quarkus-maven-plugin|micronaut/

export function javaArtefacts(
  subject: Subject,
  { command, folder, at }: Call,
): readonly Artefact[] | NoSplit {
  const words = command.args.map(({ literal, text }) => literal ?? text)
  const archive = words[words.indexOf('-jar') + 1]
  if (words.includes('-jar') && archive !== undefined) return ofArchive(subject, archive, folder, at)
  const option = words.findIndex((word) => /^(?:-cp|-classpath|--class-path)$/.test(word))
  const path = words[option + 1]
  if (option === -1 || path === undefined)
    return noSplit(
      'which files java runs is not said with -jar or -cp',
      'start it with -jar and the path of the archive',
      at,
    )
  const found = path.split(':').map((entry) => {
    const full = pathFrom(folder, entry.replace(/\/\*$/, ''))
    return full === undefined ? undefined : { from: full, to: full, isFolder: !/\.(?:jar|zip)$/.test(entry) }
  })
  const known = found.flatMap((each) => each ?? [])
  // The work folder as a whole has the sources in it.
  return known.length < found.length || known.some(({ from }) => from === subject.folder || from === '/')
    ? noSplit(
        `which files the class path ${path} names is not known, or all of the work folder is in it`,
        'compile into a folder of its own, as javac -d out does',
        at,
      )
    : known
}

function ofArchive(
  subject: Subject,
  archive: string,
  folder: string | undefined,
  at: Call['at'],
): readonly Artefact[] | NoSplit {
  const path = pathFrom(folder, archive.replaceAll('*', '\u0001'))?.replaceAll('\u0001', '*')
  if (path === undefined || /[$?[]/.test(path))
    return noSplit(`which file ${archive} is, only a build knows`, 'write its name', at)
  const top = posix.dirname(path)
  // https://quarkus.io/guides/maven-tooling#building-a-native-executable: fast-jar, the libraries beside it.
  if (posix.basename(path) === 'quarkus-run.jar') return [{ from: top, to: top, isFolder: true }]
  const file: Artefact = path.includes('*')
    ? { from: path, to: `${top}/`, isFolder: true }
    : { from: path, to: path, isFolder: false }
  const beside = besideOf(subject)
  if (beside === undefined) return [file]
  if (typeof beside === 'object') return { ...beside, at }
  const lib = posix.join(top, beside)
  return lib === top
    ? noSplit(
        'the libraries lie in one folder with everything else that is built',
        'give them a folder of their own with classpathPrefix',
        at,
      )
    : [file, { from: lib, to: lib, isFolder: true }]
}

/** The folder beside the archive in which its manifest has the libraries; undefined where all is in the archive. */
function besideOf({ project, building }: Subject): string | NoSplit | undefined {
  const tool = building.find(({ command }) => /^(?:mvnw?|gradlew?|ant|sbt)$/.test(command.name ?? ''))
  if (!tool) {
    const manifest = building.find(
      ({ command: { name, args } }) =>
        name === 'jar' && /^-?[ctxu]*[ctu]\w*m|--manifest/.test(args[0]?.text ?? ''),
    )
    return (
      manifest &&
      noSplit('which libraries the manifest of the archive names is not read', 'start it with -cp')
    )
  }
  const manifests = ['pom.xml', 'build.gradle', 'build.gradle.kts', 'build.sbt', 'build.xml'].flatMap(
    (name) => tool.files.read(posix.join(tool.folder ?? '/', name)) ?? project.read(name) ?? [],
  )
  if (manifests.length === 0)
    return noSplit(
      'whether the archive has its libraries in it is said in a manifest that is not in a known build context',
      'run dfopt where the build context is',
    )
  const text = manifests.join('\n')
  if (/<addClasspath>\s*true/.test(text)) return /<classpathPrefix>\s*([^<\s]*)/.exec(text)?.[1] ?? '.'
  if (FAT.test(text)) return undefined
  if (text.includes('Class-Path'))
    return noSplit('which libraries the manifest of the archive names is not read', 'make one archive of all')
  // Without all of them in it, java -jar would find none: the program needs no library.
  return undefined
}
