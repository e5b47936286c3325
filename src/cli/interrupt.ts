import { constants } from 'node:os'

/** What asks this process to end, noticed without ending it, so that the file at hand is finished. */
export interface Interrupt {
  /** 128 and the number of the signal; undefined as long as none came. */
  exitCode(): number | undefined
  /** Lets signals that came meanwhile be noticed. */
  pause(): Promise<void>
}

export function watchInterrupts(): Interrupt {
  let exitCode: number | undefined
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      exitCode ??= 128 + constants.signals[signal]
    })
  }
  return {
    exitCode: () => exitCode,
    pause: () => new Promise((resolve) => setImmediate(resolve)),
  }
}
