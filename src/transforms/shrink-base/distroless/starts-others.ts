// Whether the application starts other programs, none of which is there.
import type { Project } from '../../../project/project.ts'
import { sourceReason } from '../../calls/source-files.ts'
import type { Language } from './runtimes.ts'

interface Sources {
  readonly names: RegExp
  /** Modules and calls that start programs, and packages whose purpose it is. */
  readonly starts: RegExp
}

const SOURCES: Readonly<Record<Language, Sources>> = {
  node: {
    names: /\.(?:[cm]?[jt]s|[jt]sx)$/,
    starts:
      /\bchild_process\b|['"](?:execa|cross-spawn|shelljs|simple-git|zx|tinyexec|nano-spawn|fluent-ffmpeg|puppeteer|playwright|nodemailer-sendmail\w*|open)['"]/,
  },
  python: {
    names: /\.py$/,
    // Beside programs: what Debian has in packages that are not there, by the tests of the image's own repository.
    starts:
      /\bsubprocess\b|\bos\.(?:system|popen|exec\w*|spawn\w*|posix_spawn\w*)\b|\bshutil\.which\b|\bpty\b|\bcreate_subprocess_|^\s*(?:import|from)\s+(?:sh|tkinter|turtle|dbm\.gnu|lib2to3)\b/m,
  },
  java: {
    names: /\.(?:java|kt|kts|scala|groovy|clj)$/,
    starts:
      /\bProcessBuilder\b|\bgetRuntime\s*\(\s*\)\s*\.\s*exec\b|\bgetRuntime\.exec\b|\bscala\.sys\.process\b/,
  },
}

const ASIDE =
  /(?:^|\/)(?:tests?|__tests__|spec|e2e|cypress|docs?|examples?|scripts|tools|ci|bench(?:marks)?|dist|build|coverage|\.[^/]+)\/|\.config\.[cm]?[jt]s$|(?:^|\/)(?:gulpfile|Gruntfile|conftest|setup)\.\w+$|src\/test\//

export function startsOthers(language: Language, project: Project): string | undefined {
  const { names, starts } = SOURCES[language]
  return sourceReason(project, 'the application', names, ({ path, text }) =>
    !ASIDE.test(path) && starts.test(text)
      ? `${path} may start other programs, of which it has none`
      : undefined,
  )
}
