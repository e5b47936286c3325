import { describe, expect, test } from 'vitest'
import { rewrite } from '../../src/engine/pipeline.ts'
import { transforms } from '../../src/transforms/index.ts'

const collapseRuns = transforms.filter((transform) => transform.id === 'collapse-runs')

function collapsed(lines: readonly string[]): readonly string[] {
  return rewrite(lines.join('\n'), { transforms: collapseRuns }).output.split('\n')
}

describe('ignore comments above a later RUN hold for the joined one', () => {
  test('those of hadolint are read from one line only, so their ids go there', () => {
    const text = ['FROM a', '# hadolint ignore=DL3008', 'RUN b', '# hadolint ignore=DL3015,DL3008', 'RUN c']
    expect(collapsed(text)).toEqual(['FROM a', '# hadolint ignore=DL3008,DL3015', 'RUN b && \\', '    c'])
  })

  test('one that the first RUN does not have moves up', () => {
    const text = ['FROM a', '# first', 'RUN b', '# second', '# tally ignore=hadolint/DL3008', '  RUN c']
    expect(collapsed(text)).toEqual([
      'FROM a', '# first', '# tally ignore=hadolint/DL3008', 'RUN b && \\', '    # second', '    c',
    ]) // prettier-ignore
  })

  test('ours move up with the reasons that they give, each once', () => {
    const own = '# dfopt ignore=clean-package-caches -- read by the entry point'
    const text = ['FROM a', 'RUN b', own, 'RUN c', own, 'RUN d', '# dfopt ignore=other-one', 'RUN e']
    expect(collapsed(text)).toEqual([
      'FROM a', own, '# dfopt ignore=other-one', 'RUN b && \\', '    c && \\', '    d && \\', '    e',
    ]) // prettier-ignore
  })

  test('one that was moved is still minded, and not reported as unused', () => {
    const own = '# dfopt ignore=clean-package-caches -- read by the entry point'
    const text = ['FROM debian', 'RUN a', own, 'RUN apt-get update && apt-get install -y b', '']
    const { output, notes } = rewrite(text.join('\n'), { transforms })
    expect(output).not.toContain('rm -rf')
    expect(notes).toEqual([])
  })
})

describe('comments', () => {
  test('behind a command go to a line of their own above it', () => {
    const text = ['FROM a', 'RUN b # one', 'RUN c \\', '      d # two', 'RUN e # three']
    expect(collapsed(text)).toEqual([
      'FROM a', '# one', 'RUN b && \\', '    c \\', '      # two', '      d && \\', '    e # three',
    ]) // prettier-ignore
  })

  test('stay where they are when the RUNs do', () => {
    const text = ['FROM a', 'RUN b & # one', '# two', 'RUN c']
    expect(collapsed(text)).toEqual(text)
  })
})
