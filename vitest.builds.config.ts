import { defineConfig } from 'vitest/config'

/** The tests that build images with a real builder: `npm run test:builds`. */
export default defineConfig({
  test: {
    include: ['tests/builds/**/*.test.ts'],
    // The builder has the machine to itself as far as that can be.
    fileParallelism: false,
    maxConcurrency: 2,
    testTimeout: 600_000,
    hookTimeout: 120_000,
  },
})
