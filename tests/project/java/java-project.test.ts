import { describe, expect, test } from 'vitest'
import { isPlainJava, runsOnJre } from '../../../src/catalog/java-libraries.ts'
import { isOfJdkOnly, JDK_MODULES } from '../../../src/catalog/java-runtimes.ts'
import { jdkReason, librariesOf } from '../../../src/project/java/java-project.ts'
import { memoryProject } from '../memory-project.ts'

const dependency = (name: string, more = ''): string => {
  const [group = '', artifact = ''] = name.split(':')
  return `<dependency>\n  <groupId>${group}</groupId>\n  <artifactId> ${artifact} </artifactId>${more}\n</dependency>`
}

const pom = (...dependencies: readonly string[]): string =>
  `<project><groupId>com.example</groupId><artifactId>shop</artifactId><dependencies>${dependencies.join('\n')}</dependencies></project>`

describe('libraries', () => {
  test('of Maven, without tests, what is managed and modules of the project itself', () => {
    const project = memoryProject({
      'pom.xml': `<project>
        <parent><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-parent</artifactId></parent>
        <groupId>com.example</groupId><artifactId>shop</artifactId>
        <dependencyManagement><dependencies>${dependency('io.odd:bom')}</dependencies></dependencyManagement>
        <dependencies>${dependency('org.postgresql:postgresql')}${dependency('junit:junit', '<scope>test</scope>')}
        <!-- ${dependency('io.odd:old')} --></dependencies>
        <build><plugins><plugin><groupId>io.odd</groupId><artifactId>plugin</artifactId></plugin></plugins></build></project>`,
      'web/pom.xml': `<project><parent><groupId>com.example</groupId><artifactId>shop</artifactId></parent><artifactId>web</artifactId>
        <dependencies>${dependency('com.example:shop')}${dependency('${project.groupId}:web')}${dependency('com.example:other')}</dependencies></project>`,
    })
    expect(librariesOf(project)).toEqual([
      'org.springframework.boot:spring-boot-starter-parent',
      'org.postgresql:postgresql',
      'com.example:other',
    ])
  })

  test('of Gradle and its catalogues', () => {
    const project = memoryProject({
      'build.gradle': `plugins { id 'org.springframework.boot' version '3.3.0' }
dependencies {
  implementation 'org.postgresql:postgresql:42.7.3' // 'io.odd:comment'
  runtimeOnly group: 'redis.clients', name: 'jedis', version: '5.1.0'
  testImplementation 'io.odd:test:1'
  implementation project(':core')
  implementation fileTree(dir: 'libs', include: '*.jar')
}`,
      'gradle/libs.versions.toml':
        '[libraries]\nktor = { module = "io.ktor:ktor-server-core", version.ref = "ktor" }\n[plugins]\nodd = "io.odd:plugin:1"\n',
    })
    expect(librariesOf(project).toSorted()).toEqual([
      "fileTree(dir: 'libs', include: '*.jar')",
      'io.ktor:ktor-server-core',
      'org.postgresql:postgresql',
      'redis.clients:jedis',
    ])
  })
})

describe('a JDK', () => {
  test.each([
    [{ 'pom.xml': pom(dependency('org.springframework.boot:spring-boot-starter-web')) }, undefined],
    [{ 'pom.xml': pom(dependency('io.netty:netty-all')) }, undefined],
    [{ 'pom.xml': pom(dependency('org.voovan:voovan-framework')) }, 'voovan-framework needs a JDK'],
    [{ 'pom.xml': pom(dependency('net.sf.jasperreports:jasperreports')) }, 'names jasperreports'],
    [{ 'pom.xml': pom(), 'src/A.java': 'new ProcessBuilder("jstack", pid)' }, 'names jstack'],
    [{ 'pom.xml': pom(), 'src/A.java': 'import com.sun.tools.attach.VirtualMachine;' }, 'com.sun.tools'],
    [{ 'pom.xml': pom(), 'src/test/A.java': 'import com.sun.tools.attach.VirtualMachine;' }, undefined],
    [{ 'pom.xml': pom(), 'src/main/java/build/A.java': 'import javax.tools.ToolProvider;' }, 'javax.tools'],
    [{ 'pom.xml': pom(), 'src/A.java': 'url.openConnection("jar"); "javac-free"' }, undefined],
    [{ 'pom.xml': pom(), 'lib/a.jar': '' }, 'lib/a.jar'],
    [{ 'pom.xml': pom(), '.mvn/wrapper/maven-wrapper.jar': '', 'target/a.jar': '' }, undefined],
    [{ 'src/A.java': '' }, 'pom.xml or build.gradle'],
    [{ 'project.clj': '(defproject a "1")' }, 'what project.clj names'],
  ])('%j: %s', (files, reason) => {
    const found = jdkReason(memoryProject(files))?.reason
    if (reason === undefined) expect(found).toBeUndefined()
    else expect(found).toContain(reason)
  })

  test('its programs and modules', () => {
    expect(['javac', 'jcmd', 'jps', 'objdump', 'jshell'].every(isOfJdkOnly)).toBe(true)
    expect(['java', 'keytool', 'curl', 'sh'].some(isOfJdkOnly)).toBe(false)
    expect(JDK_MODULES.test('jdk.compiler/com.sun.tools.javac')).toBe(true)
    expect(JDK_MODULES.test('jdk.httpserver')).toBe(false)
  })

  test('what is plain Java runs on a JRE, and what brings native code is not plain', () => {
    expect(isPlainJava('org.springframework.boot:spring-boot-starter-data-jpa')).toBe(true)
    for (const name of [
      'org.springframework.boot:spring-boot-starter-webflux',
      'org.springframework.kafka:spring-kafka',
      'io.netty:netty-all',
      'org.xerial:sqlite-jdbc',
      'org.mongodb:mongodb-driver-sync',
    ]) {
      expect(isPlainJava(name)).toBe(false)
      expect(runsOnJre(name)).toBe(true)
    }
    expect(runsOnJre('com.example:postgresql')).toBe(false)
  })
})
