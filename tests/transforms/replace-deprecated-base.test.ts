// What is said of a base that is replaced: all that is another with it.
import { expect, test } from 'vitest'
import { rewrite } from '../../src/engine/pipeline.ts'
import { replaceDeprecatedBase } from '../../src/transforms/replace-deprecated-base/index.ts'

const reasonOf = (base: string): string | undefined =>
  rewrite(`FROM ${base}\nCOPY a.jar /\n`, { transforms: [replaceDeprecatedBase] }).changes[0]?.reason

const WHY = 'openjdk is deprecated since 2022-07 in favour of eclipse-temurin and others'

test.each([
  ['openjdk:8-jdk', `${WHY}; it is made from Ubuntu, no longer from Debian`],
  ['openjdk:8-jdk-alpine', WHY],
  [
    'openjdk:8u102-jre',
    `${WHY}; it is made from Ubuntu, no longer from Debian, and 8u102 becomes the newest release of 8`,
  ],
  ['openjdk:11.0.3-jdk-slim', /, and 11\.0\.3 becomes the newest release of 11$/],
  ['openjdk:8u131-jdk-alpine', `${WHY}; 8u131 becomes the newest release of 8`],
])('%s', (base, said) => {
  const reason = reasonOf(base)
  if (typeof said === 'string') expect(reason).toBe(said)
  else expect(reason).toMatch(said)
})
