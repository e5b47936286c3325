import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { userInfo } from 'node:os'

/** A way from a port of this machine to one in the network namespace of a process. */
export interface Forward {
  readonly port: number
  close(): void
}

// Runs inside the namespace and is handed a socket that listens outside of it: a socket stays in the namespace that it
// was made in. It ends with whoever started it.
const INSIDE = `
const { connect } = require('node:net')
const self = require('node:process')
self.on('disconnect', () => self.exit())
self.on('message', (_, server) => {
  server.on('connection', (outer) => {
    const inner = connect(Number(self.argv[1]), '127.0.0.1')
    outer.on('error', () => inner.destroy()).on('close', () => inner.destroy())
    inner.on('error', () => outer.destroy()).on('close', () => outer.destroy())
    outer.pipe(inner).pipe(outer)
  })
  self.send('ready')
})
`

/**
 * Makes a port of a container reachable that publishes none, as on an engine without a bridge. Needs to be root on the
 * machine on which the container runs, and nsenter.
 *
 * @param pid the container's first process as the engine has it
 * @param container its id, by which the process is told from one that only has the number
 * @returns a line that says why there is none where it cannot be
 */
export async function forwardInto(
  { pid, container }: { readonly pid: number; readonly container: string },
  port: number,
  node: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Forward | string> {
  if (userInfo().uid !== 0) return 'only root can reach into a container that publishes no port'
  const groups = await readFile(`/proc/${pid}/cgroup`, 'utf8').catch(() => '')
  if (!groups.includes(container)) return 'the engine runs elsewhere, and publishes no port'
  const server = await listen()
  if (typeof server === 'string') return server
  const args = [`--target=${pid}`, '--net', node, '--eval', INSIDE, String(port)]
  const child = spawn('nsenter', args, {
    env: { ...environment, NODE_OPTIONS: undefined },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  return new Promise((resolve) => {
    const fail = (reason: string): void => {
      server.close()
      child.kill('SIGKILL')
      resolve(`no way into the container: ${reason}`)
    }
    child.on('error', (error) => fail(error.message))
    child.on('exit', (code) => fail(`nsenter ended with exit code ${code ?? 'unknown'}`))
    child.on('message', () => {
      child.removeAllListeners('exit')
      const address = server.address()
      server.close()
      if (address === null || typeof address === 'string') fail('no address')
      else resolve({ port: address.port, close: () => void child.kill('SIGKILL') })
    })
    child.send('listen', server)
  })
}

function listen(): Promise<Server | string> {
  return new Promise((resolve) => {
    const server = createServer()
    server.on('error', (error) => resolve(error.message))
    server.listen(0, '127.0.0.1', () => resolve(server))
  })
}
