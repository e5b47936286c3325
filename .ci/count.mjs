import { readFileSync } from 'node:fs'

// A file of tests that could not be loaded has no failed test; it counts as one.
const { passed, failed } = read(process.argv[2])
console.log(`${passed} passed, ${failed} failed`)
if (failed > 0) process.exitCode = 1

function read(path) {
  try {
    const { testResults } = JSON.parse(readFileSync(path, 'utf8'))
    const count = (status) =>
      testResults.flatMap((file) => file.assertionResults).filter((test) => test.status === status).length
    const unloaded = testResults.filter(
      (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
    )
    return { passed: count('passed'), failed: count('failed') + unloaded.length }
  } catch {
    return { passed: 0, failed: 1 }
  }
}
