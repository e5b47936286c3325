import { createServer } from 'node:http'
import { readFileSync } from 'node:fs'
import { greet } from 'greeting'

const state = JSON.parse(readFileSync('data/state.json', 'utf8'))

createServer((request, response) => {
  const found = request.url === '/health'
  response.writeHead(found ? 200 : 404, { 'content-type': 'application/json' })
  response.end(
    JSON.stringify({ ok: found, says: greet('world'), started: state.started, uid: process.getuid() }),
  )
}).listen(Number(process.env.PORT))
