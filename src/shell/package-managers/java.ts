import type { PackageCommand } from '../package-command.ts'
import type {
  CacheReaders,
  Environment,
  PackageCache,
  PackageManager,
  RemedyObstacle,
} from './package-manager.ts'

const isOffline = ({ normalOptions }: PackageCommand): boolean =>
  normalOptions.includes('-o') || normalOptions.includes('--offline')

// The build tools of the JVM read each other's repositories: mavenLocal() in Gradle and sbt, lein and Clojure as well.
const readers: CacheReaders = {
  calls: ({ manager, role }) => JVM_BUILDERS.includes(manager.id) && role === 'install',
  programs:
    /^(?:make|just|task|ant|bazel|clojure|clj|clj-\w+|boot|groovy|groovyc|grailsw?|jbang|scala|scala-cli|amm|mill|kobalt|spark-[\w-]+|pyspark|coursier|cs|activator|play|kotlin|kotlinc|jruby|start|webapp|mvnw?|mvnd|gradlew?|sbtx?|lein)$/,
  // Starters that plug-ins write with the paths of a repository in them.
  words: /(?:^|[/'"])target\/(?:start|bin\/|classes(?!.*(?:dependency|lib)))/,
  makes: ({ operands }) => operands.some(({ text }) => MAKES.test(text)),
  development: true,
}

// Goals and tasks with a result, as opposed to those that compile, test or resolve.
const MAKES =
  /package|verify|install|deploy|assembl|jar|war|build|dist|stage|shadow|publish|native|image|release|bundle|binar|docker|repackage|dependency:(?:copy|unpack)|exec:|fulloptjs|pack$/i

const JVM_BUILDERS = ['maven', 'gradle', 'sbt', 'lein']

/** Java takes the home directory from the accounts, a shell takes `~` from HOME. */
function homeObstacle({ value, root }: Environment): RemedyObstacle | undefined {
  const home = value('HOME')
  if (home === undefined || (root && home === '/root') || (!root && home.startsWith('/home/')))
    return undefined
  return {
    reason: 'HOME is set, which Java does not go by, so its files may not be where ~ says',
    unblock: 'empty the cache by hand, by its full path',
  }
}

const SETTINGS = /maven\.repo\.local|localRepository|settings-docker\.xml/

const mavenRepository: PackageCache = {
  name: 'the local Maven repository',
  paths: ['~/.m2/repository', '~/.m2/wrapper'],
  movedBy: [],
  movedByOptions: ['-Dmaven.repo.local'],
  filledBy: (call) => !isOffline(call),
  offBy: [],
  remedy: {
    kind: 'command',
    command: ({ name }) => `rm -rf ~/.m2/repository${name === 'mvnw' ? ' ~/.m2/wrapper' : ''}`,
  },
  obstacle: ({ operands }, environment) => {
    if (operands.some(({ text }) => /build-classpath|appassembler/.test(text))) {
      return {
        reason: 'what it builds may start with jars out of that repository',
        unblock: 'empty it by hand if nothing does',
      }
    }
    if (!environment.mentions(SETTINGS)) return homeObstacle(environment)
    return {
      reason: 'settings put the repository elsewhere',
      unblock: 'empty it by hand where it is',
    }
  },
  readers,
  source: 'https://maven.apache.org/settings.html#simple-values (localRepository); run with Maven 3.8',
}

export const maven: PackageManager = {
  id: 'maven',
  programs: ['mvn', 'mvnw', 'mvnd'],
  roles: { help: 'other', 'dependency:purge-local-repository': 'clean' },
  otherwise: 'install',
  singleDashWords: true,
  shortWithValue: '',
  longWithValue: (
    '-f --file -P --activate-profiles -pl --projects -T --threads -s --settings -gs ' +
    '--global-settings -t --toolchains -gt --global-toolchains -rf --resume-from -l --log-file -b ' +
    '--builder -D --define -is --install-settings -color --color'
  ).split(' '),
  synonyms: [],
  caches: [mavenRepository],
  mounts: [
    {
      target: '~/.m2/repository',
      // Maven 3 does not lock it (https://issues.apache.org/jira/browse/MNG-2802).
      sharing: 'locked',
      neededBy: isOffline,
      source: 'https://docs.docker.com/build/cache/optimize/#use-cache-mounts',
    },
  ],
}

export const lein: PackageManager = {
  id: 'lein',
  programs: ['lein'],
  roles: { version: 'other', help: 'other', new: 'other', upgrade: 'other', 'self-install': 'other' },
  otherwise: 'install',
  shortWithValue: '',
  longWithValue: [],
  synonyms: [],
  // As Maven's, but for the wrapper: lein keeps itself in ~/.lein. Run with Leiningen 2.10.
  caches: [mavenRepository],
  mounts: [
    { target: '~/.m2/repository', sharing: 'locked', neededBy: isOffline, source: 'lein help profiles' },
  ],
}

/** True where no daemon outlives the call: a file that it writes while rm is at work would fail the build. */
function endsWithBuild({ normalOptions }: PackageCommand, { mentions, site }: Environment): boolean {
  if (normalOptions.includes('--no-daemon') || mentions(/org\.gradle\.daemon=false/)) return true
  return /gradlew? .*--stop/.test(site.script.text)
}

export const gradle: PackageManager = {
  id: 'gradle',
  programs: ['gradle', 'gradlew'],
  roles: { wrapper: 'install', help: 'install' },
  otherwise: 'install',
  singleDashWords: true,
  shortWithValue: '',
  longWithValue: (
    '-x --exclude-task -p --project-dir -b --build-file -c --settings-file -F -g --gradle-user-home ' +
    '-I --init-script --console --max-workers --warning-mode --include-build --project-cache-dir ' +
    '--tests --priority --dependency-verification'
  ).split(' '),
  synonyms: [['-g', '--gradle-user-home']],
  caches: [
    {
      name: "Gradle's caches",
      paths: ['~/.gradle/caches', '~/.gradle/wrapper', '~/.gradle/daemon', '/home/gradle/.gradle'],
      movedBy: [
        { variable: 'GRADLE_USER_HOME', path: '*/caches', also: ['*/wrapper', '*/daemon'], isHome: true },
      ],
      movedByOptions: ['-g'],
      filledBy: (call) => !isOffline(call),
      offBy: [],
      remedy: {
        kind: 'command',
        command: (_, { value }) => {
          const home = value('GRADLE_USER_HOME') ? '"$GRADLE_USER_HOME"' : '~/.gradle'
          return `rm -rf ${home}/caches ${home}/wrapper ${home}/daemon`
        },
      },
      obstacle: (call, environment) => {
        if (!endsWithBuild(call, environment)) {
          return {
            reason: 'its daemon may go on writing there when the build is done',
            unblock: 'run it with --no-daemon, or stop it by gradle --stop',
          }
        }
        return environment.value('GRADLE_USER_HOME') ? undefined : homeObstacle(environment)
      },
      readers,
      source:
        'https://docs.gradle.org/current/userguide/directory_layout.html#dir:gradle_user_home; run with Gradle 4.4',
    },
  ],
  mounts: [
    {
      target: '~/.gradle/caches',
      // Two containers cannot ping each other for its lock (https://docs.gradle.org/current/userguide/dependency_caching.html).
      sharing: 'locked',
      neededBy: isOffline,
      source: 'https://docs.gradle.org/current/userguide/dependency_caching.html',
    },
    {
      target: '~/.gradle/wrapper',
      sharing: 'locked',
      source: 'https://docs.gradle.org/current/userguide/gradle_wrapper.html',
    },
  ],
}

export const sbt: PackageManager = {
  id: 'sbt',
  programs: ['sbt', 'sbtx'],
  roles: {},
  otherwise: 'install',
  singleDashWords: true,
  shortWithValue: '',
  longWithValue: ['-mem', '-jvm-debug', '-java-home', '-sbt-version', '-ivy', '-sbt-dir', '-sbt-boot'],
  synonyms: [],
  caches: [
    {
      name: 'the caches of sbt',
      paths: ['~/.ivy2/cache', '~/.cache/coursier', '~/.sbt/boot'],
      movedBy: [{ variable: 'COURSIER_CACHE', path: '*' }],
      movedByOptions: ['-ivy', '-sbt-boot', '-Dsbt.ivy.home', '-Dsbt.boot.directory', '-Dsbt.global.base'],
      filledBy: () => true,
      offBy: [],
      remedy: { kind: 'command', command: () => 'rm -rf ~/.ivy2/cache ~/.cache/coursier ~/.sbt/boot' },
      obstacle: (_, environment) => homeObstacle(environment),
      readers,
      source:
        'https://www.scala-sbt.org/1.x/docs/Cached-Resolution.html, https://get-coursier.io/docs/cache, ' +
        'https://www.scala-sbt.org/1.x/docs/Launcher-Configuration.html',
    },
  ],
  mounts: [
    {
      target: '~/.ivy2/cache',
      sharing: 'locked',
      source: 'https://www.scala-sbt.org/1.x/docs/Library-Management.html',
    },
    { target: '~/.cache/coursier', sharing: 'locked', source: 'https://get-coursier.io/docs/cache' },
  ],
}
