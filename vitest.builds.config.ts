import { defineConfig } from 'vitest/config'

/** The tests that build images with a real builder: `npm run test:builds`. */
export default defineConfig({
  test: {
    include: ['tests/builds/**/*.test.ts'],
    // The builder has the machine to itself as far as that can be.
    fileParallelism: false,
    // Much of a build is waiting for the network and the disk.
    maxConcurrency: 3,
    testTimeout: 600_000,
    hookTimeout: 120_000,
  },
})
