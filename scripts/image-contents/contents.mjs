// Debian's Contents indices, as much of them as says what can be run, what can be linked with, and what a bare perl has.
import { createReadStream, existsSync } from 'node:fs'
import { createGunzip } from 'node:zlib'

const LINE =
  /^((?:usr\/)?s?bin\/[^/\s]+|usr\/games\/[^/\s]+|(?:usr\/)?lib\/(?:x86_64-linux-gnu\/)?lib[^/\s]+\.so[^/\s]*|usr\/lib\/x86_64-linux-gnu\/perl-base\/\S+\.pm)[ \t]+(\S+)$/gm

/** Calls `found(package, path)` for each file of interest in an index, which may be packed. */
export async function readContents(file, found) {
  const path = existsSync(file) ? file : `${file}.gz`
  const bytes = createReadStream(path, { highWaterMark: 1 << 20 })
  const text = path.endsWith('.gz') ? bytes.pipe(createGunzip({ chunkSize: 1 << 20 })) : bytes
  let rest = ''
  for await (const chunk of text.setEncoding('latin1')) {
    const end = chunk.lastIndexOf('\n')
    if (end === -1) {
      rest += chunk
      continue
    }
    readLines(rest + chunk.slice(0, end), found)
    rest = chunk.slice(end + 1)
  }
  readLines(rest, found)
}

function readLines(text, found) {
  for (const [, path, owners] of text.matchAll(LINE)) {
    for (const owner of owners.split(',')) found(owner.slice(owner.lastIndexOf('/') + 1), path)
  }
}

/** The names under which programs ask for a library, of the files that a package has of it. */
export function sonames(files) {
  const versioned = files.filter(
    (file) =>
      /\.so\.\d/.test(file) ||
      // libdb-5.3.so is a name; libc-2.31.so is what libc.so.6 points to.
      (/-\d[\d.]*\.so$/.test(file) &&
        !files.some((other) => other.startsWith(file.replace(/-\d[\d.]*\.so$/, '.so.')))),
  )
  // libz.so.1.2.13 is what libz.so.1 points to.
  return versioned.filter(
    (file) => !versioned.some((other) => file !== other && file.startsWith(`${other}.`)),
  )
}

/** `File::Spec` of usr/lib/x86_64-linux-gnu/perl-base/File/Spec.pm; undefined for another file. */
export function perlModule(path) {
  return /\/perl-base\/(.*)\.pm$/.exec(path)?.[1].replaceAll('/', '::')
}
