import { spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { environment, useCli, writeFiles } from './run-cli.ts'

const cli = useCli()

const BAD = 'FROM a\nRUN bad\n'
const GOOD = 'FROM a\nRUN good\n'

const read = (...parts: readonly string[]): string => readFileSync(join(...parts), 'utf8')

/** Runs `fix --write` on what is broken and on a good file, which has to be done whatever happens to the other. */
function fixBoth(
  folder: string,
  broken: string,
  unprivileged = false,
): { code: number | null; stderr: string } {
  writeFiles(folder, { 'Dockerfile.other': BAD })
  chmodSync(join(folder, 'Dockerfile.other'), 0o666)
  const { code, stderr } = cli.run(['fix', '--write', broken, 'Dockerfile.other'], {
    cwd: folder,
    unprivileged,
  })
  return { code, stderr }
}

describe('a file that is no Dockerfile fails with one line and exit code 2, and the others are done', () => {
  test.each([
    ['binary', Buffer.from('FROM a\n\0\x01\n'), ':2: is binary: it has a NUL byte; name a Dockerfile'],
    [
      'UTF-16',
      Buffer.from('\ufeffFROM a\n', 'utf16le'),
      ': is UTF-16, which BuildKit does not read; save it as UTF-8',
    ],
    ['empty', '', ':1: file with no instructions; '],
    ['only comments', '# a\n', ':1: file with no instructions; '],
    [
      'too large',
      `FROM a\n${'# x\n'.repeat(2_500_000)}`,
      ': is larger than 4 MB, which no Dockerfile is; check that this is the right file',
    ],
    [
      'not UTF-8',
      Buffer.from('FROM a\nRUN bad\n# caf\xe9\n', 'latin1'),
      ':3: is not valid UTF-8, so it cannot be written back unchanged; save it as UTF-8',
    ],
    ['no Dockerfile', 'Hello\n', ':1: unknown instruction: Hello; '],
  ])('%s', (_, content, message) => {
    const folder = writeFiles(cli.folder(), { Dockerfile: content })
    const { code, stderr } = fixBoth(folder, 'Dockerfile')
    expect(code).toBe(2)
    expect(stderr.startsWith(`Dockerfile${message}`)).toBe(true)
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
    expect(readFileSync(join(folder, 'Dockerfile')).equals(Buffer.from(content))).toBe(true)
    expect(read(folder, 'Dockerfile.other')).toBe(GOOD)
    const json: unknown = JSON.parse(
      cli.run(['fix', '--format', 'json', 'Dockerfile'], { cwd: folder }).stdout,
    )
    expect(json).toMatchObject({ files: [{ path: 'Dockerfile', status: 'failed' }], summary: { failed: 1 } })
  })

  test('a device', () => {
    const { code, stderr } = fixBoth(cli.folder(), '/dev/zero')
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: '/dev/zero: is a device, not a file; name a Dockerfile\n',
    })
  })
})

describe('a path that leads to no Dockerfile is one line and exit code 3', () => {
  test.each([
    ['no such path', 'missing', 'missing: does not exist; check the name'],
    ['a file as a folder', 'Dockerfile.other/x', 'Dockerfile.other/x: does not exist; check the name'],
    [
      'a glob without matches',
      'x*/Dockerfile',
      'x*/Dockerfile: matches no Dockerfile; a file that is named itself is taken whatever its name is',
    ],
    [
      'a folder named Dockerfile',
      'Dockerfile',
      'Dockerfile: has no Dockerfile in it; a file that is named itself is taken whatever its name is',
    ],
    [
      'a symlink that leads nowhere',
      'link',
      'link: is a symlink to gone/Dockerfile, which does not exist; correct or remove the symlink',
    ],
  ])('%s', (_, path, message) => {
    const folder = cli.folder()
    mkdirSync(join(folder, 'Dockerfile'))
    symlinkSync('gone/Dockerfile', join(folder, 'link'))
    const { code, stderr } = fixBoth(folder, path)
    expect({ code, stderr }).toEqual({ code: 3, stderr: `${message}\n` })
    expect(read(folder, 'Dockerfile.other')).toBe(GOOD)
  })

  test('with a failure as well it is 2', () => {
    const folder = writeFiles(cli.folder(), { Dockerfile: 'FROM\n' })
    expect(cli.run(['fix', 'missing', 'Dockerfile'], { cwd: folder }).code).toBe(2)
  })

  test('no path at all and no Dockerfile is 0 with a note', () => {
    const { code, stderr } = cli.run(['fix'], { cwd: cli.folder() })
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'dfopt: there is no Dockerfile here\n' })
  })
})

describe('symlinks', () => {
  test('one that is named is written through and stays', () => {
    const folder = writeFiles(cli.folder(), { 'real/file': BAD })
    symlinkSync('real/file', join(folder, 'link'))
    expect(cli.run(['fix', '--write', 'link'], { cwd: folder }).code).toBe(0)
    expect(readlinkSync(join(folder, 'link'))).toBe('real/file')
    expect(read(folder, 'real/file')).toBe(GOOD)
    expect(readdirSync(join(folder, 'real'))).toEqual(['file'])
  })

  test('its diff names the target, which git apply can change', () => {
    const folder = writeFiles(cli.folder(), { 'real/Dockerfile': BAD })
    symlinkSync('real/Dockerfile', join(folder, 'link'))
    expect(cli.run(['fix', 'link'], { cwd: folder }).stdout).toContain('--- a/real/Dockerfile\n')
  })

  test('in a loop it cannot be read', () => {
    const folder = cli.folder()
    symlinkSync('loop', join(folder, 'loop'))
    const { code, stderr } = fixBoth(folder, 'loop')
    expect(code).toBe(2)
    expect(stderr).toBe(
      'loop: cannot be read: it is a symlink that leads back to itself; correct the symlink\n',
    )
  })

  test('the same file under two names is done once', () => {
    const folder = writeFiles(cli.folder(), { Dockerfile: BAD })
    symlinkSync('Dockerfile', join(folder, 'link'))
    const { stdout } = cli.run(['fix', 'link', 'Dockerfile', './Dockerfile', '.'], { cwd: folder })
    expect(stdout).toContain('1 file: 1 would change')
  })
})

describe('permissions', () => {
  test('a file that may not be read', () => {
    const folder = writeFiles(cli.folder(), { Dockerfile: BAD })
    chmodSync(folder, 0o777)
    chmodSync(join(folder, 'Dockerfile'), 0)
    const { code, stderr } = fixBoth(folder, 'Dockerfile', true)
    expect(code).toBe(2)
    expect(stderr).toBe(
      'Dockerfile: cannot be read: permission denied; check the permissions of the file and of its folders\n',
    )
    expect(read(folder, 'Dockerfile.other')).toBe(GOOD)
  })

  test('a file that may not be written, in a folder that may', () => {
    const folder = writeFiles(cli.folder(), { Dockerfile: BAD })
    chmodSync(folder, 0o777)
    chmodSync(join(folder, 'Dockerfile'), 0o444)
    const { code, stderr } = fixBoth(folder, 'Dockerfile', true)
    expect(code).toBe(2)
    expect(stderr).toBe(
      'Dockerfile: cannot be written: permission denied; check the permissions of the file and of its folders\n',
    )
    expect(read(folder, 'Dockerfile')).toBe(BAD)
    expect(read(folder, 'Dockerfile.other')).toBe(GOOD)
  })

  test('a folder that may not be written', () => {
    const folder = writeFiles(cli.folder(), { 'sealed/Dockerfile': BAD })
    chmodSync(folder, 0o777)
    chmodSync(join(folder, 'sealed/Dockerfile'), 0o666)
    chmodSync(join(folder, 'sealed'), 0o555)
    const { code, stderr } = fixBoth(folder, 'sealed/Dockerfile', true)
    expect(code).toBe(2)
    expect(stderr).toContain('sealed/Dockerfile: cannot be written: permission denied; ')
    expect(read(folder, 'sealed/Dockerfile')).toBe(BAD)
    expect(readdirSync(join(folder, 'sealed'))).toEqual(['Dockerfile'])
    expect(read(folder, 'Dockerfile.other')).toBe(GOOD)
  })

  test('a folder that may not be looked into, found on the way', () => {
    const folder = writeFiles(cli.folder(), { 'sealed/Dockerfile': BAD, Dockerfile: BAD })
    chmodSync(join(folder, 'sealed'), 0)
    const { code, stdout, stderr } = cli.run(['fix'], { cwd: folder, unprivileged: true })
    chmodSync(join(folder, 'sealed'), 0o755)
    expect(code).toBe(2)
    expect(stderr).toContain('sealed: cannot be read: permission denied; ')
    expect(stdout).toContain('+RUN good\n')
  })
})

describe('while dfopt works', () => {
  test('a file that something else changes is left as it then is', () => {
    const folder = cli.folder()
    const path = join(folder, 'Dockerfile')
    const text = `FROM a\nRUN bad\nLABEL do-append=${path}\n`
    writeFileSync(path, text)
    const { code, stderr } = fixBoth(folder, 'Dockerfile')
    expect(code).toBe(2)
    expect(stderr).toBe(
      'Dockerfile: was changed by something else meanwhile; nothing was written; run again\n',
    )
    expect(read(folder, 'Dockerfile').startsWith(`${text}# meanwhile\n`)).toBe(true)
    expect(readdirSync(folder)).toEqual(['Dockerfile', 'Dockerfile.other'])
    expect(read(folder, 'Dockerfile.other')).toBe(GOOD)
  })

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ])('%s finishes the file at hand, starts no other, and exits with %i', (signal, expected) => {
    const folder = writeFiles(cli.folder(), {
      'Dockerfile.1': BAD,
      'Dockerfile.2': `FROM a\nRUN bad\nLABEL do-kill=${signal}\n`,
      'Dockerfile.3': BAD,
    })
    const { code, stdout } = cli.run(['fix', '--write', '--format', 'json'], { cwd: folder })
    expect(code).toBe(expected)
    expect(read(folder, 'Dockerfile.1')).toBe(GOOD)
    expect(read(folder, 'Dockerfile.2')).toContain('RUN good\n')
    expect(read(folder, 'Dockerfile.3')).toBe(BAD)
    expect(readdirSync(folder)).toEqual(['Dockerfile.1', 'Dockerfile.2', 'Dockerfile.3'])
    expect(JSON.parse(stdout)).toMatchObject({ summary: { files: 2, changed: 2 } })
  })

  test('an interrupt ends the wait for standard input', async () => {
    const child = spawn(process.execPath, [cli.script(), 'fix', '-'], { env: environment() })
    const ended = new Promise((resolve) => child.on('close', (code, signal) => resolve({ code, signal })))
    child.stdin.write('FROM a\n')
    await new Promise((resolve) => setTimeout(resolve, 1000))
    child.kill('SIGINT')
    expect(await ended).toEqual({ code: null, signal: 'SIGINT' })
  })

  test('standard input that comes late is waited for', () => {
    const slow = '(printf "FROM a\\n"; sleep 0.5; printf "RUN bad\\n") | "$0" "$@"'
    const args = ['-c', slow, process.execPath, cli.script(), 'fix', '-', '--quiet']
    expect(spawnSync('bash', args, { encoding: 'utf8' }).stdout).toContain('+RUN good\n')
  })

  test('a reader that goes away ends it quietly', async () => {
    const folder = writeFiles(cli.folder(), manyFiles(300))
    const { code, stderr } = await closedEarly(['fix', '--context', '100000'], folder)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  })

  test('a reader that goes away does not stop writing', async () => {
    const files = manyFiles(50)
    const folder = writeFiles(cli.folder(), files)
    const { code } = await closedEarly(['fix', '--write', '--verbose', '--context', '100000'], folder)
    expect(code).toBe(0)
    for (const name of Object.keys(files)) expect(read(folder, name)).toBe(GOOD.repeat(200))
  })

  function manyFiles(count: number): Readonly<Record<string, string>> {
    const files: Record<string, string> = {}
    for (let number = 0; number < count; number += 1) files[`Dockerfile.${number}`] = BAD.repeat(200)
    return files
  }

  function closedEarly(
    args: readonly string[],
    cwd: string,
  ): Promise<{ code: number | null; stderr: string }> {
    return new Promise((resolve) => {
      const child = spawn(process.execPath, [cli.script(), ...args], { cwd, env: environment() })
      let stderr = ''
      child.stderr.on('data', (chunk: Buffer) => {
        stderr += chunk.toString()
      })
      child.stdout.once('data', () => child.stdout.destroy())
      child.on('close', (code) => {
        resolve({ code, stderr })
      })
    })
  }
})

describe('a full disk', () => {
  const expected = 'no space left on the device; free some space and run again; the file is unchanged\n'

  test('loses nothing (as node tells of it)', () => {
    const folder = writeFiles(cli.folder(), { Dockerfile: BAD })
    const { code, stderr } = cli.run(['fix', '--write'], { cwd: folder, node: ['--import', fullDisk] })
    expect({ code, stderr }).toEqual({ code: 2, stderr: `Dockerfile: cannot be written: ${expected}` })
    expect(read(folder, 'Dockerfile')).toBe(BAD)
    expect(readdirSync(folder)).toEqual(['Dockerfile'])
  })

  test('and so does a write that stops half-way', () => {
    const text = `${BAD}${'# a comment\n'.repeat(500)}`
    const folder = writeFiles(cli.folder(), { Dockerfile: text })
    const script = 'trap "" XFSZ; ulimit -f 1; exec "$0" "$@"'
    const args = ['-c', script, process.execPath, cli.script(), 'fix', '--write', '--quiet']
    const { status, stderr } = spawnSync('bash', args, { cwd: folder, encoding: 'utf8' })
    expect(status).toBe(2)
    expect(stderr).toBe(
      'Dockerfile: cannot be written: a limit on the size of files is reached; raise the limit; the file is unchanged\n',
    )
    expect(read(folder, 'Dockerfile')).toBe(text)
    expect(readdirSync(folder)).toEqual(['Dockerfile'])
  })

  test('of standard output is one line and exit code 2', () => {
    const folder = writeFiles(cli.folder(), { Dockerfile: BAD })
    const script = '"$0" "$@" > /dev/full'
    const args = ['-c', script, process.execPath, cli.script(), 'fix', 'Dockerfile']
    const { status, stderr } = spawnSync('bash', args, { cwd: folder, encoding: 'utf8' })
    expect(status).toBe(2)
    expect(stderr).toBe('dfopt: standard output cannot be written: ENOSPC: no space left on device, write\n')
  })

  test('of a patch file is one line and exit code 2', () => {
    const folder = writeFiles(cli.folder(), { Dockerfile: BAD })
    const { code, stderr } = cli.run(['fix', '--patch', '/dev/full'], { cwd: folder })
    expect({ code, stderr }).toEqual({ code: 2, stderr: `/dev/full: cannot be written: ${expected}` })
  })

  test('leaves no half of a patch file', () => {
    const folder = writeFiles(cli.folder(), { Dockerfile: BAD })
    const { code } = cli.run(['fix', '--patch', 'out.patch'], { cwd: folder, node: ['--import', fullDisk] })
    expect(code).toBe(2)
    expect(readdirSync(folder)).toEqual(['Dockerfile'])
  })

  const fullDisk = join(dirname(fileURLToPath(import.meta.url)), 'full-disk.mjs')
})
