import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

const home = mkdtempSync(join(tmpdir(), 'dfopt-docker-config-'))
afterAll(() => {
  rmSync(home, { recursive: true, force: true })
})

let next = 0
/** A folder that is gone after the tests of the file. */
export function newFolder(): string {
  const folder = join(home, String((next += 1)))
  mkdirSync(folder)
  return folder
}

/** A Docker configuration, for the environment. */
export function configured(
  config: object | string,
  more: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const folder = newFolder()
  writeFileSync(join(folder, 'config.json'), typeof config === 'string' ? config : JSON.stringify(config))
  return { DOCKER_CONFIG: folder, PATH: process.env.PATH ?? '', ...more }
}

/** User and password as the configuration has them. */
export const auth = (text: string): string => Buffer.from(text).toString('base64')
