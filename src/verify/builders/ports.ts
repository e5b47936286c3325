import { connect } from 'node:net'

/** Whether something answers at a port of this machine. */
export function isTaken(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const tell = (taken: boolean) => (): void => {
      socket.destroy()
      resolve(taken)
    }
    socket.setTimeout(1_000, tell(false)).on('connect', tell(true)).on('error', tell(false))
  })
}

export function takenMessage(port: number): string {
  return `port ${port} of this machine is taken: what answers there is not the container`
}
