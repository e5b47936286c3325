// What a JDK has and the JRE of the same version has not. A JRE is linked from the modules of the boot and the platform class
// loader: make/Images.gmk (JRE_MODULES) and make/conf/module-loader-map.conf of openjdk/jdk at 004c5038 and 059baeac, which the
// builds of Adoptium use (target legacy-jre-image). In the images of Adoptium the JDK comes with binutils beside it
// (adoptium/containers at d8d18d67); everything else is the same, the entry point among it.

/** Programs of a JRE of every version. */
const RUNTIME = new Set(['java', 'keytool', 'rmiregistry'])

// man/ of each module, and what Java 8 to 11 had beside them. jfr, jrunscript and jwebserver are in the JRE of some versions only.
const TOOLS = new Set(
  (
    'javac jar jarsigner javadoc javap jcmd jconsole jdb jdeprscan jdeps jhsdb jimage jinfo jlink jmap jmod jnativescan jpackage ' +
    'jps jshell jstack jstat jstatd serialver jfr jrunscript jwebserver jaotc rmic rmid schemagen wsgen wsimport xjc javah jhat ' +
    'extcheck idlj native2ascii appletviewer jmc jvisualvm jsadebugd apt javafxpackager'
  ).split(' '),
)

const BINUTILS = new Set(
  'addr2line ar as c++filt elfedit gprof ld nm objcopy objdump ranlib readelf size strings strip'.split(' '),
)

/** True for a program that the image of a JDK has and that of a JRE may not have. */
export function isOfJdkOnly(program: string): boolean {
  return !RUNTIME.has(program) && (TOOLS.has(program) || BINUTILS.has(program))
}

/** Modules that no JRE has, as options of java name them. */
export const JDK_MODULES =
  /\bjdk\.(?:attach|compiler|editpad|hotspot\.agent|internal\.(?:ed|jvmstat|le|md|opt)|jartool|javadoc|jcmd|jconsole|jdeps|jdi|jlink|jpackage|jshell|jstatd|unsupported\.desktop)\b/

/** Packages that those modules export, and how a program gets at the compiler or starts a tool. */
export const JDK_CALLS =
  /\bjavax\.tools\.(?:\*|ToolProvider|JavaCompiler)|\bgetSystemJavaCompiler\b|\bcom\.sun\.(?:tools|source|jdi|javadoc|codemodel)\b|\bjdk\.(?:jshell|javadoc\.doclet|security\.jarsigner|swing\.interop|tools)\b|\bsun\.(?:tools|jvmstat|jvm\.hotspot)\b|\btools\.jar\b|\bByteBuddyAgent\b|\bDynamicClientFactory\b|["'](?:javac|jcmd|jstack|jmap|jps|jinfo|jstat|jdeps|jlink|jshell|javap|jarsigner|javadoc)["'\s]|(?:ProcessBuilder|exec)\s*\([^)]{0,40}["']jar["'\s]/

/**
 * Libraries that compile Java at run time with the compiler of the JDK, attach to a JVM, or are made to work on code. A name too many
 * keeps a JDK; that none is missing nobody can say, which is why a person looks at the change.
 */
export const JDK_LIBRARIES =
  /\b(?:jasperreports|commons-compiler-jdk|drools-[\w-]+|kie-[\w-]+|byte-buddy-agent|arthas[\w-]*|chronicle-[\w-]+|net\.openhft|joor(?:-java-\d+)?|camel-joor[\w-]*|gg\.jte|httl|jol-(?:core|cli)|plexus-compiler[\w-]*|maven-(?:embedder|core|invoker)|gradle-tooling-api|kotlin-(?:compiler|scripting|script)[\w-]*|scala-compiler|scala3-compiler[\w-]*|google-java-format|error_prone_core|spoon-core|jdk\.tools|com\.sun[:/]tools|org\.apache\.ant|hotswap[\w-]*|jmh-[\w-]+|compile-testing)\b/
