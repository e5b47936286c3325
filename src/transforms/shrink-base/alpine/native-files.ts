// Files of the build context that are programs or libraries of one system.
import { posix } from 'node:path'
import type { Project } from '../../../project/project.ts'
import { MOST_PATHS, walkFiles } from '../../../project/walk-files.ts'

export interface NativeFile {
  readonly reason: string
  readonly unblock: string
}

const LIBRARY = /\.(?:so(?:\.\d+)*|node|deb|rpm|AppImage|dylib|a|o)$/
const FOLDERS = /^(?:node_modules|site-packages|venv|\.venv|vendor\/bundle)$/
const UNREADABLE =
  /\.(?:png|jpe?g|gif|ico|bmp|webp|avif|tiff?|woff2?|ttf|otf|eot|pdf|mp[34]|wav|ogg|webm|mov|zip|gz|tgz|xz|bz2|jar|war|db|sqlite3?|pyc|wasm|bin|dat|pb|mo|p12|pfx|jks|keystore|key|crt|der|xlsx?|docx?|pptx?|psd|onnx|h5|pkl|npy|npz|parquet|swf|class|DS_Store)$/i

/** The first of them below some paths of the context; undefined where none is seen. */
export function nativeFile(project: Project, sources: readonly string[]): NativeFile | undefined {
  if (!project.known) return unseen(sources)
  const { found, isWhole } = walkFiles(project, sources, /^\.git$/, ({ path, name, names, read }) => {
    if (LIBRARY.test(name)) return built(path)
    if (names && FOLDERS.test(name))
      return {
        reason: `${path} comes from outside of the build, and may hold what is built for glibc`,
        unblock: `put ${name} into .dockerignore, and install in the build`,
      }
    const mayBeProgram = (sources.includes(path) || !name.includes('.')) && !UNREADABLE.test(name)
    return !names && mayBeProgram && isThere(project, path) && read() === undefined ? built(path) : undefined
  })
  return found ?? (isWhole ? undefined : TOO_MUCH)
}

const TOO_MUCH: NativeFile = {
  reason: `what is copied from the build context has more than ${MOST_PATHS} files, any of which may be built for glibc`,
  unblock: 'copy what the image needs, or keep a Debian base',
}

// Files that no system runs by themselves: sources of interpreted languages, settings, texts.
const TEXT =
  /(?:^|\/)(?:\.[\w.-]+|\w*Dockerfile|Makefile|Gemfile|Procfile|Rakefile|Pipfile|LICENSE|README|gradlew|mvnw|go\.(?:mod|sum|work))$|\.(?:py|pyi|go|rs|java|kts?|groovy|gradle|scala|cs|fs|proto|graphql|phar|js|mjs|cjs|jsx|ts|tsx|vue|json|lock|rb|php|pl|lua|sh|bash|sql|html?|css|s[ac]ss|less|svg|xml|ya?ml|toml|ini|cfg|conf|config|cnf|properties|env|txt|md|rst|csv|tsv|tpl|tmpl|template|ejs|erb|pem|crt|key|service|map)$/i

/** Without a build context, the first source that a name does not show to be a text. */
function unseen(sources: readonly string[]): NativeFile | undefined {
  const path = sources.find((each) => !TEXT.test(each) && !UNREADABLE.test(each))
  return path === undefined
    ? undefined
    : {
        reason: `what ${path === '' ? 'the build context' : path} holds, and whether it is built for glibc, is not known`,
        unblock: 'run dfopt where the build context is',
      }
}

function isThere(project: Project, path: string): boolean {
  return (
    project.list(posix.dirname(path) === '.' ? '' : posix.dirname(path))?.includes(posix.basename(path)) ??
    false
  )
}

function built(path: string): NativeFile {
  return {
    reason: `${path} may be built for glibc`,
    unblock: `build ${posix.basename(path)} for musl, or keep a Debian base`,
  }
}
