/** What asks this process to end, noticed without ending it, so that the file at hand is finished. */
export interface Interrupt {
  /** 128 and the number of the signal; undefined as long as none came. */
  exitCode(): number | undefined
  /** Lets signals that came meanwhile be noticed. */
  pause(): Promise<void>
}

/** Leaves signals to do what they always do. */
export const NO_INTERRUPT: Interrupt = { exitCode: () => undefined, pause: () => Promise.resolve() }

const SIGNALS = [
  ['SIGHUP', 1],
  ['SIGINT', 2],
  ['SIGTERM', 15],
] as const

export function watchInterrupts(): Interrupt {
  let exitCode: number | undefined
  for (const [signal, number] of SIGNALS) {
    process.once(signal, () => {
      exitCode ??= 128 + number
    })
  }
  return {
    exitCode: () => exitCode,
    pause: () => new Promise((resolve) => setImmediate(resolve)),
  }
}
