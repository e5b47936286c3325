import { expect, test } from 'vitest'
import { heredocOpener, heredocOpeners } from '../../src/dockerfile/heredoc.ts'

test.each([
  ['<<EOF', 'EOF', 0, true, false],
  ['<<-EOF', 'EOF', 0, true, true],
  ["<<'EOF'", 'EOF', 0, false, false],
  ['<<"E F"', 'E F', 0, false, false],
  ['<<E"O"F', 'EOF', 0, false, false],
  ['12<<EOF', 'EOF', 12, true, false],
  ['<< EOF', 'EOF', 0, true, false],
  ['<<$X', '$X', 0, true, false],
])('%s opens a heredoc', (word, name, fileDescriptor, expand, chomp) => {
  expect(heredocOpener(word)).toEqual({ name, fileDescriptor, expand, chomp })
})

test.each(['<<', '<<-', '<<<EOF', 'x<<EOF', '<EOF', '<<A<<B', '<<"EOF', '<<A B', ''])(
  '%j opens none',
  (word) => {
    expect(heredocOpener(word)).toBeUndefined()
  },
)

test('the openers of a line, quotes minded', () => {
  const names = (line: string): readonly string[] => heredocOpeners(line).map((opener) => opener.name)
  expect(names('RUN cat <<A "<<B" <<C')).toEqual(['A', 'C'])
  expect(names("RUN echo it's <<A")).toEqual([])
})
