// What dfopt makes of a command's words, compared with what the sh of this machine makes of them.
import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { plainCommand } from '../../src/transforms/use-exec-form/plain-words.ts'

const PROGRAM = "/usr/bin/env printf '[%s]\\n'"

const words = [
  'a b  c	d',
  `'a b' "c d" e\\ f`,
  `"a \\" \\\\ \\$ \\\` \\x"`,
  `'a \\ " $ \`'`,
  `a'b'"c"d`,
  `'' "" a`,
  `a#b a=b --c=d x:y a~b`,
  `, .. {} {a} a{b}c }{ % ^ @ + . !`,
  `\\a \\' \\" \\\\ \\# \\~ \\* \\[ \\& \\;`,
  `Zoë 'naïve' "日本"`,
  `-n -e --`,
]

test.each(words)('%s', (text) => {
  const command = plainCommand(`${PROGRAM} ${text}`)
  expect(command).toHaveProperty('words')
  if (!('words' in command)) return
  // env, printf and its format stand in front.
  const ours = command.words.slice(3).map((word) => `[${word.value}]\n`)
  expect(ours.length).toBeGreaterThan(0)
  const theirs = spawnSync('sh', ['-c', `${PROGRAM} ${text}`], { encoding: 'utf8' })
  expect(theirs.stderr).toBe('')
  expect(ours.join('')).toBe(theirs.stdout)
})
