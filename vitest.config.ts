import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    // These need a builder: npm run test:builds.
    exclude: ['tests/builds/**'],
    // Tests that start processes share two cores with each other.
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
