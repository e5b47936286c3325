import { tmpdir } from 'node:os'
import { resolve } from 'node:path'
import { faultOfError, type Fault } from '../../batch/fault.ts'
import { newKnownLayers, type KnownLayers } from '../../verify/archive/archive.ts'
import type { Builder } from '../../verify/builder.ts'
import { findBuilder } from '../../verify/builders/find-builder.ts'
import { findScanner, type Scanner } from '../../verify/scan/scan.ts'
import { openWorkshop, type Workshop } from '../../verify/workshop.ts'
import type { VerifyCommand } from '../command.ts'
import type { Host } from '../host.ts'

/** What the builds of all files of a run share. */
export interface Shop {
  readonly builder: Builder
  readonly scanner: Scanner | undefined
  readonly workshop: Workshop
  /** Layers that the next file may have as well. */
  readonly known: KnownLayers
}

/** Why nothing can be built, or not what was asked for. */
export type ShopFault = Fault & { readonly step: 'builder' | 'scan' }

/** Finds a builder, and a scanner where one is asked for, and makes the temporary folder. */
export async function openShop(
  command: VerifyCommand,
  { folder, environment }: Host,
): Promise<Shop | ShopFault> {
  const { logFolder } = command
  const scanner = command.scanner && (await findScanner(command.scanner, environment))
  if (scanner && 'message' in scanner) return { step: 'scan', ...scanner }
  let workshop: Workshop
  try {
    workshop = await openWorkshop(tmpdir(), logFolder === undefined ? undefined : resolve(folder, logFolder))
  } catch (error) {
    return { step: 'builder', ...faultOfError(error, `no folder for the builds can be made in ${tmpdir()}`) }
  }
  const builder = await findBuilder(command.builder, {
    environment,
    scratch: workshop.scratch,
    node: process.execPath,
  })
  if (!('message' in builder)) return { builder, scanner, workshop, known: newKnownLayers() }
  await workshop.close(false)
  return { step: 'builder', ...builder }
}

/** Removes all that was made but the logs, and these too unless they are of use. */
export async function closeShop({ builder, workshop }: Shop, keepLogs: boolean): Promise<void> {
  await builder.clear()
  await workshop.close(keepLogs)
}
