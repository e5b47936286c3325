import { readFileSync } from 'node:fs'

// A file of tests that could not be loaded has no failed test; it counts as one.
const counts = process.argv.slice(2).map(read)
const sum = (key) => counts.reduce((total, count) => total + count[key], 0)
const skipped = sum('skipped')
if (skipped > 0) console.log(`${skipped} skipped, for want of a builder or of a base image`)
console.log(`${sum('passed')} passed, ${sum('failed')} failed`)
if (sum('failed') > 0) process.exitCode = 1

function read(path) {
  try {
    const { testResults } = JSON.parse(readFileSync(path, 'utf8'))
    const tests = testResults.flatMap((file) => file.assertionResults)
    const count = (...statuses) => tests.filter((test) => statuses.includes(test.status)).length
    const unloaded = testResults.filter(
      (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
    )
    return {
      passed: count('passed'),
      failed: count('failed') + unloaded.length,
      skipped: count('skipped', 'pending', 'todo'),
    }
  } catch {
    return { passed: 0, failed: 1, skipped: 0 }
  }
}
