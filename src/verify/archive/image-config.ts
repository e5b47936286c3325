import { isRecord, numberIn, recordIn, stringIn, stringsIn } from './json-fields.ts'
import type { Healthcheck, ImageConfig } from '../image.ts'

/**
 * The configuration out of an image's JSON: Docker's own (image specification v1.2 with Healthcheck, OnBuild and Shell) or
 * OCI's, which lacks those. What is null, absent or empty says the same to Docker, and is the same here.
 */
export function imageConfig(json: unknown): ImageConfig {
  const config = recordIn(json, 'config')
  return {
    platform: platformOf(json),
    env: stringsIn(config, 'Env'),
    entrypoint: wordsIn(config, 'Entrypoint'),
    cmd: wordsIn(config, 'Cmd'),
    // Where none is set, containers start in the root.
    workingDir: stringIn(config, 'WorkingDir') || '/',
    user: stringIn(config, 'User'),
    exposedPorts: keysIn(config, 'ExposedPorts').map((port) => (port.includes('/') ? port : `${port}/tcp`)),
    labels: labelsOf(config),
    volumes: keysIn(config, 'Volumes'),
    healthcheck: healthcheckOf(recordIn(config, 'Healthcheck')),
    stopSignal: stringIn(config, 'StopSignal'),
    onBuild: stringsIn(config, 'OnBuild'),
    shell: wordsIn(config, 'Shell'),
  }
}

/** os/architecture, or os/architecture/variant, of an image's JSON or of a platform in an index. */
export function platformOf(json: unknown): string {
  return [stringIn(json, 'os'), stringIn(json, 'architecture'), stringIn(json, 'variant')]
    .filter((part) => part !== '')
    .join('/')
}

function wordsIn(config: unknown, key: string): readonly string[] | undefined {
  const words = stringsIn(config, key)
  return words.length === 0 ? undefined : words
}

function keysIn(config: unknown, key: string): readonly string[] {
  return Object.keys(recordIn(config, key)).sort()
}

function labelsOf(config: unknown): Readonly<Record<string, string>> {
  const labels = recordIn(config, 'Labels')
  return Object.fromEntries(
    Object.keys(labels)
      .sort()
      .map((name) => [name, stringIn(labels, name)]),
  )
}

function healthcheckOf(json: unknown): Healthcheck | undefined {
  const test = isRecord(json) ? stringsIn(json, 'Test') : []
  // Without a test there is nothing to do at those intervals.
  if (test.length === 0) return undefined
  return {
    test,
    interval: numberIn(json, 'Interval'),
    timeout: numberIn(json, 'Timeout'),
    startPeriod: numberIn(json, 'StartPeriod'),
    startInterval: numberIn(json, 'StartInterval'),
    retries: numberIn(json, 'Retries'),
  }
}
