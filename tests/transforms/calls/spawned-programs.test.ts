import { describe, expect, test } from 'vitest'
import { parseDocument } from '../../../src/dockerfile/document.ts'
import { spawnedPrograms } from '../../../src/transforms/calls/spawned-programs.ts'
import { memoryProject } from '../../project/memory-project.ts'

function spawned(text: string, files: Readonly<Record<string, string>>): string {
  const document = parseDocument(text)
  const last = document.stages.at(-1)
  if (!last) throw new Error('no stage')
  const { programs, computed } = spawnedPrograms(document, last, memoryProject(files))
  const names = programs.map(({ name }) => name).join(' ')
  return computed ? `${names} ?${computed.name} in ${computed.file}` : names
}

const one = (file: string, source: string): string =>
  spawned('FROM debian\nCOPY . /app\n', { [file]: source })

const NODE = 'import { exec, execFile, spawn } from "node:child_process"\n'
const GO = 'package main\nimport "os/exec"\n'

describe('names that the sources have', () => {
  test.each([
    ['a.js', `${NODE}spawn('/usr/bin/git', ['log'])\n`, 'git'],
    ['a.ts', `${NODE}const tool = 'ffmpeg'\nspawn(tool, list)\n`, 'ffmpeg'],
    ['a.py', 'import subprocess\ncmd = ["git", "log"]\nsubprocess.run(cmd, check=True)\n', 'git'],
    ['a.go', `${GO}func f() { exec.Command("git", "log") }\n`, 'git'],
    ['a.go', `${GO}func f() { exec.CommandContext(r.Context(), "pandoc") }\n`, 'pandoc'],
    ['a.go', `${GO}func f() { exec.LookPath("curl") }\n`, 'curl'],
  ])('%s: %s', (file, source, names) => {
    expect(one(file, source)).toBe(names)
  })
})

describe('comments start nothing', () => {
  test.each([
    [
      'config/production.rb',
      '  # Store files on the local file system (see config/storage.yml for options).\n',
      '',
    ],
    ['a.rb', '# once: `git log`\nsystem("convert a b")\n', 'convert'],
    ['a.py', 'import subprocess\n# subprocess.run(tool)\nsubprocess.run(["git"])\n', 'git'],
    ['a.php', '<?php\n// exec($tool)\nexec("convert a b");\n', 'convert'],
  ])('%s: %s', (file, source, names) => {
    expect(one(file, source)).toBe(names)
  })
})

describe('names that only a run knows', () => {
  test.each([
    ['a.js', `${NODE}export const run = (tool) => spawn(tool, ['-v'])\n`, 'tool'],
    ['a.js', `${NODE}exec(command, (error) => {\n})\n`, 'command'],
    ['a.js', `${NODE}exec(\`\${tool} -v\`)\n`, '${tool}'],
    ['a.js', `${NODE}let tool = 'git'\ntool = other()\nspawn(tool)\n`, 'tool'],
    ['a.py', 'import subprocess\nsubprocess.check_output([self.tool, "-v"])\n', 'self.tool'],
    ['a.py', 'import os\nos.system(f"{tool} -v")\n', '{tool}'],
    ['a.py', 'import asyncio, subprocess\nawait asyncio.create_subprocess_exec(*args)\n', 'args'],
    ['a.rb', 'def run(cmd)\n  system(cmd)\nend\n', 'cmd'],
    ['a.php', '<?php\n$out = shell_exec($command);\n', '$command'],
    ['a.go', `${GO}func f(name string) { exec.Command(name, "-v") }\n`, 'name'],
    ['a.go', `${GO}func f(name string) { exec.CommandContext(ctx, name) }\n`, 'name'],
  ])('%s: %s', (file, source, name) => {
    expect(one(file, source)).toBe(` ?${name} in ${file}`)
  })
})

describe('what starts none, or itself', () => {
  test.each([
    ['a.js', `${NODE}const found = /a/.exec(text)\n`],
    ['a.js', `${NODE}class Shell {\n  exec(command) {\n  }\n  spawn(tool: string): void {\n  }\n}\n`],
    ['a.js', `${NODE}function exec(command, options) {\n}\n`],
    ['a.js', `${NODE}spawn(process.execPath, ['b.js'])\n`],
    ['a.js', 'db.exec(query)\nexec(query)\n'],
    ['a.py', 'import subprocess, sys\nsubprocess.run([sys.executable, "-m", "b"])\n'],
    ['a.py', 'import subprocess\napp.run(host)\ncursor.call(name)\n'],
    ['a.php', '<?php\n$statement->exec($query);\nDb::system($a);\nfunction exec($query) {}\n'],
    ['a.rb', 'def system(cmd)\nend\nconnection.exec(query)\n'],
    ['a.go', `${GO}func f() { exec.Command(os.Args[0], "-child") }\n`],
    ['a_test.go', `${GO}func f() { exec.Command("git") }\n`],
    ['vite.config.js', `${NODE}spawn(tool)\n`],
  ])('%s: %s', (file, source) => {
    expect(one(file, source)).toBe('')
  })
})

describe('sources of another stage', () => {
  const stages = (image: string): string =>
    `FROM node:22 AS build\nCOPY . /app\nRUN npm run build\nFROM ${image}\nCOPY --from=build /app/dist /srv\n`
  const files = { 'src/a.ts': `${NODE}spawn('git')\n` }

  test('count where the image runs their language', () => {
    expect(spawned(stages('node:22'), files)).toBe('git')
    expect(spawned(stages('nginx:1.27'), files)).toBe('')
  })

  test('count where they are compiled', () => {
    const go = { 'main.go': `${GO}func f() { exec.Command("git") }\n` }
    expect(spawned(stages('debian:bookworm'), go)).toBe('git')
  })
})
