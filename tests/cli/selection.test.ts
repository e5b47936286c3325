import { expect, test } from 'vitest'
import { selectTransforms } from '../../src/cli/selection.ts'
import { transforms } from '../../src/transforms/index.ts'

test('a finding that asks for the opposite of what somebody asked for is left out', () => {
  const ids = (also: readonly string[]): readonly string[] =>
    selectTransforms(transforms, { only: [], also, skip: [] }).map(({ id }) => id)
  expect(ids([])).toContain('no-upgrade')
  const asked = ids(['upgrade-packages'])
  expect(asked).toContain('upgrade-packages')
  expect(asked).not.toContain('no-upgrade')
  expect(asked).toContain('no-sudo')
})
