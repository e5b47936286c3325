import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    // These need a builder: npm run test:builds.
    exclude: ['tests/builds/**'],
    // One less than there are, as vitest would have it, leaves half of a small machine idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Tests that start processes share two cores with each other.
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
