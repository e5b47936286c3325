// What speaks against any other variant of a base.
import { flagValue } from '../../dockerfile/instruction.ts'
import type { Document } from '../../dockerfile/document.ts'
import type { NoPlan } from './plan.ts'
import { stagesOn } from './plan.ts'
import { purposeObstacle } from './purpose.ts'
import type { Swap } from './swap.ts'

export function swapObstacle(document: Document, swap: Swap): NoPlan | undefined {
  const platform = missingPlatform(swap)
  if (platform !== undefined)
    return {
      reason: `it is not built for ${platform}`,
      unblock: 'leave out --platform, or keep the full image',
    }
  for (const stage of stagesOn(document, swap.stage)) {
    // Of those in between, what the last one runs decides.
    const isLast = stage.final || stage.children.length === 0
    if (!isLast || (stage !== swap.stage && !stage.ships)) continue
    const obstacle = purposeObstacle(document, stage, { image: swap.image.name, flavour: swap.from.flavour })
    if (obstacle) return obstacle
  }
  return undefined
}

/** The platform that FROM asks for and the variant is not built for. */
function missingPlatform({ stage, to }: Swap): string | undefined {
  const platform = flagValue(stage.from, 'platform')
  const name = platform === undefined ? undefined : ARCHITECTURES[platform]
  return name !== undefined && to.architectures.length > 0 && !to.architectures.includes(name)
    ? platform
    : undefined
}

const ARCHITECTURES: Readonly<Record<string, string>> = {
  'linux/amd64': 'amd64',
  'linux/arm64': 'arm64v8',
  'linux/arm64/v8': 'arm64v8',
  'linux/arm/v7': 'arm32v7',
  'linux/arm/v6': 'arm32v6',
  'linux/arm/v5': 'arm32v5',
  'linux/386': 'i386',
  'linux/ppc64le': 'ppc64le',
  'linux/s390x': 's390x',
  'linux/riscv64': 'riscv64',
}
