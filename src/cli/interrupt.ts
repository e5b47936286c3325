/** What asks this process to end, noticed without ending it, so that the file at hand is finished. */
export interface Interrupt {
  /** 128 and the number of the signal; undefined as long as none came. */
  exitCode(): number | undefined
  /** Lets signals that came meanwhile be noticed. */
  pause(): Promise<void>
  /** For what takes long, and has to end at once. */
  signal(): AbortSignal
}

/** Leaves signals to do what they always do. */
export const NO_INTERRUPT: Interrupt = {
  exitCode: () => undefined,
  pause: () => Promise.resolve(),
  signal: () => new AbortController().signal,
}

const SIGNALS = [
  ['SIGHUP', 1],
  ['SIGINT', 2],
  ['SIGTERM', 15],
] as const

/** An interrupt that ends what waits for it at once. */
export interface StopSignal {
  /** 128 and the number of the signal; undefined as long as none came. */
  exitCode(): number | undefined
  readonly signal: AbortSignal
}

/** Further signals change nothing: what was started is being ended already. */
export function stopOnInterrupt(): StopSignal {
  let exitCode: number | undefined
  const controller = new AbortController()
  for (const [signal, number] of SIGNALS) {
    process.on(signal, () => {
      exitCode ??= 128 + number
      controller.abort()
    })
  }
  return { exitCode: () => exitCode, signal: controller.signal }
}

export function watchInterrupts(): Interrupt {
  let exitCode: number | undefined
  // Made when it is asked for, since most runs need none.
  let controller: AbortController | undefined
  for (const [signal, number] of SIGNALS) {
    process.once(signal, () => {
      exitCode ??= 128 + number
      controller?.abort()
    })
  }
  return {
    exitCode: () => exitCode,
    pause: () => new Promise((resolve) => setImmediate(resolve)),
    signal() {
      controller ??= new AbortController()
      if (exitCode !== undefined) controller.abort()
      return controller.signal
    },
  }
}
