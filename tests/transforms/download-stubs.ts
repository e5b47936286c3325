import { chmodSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createSandbox, type Sandbox } from '../equivalence/sandbox.ts'

// Plays the programs that fetch, unpack, install and build. A fetched file says where it comes from, in a comment, so
// that it can be run; what unpacks it makes a directory of that name. What is told to read a file fails where it is not.
const STUB = `#!/bin/sh
n=1
[ ! -e "$S/log" ] || while read -r line; do n=$((n + 1)); done < "$S/log"
name=\${0##*/}
echo "$name $* | $PWD" >> "$S/log"
case \${FAIL-} in *,$n,*) exit 1 ;; esac
fetched() { echo "# from $1" > "$2"; }
plain() { plain=\${1##*/}; plain=\${plain%%\\?*}; }
# The directory that the archive on standard input holds, below $1.
unpacked() {
  read -r _ _ url || exit 2
  plain "$url"
  base=\${plain%.zip}; base=\${base%.tgz}; base=\${base%.tar*}
  case $url in */archive/*) repo=\${url%/archive/*}; base=\${repo##*/}-\${base#v} ;; esac
  [ -d "$1" ] || exit 2
  [ -n "$strip" ] || set -- "$1/$base"
  mkdir -p "$1/bin"
  echo tool > "$1/bin/tool"
  echo exit > "$1/configure"
  chmod 755 "$1/configure" "$1/bin/tool"
}
need() { for each in "$@"; do case $each in -*|*://*) ;; *.deb|*.rpm|*.apk|*.whl|*.py|*.php|*.asc) [ -e "$each" ] || exit 2 ;; esac; done; }
case $name in
curl)
  out= remote= urls=
  while [ $# -gt 0 ]; do
    case $1 in
      --output) out=$2; shift ;;
      --*) ;;
      -*O*) remote=1 ;;
      -*o) out=$2; shift ;;
      -*) ;;
      *) urls="$urls $1" ;;
    esac
    shift
  done
  for url in $urls; do
    if [ -n "$remote" ]; then plain "$url"; fetched "$url" "$plain"
    elif [ -n "$out" ]; then fetched "$url" "$out"
    else echo "# from $url"; fi
  done ;;
wget)
  out= dir=. urls=
  while [ $# -gt 0 ]; do
    case $1 in
      --output-document=*) out=\${1#*=} ;;
      -*O-) out=- ;;
      -*O) out=$2; shift ;;
      -P) dir=$2; shift ;;
      -*) ;;
      *) urls="$urls $1" ;;
    esac
    shift
  done
  for url in $urls; do
    if [ "$out" = - ]; then echo "# from $url"
    elif [ -n "$out" ]; then fetched "$url" "$out"
    else mkdir -p "$dir"; fetched "$url" "$dir/\${url##*/}"; fi
  done ;;
tar)
  file= into=. strip=
  case $1 in -*) ;; *f*) file=$2; shift ;; esac
  while [ $# -gt 0 ]; do
    case $1 in
      -C) into=$2; shift ;;
      --strip*) strip=1 ;;
      --*) ;;
      -*f) file=$2; shift ;;
    esac
    shift
  done
  if [ -n "$file" ]; then [ -f "$file" ] || exit 2; unpacked "$into" < "$file"; else unpacked "$into"; fi ;;
unzip)
  file=
  for each in "$@"; do case $each in -*) ;; *) file=\${file:-$each} ;; esac; done
  [ -f "$file" ] || file=$file.zip
  [ -f "$file" ] || exit 2
  unpacked . < "$file" ;;
gunzip)
  if [ "$1" = -c ]; then shift; cat "$1"; else mv "$1" "\${1%.gz}"; fi ;;
git)
  [ "$1" = clone ] || exit 0
  shift
  url= into=
  while [ $# -gt 0 ]; do
    case $1 in
      -b|--depth) shift ;;
      -*) ;;
      *) if [ -z "$url" ]; then url=$1; else into=$1; fi ;;
    esac
    shift
  done
  plain "$url"
  into=\${into:-\${plain%.git}}
  mkdir -p "$into/bin" "$into/plugins"
  echo exit > "$into/configure"
  echo exit > "$into/setup.py"
  chmod 755 "$into/configure" ;;
sudo) exec "$@" ;;
sha256sum) while read -r line; do :; done ;;
cpio) while read -r line; do :; done ;;
*) need "$@" ;;
esac
`

export const STUBBED: readonly string[] =
  'curl wget tar unzip gunzip git sudo sha256sum gpg cpio dpkg apt-get apt yum rpm rpm2cpio apk pip python3 php make cmake ldconfig a tool'.split(
    ' ',
  )

/** A sandbox whose programs fetch and unpack, as far as file names go. */
export function createDownloadSandbox(): Sandbox {
  const sandbox = createSandbox()
  const program = join(sandbox.bin, 'download-stub')
  writeFileSync(program, STUB)
  chmodSync(program, 0o755)
  for (const name of STUBBED) {
    const link = join(sandbox.bin, name)
    rmSync(link, { force: true })
    symlinkSync('download-stub', link)
  }
  return sandbox
}
