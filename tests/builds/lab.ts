import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Builder } from '../../src/verify/builder.ts'
import { findBuilder } from '../../src/verify/builders/find-builder.ts'

/** A real builder for the tests. */
export interface UsableLab {
  readonly builder: Builder
  readonly scratch: string
  /** Whether it has this image, or can get it. */
  has(image: string): boolean
  close(): Promise<void>
}

export type Lab = UsableLab | { readonly builder: undefined; readonly why: string }

/** DFOPT_TEST_BUILDER names one; else it is the first that works; without any the reason is told. */
export async function openLab(): Promise<Lab> {
  const scratch = mkdtempSync(join(tmpdir(), 'dfopt-builds-'))
  const wish = (['docker', 'podman', 'buildah'] as const).find(
    (name) => name === process.env['DFOPT_TEST_BUILDER'],
  )
  const builder = await findBuilder(wish, { environment: process.env, scratch })
  if ('message' in builder) {
    rmSync(scratch, { recursive: true })
    return { builder: undefined, why: `${builder.message}; ${builder.hint}` }
  }
  const images = new Map<string, boolean>()
  return {
    builder,
    scratch,
    has(image) {
      const known = images.get(image) ?? (isThere(builder.name, image) || isPulled(builder.name, image))
      images.set(image, known)
      return known
    },
    async close() {
      await builder.clear()
      rmSync(scratch, { recursive: true })
    },
  }
}

function isThere(program: string, image: string): boolean {
  const args = program === 'buildah' ? ['inspect', '--type', 'image', image] : ['image', 'inspect', image]
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0
}

function isPulled(program: string, image: string): boolean {
  try {
    execFileSync(program, ['pull', '--quiet', image], { stdio: 'ignore', timeout: 60_000 })
    return true
  } catch {
    return false
  }
}
