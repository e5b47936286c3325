import { NO_FACTS } from '../../src/engine/facts.ts'
import type { Settings } from '../../src/engine/settings.ts'
import type { RewriteOptions } from '../../src/engine/rewrite.ts'
import type { TransformExample } from '../../src/engine/transform.ts'
import { memoryProject } from '../project/memory-project.ts'

type Surroundings = Pick<TransformExample, 'facts' | 'today' | 'files'> & {
  readonly variant?: Settings['variant']
}

/** What an example or a case takes for granted, as options of a rewrite. */
export function surroundingsOf({
  facts,
  today,
  files,
  variant,
}: Surroundings): Omit<RewriteOptions, 'transforms'> {
  return {
    facts: facts ?? NO_FACTS,
    ...(today !== undefined && { today }),
    ...(variant !== undefined && { settings: { variant } }),
    ...(files && { project: memoryProject(files) }),
  }
}
