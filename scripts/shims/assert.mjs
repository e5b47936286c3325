/** The two functions of node:assert that yargs calls, without the rest of that module. */
export function strictEqual(actual, expected, message) {
  if (!Object.is(actual, expected)) throw new Error(message)
}

export function notStrictEqual(actual, expected, message) {
  if (Object.is(actual, expected)) throw new Error(message)
}
