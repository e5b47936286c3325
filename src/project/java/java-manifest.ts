// What pom.xml, build.gradle and build.sbt take from elsewhere.

/** A manifest without what only the build and the tests take. */
export function shipped(name: string, text: string): string {
  if (name === 'pom.xml')
    return text
      .replaceAll(/<!--[^]*?-->/g, '')
      .replaceAll(/<(build|reporting|pluginManagement|exclusions|dependencyManagement)>[^]*?<\/\1>/g, '')
      .replaceAll(/<dependency>(?:(?!<\/dependency>)[^])*<scope>\s*test\s*<\/scope>[^]*?<\/dependency>/g, '')
  return text
    .replaceAll(/\/\*[^]*?\*\/|(?<!:)\/\/.*/g, '')
    .split('\n')
    .filter(
      (line) =>
        !/^\s*["'(]?(?:test\w*|androidTest\w*|integrationTest\w*|annotationProcessor|kapt\w*|ksp\w*|compileOnly|developmentOnly|providedCompile|providedRuntime|id\b|plugins?\b|classpath\b|alias\()/i.test(
          line,
        ) && !/%\s*["']?(?:test|provided)["']?|\bTest\b/i.test(line),
    )
    .join('\n')
}

/** `group:artifact` of all libraries that are named; the line itself where it names one in a way that is not read. */
export function librariesIn(name: string, text: string): readonly string[] {
  if (name === 'pom.xml') return fromMaven(text)
  if (name === 'libs.versions.toml') return fromCatalogue(text)
  if (/\.gradle(?:\.kts)?$/.test(name)) return fromGradle(text)
  if (/\.(?:sbt|scala)$/.test(name))
    return [...text.matchAll(/"([\w.-]+)"\s*%%?%?\s*"([\w.-]+)"/g)].map(
      ([, group = '', artifact = '']) => `${group}:${artifact}`,
    )
  return [`what ${name} names`]
}

/** `group:artifact` of a module itself; undefined where its manifest does not say. */
export function ownName(name: string, text: string): string | undefined {
  if (name !== 'pom.xml') return undefined
  const own = text.replaceAll(/<(dependencies|parent|profiles|repositories|properties)>[^]*?<\/\1>/g, '')
  const parent = /<parent>([^]*?)<\/parent>/.exec(text)?.[1] ?? ''
  const artifact = partOf(own, 'artifactId')
  return artifact === '' ? undefined : `${partOf(own, 'groupId') || partOf(parent, 'groupId')}:${artifact}`
}

function partOf(text: string, tag: string): string {
  return new RegExp(`<${tag}>\\s*([^<\\s]+)\\s*</${tag}>`).exec(text)?.[1] ?? ''
}

function fromMaven(text: string): readonly string[] {
  // A parent may have dependencies, too.
  return [...text.matchAll(/<(dependency|parent)>([^]*?)<\/\1>/g)].flatMap(([, , inner = '']) => {
    const [group, artifact] = [partOf(inner, 'groupId'), partOf(inner, 'artifactId')]
    return artifact === '' ? [] : [`${group}:${artifact}`]
  })
}

function fromCatalogue(text: string): readonly string[] {
  const plugins = text.indexOf('[plugins]')
  const libraries = plugins === -1 ? text : text.slice(0, plugins)
  return [
    ...[...libraries.matchAll(/["']([\w.-]+:[\w.-]+)(?::[^"']*)?["']/g)].map(([, name = '']) => name),
    ...[...libraries.matchAll(/group\s*=\s*["']([\w.-]+)["']\s*,\s*name\s*=\s*["']([\w.-]+)["']/g)].map(
      ([, group = '', artifact = '']) => `${group}:${artifact}`,
    ),
  ]
}

function fromGradle(text: string): readonly string[] {
  return [
    ...[...text.matchAll(/["']([\w.-]+:[\w.-]+)(?::[^"']*)?["']/g)].map(([, name = '']) => name),
    ...[...text.matchAll(/group\s*[:=]\s*["']([\w.-]+)["']\s*,\s*name\s*[:=]\s*["']([\w.-]+)["']/g)].map(
      ([, group = '', artifact = '']) => `${group}:${artifact}`,
    ),
    // Jars by their paths, and names that are put together.
    ...[...text.matchAll(/\b(?:fileTree|files)\s*\([^)]*\)|["'][^"'\s]*\$[^"'\s]*:[^"'\s]*["']/g)]
      .map(([whole]) => whole)
      .filter((whole) => !/^["'][\w.-]+:[\w.-]+:/.test(whole) && !/\b(?:buildDir|sourceSets)\b/.test(whole)),
  ]
}
