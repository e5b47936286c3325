// The cases that github.com/moby/patternmatcher holds itself to (patternmatcher_test.go, ignorefile/ignorefile_test.go, at
// 1d6a3f42 and 08a7a10c, Apache-2.0, see NOTICE): the facts of its tables for Unix, one to a line.
import { expect, test } from 'vitest'
import { ignoreMatcher, parseIgnoreFile } from '../../src/project/ignore-file.ts'

/** Pattern, path; `yes` for the path itself or a folder that it is in. */
const MATCHES = String.raw`
** file yes                  | ** file/ yes               | **/ file yes              | **/ file/ yes
** / yes                     | **/ / yes                  | ** dir/file yes           | **/ dir/file yes
** dir/file/ yes             | **/ dir/file/ yes          | **/** dir/file yes        | **/** dir/file/ yes
dir/** dir/file yes          | dir/** dir/file/ yes       | dir/** dir/dir2/file yes  | dir/** dir/dir2/file/ yes
**/dir dir yes               | **/dir dir/file yes        | **/dir2/* dir/dir2/file yes | **/dir2/* dir/dir2/file/ yes
**/dir2/** dir/dir2/dir3/file yes | **/dir2/** dir/dir2/dir3/file/ yes | **file file yes  | **file dir/file yes
**/file dir/file yes         | **file dir/dir/file yes    | **/file dir/dir/file yes  | **/file* dir/dir/file yes
**/file* dir/dir/file.txt yes | **/file*txt dir/dir/file.txt yes | **/file*.txt dir/dir/file.txt yes | **/file*.txt* dir/dir/file.txt yes
**/**/*.txt dir/dir/file.txt yes | **/**/*.txt2 dir/dir/file.txt no | **/*.txt file.txt yes | **/**/*.txt file.txt yes
a**/*.txt a/file.txt yes     | a**/*.txt a/dir/file.txt yes | a**/*.txt a/dir/dir/file.txt yes | a/*.txt a/dir/file.txt no
a/*.txt a/file.txt yes       | a/*.txt** a/file.txt yes   | a[b-d]e ae no             | a[b-d]e ace yes
a[b-d]e aae no               | a[^b-d]e aze yes           | .* .foo yes               | .* foo no
abc.def abcdef no            | abc.def abc.def yes        | abc.def abcZdef no        | abc?def abcZdef yes
abc?def abcdef no            | **/foo/bar foo/bar yes     | **/foo/bar dir/foo/bar yes | **/foo/bar dir/dir2/foo/bar yes
abc/** abc no                | abc/** abc/def yes         | abc/** abc/def/ghi yes    | **/.foo .foo yes
**/.foo bar.foo no           | a(b)c/def a(b)c/def yes    | a(b)c/def a(b)c/xyz no    | dist/*.whl dist/proxy.py-2.4.0rc3.dev36+g08acad9-py3-none-any.whl yes
a\\ a\ yes                   | a\*b a*b yes               | a\*b ab no                | abc abc yes
* abc yes                    | *c abc yes                 | a* a yes                  | a* abc yes
a* ab/c yes                  | a*/b abc/b yes             | a*/b a/c/b no             | a*b*c*d*e*/f axbxcxdxe/f yes
a*b*c*d*e*/f axbxcxdxexxx/f yes | a*b*c*d*e*/f axbxcxdxe/xxx/f no | a*b*c*d*e*/f axbxcxdxexxx/fff no | *x xxx yes
a*b?c*x abxbbxdbxebxczzx yes | a*b?c*x abxbbxdbxebxczzy no | ab[c] abc yes            | ab[b-d] abc yes
ab[e-g] abc no               | ab[^c] abc no              | ab[^b-d] abc no           | ab[^e-g] abc yes
a?b a☺b yes                  | a[^a]b a☺b yes             | a???b a☺b no              | a[^a][^a][^a]b a☺b no
[a-ζ]* α yes                 | *[a-ζ] A no                | a?b a/b no                | a*b a/b no
[\]a] ] yes                  | [\-] - yes                 | [x\-] x yes               | [x\-] - yes
[x\-] z no                   | [\-x] x yes                | [\-x] - yes               | [\-x] a no
[]a] ] error                 | [-] - error                | [x-] x error              | [-x] a error
\ a error                    | [a-b-c] a error            | [ a error                 | [^ a error
[^bc a error                 | a[ ab error                | ! a error                 | *.go fileutils.go yes
*.go . no`

const rows = MATCHES.trim()
  .split(/\s+\|\s+|\n/)
  .map((row) => row.trim().split(/\s+/))
  // Beside a bar a line could not hold it.
  .concat([['a.|)$(}+{bc', 'a.|)$(}+{bc', 'yes']])

test.each(rows)('%s: %s %s', (pattern = '', path = '', answer = '') => {
  const patterns = parseIgnoreFile(pattern)
  if ('message' in patterns) {
    expect(answer).toBe('error')
    return
  }
  expect(ignoreMatcher(patterns).matches(path)).toBe(answer === 'yes')
})

test.each<[readonly string[], string, boolean]>([
  [['!fileutils.go', '*.go'], 'fileutils.go', true],
  [['docs', '!docs/README.md'], 'docs/README.md', false],
  [['docs/', '!docs/README.md'], 'docs/README.md', false],
  [['docs/*', '!docs/README.md'], 'docs/README.md', false],
  [['docs', '  !docs/README.md'], 'docs/README.md', false],
  [['docs', '!docs/README.md  '], 'docs/README.md', false],
  [['*.go', '!fileutils.go'], 'fileutils.go', false],
  [['**', '!util/docker/web'], 'util/docker/web/foo', false],
  [['**', '!util/docker/web', 'util/docker/web/foo'], 'util/docker/web/foo', true],
  [['**', '!dist/*.whl'], 'dist/proxy.py-2.4.0rc3.dev36+g08acad9-py3-none-any.whl', false],
  [['docs', 'config', ''], 'config', true],
  [[], '/any/path/there', false],
])('%j: %s is %s', (lines, path, answer) => {
  const patterns = parseIgnoreFile(lines.join('\n'))
  if ('message' in patterns) throw new Error(patterns.message)
  expect(ignoreMatcher(patterns).matches(path)).toBe(answer)
})

test('the file is read as moby reads it, up to a lone exclamation mark, with which a build ends', () => {
  const text = 'test1\n/test2\n/a/file/here\n\nlastfile\n# this is a comment\n! /inverted/abs/path\n'
  expect(parseIgnoreFile(text)).toEqual(['test1', 'test2', 'a/file/here', 'lastfile', '!inverted/abs/path'])
  expect(parseIgnoreFile(`${text}!\n! `)).toHaveProperty('message')
})
