import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A directory that plays the root of an image, and the stand-ins for programs that a Dockerfile likes to call. */
export interface Sandbox {
  readonly root: string
  readonly bin: string
  /** For files that a builder holds outside the image. */
  readonly aside: string
  readonly empty: () => void
  readonly remove: () => void
}

const STUBS =
  'step add-apt-repository addgroup adduser apk apt-get apt-key bundle cargo cmake composer conda curl dnf dotnet dpkg ' +
  'gem git go gpg gradle groupadd locale-gen make mongod mvn node npm npx pecl pip pip3 pnpm poetry python python3 redis-server rpm ' +
  'service systemctl tar unzip update-ca-certificates useradd uv wget yarn yum'

// Writes down where and how it was called. The calls whose numbers are in $FAIL fail, so that every path through a list
// of commands can be walked. Only builtins: thousands of calls. A program at the end of a pipe lets the one before
// it write first.
const STUB = `#!/bin/sh
case \${0##*/} in tar|gpg|apt-key|dpkg) while read -r line; do :; done ;; esac
n=1
[ ! -e "$S/log" ] || while read -r line; do n=$((n + 1)); done < "$S/log"
echo "\${0##*/} $* | $PWD $(umask) \${DEBIAN_FRONTEND-} \${X-}" >> "$S/log"
case "\${0##*/} $*" in *start|*--daemonize*|*--fork*) setsid sh -c 'sleep 0.3; touch "$S/late"' >/dev/null 2>&1 & esac
case \${FAIL-} in *,$n,*) exit 1 ;; esac
`

export function createSandbox(): Sandbox {
  const top = realpathSync(mkdtempSync(join(tmpdir(), 'runs-')))
  const sandbox = { root: join(top, 'root'), bin: join(top, 'bin'), aside: join(top, 'aside') }
  for (const folder of Object.values(sandbox)) mkdirSync(folder)
  writeFileSync(join(sandbox.bin, 'step'), STUB)
  chmodSync(join(sandbox.bin, 'step'), 0o755)
  for (const name of STUBS.split(' ').slice(1)) symlinkSync('step', join(sandbox.bin, name))
  return {
    ...sandbox,
    empty: () => {
      for (const folder of [sandbox.root, sandbox.aside]) {
        rmSync(folder, { recursive: true, force: true })
        mkdirSync(folder, { mode: 0o755 })
      }
    },
    remove: () => rmSync(top, { recursive: true, force: true }),
  }
}

/** Path, type, mode, and content or target of everything below a directory, one a line. */
export function treeOf(root: string): readonly string[] {
  const lines: string[] = []
  const walk = (folder: string, prefix: string): void => {
    for (const name of readdirSync(folder).sort()) {
      const path = join(folder, name)
      const stat = lstatSync(path)
      const mode = (stat.mode & 0o7777).toString(8)
      const label = prefix + name
      if (stat.isSymbolicLink()) lines.push(`${label} -> ${readlinkSync(path)}`)
      else if (stat.isDirectory()) {
        lines.push(`${label}/ ${mode}`)
        walk(path, `${label}/`)
      } else if (stat.isFile()) lines.push(`${label} ${mode} ${JSON.stringify(readFileSync(path, 'latin1'))}`)
      else lines.push(`${label} ${mode} special`)
    }
  }
  walk(root, '')
  return lines
}

/** How many times a stub was called. */
export function stubCalls(root: string): number {
  try {
    return readFileSync(join(root, 'log'), 'utf8').split('\n').length - 1
  } catch {
    return 0
  }
}
