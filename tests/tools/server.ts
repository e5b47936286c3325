// A folder by http, on this machine alone: what is read as a file is kept nowhere else.
import { spawn } from 'node:child_process'
import { once } from 'node:events'

export interface Server {
  readonly url: string
  /** The paths that were asked for, as far as this process has had the time to hear of them. */
  readonly asked: () => readonly string[]
  readonly stop: () => void
}

// A process of its own: the tests wait for package managers without giving way to anything else.
const PROGRAM = `require('node:http').createServer((request, response) => {
  require('node:fs').readFile('.' + decodeURI(new URL(request.url, 'http://x').pathname).replace(/\\/$/, '/index.html'), (error, data) => {
    console.log(request.url)
    response.writeHead(error ? 404 : 200).end(data)
  })
}).listen(0, '127.0.0.1', function () { console.log(this.address().port) })`

export async function serve(folder: string): Promise<Server> {
  const child = spawn(process.execPath, ['-e', PROGRAM], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  child.stdout.on('data', (chunk) => {
    text += String(chunk)
  })
  await once(child.stdout, 'data')
  const [port = ''] = text.split('\n')
  return {
    url: `http://127.0.0.1:${port}`,
    asked: () => text.trim().split('\n').slice(1),
    stop: () => {
      child.kill()
    },
  }
}
